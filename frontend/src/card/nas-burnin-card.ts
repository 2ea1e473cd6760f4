import { mdiArrowDown, mdiArrowUp, mdiClose, mdiHarddisk, mdiNas, mdiSwapVertical } from "@mdi/js";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";

import { navigate, resumeHost } from "../actions";
import { formatMoment } from "../format";
import { element } from "../register";
import { plural, t } from "../texts";
import type { Drive, Hass, Host, Profile } from "../types";
import { BenchElement } from "../ui/bench-element";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { banners } from "./banners";
import { type CardConfig, checkedCardConfig } from "./config";
import { cardForm, cardStub } from "./forms";
import { narrowStyles } from "./narrow-styles";
import { row } from "./row";
import { allState, pruned, type Selection, selectable, toggled } from "./selection";
import {
  clicked,
  type Column,
  COLUMNS,
  remember,
  remembered,
  sorted,
  type Sorting,
} from "./sort";
import { cardStyles } from "./styles";
import { tableStyles } from "./table-styles";

const MINUTE = 60_000;

/** All drives of all hosts. */
@element("nas-burnin-card")
export class NasBurninCard extends BenchElement {
  static override styles = [...shared, cardStyles, tableStyles, narrowStyles];
  static getConfigForm = cardForm;
  static getStubConfig = cardStub;

  /** Home Assistant sets it while the dashboard is edited. */
  @property({ attribute: false }) preview = false;
  @state() private config?: CardConfig;
  @state() private sorting: Sorting | null = null;
  @state() private selection: Selection = new Set();
  @state() private opened: string | null = null;
  @state() private starting: readonly Drive[] | null = null;
  private memory: string | undefined;

  setConfig(config: unknown): void {
    this.config = checkedCardConfig(config);
  }

  getCardSize(): number {
    return 4 + (this.bench?.drives.size ?? 4);
  }

  getGridOptions(): Record<string, unknown> {
    return { columns: "full", min_columns: 6, rows: "auto" };
  }

