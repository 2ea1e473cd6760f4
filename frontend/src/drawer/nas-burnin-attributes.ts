import { mdiArrowDownThin, mdiArrowUpThin } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { empty } from "../card/cells";
import { formatNumber } from "../format";
import { sparkline, sparklineStyles } from "../plots/sparkline";
import { element } from "../register";
import { t } from "../texts";
import type { Drive, Hass, SmartValue } from "../types";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { plain } from "./facts";
import { Fetched } from "./fetched";
import { TREND_DAYS, type Trends, trends } from "./statistics";
import { tableStyles, tabStyles } from "./styles";

/** More of what is good; of all else a rise is worth a look. */
const GOOD = new Set(["spare"]);
const TIME = new Set(["power_on_hours"]);
/** Numbers that a healthy drive leaves where they are have no trend worth drawing. */
const moves = (points: readonly (readonly [number, number])[]): boolean =>
  points.some(([, value]) => value !== points[0]![1]);

/**
 * What a drive counts: before the burn-in, now, and over two weeks. Fires `leave` when
 * Home Assistant's own dialog of one of these is asked for.
 */
@element("nas-burnin-attributes")
export class NasBurninAttributes extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) row!: Drive;
  @property({ attribute: false }) values: readonly SmartValue[] = [];
  /** In milliseconds of the server's clock. */
  @property({ attribute: false }) now = Date.now();

  private readonly trends = new Fetched<Trends>(this, () =>
    trends(this.hass, this.entityIds(), this.now),
  );

  static override styles = [
    ...shared,
    tabStyles,
    tableStyles,
    sparklineStyles,
    css`
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

      .trend {
        inline-size: 22%;
      }

      .trend .sparkline {
        block-size: 24px;
      }

      @media (max-width: 500px) {
        .trend {
          display: none;
        }
      }
    `,
  ];

  protected override willUpdate(): void {
    const ids = this.entityIds();
    if (ids.length) this.trends.want(this.row.key, ids.join());
  }

  private entityIds(): string[] {
    return this.values.map((value) => value.entity_id).filter((id) => id !== null);
  }

  override render(): TemplateResult {
    const { hass, values } = this;
    if (!values.length) {
      return html`<h3>${t(hass, "smart.attributes")}</h3>
        <p class="quiet">${t(hass, "smart.no_attributes")}</p>`;
    }
    const compared = values.some((value) => value.before !== null);
    const known = this.trends.value ?? new Map();
    const drawn = values.some((value) => known.has(value.entity_id ?? ""));
    return html`
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
    `;
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

  private moreInfo(value: SmartValue): void {
    const detail = { entityId: value.entity_id };
    // Home Assistant's own dialog would open beneath a modal one.
    this.dispatchEvent(new CustomEvent("leave", { bubbles: true, composed: true }));
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
    "nas-burnin-attributes": NasBurninAttributes;
  }
}
