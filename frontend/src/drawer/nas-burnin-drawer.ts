import {
  mdiAlertCircle,
  mdiClose,
  mdiLock,
  mdiLockOpenVariant,
  mdiOpenInNew,
  mdiPause,
  mdiPlay,
  mdiStop,
} from "@mdi/js";
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";

import { act, navigate, toast } from "../actions";
import { banners } from "../card/banners";
import { element } from "../register";
import { sentence } from "../store";
import { type TextKey, t } from "../texts";
import type { Drive, DriveDetail, Hass, Host, Profile } from "../types";
import { BenchElement } from "../ui/bench-element";
import type { NasBurninDialog } from "../ui/dialog";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { type Deed, deeds } from "./deeds";
import { Fetched } from "./fetched";
import { tabStyles } from "./styles";
import { failure } from "./waiting";

const TABS = ["burn_in", "smart", "events", "history"] as const;
type Tab = (typeof TABS)[number];

/** Elapsed times go on although no row changes, in milliseconds. */
const TICK = 15_000;

const LOOKS: Record<Deed, string> = {
  resume_job: mdiPlay,
  start: mdiPlay,
  unlock: mdiLockOpenVariant,
  resume: mdiPlay,
  pause: mdiPause,
  relock: mdiLock,
  cancel: mdiStop,
  cancel_test: mdiStop,
};

/** One drive in full: what it does, what it says of itself, what happened. Fires `close`. */
@element("nas-burnin-drawer")
export class NasBurninDrawer extends BenchElement {
  @property({ attribute: false }) row?: Drive;
  @state() private tab: Tab = "burn_in";
  @state() private asking: "start" | "unlock" | "cancel" | null = null;
  @state() private busy = false;
  @state() private problem: string | null = null;
  @state() private tick = 0;
  @query("nas-burnin-dialog") private dialog!: NasBurninDialog;
  private timer: ReturnType<typeof setInterval> | undefined;
  private lost = false;
  private breaks = 0;

  private readonly detail = new Fetched<DriveDetail>(this, () =>
    this.hass!.callWS<DriveDetail>({ type: "nas_burnin/drive", device_id: this.row!.device_id }),
  );

