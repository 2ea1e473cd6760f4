/** What Home Assistant's own statistics know of an attribute's past. */
import type { Hass } from "../types";
import type { Point } from "../plots/scale";

/** Days that a trend goes back; the statistics are by the hour. */
export const TREND_DAYS = 14;

const DAY = 86_400_000;

interface Row {
  start: number | string;
  max?: number | null;
  mean?: number | null;
  state?: number | null;
}

export type Trends = ReadonlyMap<string, readonly Point[]>;

const at = (row: Row): number => (typeof row.start === "number" ? row.start : Date.parse(row.start));

function pointsOf(rows: readonly Row[]): Point[] {
  return rows.flatMap((row) => {
    const value = row.max ?? row.mean ?? row.state;
    return typeof value === "number" ? [[at(row), value] as const] : [];
  });
}

/** The trends of entities, by their ids; those without a past are left out. */
export async function trends(hass: Hass, ids: readonly string[], now: number): Promise<Trends> {
  if (!ids.length) return new Map();
  const rows = await hass.callWS<Record<string, Row[]> | undefined>({
    type: "recorder/statistics_during_period",
    start_time: new Date(now - TREND_DAYS * DAY).toISOString(),
    statistic_ids: [...ids],
    period: "hour",
    types: ["max", "mean", "state"],
  });
  return new Map(
    Object.entries(rows ?? {})
      .map(([id, some]) => [id, pointsOf(some)] as const)
      .filter(([, points]) => points.length > 1),
  );
}
