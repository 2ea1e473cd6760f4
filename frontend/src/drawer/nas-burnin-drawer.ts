import { mdiOpenInNew } from "@mdi/js";
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";

import { act, navigate, resumeJob, toast } from "../actions";
import { ask, tongue } from "../ask";
import { banners } from "../card/banners";
import { element } from "../register";
import { sentence } from "../store";
import { t } from "../texts";
import type { Drive, DriveDetail, Hass, Host, Profile } from "../types";
import { BenchElement } from "../ui/bench-element";
import type { NasBurninDialog } from "../ui/dialog";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { type Deed, deeds } from "./deeds";
import { Fetched } from "./fetched";
import { deedButtons, footerStyles, problemNotice } from "./footer";
import { tabStyles } from "./styles";
import { type Tab, tabList, tabListStyles } from "./tabs";
import { version } from "./version";
import { failure } from "./waiting";

/** Elapsed times go on although no row changes, in milliseconds. */
const TICK = 15_000;

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
    ask<DriveDetail>(this.hass!, "drive", { device_id: this.row!.device_id }),
  );

  static override styles = [
    ...shared,
    tabStyles,
    tabListStyles,
    footerStyles,
    css`
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
    this.detail.want(`${row.key} ${tongue(this.hass)}`, this.version());
  }

  /** What was known before the connection broke off has to be asked for again. */
  private live(lost: boolean): void {
    if (this.lost && !lost) this.breaks += 1;
    this.lost = lost;
  }

  private version(): string {
    return [this.row && version(this.row), this.breaks].join();
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
        ${tabList(hass, this.tab, (tab, by) => this.choose(tab, by))}
        <div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" tabindex="-1">
          ${this.banners(hass)} ${this.detailFailure(hass)} ${this.panel(hass, row)}
        </div>
        ${this.problem === null
          ? nothing
          : problemNotice(hass, this.problem, () => (this.problem = null))}
        ${deedButtons(hass, all, this.busy, (deed) => this.press(deed))}
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

  private choose(tab: Tab, by: "pointer" | "key"): void {
    this.tab = tab;
    if (by === "pointer") return;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus(),
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
          .version=${this.version()}
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

  private press(deed: Deed): void {
    const { hass, row } = this;
    if (!hass || !row?.device_id) return;
    this.problem = null;
    if (deed === "start" || deed === "unlock" || deed === "cancel") {
      this.asking = deed;
    } else if (deed === "resume_job") {
      void this.attempt(() => resumeJob(hass, row));
    } else {
      const action = deed === "cancel_test" ? "cancel_smart_test" : deed;
      void this.attempt(() => act(hass, action, [row.device_id!]));
    }
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
