/** Sentences about a job, so that nothing of it stands there without a word. */
import { formatDuration, formatMoment, formatPercent } from "../format";
import { t, word } from "../texts";
import type { Hass, Job, Stage } from "../types";
import { joined } from "../ui/drive";

/** "Pattern 2 of 4 · verify 0x55 · 47 % within the phase". */
export function caption(hass: Hass, job: Job): string {
  if (job.phase === null || job.phase_count === null || job.pattern === null) {
    if (job.stage_percent === null) return "";
    return t(hass, "burn_in.stage_percent", { percent: formatPercent(hass, job.stage_percent) });
  }
  const within =
    job.phase_percent === null
      ? ""
      : t(hass, "burn_in.within", { percent: formatPercent(hass, job.phase_percent) });
  const place = t(hass, "burn_in.pattern_of", {
    at: Math.ceil(job.phase / 2),
    of: Math.ceil(job.phase_count / 2),
  });
  const what = `${word(hass, "phase", job.phase_kind)} ${word(hass, "pattern", job.pattern)}`;
  return joined([place, what.trim(), within]);
}

/** In seconds between two moments; the later may still be to come. */
export function between(from: string | null, to: string | number | null): number | null {
  if (from === null || to === null) return null;
  const end = typeof to === "number" ? to : Date.parse(to);
  return Math.max(0, (end - Date.parse(from)) / 1000);
}

function pending(hass: Hass, job: Job, position: number): string {
  if (job.state === "queued") return t(hass, "stage_says.queued");
  if (job.state !== "running") return t(hass, "stage_says.not_reached");
  const before = job.stages
    .slice(0, position)
    .findLast((stage) => stage.state === "running" || stage.state === "pending");
  if (!before) return t(hass, "stage_says.next");
  return t(hass, "stage_says.waits", { stage: word(hass, "stage", before.kind) });
}

function running(hass: Hass, job: Job): string {
  if (job.activity && job.activity !== "testing") return word(hass, "activity", job.activity);
  return caption(hass, job) || t(hass, "stage_says.running");
}

/** What a stage did or waits for: its reasons, or what follows from its state. */
export function stageSays(hass: Hass, job: Job, position: number): string[] {
  const stage = job.stages[position]!;
  if (stage.reasons.length) return stage.reasons;
  switch (stage.state) {
    case "pending":
      return [pending(hass, job, position)];
    case "running":
      return [running(hass, job)];
    case "passed":
      return [t(hass, "stage_says.passed")];
    case "failed":
      return [t(hass, "stage_says.failed")];
    case "cancelled":
      return [t(hass, "stage_says.cancelled")];
    case "skipped":
      return [t(hass, "stage_says.skipped")];
    default:
      return [t(hass, "stage_says.unknown")];
  }
}

/** "12 min · 14:05": how long a stage took, and when it ended; of one under way, so far. */
export function stageTimes(hass: Hass, stage: Stage, now: number): string {
  const seconds = between(stage.started, stage.ended ?? (stage.state === "running" ? now : null));
  return joined([
    seconds === null ? "" : formatDuration(hass, seconds),
    stage.ended ? formatMoment(hass, stage.ended, now) : "",
  ]);
}
