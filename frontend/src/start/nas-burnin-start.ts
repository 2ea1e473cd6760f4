import { mdiAlert, mdiAlertCircle, mdiDelete, mdiInformationOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";

import { act, toast } from "../actions";
import { formatDuration, formatMoment, formatSize } from "../format";
import { element } from "../register";
import { sentence } from "../store";
import { plural, t, word } from "../texts";
import type {
  Drive,
  DriveEstimate,
  Estimate,
  Hass,
  Pattern,
  Profile,
  StageKind,
  StartResponse,
} from "../types";
import type { NasBurninDialog } from "../ui/dialog";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import {
  type Choice,
  chosen,
  counts,
  erases,
  lack,
  order,
  PATTERNS,
  profileOf,
  proposed,
  wanted,
  withPattern,
} from "./choice";
import { answer } from "./answer";

/** Asking at each key press would ask for what nobody waits for. */
const ASK_AFTER = 150;

/**
 * What to run on the drives, how long it takes, what it erases; then starts it.
 * Fires `started` once the server has taken it, and `close`.
 */
@element("nas-burnin-start")
export class NasBurninStart extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) drives: readonly Drive[] = [];
  @property({ attribute: false }) profiles: readonly Profile[] = [];
  @state() private choice: Choice | null = null;
  @state() private estimate: Estimate | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;
  @query("nas-burnin-dialog") private dialog!: NasBurninDialog;
  private question = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    ...shared,
    css`
      section {
        margin-block-end: 20px;
      }

      section:last-of-type {
        margin-block-end: 0;
      }

      h3 {
        margin: 0 0 8px;
        font-size: var(--nb-normal);
        font-weight: var(--nb-medium);
        color: var(--nb-quiet);
      }

      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }

      .options {
        display: flex;
        flex-wrap: wrap;
        gap: 16px 32px;
      }

      .options .chips {
        align-items: center;
        min-block-size: 40px;
      }

      .options label {
        display: block;
      }

      .options input {
        inline-size: 120px;
      }

      .notice {
        margin-block: 0 16px;
      }

      .notice p {
        margin: 0;
      }

      .notice strong {
        font-weight: var(--nb-medium);
      }

      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        border: 1px solid var(--nb-line);
        border-radius: var(--ha-border-radius-lg, 12px);
        max-block-size: 280px;
        overflow-y: auto;
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 16px;
        padding: 8px 16px;
      }

      li + li {
        border-block-start: 1px solid var(--nb-line);
      }

      .name {
        font-weight: var(--nb-medium);
      }

      .when {
        text-align: end;
      }

      .said {
        grid-column: 1 / -1;
        display: flex;
        align-items: flex-start;
        gap: 6px;
        overflow-wrap: anywhere;
      }

      .said .icon {
        inline-size: 16px;
        block-size: 16px;
        color: var(--nb-warm-text);
      }

      .said.bad .icon {
        color: var(--nb-bad);
      }

      .whole {
        flex: 1;
        align-self: center;
        min-inline-size: max-content;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.choice ??= proposed(this.drives, this.profiles);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.question += 1;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("choice") && this.choice) this.ask(this.choice);
  }

  private devices(): string[] {
    return this.drives.map((drive) => drive.device_id).filter((id) => id !== null);
  }

  private ask(choice: Choice): void {
    clearTimeout(this.timer);
    const question = ++this.question;
    if (lack(choice)) {
      this.estimate = null;
      return;
    }
    this.timer = setTimeout(() => void this.fetch(choice, question), ASK_AFTER);
  }

  private async fetch(choice: Choice, question: number): Promise<void> {
    try {
      const estimate = await this.hass.callWS<Estimate>({
        type: "nas_burnin/estimate",
        device_ids: this.devices(),
        ...wanted(choice, this.profiles),
      });
      if (question === this.question) this.estimate = estimate;
    } catch (error) {
      if (question !== this.question) return;
      this.estimate = null;
      this.problem = t(this.hass, "common.failed", { error: sentence(error) });
    }
  }

  private choose(choice: Choice): void {
    this.choice = choice;
    this.problem = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, choice } = this;
    if (!choice) return nothing;
    const count = this.drives.length;
    const missing = lack(choice);
    const label = erases(choice) ? "start.submit_erase" : "start.submit";
    return html`
      <nas-burnin-dialog
        .hass=${hass}
        .heading=${t(hass, "start.title")}
        .subheading=${this.subheading()}
        .busy=${this.busy}
        @close=${this.closed}
      >
        ${this.profileChoice(choice)} ${this.stages(choice)} ${this.options(choice)}
        ${this.consequence(choice)} ${this.estimates()}
        <div role="alert">
          ${this.problem
            ? html`<div class="notice bad">${icon(mdiAlertCircle)}<div>${this.problem}</div></div>`
            : nothing}
        </div>
        <span slot="footer" class="whole quiet number" role="status"
          >${this.estimate?.finish
            ? t(hass, "start.queue_done", { time: formatMoment(hass, this.estimate.finish) })
            : nothing}</span
        >
        <button slot="footer" class="button plain" ?disabled=${this.busy} @click=${this.cancel}>
          ${t(hass, "common.cancel")}
        </button>
        <button
          slot="footer"
          class="button ${erases(choice) ? "danger" : "main"}"
          ?disabled=${this.busy || missing !== null}
          @click=${this.submit}
        >
          ${plural(hass, label, count)}
        </button>
      </nas-burnin-dialog>
    `;
  }

  private subheading(): string {
    const [drive] = this.drives;
    return this.drives.length === 1 && drive
      ? joined([title(drive), alias(drive)])
      : plural(this.hass, "common.drives", this.drives.length);
  }

  private profileChoice(choice: Choice): TemplateResult {
    const { hass, profiles } = this;
    const current = profileOf(choice, profiles);
    return html`<section>
      <h3 id="profile">${t(hass, "start.profile")}</h3>
      <div class="chips" role="radiogroup" aria-labelledby="profile" @keydown=${this.keyed}>
        ${profiles.map((profile) => this.profileChip(profile, current, profiles[0] === profile))}
        ${current
          ? nothing
          : html`<button class="chip" role="radio" aria-checked="true">
              ${t(hass, "profile.custom")}
            </button>`}
      </div>
    </section>`;
  }

  private profileChip(profile: Profile, current: Profile | null, first: boolean): TemplateResult {
    const checked = profile === current;
    return html`<button
      class="chip"
      role="radio"
      aria-checked=${checked}
      tabindex=${checked || (!current && first) ? 0 : -1}
      @click=${() => this.choose(chosen(profile))}
    >
      ${profile.destructive ? icon(mdiDelete) : nothing}${word(this.hass, "profile", profile.name)}
      ${profile.destructive
        ? html`<span class="hidden">${t(this.hass, "start.erases")}</span>`
        : nothing}
    </button>`;
  }

  /** Arrow keys choose among the profiles, as among radio buttons. */
  private keyed(event: KeyboardEvent): void {
    const forward = event.key === "ArrowRight" || event.key === "ArrowDown";
    const backward = event.key === "ArrowLeft" || event.key === "ArrowUp";
    if (!forward && !backward) return;
    event.preventDefault();
    const chips = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
    const at = chips.indexOf(event.target as HTMLButtonElement);
    const next = chips[(at + (forward ? 1 : -1) + chips.length) % chips.length];
    next?.focus();
    next?.click();
  }

  private stages(choice: Choice): TemplateResult {
    return html`<section>
      <h3>${t(this.hass, "start.stages")}</h3>
      <nas-burnin-stage-list
        .hass=${this.hass}
        .stages=${choice.stages}
        @stages=${(event: CustomEvent<StageKind[]>) =>
          this.choose({ ...choice, stages: event.detail })}
      ></nas-burnin-stage-list>
    </section>`;
  }

  private options(choice: Choice): TemplateResult | typeof nothing {
    if (!counts(choice)) return nothing;
    const { hass } = this;
    const limited = (event: Event): void => {
      const errorLimit = (event.target as HTMLInputElement).valueAsNumber;
      this.choose({ ...choice, errorLimit });
    };
    return html`<section class="options">
      ${erases(choice)
        ? html`<div>
            <h3 id="patterns">${t(hass, "start.patterns")}</h3>
            <div class="chips" role="group" aria-labelledby="patterns">
              ${PATTERNS.map((pattern) => this.patternChip(choice, pattern))}
            </div>
          </div>`
        : nothing}
      <label
        ><h3>${t(hass, "start.error_limit")}</h3>
        <input
          type="number"
          min="1"
          max="100000"
          step="1"
          .valueAsNumber=${choice.errorLimit}
          @input=${limited}
      /></label>
    </section>`;
  }

  private patternChip(choice: Choice, pattern: Pattern): TemplateResult {
    const on = choice.patterns.includes(pattern);
    return html`<button
      class="chip"
      aria-pressed=${on}
      @click=${() => this.choose(withPattern(choice, pattern, !on))}
    >
      ${word(this.hass, "pattern", pattern)}
    </button>`;
  }

  private consequence(choice: Choice): TemplateResult {
    const { hass } = this;
    const missing = lack(choice);
    if (missing) {
      return html`<div class="notice warm">
        ${icon(mdiAlert)}
        <div>${t(hass, `start.${missing}`)}</div>
      </div>`;
    }
    if (!erases(choice)) {
      return html`<div class="notice">
        ${icon(mdiInformationOutline)}
        <div>${t(hass, "start.erases_nothing")}</div>
      </div>`;
    }
    const bytes = this.drives.reduce((sum, drive) => sum + (drive.size ?? 0), 0);
    const size = formatSize(hass, bytes);
    return html`<div class="notice bad">
      ${icon(mdiAlert)}
      <div>
        <strong>${plural(hass, "start.erases_all", this.drives.length, { size })}</strong>
        <p>${t(hass, "start.no_way_back")}</p>
      </div>
    </div>`;
  }

  private estimates(): TemplateResult {
    const { hass, estimate } = this;
    const known = new Map(estimate?.drives.map((one) => [one.device_id, one]));
    return html`<section>
      <h3>${plural(hass, "start.drives", this.drives.length)}</h3>
      <ul tabindex="0" aria-label=${plural(hass, "start.drives", this.drives.length)}>
        ${this.drives.map((drive) => this.driveEstimate(drive, known.get(drive.device_id ?? "")))}
      </ul>
    </section>`;
  }

  private driveEstimate(drive: Drive, estimate: DriveEstimate | undefined): TemplateResult {
    const { hass } = this;
    const size = drive.size === null ? null : formatSize(hass, drive.size);
    const lasts = estimate?.seconds == null ? "" : formatDuration(hass, estimate.seconds);
    const done = estimate?.finish ? formatMoment(hass, estimate.finish) : "";
    return html`<li>
      <span class="name ellipsis">${title(drive)}</span>
      <span class="when number">${lasts}</span>
      <span class="quiet small ellipsis">${joined([alias(drive), size])}</span>
      <span class="when quiet small number"
        >${done ? t(hass, "job.until", { time: done }) : nothing}</span
      >
      ${estimate?.reasons.map((text) => said("bad", mdiAlertCircle, text))}
      ${estimate?.contents.map((text) => said("warm", mdiDelete, text))}
      ${estimate?.notes.map((text) => said("warm", mdiAlert, text))}
    </li>`;
  }

  private async submit(): Promise<void> {
    const { hass, choice } = this;
    if (!choice || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      const details = order(choice, this.profiles);
      const response = await act<StartResponse>(hass, "start", this.devices(), details, true);
      this.dispatchEvent(new CustomEvent("started", { detail: response }));
      if (response) toast(this, answer(hass, response));
      this.busy = false;
      this.dialog.close();
    } catch (error) {
      this.busy = false;
      this.problem = t(hass, "common.failed", { error: sentence(error) });
    }
  }

  private cancel(): void {
    this.dialog.close();
  }

  private closed(): void {
    this.dispatchEvent(new CustomEvent("close"));
  }
}

function said(tone: string, path: string, text: string): TemplateResult {
  return html`<span class="said small ${tone}">${icon(path)}<span>${text}</span></span>`;
}
