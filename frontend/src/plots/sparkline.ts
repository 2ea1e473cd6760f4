import { css, html, svg, type TemplateResult } from "lit";

import { path, type Point, rangeOf } from "./scale";

const WIDTH = 400;
const HEIGHT = 100;

export const sparklineStyles = css`
  .sparkline {
    display: block;
    inline-size: 100%;
    block-size: 40px;
    direction: ltr;
    overflow: visible;
  }

  .sparkline path {
    fill: none;
    stroke: var(--nb-accent);
    stroke-width: 1.5;
    stroke-linejoin: round;
    stroke-linecap: round;
    vector-effect: non-scaling-stroke;
  }

  .sparkline .area {
    fill: color-mix(in srgb, var(--nb-accent) 14%, transparent);
    stroke: none;
  }
`;

/** A line without axes; `label` says to a screen reader what it shows. */
export function sparkline(points: readonly Point[], label: string): TemplateResult {
  const x = rangeOf(points.map(([one]) => one));
  const y = rangeOf(points.map(([, one]) => one));
  const line = path(points, x, y, WIDTH, HEIGHT);
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${label}
  >
    ${svg`<path class="area" d="${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z"></path>
    <path d=${line}></path>`}
  </svg>`;
}
