/** In which order the drives stand. */
import type { Bench } from "../store";
import type { Drive, SelfTest } from "../types";

export const COLUMNS = [
  "drive",
  "serial",
  "size",
  "temperature",
  "health",
  "short",
  "long",
  "burn_in",
] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sorting {
  column: Column;
  direction: "ascending" | "descending";
}

type Value = number | string | null;

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const TESTS: Record<SelfTest["state"], number> = {
  failed: 0,
  interrupted: 1,
  aborted: 2,
  unknown: 3,
  running: 4,
  idle: 5,
  passed: 6,
};

function testValue(test: SelfTest | null): Value {
  if (!test) return null;
  return TESTS[test.state] + (test.percent ?? 0) / 1000;
}

/** Running first, then what waits for its turn or a person, then how it went. */
function jobValue(drive: Drive): Value {
  const job = drive.job;
  if (!job) return null;
  switch (job.state) {
    case "running":
      return (100 - (job.percent ?? 0)) / 1000;
    case "queued":
      return 1 + (job.queue_position ?? 0) / 10_000;
    case "unknown":
      return 2;
    case "failed":
      return 3;
    case "cancelled":
      return 4;
    case "passed":
      return job.verdict === "passed_with_notes" ? 5 : 6;
  }
}

const VALUES: Record<Column, (drive: Drive) => Value> = {
  drive: (drive) => drive.name || null,
  serial: (drive) => drive.serial || null,
  size: (drive) => drive.size,
  temperature: (drive) => drive.temperature,
  health: (drive) => drive.health && (drive.health === "ok" ? 1 : 0),
  short: (drive) => testValue(drive.short_test),
  long: (drive) => testValue(drive.long_test),
  burn_in: jobValue,
};

function compared(one: Value, other: Value): number {
  if (typeof one === "string" && typeof other === "string") return names.compare(one, other);
  return Number(one) - Number(other);
}

const TURN: Partial<Record<string, number>> = { running: 0, queued: 1 };

function byTurn(one: Drive, other: Drive): number {
  return (TURN[one.job?.state ?? ""] ?? 2) - (TURN[other.job?.state ?? ""] ?? 2);
}

/** The order without a sorting: running, queued, then the others by host and name. */
function naturally(hosts: Bench["hosts"]): (one: Drive, other: Drive) => number {
  const host = (drive: Drive): string => hosts.get(drive.host)?.name ?? "";
  return (one, other) =>
    byTurn(one, other) ||
    (one.job?.state === "queued" && other.job?.state === "queued"
      ? (one.job.queue_position ?? Infinity) - (other.job.queue_position ?? Infinity) || 0
      : 0) ||
    names.compare(host(one), host(other)) ||
    names.compare(one.name, other.name) ||
    names.compare(one.key, other.key);
}

/** The drives in order: what has no value last either way, running first among equals. */
export function sorted(
  drives: Iterable<Drive>,
  hosts: Bench["hosts"],
  sorting: Sorting | null,
): Drive[] {
  const natural = naturally(hosts);
  const rows = [...drives].sort(natural);
  if (!sorting) return rows;
  const value = VALUES[sorting.column];
  const sign = sorting.direction === "ascending" ? 1 : -1;
  return rows
    .map((drive, at) => ({ drive, at, value: value(drive) }))
    .sort((one, other) => {
      if (one.value === null || other.value === null) {
        return Number(one.value === null) - Number(other.value === null) || one.at - other.at;
      }
      return sign * compared(one.value, other.value) || one.at - other.at;
    })
    .map(({ drive }) => drive);
}

/** What a click on a header makes of the sorting: ascending, descending, off. */
export function clicked(sorting: Sorting | null, column: Column): Sorting | null {
  if (sorting?.column !== column) return { column, direction: "ascending" };
  return sorting.direction === "ascending" ? { column, direction: "descending" } : null;
}

const isSorting = (kept: unknown): kept is Sorting =>
  typeof kept === "object" &&
  kept !== null &&
  COLUMNS.includes((kept as Sorting).column) &&
  ["ascending", "descending"].includes((kept as Sorting).direction);

/** The sorting this person chose for this card earlier. */
export function remembered(name: string): Sorting | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "null");
    return isSorting(kept) ? kept : null;
  } catch (error) {
    // Storage may be forbidden or hold what another version wrote.
    console.debug("nas_burnin:", error);
    return null;
  }
}

export function remember(name: string, sorting: Sorting | null): void {
  try {
    if (sorting) localStorage.setItem(name, JSON.stringify(sorting));
    else localStorage.removeItem(name);
  } catch (error) {
    console.debug("nas_burnin:", error);
  }
}
