/** What of a host's drives a person should look at, the worst first. Pure. */
import { t, word } from "../texts";
import type { Drive, Hass } from "../types";

export interface Attention {
  drive: Drive;
  tone: "bad" | "warm";
  text: string;
}

/** An ended test is told of once: until the next one, and as long as the drive is there. */
function ofEnded(hass: Hass, drive: Drive): Omit<Attention, "drive"> | null {
  const { job } = drive;
  if (!drive.present || (job?.state !== "failed" && job?.state !== "unknown")) return null;
  const tone = job.state === "failed" ? "bad" : "warm";
  const text = job.reasons[0] ?? t(hass, `attention.${job.state}`);
  return { tone, text };
}

function ofDrive(hass: Hass, drive: Drive): Omit<Attention, "drive"> | null {
  const { job } = drive;
  const [problem] = drive.problems;
  if (job?.can_resume) {
    return { tone: "warm", text: job.reasons[0] ?? word(hass, "activity", "waiting") };
  }
  if (job?.state === "running" && job.stalled_since) {
    return { tone: "warm", text: t(hass, "job.stalled") };
  }
  const ended = ofEnded(hass, drive);
  if (ended?.tone === "bad") return ended;
  if (drive.present && drive.health === "problem") {
    return { tone: "bad", text: problem ?? word(hass, "health", "problem") };
  }
  if (drive.temperature_level === "hot") return { tone: "bad", text: t(hass, "attention.hot") };
  return ended;
}

export function attention(hass: Hass, drives: readonly Drive[]): Attention[] {
  const all = drives.flatMap((drive) => {
    const found = ofDrive(hass, drive);
    return found ? [{ drive, ...found }] : [];
  });
  const rank = (one: Attention): number => (one.tone === "bad" ? 0 : 1);
  return all.sort((one, other) => rank(one) - rank(other));
}
