import { mdiAlert } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { formatSize, formatSpeed, formatTemperature } from "../format";
import { sparkline, sparklineStyles } from "../plots/sparkline";
import { element } from "../register";
import { plural, t } from "../texts";
import type { Curve, Hass, Job } from "../types";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { Fetched } from "./fetched";
import { tabStyles } from "./styles";
import { failure } from "./waiting";

/** The curve is asked for again each time a phase has come so far, in percent. */
const CURVE_EVERY = 5;
const SLOW_SHOWN = 5;

/** The speed over the surface, where it was slow, and how warm it got; nothing before there is any. */
@element("nas-burnin-speeds")
export class NasBurninSpeeds extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) job!: Job;

  private readonly curve = new Fetched<Curve | null>(this, () =>
    this.hass.callWS<Curve | null>({ type: "nas_burnin/curve", job: this.job.uid }),
  );

  static override styles = [
    ...shared,
    tabStyles,
    sparklineStyles,
    css`
      :host {
        margin-block-start: 28px;
      }

      :host([hidden]) {
        display: none;
      }

      .slow {
        margin-block-start: 12px;
        display: grid;
        gap: 4px;
      }

      .slow li {
        display: flex;
        align-items: flex-start;
        gap: 8px;
      }

      .slow .icon {
        inline-size: 18px;
        block-size: 18px;
        margin-block-start: 1px;
        color: var(--nb-warm-text);
      }

      .heat {
        margin-block-start: 20px;
      }
    `,
  ];

  protected override willUpdate(): void {
    const { job } = this;
    const far = Math.floor((job.phase_percent ?? 0) / CURVE_EVERY);
    this.curve.want(job.uid, [job.state, job.stage, job.phase, far].join());
    this.hidden = !this.drawn() && this.curve.problem === null;
  }

  private drawn(): Curve | null {
    const curve = this.curve.value;
    return curve?.size && curve.phases.some((phase) => phase.points.length > 1) ? curve : null;
  }

  override render(): TemplateResult | typeof nothing {
    const { hass } = this;
    const curve = this.drawn();
    if (this.hidden) return nothing;
    return html`
      <h3>${t(hass, "plot.title")}</h3>
      ${curve
        ? html`<nas-burnin-speed-plot .hass=${hass} .curve=${curve}></nas-burnin-speed-plot>
            ${this.slow(curve)} ${this.heat(curve)}`
        : failure(hass, this.curve)}
    `;
  }

  private slow(curve: Curve): TemplateResult | typeof nothing {
    const { hass } = this;
    if (!curve.slow.length) return nothing;
    const more = curve.slow.length - SLOW_SHOWN;
    return html`<ul class="slow small">
      ${curve.slow.slice(0, SLOW_SHOWN).map(
        (slow) => html`<li>
          ${icon(mdiAlert)}<span
            >${t(hass, "plot.slow", {
              from: formatSize(hass, slow.from),
              to: formatSize(hass, slow.to),
              speed: formatSpeed(hass, slow.speed),
              expected: formatSpeed(hass, slow.expected),
            })}</span
          >
        </li>`,
      )}
      ${more > 0 ? html`<li>${plural(hass, "plot.more_slow", more)}</li>` : nothing}
    </ul>`;
  }

  private heat(curve: Curve): TemplateResult | typeof nothing {
    const { hass } = this;
    if (curve.temperatures.length < 2) return nothing;
    const degrees = curve.temperatures.map(([, one]) => one);
    const label = t(hass, "plot.temperatures", {
      least: formatTemperature(hass, Math.min(...degrees)),
      most: formatTemperature(hass, Math.max(...degrees)),
    });
    return html`<div class="heat">
      <p class="quiet small number">${label}</p>
      ${sparkline(curve.temperatures, label)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-speeds": NasBurninSpeeds;
  }
}