  static override styles = [
    ...shared,
    tabStyles,
    css`
      [role="tablist"] {
        display: flex;
        padding-inline: 16px;
        border-block-end: 1px solid var(--nb-line);
        overflow-x: auto;
        scrollbar-width: none;
      }

      [role="tab"] {
        position: relative;
        flex: 1;
        min-block-size: 48px;
        padding-inline: 12px;
        color: var(--nb-quiet);
        font-weight: var(--nb-medium);
        white-space: nowrap;
        transition: color 120ms;
      }

      [role="tab"]:hover {
        color: var(--nb-text);
      }

      [role="tab"]:focus-visible {
        outline-offset: -4px;
        border-radius: 8px;
      }

      [role="tab"][aria-selected="true"] {
        color: var(--nb-accent-text);
      }

      [role="tab"][aria-selected="true"]::after {
        content: "";
        position: absolute;
        inset-inline: 12px;
        inset-block-end: -1px;
        block-size: 3px;
        border-radius: 3px 3px 0 0;
        background: var(--nb-accent);
      }

      [role="tabpanel"] {
        display: block;
      }

      .banners,
      [role="tabpanel"] > .notice {
        margin-block-end: 20px;
      }

      .banners .notice + .notice {
        margin-block-start: 8px;
      }

      .problem {
        flex: 1 1 100%;
        align-items: center;
      }

      .problem .round {
        inline-size: 32px;
        block-size: 32px;
        margin-block: -4px;
      }

      [slot="footer"].ends {
        order: -1;
        margin-inline-end: auto;
        color: var(--nb-bad-text);
      }

      @media (max-width: 500px) {
        [role="tablist"] {
          padding-inline: 4px;
        }

        [slot="footer"].button {
          padding-inline: 14px;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => (this.tick += 1), TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    const { row, bench } = this;
    if (changed?.has("bench")) this.live(bench?.status === "lost");
    if (!this.hass || !row || row.device_id === null || this.lost) return;
    this.detail.want(row.key, this.version(row));
  }

  /** What was known before the connection broke off has to be asked for again. */
  private live(lost: boolean): void {
    if (this.lost && !lost) this.breaks += 1;
    this.lost = lost;
  }

  /** Changes with whatever the server may have more to say of. */
  private version(row: Drive): string {
    const { job, lock } = row;
    return [
      job?.uid,
      job?.state,
      job?.activity,
      job?.stage,
      job?.phase,
      job?.bad_blocks,
      row.short_test?.state,
      row.long_test?.state,
      row.conveyance_test?.state,
      row.health,
      lock.state,
      lock.unlocked_until,
      this.breaks,
    ].join();
  }

  private now(): number {
    return Date.now() + (this.bench?.skew ?? 0);
  }

  private host(): Host | undefined {
    return this.row && this.bench?.hosts.get(this.row.host);
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, row } = this;
    if (!hass || !row) return nothing;
    const all = deeds(row, this.admin);
    return html`
      <nas-burnin-dialog
        side
        ?footless=${!all.length && this.problem === null}
        .hass=${hass}
        .heading=${title(row)}
        .subheading=${joined([alias(row), row.node, this.host()?.name])}
        @close=${() => this.dispatchEvent(new CustomEvent("close"))}
      >
        ${this.tools(hass, row)}
        <div slot="top" role="tablist" aria-label=${t(hass, "drawer.tabs")} @keydown=${this.keyed}>
          ${TABS.map((tab) => this.tabButton(hass, tab))}
        </div>
        <div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" tabindex="-1">
          ${this.banners(hass)} ${this.detailFailure(hass)} ${this.panel(hass, row)}
        </div>
        ${this.footer(hass, all)}
      </nas-burnin-dialog>
      ${this.overlays(hass, row)}
    `;
  }

  private tools(hass: Hass, row: Drive): TemplateResult | typeof nothing {
    if (!this.admin || row.device_id === null) return nothing;
    const open = (): void => {
      this.dialog.close();
      navigate(`/config/devices/device/${row.device_id}`);
    };
    return html`<button
      slot="tools"
      class="round"
      aria-label=${t(hass, "drawer.device")}
      title=${t(hass, "drawer.device")}
      @click=${open}
    >
      ${icon(mdiOpenInNew)}
    </button>`;
  }

  private tabButton(hass: Hass, tab: Tab): TemplateResult {
    const selected = tab === this.tab;
    return html`<button
      id="tab-${tab}"
      role="tab"
      aria-selected=${selected}
      aria-controls="panel"
      tabindex=${selected ? 0 : -1}
      @click=${() => (this.tab = tab)}
    >
      ${t(hass, `tab.${tab}`)}
    </button>`;
  }

  /** Arrow keys go from tab to tab, as they read on the page. */
  private keyed(event: KeyboardEvent): void {
    const onward = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = onward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const at = TABS.indexOf(this.tab);
    const to: Record<string, number> = {
      [onward]: at + 1,
      [back]: at - 1,
      Home: 0,
      End: TABS.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.tab = TABS[(next + TABS.length) % TABS.length]!;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus(),
    );
  }

  private banners(hass: Hass): TemplateResult | typeof nothing {
    const host = this.host();
    if (!host || !this.bench) return nothing;
    return banners(hass, this.bench, [host], this.admin, () =>
      void this.attempt(() => act(hass, "resume", [host.device_id!])),
    );
  }

  private detailFailure(hass: Hass): TemplateResult | typeof nothing {
    return this.tab === "burn_in" || this.tab === "smart" ? failure(hass, this.detail) : nothing;
  }

  private panel(hass: Hass, row: Drive): TemplateResult {
    const detail = this.detail.value;
    const loading = this.detail.problem === null && row.device_id !== null;
    const now = this.now();
    switch (this.tab) {
      case "smart":
        return html`<nas-burnin-smart-tab
          .hass=${hass}
          .row=${row}
          .detail=${detail}
          .loading=${loading}
          .now=${now}
          @leave=${() => this.dialog.close()}
        ></nas-burnin-smart-tab>`;
      case "events":
        return html`<nas-burnin-events-tab
          .hass=${hass}
          .row=${row}
          .version=${this.version(row)}
          .now=${now}
        ></nas-burnin-events-tab>`;
      case "history":
        return html`<nas-burnin-history-tab
          .hass=${hass}
          .row=${row}
          .version=${[row.job?.uid, row.job?.state, this.breaks].join()}
        ></nas-burnin-history-tab>`;
      default:
        return html`<nas-burnin-burn-in-tab
          .hass=${hass}
          .row=${row}
          .detail=${detail}
          .loading=${loading}
          .now=${now}
        ></nas-burnin-burn-in-tab>`;
    }
  }

  private footer(hass: Hass, all: readonly Deed[]): TemplateResult {
    return html`
      ${this.problem === null
        ? nothing
        : html`<div slot="footer" class="notice bad problem" role="alert">
            ${icon(mdiAlertCircle)}
            <div>${this.problem}</div>
            <button
              class="round"
              aria-label=${t(hass, "drawer.dismiss")}
              @click=${() => (this.problem = null)}
            >
              ${icon(mdiClose)}
            </button>
          </div>`}
      ${all.toReversed().map((deed) => {
        const ends = deed === "cancel" || deed === "cancel_test";
        const look = deed === all[0] ? "main" : "";
        const key: TextKey = `deed.${deed}`;
        return html`<button
          slot="footer"
          class="button ${ends ? "plain ends" : look} ${deed}"
          ?disabled=${this.busy}
          @click=${() => this.press(deed)}
        >
          ${icon(LOOKS[deed])}${t(hass, key)}
        </button>`;
      })}
    `;
  }

  private press(deed: Deed): void {
    const { hass, row } = this;
    if (!hass || !row?.device_id) return;
    this.problem = null;
    if (deed === "start" || deed === "unlock" || deed === "cancel") {
      this.asking = deed;
    } else if (deed === "resume_job") {
      void this.attempt(() => this.resumeJob(hass, row));
    } else {
      const action = deed === "cancel_test" ? "cancel_smart_test" : deed;
      void this.attempt(() => act(hass, action, [row.device_id!]));
    }
  }

  /** Going on with a job that waits for a person is a button of the drive, found by its kind. */
  private async resumeJob(hass: Hass, row: Drive): Promise<void> {
    const entity = Object.values(hass.entities).find(
      (one) =>
        one.device_id === row.device_id &&
        one.platform === "nas_burnin" &&
        one.translation_key === "resume" &&
        one.entity_id.startsWith("button."),
    );
    if (!entity) throw new Error(t(hass, "drawer.no_button"));
    await hass.callService("button", "press", { entity_id: entity.entity_id }, undefined, false);
  }

  private async attempt(deed: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await deed();
    } catch (error) {
      this.problem = t(this.hass, "common.failed", { error: sentence(error) });
    }
    this.busy = false;
  }

  private overlays(hass: Hass, row: Drive): TemplateResult | typeof nothing {
    const done = (): void => {
      this.asking = null;
    };
    switch (this.asking) {
      case "start":
        return html`<nas-burnin-start
          .hass=${hass}
          .drives=${[row]}
          .profiles=${this.profiles()}
          @close=${done}
        ></nas-burnin-start>`;
      case "unlock":
        return html`<nas-burnin-unlock .hass=${hass} .row=${row} @close=${done}></nas-burnin-unlock>`;
      case "cancel":
        return html`<nas-burnin-confirm
          .hass=${hass}
          .heading=${t(hass, "cancel.title")}
          .subheading=${joined([row.model ?? title(row), row.serial])}
          .text=${t(hass, row.job?.state === "queued" ? "cancel.queued" : "cancel.running")}
          .yes=${t(hass, "deed.cancel")}
          .no=${t(hass, "cancel.no")}
          .run=${() => this.cancel(hass, row)}
          @close=${done}
        ></nas-burnin-confirm>`;
      default:
        return nothing;
    }
  }

  private async cancel(hass: Hass, row: Drive): Promise<void> {
    await act(hass, "cancel", [row.device_id!]);
    toast(this, t(hass, "cancel.done", { name: title(row) }));
  }

  private profiles(): readonly Profile[] {
    return [...(this.bench?.profiles ?? []), ...(this.host()?.profiles ?? [])];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-drawer": NasBurninDrawer;
  }
}
