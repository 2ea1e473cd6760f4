import type { Drive } from "../types";

/** Changes with whatever the server may have more to say of. */
export function version(row: Drive): string {
  const { job, lock } = row;
  return [
    job?.uid,
    job?.state,
    job?.activity,
    job?.stage,
    job?.phase,
    job?.bad_blocks,
    row.short_test?.state,
    row.long_test?.state,
    row.conveyance_test?.state,
    row.health,
    lock.state,
    lock.unlocked_until,
  ].join();
}
