import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";

import { formatNumber, formatSize, formatSpeed } from "../format";
import { element } from "../register";
import { t, word } from "../texts";
import type { Curve, Hass } from "../types";
import { joined } from "../ui/drive";
import { shared } from "../ui/styles";
import { nearest, path, type Point, ticks, within } from "./scale";

const WIDTH = 1000;
const HEIGHT = 300;
/** A slow place of a few megabytes has to be seen on a drive of terabytes. */
const LEAST_WIDTH = 5;
/** One key press goes so far, as a part of the drive. */
const STEP = 0.02;

type Phase = Curve["phases"][number];

/** The speed over the surface, each phase a line; one of them stands out. */
@element("nas-burnin-speed-plot")
export class NasBurninSpeedPlot extends LitElement {
  @property({ attribute: false }) hass?: Hass;
  @property({ attribute: false }) curve?: Curve;
  /** The number of the phase that was chosen; null for the last one. */
  @state() private chosen: number | null = null;
  /** Where somebody points to, as a part of the drive. */
  @state() private at: number | null = null;

  static override styles = [
    ...shared,
    css`
      :host {
        display: block;
      }

      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-block-size: 32px;
        margin-block-end: 8px;
      }

      select {
        min-block-size: 32px;
        max-inline-size: 60%;
        font-size: var(--nb-small);
      }

      .plot {
        display: grid;
        grid-template: minmax(0, 168px) auto / auto minmax(0, 1fr);
        gap: 4px 8px;
        direction: ltr;
        color: var(--nb-quiet);
        font-size: var(--nb-small);
      }

      .y {
        position: relative;
        min-inline-size: 24px;
        font-variant-numeric: tabular-nums;
      }

      .y span {
        position: absolute;
        inset-inline-end: 0;
        translate: 0 50%;
        line-height: 1;
      }

      .y .widest {
        position: static;
        visibility: hidden;
      }

      .area {
        position: relative;
        block-size: 168px;
        touch-action: pan-y;
        cursor: crosshair;
        border-radius: 4px;
      }

      svg.lines {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        overflow: visible;
      }

      path,
      line {
        fill: none;
        vector-effect: non-scaling-stroke;
      }

      .grid {
        stroke: var(--nb-line);
        stroke-width: 1;
      }

      .phase {
        stroke: var(--nb-quiet);
        stroke-width: 1;
        opacity: 0.35;
        stroke-linejoin: round;
      }

      .phase.main {
        stroke: var(--nb-accent);
        stroke-width: 2;
        opacity: 1;
      }

      .slow {
        fill: var(--nb-warm);
        opacity: 0.35;
      }

      .x {
        grid-column: 2;
        position: relative;
        block-size: 16px;
        font-variant-numeric: tabular-nums;
      }

      .x span {
        position: absolute;
        translate: -50% 0;
        white-space: nowrap;
      }

      .x span:first-child {
        translate: 0 0;
      }

      .x span.end {
        translate: -100% 0;
      }

      .cursor {
        position: absolute;
        inset-block: 0;
        inline-size: 1px;
        background: var(--nb-text);
        opacity: 0.5;
        pointer-events: none;
      }

      .dot {
        position: absolute;
        inline-size: 9px;
        block-size: 9px;
        translate: -50% 50%;
        border-radius: 50%;
        background: var(--nb-accent);
        box-shadow: 0 0 0 2px var(--nb-surface);
        pointer-events: none;
      }
    `,
  ];

