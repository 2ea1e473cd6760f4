import { mdiArrowDownThin, mdiArrowUpThin } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { act, toast } from "../actions";
import { bar, empty, selfTest } from "../card/cells";
import { formatNumber } from "../format";
import { sparkline, sparklineStyles } from "../plots/sparkline";
import { element } from "../register";
import { sentence } from "../store";
import { t, word } from "../texts";
import type { Drive, DriveDetail, Hass, SelfTestEntry, SmartValue } from "../types";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { testDeed, testOf, TEST_KINDS, type TestKind } from "./deeds";
import { facts, plain } from "./facts";
import { Fetched } from "./fetched";
import { TREND_DAYS, type Trends, trends } from "./statistics";
import { tabStyles } from "./styles";
import { spinner } from "./waiting";

/** More of what is good; of all else a rise is worth a look. */
const GOOD = new Set(["spare"]);
const TIME = new Set(["power_on_hours"]);
/** Numbers that a healthy drive leaves where they are have no trend worth drawing. */
const moves = (points: readonly (readonly [number, number])[]): boolean =>
  points.some(([, value]) => value !== points[0]![1]);

/** What a drive says of itself: its self-tests, what it counts, what it is. */
@element("nas-burnin-smart-tab")
export class NasBurninSmartTab extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) row!: Drive;
  @property({ attribute: false }) detail: DriveDetail | null = null;
  @property({ attribute: false }) loading = false;
  @property({ attribute: false }) now = Date.now();
  @state() private problem: string | null = null;
  @state() private busy = false;

  private readonly trends = new Fetched<Trends>(this, () =>
    trends(this.hass, this.entityIds(), this.now),
  );

  static override styles = [
    ...shared,
    tabStyles,
    sparklineStyles,
    css`
      .tests {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
        gap: 12px;
      }

      .test {
        display: grid;
        align-content: space-between;
        gap: 12px;
        padding: 12px 16px;
        border: 1px solid var(--nb-line);
        border-radius: var(--ha-border-radius-lg, 12px);
      }

      .test .name {
        color: var(--nb-quiet);
        font-size: var(--nb-small);
      }

      .test .bar {
        margin-block-start: 8px;
      }

      table {
        inline-size: calc(100% + 16px);
        margin-inline: -8px;
        border-collapse: collapse;
      }

      th {
        color: var(--nb-quiet);
        font-size: var(--nb-small);
        font-weight: inherit;
        text-align: start;
      }

      tbody th {
        color: inherit;
        font-size: inherit;
      }

      th,
      td {
        padding-block: 8px;
        padding-inline: 0 12px;
        vertical-align: middle;
      }

      tbody tr {
        border-block-start: 1px solid var(--nb-line);
      }

      .value {
        text-align: end;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }

      tr > :first-child {
        padding-inline-start: 8px;
      }

      tr > :last-child {
        padding-inline-end: 8px;
      }

      .change {
        display: inline-flex;
        align-items: center;
        gap: 2px;
        vertical-align: middle;
      }

      .change .icon {
        inline-size: 18px;
        block-size: 18px;
      }

      .risen {
        color: var(--nb-bad-text);
        font-weight: var(--nb-medium);
      }

      tr.worse {
        background: color-mix(in srgb, var(--nb-bad) 7%, transparent);
      }

      .trend {
        inline-size: 22%;
      }

      .trend .sparkline {
        block-size: 24px;
      }

      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: 12px 16px;
      }

      .alert .notice {
        margin-block-start: 12px;
      }

      @media (max-width: 500px) {
        .trend {
          display: none;
        }

        th,
        td {
          padding-inline-end: 8px;
        }
      }
    `,
  ];

  protected override willUpdate(): void {
    const ids = this.entityIds();
    if (ids.length) this.trends.want(this.row.key, ids.join());
  }

  private entityIds(): string[] {
    return (this.detail?.smart ?? []).map((value) => value.entity_id).filter((id) => id !== null);
  }

  override render(): TemplateResult {
    const { hass, detail } = this;
    return html`
      ${this.tests()}
      ${detail
        ? html`${this.counters(detail.smart)} ${this.log(detail.self_tests)}`
        : this.loading
          ? spinner(hass)
          : nothing}
      ${this.facts(detail?.facts ?? {})}
    `;
  }

  private tests(): TemplateResult {
    const { hass, row } = this;
    const kinds = TEST_KINDS.filter((kind) => kind !== "conveyance" || testOf(row, kind) !== null);
    return html`<section>
      <h3>${t(hass, "smart.tests")}</h3>
      <div class="tests">${kinds.map((kind) => this.test(kind))}</div>
      <div class="alert" role="alert">
        ${this.problem === null ? nothing : html`<div class="notice bad">${this.problem}</div>`}
      </div>
    </section>`;
  }

  private test(kind: TestKind): TemplateResult {
    const { hass, row } = this;
    const test = testOf(row, kind);
    const deed = testDeed(row, kind, hass.user?.is_admin === true);
    const name = word(hass, "self_test", kind);
    return html`<div class="test ${kind}">
      <div>
        <div class="name">${name}</div>
        ${selfTest(hass, test)}
        ${test?.state === "running" && test.percent !== null ? bar(name, test.percent) : nothing}
        ${test && test.state !== "running" && test.at_hours !== null
          ? html`<div class="quiet small">
              ${t(hass, "smart.at_hours", { hours: formatNumber(hass, test.at_hours) })}
            </div>`
          : nothing}
      </div>
      ${deed
        ? html`<div>
            <button
              class="button small"
              aria-label=${t(hass, deed === "start" ? "smart.start_named" : "smart.cancel_named", {
                name,
              })}
              ?disabled=${this.busy}
              @click=${() => void this.ask(kind, deed)}
            >
              ${t(hass, deed === "start" ? "smart.start" : "smart.cancel")}
            </button>
          </div>`
        : nothing}
    </div>`;
  }

  private async ask(kind: TestKind, deed: "start" | "cancel"): Promise<void> {
    const { hass, row } = this;
    const devices = [row.device_id!];
    const name = word(hass, "self_test", kind);
    this.busy = true;
    this.problem = null;
    try {
      if (deed === "start") await act(hass, "start_smart_test", devices, { kind });
      else await act(hass, "cancel_smart_test", devices);
      toast(this, t(hass, deed === "start" ? "smart.started" : "smart.cancelled", { name }));
    } catch (error) {
      this.problem = t(hass, "common.failed", { error: sentence(error) });
    }
    this.busy = false;
  }

  private counters(values: readonly SmartValue[]): TemplateResult {
    const { hass } = this;
    if (!values.length) {
      return html`<section>
        <h3>${t(hass, "smart.attributes")}</h3>
        <p class="quiet">${t(hass, "smart.no_attributes")}</p>
      </section>`;
    }
    const compared = values.some((value) => value.before !== null);
    const known = this.trends.value ?? new Map();
    const drawn = values.some((value) => known.has(value.entity_id ?? ""));
    return html`<section>
      <h3 id="attributes">${t(hass, "smart.attributes")}</h3>
      <table aria-labelledby="attributes">
        <thead>
          <tr>
            <th scope="col">${t(hass, "smart.attribute")}</th>
            ${compared
              ? html`<th scope="col" class="value">${t(hass, "smart.before")}</th>`
              : nothing}
            <th scope="col" class="value">${t(hass, "smart.now")}</th>
            ${compared
              ? html`<th scope="col" class="value">${t(hass, "smart.change")}</th>`
              : nothing}
            ${drawn
              ? html`<th scope="col" class="trend">
                  ${t(hass, "smart.trend", { days: TREND_DAYS })}
                </th>`
              : nothing}
          </tr>
        </thead>
        <tbody>
          ${values.map((value) => this.counter(value, compared, drawn))}
        </tbody>
      </table>
    </section>`;
  }

  private counter(value: SmartValue, compared: boolean, drawn: boolean): TemplateResult {
    const { hass } = this;
    const name = attributeName(hass, value);
    const points = this.trends.value?.get(value.entity_id ?? "");
    const number = (one: number | null): TemplateResult | string =>
      one === null ? empty(hass) : withUnit(hass, one, value.unit);
    return html`<tr class=${isWorse(value) ? "worse" : ""}>
      <th scope="row">
        ${value.entity_id === null
          ? name
          : html`<button class="name" aria-haspopup="dialog" @click=${() => this.moreInfo(value)}>
              ${name}
            </button>`}
      </th>
      ${compared ? html`<td class="value quiet">${number(value.before)}</td>` : nothing}
      <td class="value">${number(value.now)}</td>
      ${compared ? html`<td class="value">${this.change(value)}</td>` : nothing}
      ${drawn
        ? html`<td class="trend">
            ${points
              ? moves(points)
                ? sparkline(points, this.trendSaid(name, points))
                : html`<span class="quiet small">${t(hass, "smart.level")}</span>`
              : nothing}
          </td>`
        : nothing}
    </tr>`;
  }

  private change(value: SmartValue): TemplateResult {
    const { hass } = this;
    const { change } = value;
    if (change === null) return empty(hass);
    if (change === 0) return html`<span class="quiet">${t(hass, "smart.same")}</span>`;
    const rose = change > 0;
    const by = withUnit(hass, Math.abs(change), value.unit);
    return html`<span class="change ${isWorse(value) ? "risen" : ""}"
      >${icon(rose ? mdiArrowUpThin : mdiArrowDownThin)}${t(
        hass,
        rose ? "smart.rose" : "smart.fell",
        { by },
      )}</span
    >`;
  }

  private trendSaid(name: string, points: readonly (readonly [number, number])[]): string {
    const { hass } = this;
    return t(hass, "smart.trend_said", {
      name,
      first: formatNumber(hass, points[0]![1], 1),
      last: formatNumber(hass, points.at(-1)![1], 1),
      days: TREND_DAYS,
    });
  }

  private log(entries: readonly SelfTestEntry[]): TemplateResult {
    const { hass } = this;
    return html`<section>
      <h3 id="log">${t(hass, "smart.log")}</h3>
      ${entries.length
        ? html`<table aria-labelledby="log">
            <thead>
              <tr>
                <th scope="col">${t(hass, "smart.test")}</th>
                <th scope="col">${t(hass, "smart.end")}</th>
                <th scope="col" class="value">${t(hass, "smart.age")}</th>
                <th scope="col" class="value">${t(hass, "smart.lba")}</th>
              </tr>
            </thead>
            <tbody>
              ${entries.map(
                (entry) => html`<tr class=${entry.end === "failed" ? "worse" : ""}>
                  <th scope="row">${word(hass, "self_test", entry.kind)}</th>
                  <td>${word(hass, "test", entry.end)}</td>
                  <td class="value">
                    ${entry.hours === null
                      ? empty(hass)
                      : t(hass, "facts.hours", { value: formatNumber(hass, entry.hours) })}
                  </td>
                  <td class="value">${entry.lba === null ? empty(hass) : String(entry.lba)}</td>
                </tr>`,
              )}
            </tbody>
          </table>`
        : html`<p class="quiet">${t(hass, "smart.no_log")}</p>`}
    </section>`;
  }

  private facts(more: DriveDetail["facts"]): TemplateResult {
    const { hass, row } = this;
    return html`<section>
      <h3>${t(hass, "smart.facts")}</h3>
      <dl class="facts">
        ${facts(hass, row, more).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd><bdi>${value}</bdi></dd>
            </div>`,
        )}
      </dl>
    </section>`;
  }

  private moreInfo(value: SmartValue): void {
    const detail = { entityId: value.entity_id };
    // Home Assistant's own dialog would open beneath a modal one.
    this.dispatchEvent(new CustomEvent("leave"));
    this.dispatchEvent(
      new CustomEvent("hass-more-info", { detail, bubbles: true, composed: true }),
    );
  }
}

const isWorse = (value: SmartValue): boolean =>
  value.change !== null &&
  !TIME.has(value.name) &&
  (GOOD.has(value.name) ? value.change < 0 : value.change > 0);

function withUnit(hass: Hass, value: number, unit: string | null): string {
  const number = formatNumber(hass, value, 1);
  return unit === null ? number : `${number}\u00a0${unit}`;
}

/** As the sensor of the same key is called. */
function attributeName(hass: Hass, value: SmartValue): string {
  const key = `component.nas_burnin.entity.sensor.${value.name}.name`;
  const said = hass.localize(key);
  return said && said !== key ? said : plain(value.name);
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-smart-tab": NasBurninSmartTab;
  }
}
