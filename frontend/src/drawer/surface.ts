/** The meters of the patterns, and what each finished one took. */
import { mdiCheckCircle } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { styleMap } from "lit/directives/style-map.js";

import { formatDuration, formatSpeed } from "../format";
import { t, word } from "../texts";
import type { Half, Hass, PhaseKind } from "../types";
import { joined } from "../ui/drive";
import { icon } from "../ui/icon";
import { halves, isDone, isRunning, lasted, type Meter } from "./meters";

export const surfaceStyles = css`
  .meters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(72px, 1fr));
    gap: 16px 12px;
  }

  .meters .top {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-block-end: 6px;
    font-weight: var(--nb-medium);
  }

  .meters .top .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--nb-ok);
  }

  .meters .halves {
    display: flex;
    gap: 2px;
  }

  .half {
    --fill: var(--nb-accent);
    flex: 1;
    block-size: 10px;
    border-radius: 2px;
    background: var(--nb-track);
    overflow: hidden;
  }

  .half:first-child {
    border-start-start-radius: 5px;
    border-end-start-radius: 5px;
  }

  .half:last-child {
    border-start-end-radius: 5px;
    border-end-end-radius: 5px;
  }

  .half > span {
    display: block;
    block-size: 100%;
    background: var(--fill);
    transform-origin: left;
    transition: transform 600ms;
  }

  .half:dir(rtl) > span {
    transform-origin: right;
  }

  .half.done {
    --fill: var(--nb-ok);
  }

  .half.stopped {
    --fill: var(--nb-quiet);
  }

  .half.running {
    box-shadow: 0 0 0 1px var(--nb-accent);
    animation: glow 2.4s ease-in-out infinite;
  }

  @keyframes glow {
    50% {
      box-shadow:
        0 0 0 1px var(--nb-accent),
        0 0 10px 2px color-mix(in srgb, var(--nb-accent) 55%, transparent);
    }
  }

  .meters .below {
    margin-block-start: 6px;
    color: var(--nb-quiet);
    font-size: var(--nb-small);
  }

  table {
    inline-size: 100%;
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
    font-weight: var(--nb-medium);
  }

  th,
  td {
    padding: 6px 12px 6px 0;
    padding-inline: 0 12px;
    vertical-align: top;
  }

  tbody tr {
    border-block-start: 1px solid var(--nb-line);
  }
`;

const SIDES: readonly PhaseKind[] = ["write", "verify"];

function bar(hass: Hass, meter: Meter, side: PhaseKind): TemplateResult | typeof nothing {
  const half = meter[side];
  if (!half) return nothing;
  const percent = half.state === "done" ? 100 : half.state === "pending" ? 0 : (half.percent ?? 0);
  const label = `${word(hass, "pattern", meter.pattern)} ${word(hass, "phase", side)}`.trim();
  return html`<span
    class=${classMap({ half: true, [half.state]: true })}
    role="progressbar"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.floor(percent)}
    ><span style=${styleMap({ transform: `scaleX(${(percent / 100).toFixed(4)})` })}></span
  ></span>`;
}

function below(hass: Hass, meter: Meter, open: boolean): string {
  if (isDone(meter)) {
    const seconds = lasted(meter);
    return seconds === null ? t(hass, "burn_in.done") : formatDuration(hass, seconds);
  }
  const now = halves(meter).find((half) => half.state === "running");
  if (!isRunning(meter)) {
    const states = halves(meter).map((half) => half.state);
    if (states.includes("stopped")) return t(hass, "burn_in.stopped");
    if (states.includes("done")) return t(hass, "burn_in.half_done");
    return t(hass, open ? "burn_in.pending" : "burn_in.not_reached");
  }
  return word(hass, "phase", now === meter.write ? "write" : "verify");
}

/** `open` while the job has not ended. */
export function patternMeters(hass: Hass, all: readonly Meter[], open: boolean): TemplateResult {
  return html`<ul class="meters">
    ${all.map(
      (meter) => html`<li>
        <div class="top number">
          ${isDone(meter) ? icon(mdiCheckCircle) : nothing}${meter.pattern === null
            ? t(hass, "burn_in.read")
            : word(hass, "pattern", meter.pattern)}
        </div>
        <div class="halves">${SIDES.map((side) => bar(hass, meter, side))}</div>
        <div class="below number">${below(hass, meter, open)}</div>
      </li>`,
    )}
  </ul>`;
}

function cell(hass: Hass, half: Half | null): string {
  if (half?.state !== "done") return "–";
  const parts = [
    half.seconds === null ? "" : formatDuration(hass, half.seconds),
    half.speed === null ? "" : formatSpeed(hass, half.speed),
  ];
  return joined(parts) || t(hass, "burn_in.done");
}

/** Durations and speeds of what is done; nothing before the first half is. */
export function finished(hass: Hass, all: readonly Meter[]): TemplateResult | typeof nothing {
  const some = all.filter((meter) => halves(meter).some((half) => half.state === "done"));
  if (!some.length) return nothing;
  const sides = SIDES.filter((side) => some.some((meter) => meter[side]));
  return html`<section>
    <h3 id="finished">${t(hass, "burn_in.finished")}</h3>
    <table aria-labelledby="finished">
      <thead>
        <tr>
          <th scope="col">${t(hass, "burn_in.pattern")}</th>
          ${sides.map((side) => html`<th scope="col">${t(hass, `burn_in.${side}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${some.map(
          (meter) => html`<tr>
            <th scope="row">${word(hass, "pattern", meter.pattern) || t(hass, "burn_in.read")}</th>
            ${sides.map((side) => html`<td class="number">${cell(hass, meter[side])}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