  protected override get eager(): boolean {
    return this.opened !== null || this.starting !== null;
  }

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    const memory = this.memoryName();
    if (memory && memory !== this.memory) {
      this.memory = memory;
      this.sorting = remembered(memory);
    }
    if (changed?.has("bench") && this.bench) {
      this.selection = pruned(this.selection, this.bench.drives);
      if (this.opened && this.bench.status === "live" && !this.bench.drives.has(this.opened)) {
        this.opened = null;
      }
    }
  }

  private memoryName(): string | null {
    if (!this.hass || !this.config) return null;
    const which = [...(this.config.hosts ?? [])].sort().join(",");
    return `nas_burnin.sort.${this.hass.user?.id ?? ""}.${which}`;
  }

  private hosts(): Host[] {
    const wanted = this.config?.hosts;
    const all = [...(this.bench?.hosts.values() ?? [])];
    return wanted?.length
      ? all.filter((host) => host.device_id !== null && wanted.includes(host.device_id))
      : all;
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, bench, config } = this;
    if (!hass || !bench || !config) return nothing;
    const hosts = this.hosts();
    const ids = new Set(hosts.map((host) => host.id));
    const drives = [...bench.drives.values()].filter((drive) => ids.has(drive.host));
    const rows = sorted(drives, bench.hosts, this.sorting);
    return html`
      <ha-card>
        <div class="card">
          ${this.heading(hass, hosts)}
          ${config.summary === false
            ? nothing
            : banners(hass, bench, hosts, this.admin, (host) => void resumeHost(this, hass, host))}
          ${rows.length ? this.table(hass, rows, hosts) : this.nothingThere(hass, hosts)}
          ${this.selectionBar(hass)}
        </div>
      </ha-card>
      ${this.overlays(hass)}
    `;
  }

  private heading(hass: Hass, hosts: readonly Host[]): TemplateResult {
    const running = hosts.reduce((sum, host) => sum + host.running, 0);
    const queued = hosts.reduce((sum, host) => sum + host.queued, 0);
    const last = hosts
      .map((host) => host.queue_finish)
      .filter((time) => time !== null)
      .sort((one, other) => Date.parse(other) - Date.parse(one))[0];
    const parts = [
      running ? t(hass, "bench.running", { count: running }) : "",
      queued ? t(hass, "bench.queued", { count: queued }) : "",
      last ? t(hass, "bench.done", { time: formatMoment(hass, last, this.now()) }) : "",
    ].filter(Boolean);
    const idle = hosts.length ? t(hass, "bench.idle") : "";
    return html`<header>
      <h2>${this.config?.title ?? t(hass, "card.title")}</h2>
      ${this.config?.summary === false
        ? nothing
        : html`<p class="quiet number">${parts.join(" · ") || idle}</p>`}
    </header>`;
  }

  private table(hass: Hass, rows: readonly Drive[], hosts: readonly Host[]): TemplateResult {
    const choosing = this.admin;
    const names = hosts.length > 1 ? new Map(hosts.map((host) => [host.id, host.name])) : null;
    const now = this.now();
    const minute = Math.floor(now / MINUTE);
    return html`
      ${this.sortingMenu(hass)}
      <div
        class=${classMap({ table: true, choosing, stale: this.bench!.status !== "live" })}
        role="table"
        aria-label=${this.config?.title ?? t(hass, "card.title")}
        aria-rowcount=${rows.length + 1}
      >
        <div role="rowgroup" class="head">
          <div class="row" role="row">
            ${choosing ? this.selectAll(hass, rows) : nothing}
            ${COLUMNS.map((column) => this.columnHeader(hass, column))}
          </div>
        </div>
        <div
          role="rowgroup"
          @click=${this.clickedRow}
          @change=${this.ticked}
          @keydown=${this.keyed}
        >
          ${repeat(
            rows,
            (drive) => drive.key,
            (drive) => {
              const selected = this.selection.has(drive.key);
              const host = names?.get(drive.host) ?? null;
              return guard(
                [drive, selected, host, minute, choosing, hass.locale, hass.language, hass.config],
                () => row(drive, { hass, now, choosing, host, selected }),
              );
            },
          )}
        </div>
      </div>
    `;
  }

  private selectAll(hass: Hass, rows: readonly Drive[]): TemplateResult {
    const chosen = allState(this.selection, rows);
    const keys = rows.filter(selectable).map((drive) => drive.key);
    return html`<div class="choice" role="columnheader">
      <label class="check"
        ><input
          type="checkbox"
          aria-label=${t(hass, "table.select_all")}
          .checked=${chosen === "all"}
          .indeterminate=${chosen === "some"}
          ?disabled=${keys.length === 0}
          @change=${(event: Event) => {
            const on = (event.target as HTMLInputElement).checked;
            this.selection = toggled(this.selection, keys, on);
          }}
      /></label>
    </div>`;
  }

  private columnHeader(hass: Hass, column: Column): TemplateResult {
    const direction = this.sorting?.column === column ? this.sorting.direction : null;
    const arrow = direction === "descending" ? mdiArrowDown : mdiArrowUp;
    return html`<div
      class=${classMap({ [column.replace("_", "-")]: true, sorted: direction !== null })}
      role="columnheader"
      aria-sort=${direction ?? "none"}
    >
      <button @click=${() => this.sortBy(clicked(this.sorting, column))}>
        <span>${t(hass, `column.${column}`)}</span>${icon(arrow)}
      </button>
    </div>`;
  }

  /** Where there is no room for headers. */
  private sortingMenu(hass: Hass): TemplateResult {
    const { sorting } = this;
    const chosen = (event: Event): void => {
      const column = (event.target as HTMLSelectElement).value as Column | "";
      this.sortBy(column ? { column, direction: sorting?.direction ?? "ascending" } : null);
    };
    const turned = (): void => {
      if (!sorting) return;
      const direction = sorting.direction === "ascending" ? "descending" : "ascending";
      this.sortBy({ ...sorting, direction });
    };
    return html`<div class="sorting">
      <span class="icon-box">${icon(mdiSwapVertical)}</span>
      <select aria-label=${t(hass, "table.sort_by")} @change=${chosen}>
        <option value="" ?selected=${!sorting}>${t(hass, "table.natural")}</option>
        ${COLUMNS.map(
          (column) =>
            html`<option value=${column} ?selected=${sorting?.column === column}>
              ${t(hass, `column.${column}`)}
            </option>`,
        )}
      </select>
      ${sorting
        ? html`<button
            class="round"
            aria-label=${t(hass, `table.${sorting.direction}`)}
            @click=${turned}
          >
            ${icon(sorting.direction === "ascending" ? mdiArrowUp : mdiArrowDown)}
          </button>`
        : nothing}
    </div>`;
  }

  private nothingThere(hass: Hass, hosts: readonly Host[]): TemplateResult {
    const { status, problem } = this.bench!;
    if (status === "waiting") {
      return html`<div class="empty" role="status">
        <span class="spinner"></span>
        <p>${t(hass, "bench.waiting")}</p>
        ${problem ? html`<p class="quiet small">${problem}</p>` : nothing}
      </div>`;
    }
    if (!hosts.length) {
      const add = "/config/integrations/dashboard/add?domain=nas_burnin";
      const filtered = Boolean(this.config?.hosts?.length && this.bench!.hosts.size);
      return html`<div class="empty">
        ${icon(mdiNas)}
        <p>${t(hass, filtered ? "bench.none_of_these" : "bench.no_hosts")}</p>
        ${this.admin && !filtered
          ? html`<button class="button main" @click=${() => navigate(add)}>
              ${t(hass, "bench.add_host")}
            </button>`
          : nothing}
      </div>`;
    }
    return html`<div class="empty">
      ${icon(mdiHarddisk)}
      <p>${t(hass, "bench.no_drives")}</p>
    </div>`;
  }

  private selectionBar(hass: Hass): TemplateResult {
    const count = this.selection.size;
    const start = (): void => {
      const chosen = [...this.selection].map((key) => this.bench?.drives.get(key));
      this.starting = chosen.filter((drive) => drive !== undefined);
    };
    return html`<div class=${classMap({ chosen: true, up: count > 0 })} ?inert=${count === 0}>
      <button
        class="round"
        aria-label=${t(hass, "table.select_none")}
        @click=${() => (this.selection = new Set())}
      >
        ${icon(mdiClose)}
      </button>
      <span class="count" role="status">${count ? plural(hass, "table.selected", count) : ""}</span>
      <button class="button main" aria-haspopup="dialog" @click=${start}>
        ${t(hass, "start.open")}
      </button>
    </div>`;
  }

  private overlays(hass: Hass): TemplateResult {
    const drive = this.opened === null ? undefined : this.bench?.drives.get(this.opened);
    return html`
      ${drive
        ? html`<nas-burnin-drawer
            .hass=${hass}
            .row=${drive}
            @close=${() => (this.opened = null)}
          ></nas-burnin-drawer>`
        : nothing}
      ${this.starting
        ? html`<nas-burnin-start
            .hass=${hass}
            .drives=${this.starting}
            .profiles=${this.profilesFor(this.starting)}
            @started=${() => (this.selection = new Set())}
            @close=${() => (this.starting = null)}
          ></nas-burnin-start>`
        : nothing}
    `;
  }

  /** The profiles that all of these drives can be started with. */
  private profilesFor(drives: readonly Drive[]): readonly Profile[] {
    const { hosts, profiles } = this.bench!;
    const own = [...new Set(drives.map(({ host }) => host))].map(
      (host) => hosts.get(host)?.profiles ?? [],
    );
    const [first = [], ...others] = own;
    const common = first.filter((one) =>
      others.every((those) => those.some((that) => JSON.stringify(that) === JSON.stringify(one))),
    );
    return [...profiles, ...common];
  }

  private sortBy(sorting: Sorting | null): void {
    this.sorting = sorting;
    if (this.memory) remember(this.memory, sorting);
  }

  private now(): number {
    return Date.now() + (this.bench?.skew ?? 0);
  }

  private clickedRow(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    if (target.closest(".check")) return;
    const key = target.closest<HTMLElement>(".row")?.dataset.key;
    // Who marks a serial number to copy it does not want the drawer.
    if (key && !getSelection()?.toString()) this.opened = key;
  }

  private ticked(event: Event): void {
    const box = event.target as HTMLInputElement;
    if (box.dataset.key) this.selection = toggled(this.selection, [box.dataset.key], box.checked);
  }

  private keyed(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const name = (event.target as HTMLElement).closest(".name");
    if (!step || !name) return;
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>(".name")];
    all[all.indexOf(name as HTMLElement) + step]?.focus();
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-card": NasBurninCard;
  }
}

