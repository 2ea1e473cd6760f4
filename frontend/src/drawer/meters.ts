/** How far each pattern is: what was read of the job, brought up to date by its row. */
import type { Half, Job, Pattern, Surface } from "../types";

export interface Meter {
  /** Null where the surface is only read. */
  pattern: Pattern | null;
  write: Half | null;
  verify: Half | null;
}

const SIDES = ["write", "verify"] as const;

function current(job: Job, half: Half, number: number): Half {
  if (job.phase === null || number > job.phase) return half;
  if (number < job.phase) {
    return half.state === "done" ? half : { ...half, state: "done", percent: 100 };
  }
  if (half.state === "done") return half;
  return { ...half, state: "running", percent: job.phase_percent ?? half.percent };
}

const atRest = (half: Half): Half => ({
  ...half,
  state: half.state === "running" ? "stopped" : half.state,
});

/** The meters of a surface test; a row that is newer than what was read wins. */
export function meters(surface: Surface, job: Job): Meter[] {
  const live = job.state === "running" && (job.stage ?? "").startsWith("surface_");
  let number = 0;
  return surface.patterns.map((pattern) => {
    const meter: Meter = { pattern: pattern.pattern, write: null, verify: null };
    for (const side of SIDES) {
      const half = pattern[side];
      if (!half) continue;
      number += 1;
      meter[side] = live ? current(job, half, number) : atRest(half);
    }
    return meter;
  });
}

export const halves = (meter: Meter): Half[] =>
  [meter.write, meter.verify].filter((half) => half !== null);

export const isDone = (meter: Meter): boolean =>
  halves(meter).every((half) => half.state === "done");

export const isRunning = (meter: Meter): boolean =>
  halves(meter).some((half) => half.state === "running");

/** Of both halves together, in seconds; null where one is not known. */
export function lasted(meter: Meter): number | null {
  const seconds = halves(meter).map((half) => half.seconds);
  return seconds.some((one) => one === null) ? null : seconds.reduce((sum, one) => sum! + one!, 0);
}
