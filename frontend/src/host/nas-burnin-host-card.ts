import { mdiAlertCircle, mdiCheckCircle, mdiChevronRight, mdiLanDisconnect, mdiNas } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { resumeHost } from "../actions";
import { banners } from "../card/banners";
import * as cells from "../card/cells";
import { checkedHostCardConfig, type HostCardConfig } from "../card/config";
import { hostCardForm, hostCardStub } from "../card/forms";
import { formatMoment } from "../format";
import { element } from "../register";
import { plural, t } from "../texts";
import type { Drive, Hass, Host } from "../types";
import { BenchElement } from "../ui/bench-element";
import { joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { type Attention, attention } from "./attention";
import { hostStyles } from "./styles";

/** More than these are better looked at in the table. */
const SHOWN = 5;

/** One NAS: whether it answers, what it does, and what needs a person. */
@element("nas-burnin-host-card")
export class NasBurninHostCard extends BenchElement {
  static override styles = [...shared, hostStyles];
  static getConfigForm = hostCardForm;
  static getStubConfig = hostCardStub;
  @state() private config?: HostCardConfig;
  @state() private opened: string | null = null;

  setConfig(config: unknown): void {
    this.config = checkedHostCardConfig(config);
  }

  getCardSize(): number {
    return 3;
  }

  getGridOptions(): Record<string, unknown> {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  protected override get eager(): boolean {
    return this.opened !== null;
  }

  private host(): Host | undefined {
    const device = this.config?.device;
    return [...(this.bench?.hosts.values() ?? [])].find((host) => host.device_id === device);
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, bench, config } = this;
    if (!hass || !bench || !config) return nothing;
    const host = this.host();
    if (!host) return this.missing(hass);
    const drives = [...bench.drives.values()].filter((drive) => drive.host === host.id);
    const opened = drives.find((drive) => drive.key === this.opened);
    return html`
      <ha-card>
        ${this.heading(hass, host)}
        ${banners(hass, bench, [host], this.admin, () => void resumeHost(this, hass, host))}
        ${host.loaded ? this.numbers(hass, host, drives) : nothing}
        ${this.worth(hass, host, attention(hass, drives))}
      </ha-card>
      ${opened
        ? html`<nas-burnin-drawer
            .hass=${hass}
            .row=${opened}
            @close=${() => (this.opened = null)}
          ></nas-burnin-drawer>`
        : nothing}
    `;
  }

  private heading(hass: Hass, host: Host): TemplateResult {
    const fine = host.loaded && host.connected;
    const said = t(hass, fine ? "nas.connected" : host.loaded ? "nas.away" : "nas.not_loaded");
    return html`<header>
      <span class="picture">${icon(mdiNas)}</span>
      <h2 class="ellipsis">${this.config!.name ?? host.name}</h2>
      ${cells.state(fine ? "ok" : "warm", fine ? mdiCheckCircle : mdiLanDisconnect, said)}
    </header>`;
  }

  private numbers(hass: Hass, host: Host, drives: readonly Drive[]): TemplateResult {
    const ready = drives.filter((drive) => drive.startable).length;
    const now = Date.now() + this.bench!.skew;
    const all: [string, string][] = [
      [
        t(hass, "nas.running"),
        // Self-tests need no place beside those of the surface: so there may be more.
        host.running > host.max_parallel
          ? String(host.running)
          : t(hass, "nas.of", { count: host.running, limit: host.max_parallel }),
      ],
      [t(hass, "nas.queued"), host.queued ? String(host.queued) : t(hass, "nas.no_queue")],
      [t(hass, "dashboard.drives"), t(hass, "nas.ready", { count: drives.length, ready })],
    ];
    if (host.queue_finish) {
      all.push([t(hass, "nas.finish"), formatMoment(hass, host.queue_finish, now)]);
    }
    return html`<dl class="number">
      ${all.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
  }

  private worth(
    hass: Hass,
    host: Host,
    all: readonly Attention[],
  ): TemplateResult | typeof nothing {
    if (!all.length) {
      // What is said above needs it already.
      const calm = host.loaded && host.connected && !host.problem && !host.waits_for;
      return calm ? html`<p class="calm quiet">${t(hass, "nas.all_well")}</p>` : nothing;
    }
    const more = all.length - SHOWN;
    return html`<section>
      <h3>${t(hass, "nas.attention")}</h3>
      <ul>
        ${all.slice(0, SHOWN).map(
          ({ drive, tone, text }) => html`<li class="state ${tone}">
            ${icon(mdiAlertCircle)}
            <button aria-haspopup="dialog" @click=${() => (this.opened = drive.key)}>
              <span class="name ellipsis">${joined([title(drive), drive.serial])}</span>
              <span class="quiet"><bdi>${text}</bdi></span>
            </button>
            ${icon(mdiChevronRight)}
          </li>`,
        )}
      </ul>
      ${more > 0 ? html`<p class="quiet">${plural(hass, "nas.more", more)}</p>` : nothing}
    </section>`;
  }

  private missing(hass: Hass): TemplateResult {
    const waiting = this.bench!.status === "waiting";
    return html`<ha-card>
      <header role="status">
        <span class="picture">${icon(mdiNas)}</span>
        <span class="quiet">${t(hass, waiting ? "bench.waiting" : "nas.missing")}</span>
      </header>
    </ha-card>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-host-card": NasBurninHostCard;
  }
}
