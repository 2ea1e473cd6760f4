/** What a person may ask of a drive now. The server decides; this hides what it would refuse. */
import type { Drive, Job, SelfTest } from "../types";

export type Deed =
  | "resume_job"
  | "start"
  | "unlock"
  | "resume"
  | "pause"
  | "relock"
  | "cancel"
  | "cancel_test";
export type TestKind = "short" | "long" | "conveyance";

export const TEST_KINDS: readonly TestKind[] = ["short", "long", "conveyance"];

export const isOpen = (job: Job | null): boolean =>
  job !== null && (job.state === "queued" || job.state === "running");

/** A self-test that was asked for alone is a job as well, which goes by this name. */
const SELF_TEST = "smart";

const isSelfTest = (job: Job | null): boolean => isOpen(job) && job?.profile === SELF_TEST;

/** What is no surface test can't be paused: it soon ends. */
const canBePaused = (job: Job): boolean =>
  !job.stages.some(({ kind, state }) => state === "running" && !kind.startsWith("surface_"));

/** The most wanted first. */
export function deeds(drive: Drive, admin: boolean): Deed[] {
  if (!admin || drive.device_id === null) return [];
  const { job, lock } = drive;
  const running = job?.state === "running";
  const paused = job?.activity === "paused";
  const all: [Deed, boolean][] = [
    ["resume_job", job?.can_resume === true],
    ["start", drive.startable],
    ["unlock", lock.words !== null],
    ["resume", running && paused],
    ["pause", running && !paused && !job.can_resume && canBePaused(job)],
    ["relock", lock.unlocked_until !== null && !isOpen(job)],
    ["cancel", isOpen(job) && !isSelfTest(job)],
    ["cancel_test", isSelfTest(job)],
  ];
  return all.filter(([, can]) => can).map(([deed]) => deed);
}

export const testOf = (drive: Drive, kind: TestKind): SelfTest | null => drive[`${kind}_test`];

/** What can be done with a self-test: one of a burn-in is the burn-in's. */
export function testDeed(drive: Drive, kind: TestKind, admin: boolean): "start" | "cancel" | null {
  if (!admin || drive.device_id === null || !drive.present) return null;
  const running = TEST_KINDS.some((one) => testOf(drive, one)?.state === "running");
  if (isSelfTest(drive.job)) return drive.job!.stage === `${kind}_smart` ? "cancel" : null;
  if (drive.job?.state === "running") return null;
  if (running) return testOf(drive, kind)?.state === "running" ? "cancel" : null;
  return isOpen(drive.job) ? null : "start";
}
