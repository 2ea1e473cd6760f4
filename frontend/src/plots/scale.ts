/** What plots are drawn with: ticks at round numbers, and paths. Pure. */

export type Point = readonly [number, number];
export type Range = readonly [number, number];

/** Round steps, about `count` of them, from 0 to at least `most`. */
export function ticks(most: number, count: number): number[] {
  if (!(most > 0)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999)! * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) => index * step);
}

/** From lowest to highest; values that are all the same get room on both sides. */
export function rangeOf(values: readonly number[]): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** Where a value is within a range, 0 to 1. */
export const within = (value: number, [low, high]: Range): number =>
  high === low ? 0 : (value - low) / (high - low);

/** A path through points, in a box of `width` by `height` whose top is the highest value. */
export function path(
  points: readonly Point[],
  x: Range,
  y: Range,
  width: number,
  height: number,
): string {
  const at = ([px, py]: Point): string =>
    `${(within(px, x) * width).toFixed(1)} ${((1 - within(py, y)) * height).toFixed(1)}`;
  return points.map((point, index) => `${index ? "L" : "M"}${at(point)}`).join("");
}

/** The point whose x is nearest; `points` go up in x. */
export function nearest(points: readonly Point[], x: number): Point | null {
  let best: Point | null = null;
  for (const point of points) {
    if (best === null || Math.abs(point[0] - x) < Math.abs(best[0] - x)) best = point;
  }
  return best;
}