  private phases(): Phase[] {
    return (this.curve?.phases ?? []).filter((phase) => phase.points.length > 1);
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, curve } = this;
    const phases = this.phases();
    if (!hass || !curve || !phases.length) return nothing;
    const main = phases.find((phase) => phase.phase === this.chosen) ?? phases.at(-1)!;
    const most = Math.max(...phases.flatMap((phase) => phase.points.map(([, speed]) => speed)));
    const steps = ticks(most, 5);
    const top = steps.at(-1)! || 1;
    const point = this.at === null ? null : nearest(main.points, this.at * curve.size);
    return html`
      <div class="top">
        <span class="quiet small number" aria-hidden="true">${this.said(hass, point)}</span>
        ${this.choice(hass, phases, main)}
      </div>
      <div class="plot">
        <div class="y" aria-hidden="true">
          <span class="widest">${formatNumber(hass, top / 1e6)}</span>
          ${steps.map(
            (step) =>
              html`<span style=${styleMap({ bottom: `${(step / top) * 100}%` })}
                >${formatNumber(hass, step / 1e6)}</span
              >`,
          )}
        </div>
        <div
          class="area"
          role="slider"
          tabindex="0"
          aria-label=${this.label(hass, main)}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${Math.round((this.at ?? 0) * 100)}
          aria-valuetext=${this.said(hass, point ?? main.points[0]!)}
          @pointermove=${this.pointed}
          @pointerdown=${this.pointed}
          @pointerleave=${() => (this.at = null)}
          @blur=${() => (this.at = null)}
          @keydown=${this.keyed}
        >
          <svg class="lines" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
            ${steps.map((step) => {
              const y = HEIGHT * (1 - step / top);
              return svg`<line class="grid" x1="0" x2=${WIDTH} y1=${y} y2=${y}></line>`;
            })}
            ${curve.slow.map((slow) => {
              const width = Math.max(LEAST_WIDTH, ((slow.to - slow.from) / curve.size) * WIDTH);
              const x = Math.min(WIDTH - width, (slow.from / curve.size) * WIDTH);
              return svg`<rect class="slow" x=${x} y="0" width=${width} height=${HEIGHT}></rect>`;
            })}
            ${[...phases.filter((phase) => phase !== main), main].map(
              (phase) =>
                svg`<path class="phase ${phase === main ? "main" : ""}"
                d=${path(phase.points, [0, curve.size], [0, top], WIDTH, HEIGHT)}></path>`,
            )}
          </svg>
          ${point
            ? html`<span class="cursor" style=${styleMap({ left: at(point[0], curve.size) })}></span>
                <span
                  class="dot"
                  style=${styleMap({ left: at(point[0], curve.size), bottom: at(point[1], top) })}
                ></span>`
            : nothing}
        </div>
        ${this.positions(hass, curve.size)}
      </div>
    `;
  }

  private positions(hass: Hass, size: number): TemplateResult {
    const steps = ticks(size, 5).filter((step) => step <= size * 1.001);
    return html`<div class="x" aria-hidden="true">
      ${steps.map((step) => {
        const end = step > size * 0.95 ? "end" : "";
        return html`<span class=${end} style=${styleMap({ left: at(step, size) })}
          >${step ? formatSize(hass, step) : "0"}</span
        >`;
      })}
    </div>`;
  }

  private choice(hass: Hass, phases: Phase[], main: Phase): TemplateResult | typeof nothing {
    if (phases.length < 2) return nothing;
    const choose = (event: Event): void => {
      this.chosen = Number((event.target as HTMLSelectElement).value);
    };
    return html`<select aria-label=${t(hass, "plot.phase")} @change=${choose}>
      ${phases.map(
        (phase) =>
          html`<option value=${phase.phase} ?selected=${phase === main}>
            ${named(hass, phase)}
          </option>`,
      )}
    </select>`;
  }

  private said(hass: Hass, point: Point | null): string {
    if (!point) return t(hass, "plot.unit");
    return joined([formatSize(hass, point[0]), formatSpeed(hass, point[1])]);
  }

  private label(hass: Hass, main: Phase): string {
    const speeds = main.points.map(([, speed]) => speed);
    return t(hass, "plot.label", {
      phase: named(hass, main),
      first: formatSpeed(hass, speeds[0]!),
      last: formatSpeed(hass, speeds.at(-1)!),
      least: formatSpeed(hass, Math.min(...speeds)),
    });
  }

  private pointed(event: PointerEvent): void {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (box.width) this.point(within(event.clientX, [box.left, box.right]));
  }

  private keyed(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowLeft: -STEP,
      ArrowDown: -STEP,
      ArrowRight: STEP,
      ArrowUp: STEP,
      Home: -1,
      End: 1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.point((this.at ?? 0) + step);
  }

  private point(at: number): void {
    this.at = Math.min(1, Math.max(0, at));
  }
}

const at = (value: number, most: number): string => `${(value / most) * 100}%`;

const named = (hass: Hass, phase: Phase): string =>
  `${word(hass, "pattern", phase.pattern)} ${word(hass, "phase", phase.kind)}`.trim();

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-speed-plot": NasBurninSpeedPlot;
  }
}
