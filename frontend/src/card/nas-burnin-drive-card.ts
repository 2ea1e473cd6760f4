import { mdiHarddisk, mdiHarddiskRemove, mdiLock } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { formatSize } from "../format";
import { element } from "../register";
import { nameOf } from "../registry";
import type { Bench } from "../store";
import { t, word } from "../texts";
import type { Drive, Hass } from "../types";
import { BenchElement } from "../ui/bench-element";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import * as cells from "./cells";
import { checkedDriveCardConfig, type DriveCardConfig } from "./config";
import { driveCardForm, driveCardStub } from "./forms";

/** One drive: how it is, and how far its burn-in is. */
@element("nas-burnin-drive-card")
export class NasBurninDriveCard extends BenchElement {
  static getConfigForm = driveCardForm;
  static getStubConfig = driveCardStub;
  @state() private config?: DriveCardConfig;
  @state() private opened = false;

  static override styles = [
    ...shared,
    css`
      ha-card {
        display: block;
        block-size: 100%;
        position: relative;
        transition: background 120ms;
      }

      ha-card.known:hover {
        background: color-mix(in srgb, var(--nb-text) 3%, var(--nb-surface));
      }

      .body {
        display: grid;
        align-content: space-between;
        gap: 12px;
        block-size: 100%;
        padding: 12px;
      }

      .top {
        display: flex;
        align-items: center;
        gap: 12px;
      }

      .picture {
        display: grid;
        place-items: center;
        inline-size: 36px;
        block-size: 36px;
        flex: none;
        border-radius: 50%;
        background: color-mix(in srgb, var(--tone) 20%, transparent);
        color: var(--tone);
        --tone: var(--state-icon-color, var(--nb-quiet));
      }

      .bad .picture {
        --tone: var(--nb-bad);
      }

      .busy .picture {
        --tone: var(--nb-accent);
      }

      .names {
        display: grid;
        flex: 1;
        min-inline-size: 0;
      }

      /* The whole card is the button's, to see and to press. */
      .name {
        font-weight: var(--nb-medium);
        line-height: 20px;
        text-align: start;
      }

      button.name::after {
        content: "";
        position: absolute;
        inset: 0;
        border-radius: var(--ha-card-border-radius, var(--ha-border-radius-lg, 12px));
      }

      button.name:focus-visible {
        outline: none;
      }

      button.name:focus-visible::after {
        outline: 2px solid var(--nb-accent-text);
        outline-offset: -2px;
      }

      .job > .bar {
        margin-block-start: 6px;
      }

      .line {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
      }

      .line > .state {
        flex: none;
        max-inline-size: 100%;
      }

      dl {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 12px;
        margin: 0;
      }

      dt {
        color: var(--nb-quiet);
        font-size: var(--nb-small);
      }

      dd {
        margin: 0;
      }
    `,
  ];

  setConfig(config: unknown): void {
    this.config = checkedDriveCardConfig(config);
  }

  getCardSize(): number {
    return 3;
  }

  getGridOptions(): Record<string, unknown> {
    return { columns: 6, min_columns: 6, rows: "auto" };
  }

  protected override get eager(): boolean {
    return this.opened;
  }

  private drive(): Drive | undefined {
    const device = this.config?.device;
    for (const drive of this.bench?.drives.values() ?? []) {
      if (drive.device_id === device) return drive;
    }
    return undefined;
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, bench, config } = this;
    if (!hass || !bench || !config) return nothing;
    const drive = this.drive();
    if (!drive) return this.missing(hass, bench);
    const busy = drive.job?.state === "running";
    const tone = drive.health === "problem" ? "bad" : busy ? "busy" : "";
    const size = drive.size === null ? null : formatSize(hass, drive.size);
    return html`
      <ha-card class="known ${tone}">
        <div class="body">
          <div class="top">
            <span class="picture">${icon(drive.present ? mdiHarddisk : mdiHarddiskRemove)}</span>
            <div class="names">
              <button
                class="name ellipsis"
                aria-haspopup="dialog"
                @click=${() => (this.opened = true)}
              >
                ${config.name ?? title(drive)}
              </button>
              <span class="quiet small ellipsis number"
                >${joined([alias(drive), size])}</span
              >
            </div>
            <span class="number">${cells.temperature(hass, drive)}</span>
          </div>
          <div class="job">${this.job(hass, drive)}</div>
          <dl>
            <div>
              <dt>${t(hass, "column.health")}</dt>
              <dd>${cells.health(hass, drive)}</dd>
            </div>
            <div>
              <dt>${t(hass, "column.short")}</dt>
              <dd>${cells.selfTest(hass, drive.short_test)}</dd>
            </div>
            <div>
              <dt>${t(hass, "column.long")}</dt>
              <dd>${cells.selfTest(hass, drive.long_test)}</dd>
            </div>
          </dl>
        </div>
      </ha-card>
      ${this.opened
        ? html`<nas-burnin-drawer
            .hass=${hass}
            .row=${drive}
            @close=${() => (this.opened = false)}
          ></nas-burnin-drawer>`
        : nothing}
    `;
  }

  private job(hass: Hass, drive: Drive): TemplateResult {
    if (!drive.job && drive.lock.state !== "free") {
      return cells.state("quiet", mdiLock, word(hass, "lock", drive.lock.state));
    }
    return cells.burnIn(hass, drive, Date.now() + this.bench!.skew);
  }

  /** Why there is nothing to show of it. */
  private lack(hass: Hass, bench: Bench): string {
    const device = this.config?.device ?? "";
    if (bench.status === "waiting") return t(hass, "bench.waiting");
    for (const host of bench.hosts.values()) {
      if (host.device_id === device) return t(hass, "drive_card.no_drive");
      if (!host.loaded && hass.devices[device]?.config_entries.includes(host.id)) {
        return t(hass, "host.not_loaded", { name: host.name });
      }
    }
    return t(hass, "drive_card.missing");
  }

  private missing(hass: Hass, bench: Bench): TemplateResult {
    const device = hass.devices[this.config!.device];
    const name = this.config!.name ?? (device && nameOf(device));
    const waiting = bench.status === "waiting";
    return html`<ha-card>
      <div class="body">
        <div class="top">
          <span class="picture">${icon(waiting ? mdiHarddisk : mdiHarddiskRemove)}</span>
          <div class="names" role="status">
            ${name ? html`<span class="name">${name}</span>` : nothing}
            <span class="quiet">${this.lack(hass, bench)}</span>
          </div>
        </div>
      </div>
    </ha-card>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-drive-card": NasBurninDriveCard;
  }
}
