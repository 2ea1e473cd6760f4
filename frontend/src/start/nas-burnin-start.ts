import { mdiAlertCircle } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";

import { act, toast } from "../actions";
import { ask, tongue } from "../ask";
import { formatMoment } from "../format";
import { element } from "../register";
import { sentence } from "../store";
import { plural, t } from "../texts";
import type { Drive, Estimate, Hass, Profile, StageKind, StartResponse } from "../types";
import type { NasBurninDialog } from "../ui/dialog";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { answer } from "./answer";
import { type Choice, erases, lack, order, proposed, wanted } from "./choice";
import { choosingStyles, options, profileChips } from "./choosing";
import { consequence, consequenceStyles } from "./consequence";
import { estimates, estimateStyles } from "./estimates";

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
    choosingStyles,
    consequenceStyles,
    estimateStyles,
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
    const before = changed.get("hass") as Hass | undefined;
    const foreign = before !== undefined && tongue(before) !== tongue(this.hass);
    if ((changed.has("choice") || foreign) && this.choice) this.ask(this.choice);
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
      const estimate = await ask<Estimate>(this.hass, "estimate", {
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
    const choose = (wish: Choice): void => this.choose(wish);
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
        ${profileChips(hass, choice, this.profiles, choose)} ${this.stages(choice)}
        ${options(hass, choice, choose)} ${consequence(hass, choice, this.drives)}
        ${estimates(hass, this.drives, this.estimate)}
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
