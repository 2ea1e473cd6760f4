/** A drive's burn-in in one line: the same in the table, on the drive's card and elsewhere. */
import {
  mdiAlertCircle,
  mdiCheckCircle,
  mdiCheckCircleOutline,
  mdiClockOutline,
  mdiCloseCircle,
  mdiHandBackRight,
  mdiHelpCircle,
  mdiLanDisconnect,
  mdiPauseCircle,
  mdiPlayCircle,
  mdiSnowflake,
  mdiStopCircle,
} from "@mdi/js";

import { formatNumber, formatPercent, formatShort } from "../format";
import { plural, t, word } from "../texts";
import type { Drive, Hass, Job } from "../types";

export type Tone = "ok" | "warm" | "bad" | "busy" | "quiet";

export interface JobLine {
  icon: string | null;
  tone: Tone;
  word: string;
  /** More of it, in a quieter voice. */
  detail: string;
  /** How far it is; null where that says nothing. */
  percent: number | null;
}

/** "12,345 bad blocks". */
export const blocks = (hass: Hass, count: number): string =>
  plural(hass, "job.bad_blocks", count, { count: formatNumber(hass, count) });

/** Below this an estimate from the progress so far would jump about. */
const ETA_FROM = 0.5;

/** When it will be done, or null where that is not known well enough. */
export function eta(job: Job): string | null {
  if (job.state !== "running" || job.finish === null) return null;
  return (job.percent ?? 0) >= ETA_FROM ? job.finish : null;
}

const ACTIVE: Record<string, [string, Tone]> = {
  testing: [mdiPlayCircle, "busy"],
  paused: [mdiPauseCircle, "warm"],
  cooling: [mdiSnowflake, "warm"],
  reconnecting: [mdiLanDisconnect, "warm"],
  waiting: [mdiHandBackRight, "warm"],
};

const ENDED: Record<string, [string, Tone]> = {
  passed: [mdiCheckCircle, "ok"],
  passed_with_notes: [mdiCheckCircleOutline, "ok"],
  failed: [mdiCloseCircle, "bad"],
  cancelled: [mdiStopCircle, "quiet"],
  unknown: [mdiHelpCircle, "warm"],
};

/** Whether it has begun, and its next stage has not: as one that waits for its turn. */
const isBetween = ({ stages }: Job): boolean =>
  stages.some(({ state }) => state === "pending") && !stages.some(({ state }) => state === "running");

function running(hass: Hass, job: Job, now: number): JobLine {
  const activity = job.activity ?? "testing";
  const waits = activity === "testing" && isBetween(job);
  const [path, tone] = job.stalled_since
    ? ([mdiAlertCircle, "warm"] as const)
    : waits
      ? ([mdiClockOutline, "quiet"] as const)
      : (ACTIVE[activity] ?? [mdiPlayCircle, "busy"]);
  const finish = eta(job);
  const parts = [
    job.percent === null ? "" : formatPercent(hass, job.percent, job.percent < 10 ? 1 : 0),
    // Where there is little room, what comes last is cut off.
    job.bad_blocks ? blocks(hass, job.bad_blocks) : "",
    finish ? formatShort(hass, finish, now) : "",
  ];
  const stage = word(hass, "stage_short", job.stage);
  const said = waits
    ? t(hass, "job.waits")
    : activity === "testing" && stage
      ? stage
      : word(hass, "activity", activity);
  return {
    icon: path,
    tone,
    word: job.stalled_since ? t(hass, "job.stalled") : said,
    detail: parts.filter(Boolean).join(" · "),
    percent: job.percent ?? 0,
  };
}

/** The burn-in of a drive now; `now` in milliseconds of the server's clock. */
export function jobLine(hass: Hass, drive: Drive, now: number): JobLine | null {
  const job = drive.job;
  if (!job) return null;
  if (job.state === "running") return running(hass, job, now);
  if (job.state === "queued") {
    const place = job.queue_position;
    return {
      icon: mdiClockOutline,
      tone: "quiet",
      word: word(hass, "job_state", "queued"),
      detail: place === null ? "" : t(hass, "job.place", { place }),
      percent: null,
    };
  }
  const outcome = job.state === "passed" ? (job.verdict ?? "passed") : job.state;
  const [path, tone] = ENDED[outcome] ?? [mdiHelpCircle, "warm"];
  const group = outcome === job.state ? "job_state" : "verdict";
  return {
    icon: path,
    tone,
    word: word(hass, group, outcome),
    detail: job.ended ? formatShort(hass, job.ended, now) : "",
    percent: null,
  };
}
