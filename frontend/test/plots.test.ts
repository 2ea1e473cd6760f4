import { describe, expect, it } from "vitest";

import { done, PENDING } from "../dev/detail";
import { fakeHass, job } from "../dev/fake";
import { lasted, meters } from "../src/drawer/meters";
import { trends } from "../src/drawer/statistics";
import { nearest, path, rangeOf, ticks } from "../src/plots/scale";
import type { Surface } from "../src/types";

describe("scales", () => {
  it("have round ticks that reach beyond the highest value", () => {
    expect(ticks(210, 5)).toEqual([0, 50, 100, 150, 200, 250]);
    expect(ticks(4e12, 4)).toEqual([0, 1e12, 2e12, 3e12, 4e12]);
    expect(ticks(0.07, 4).at(-1)).toBeCloseTo(0.08);
    expect(ticks(0, 4)).toEqual([0]);
  });

  it("draw a path with the highest value on top", () => {
    expect(path([[0, 0], [5, 10], [10, 5]], [0, 10], [0, 10], 100, 50)).toBe(
      "M0.0 50.0L50.0 0.0L100.0 25.0",
    );
  });

  it("give a level line room, and nothing at all a range", () => {
    expect(rangeOf([3, 3])).toEqual([2, 4]);
    expect(rangeOf([])).toEqual([0, 1]);
    expect(rangeOf([4, -2, 9])).toEqual([-2, 9]);
  });

  it("find the nearest point", () => {
    expect(nearest([[0, 1], [10, 2], [20, 3]], 14)).toEqual([10, 2]);
    expect(nearest([], 14)).toBeNull();
  });
});

describe("meters", () => {
  const surface: Surface = {
    patterns: [
      { pattern: "aa", write: done(1, 1e8), verify: { ...PENDING, state: "running", percent: 90 } },
      { pattern: "55", write: PENDING, verify: PENDING },
    ],
    block_size: 4096,
    error_limit: 100,
    errors: { read: 0, write: 0, corruption: 0 },
    bad_blocks: [],
  };
  const states = (change: Parameters<typeof job>[0]): string[] =>
    meters(surface, job(change)).flatMap(({ write, verify }) => [write!.state, verify!.state]);

  it("follow a row that is newer than what was read", () => {
    expect(states({ phase: 3, phase_percent: 2 })).toEqual(["done", "done", "running", "pending"]);
    const [, second] = meters(surface, job({ phase: 3, phase_percent: 2 }));
    expect(second!.write!.percent).toBe(2);
  });

  it("are as they were read in every other stage", () => {
    expect(states({ stage: "long_smart", phase: null })).toEqual(["done", "stopped", "pending", "pending"]);
  });

  it("know how long a pattern took only when both halves are known", () => {
    expect(lasted({ pattern: "aa", write: done(1, 1), verify: done(2, 1) })).toBe(10_800);
    expect(lasted({ pattern: "aa", write: done(1, 1), verify: PENDING })).toBeNull();
  });
});

describe("trends", () => {
  it("come from the statistics, whatever these hold", async () => {
    const hass = fakeHass({}, {
      "recorder/statistics_during_period": () => ({
        a: [{ start: 1, max: 3, mean: 2 }, { start: 2, max: 4, mean: 2 }],
        b: [{ start: "1970-01-01T00:00:01Z", state: 7 }, { start: 2000, mean: 8, max: null }],
        c: [{ start: 1, max: 3 }],
        d: [{ start: 1 }, { start: 2, max: null }],
      }),
    });
    const found = await trends(hass, ["a", "b", "c", "d"], 0);
    expect([...found]).toEqual([
      ["a", [[1, 3], [2, 4]]],
      ["b", [[1000, 7], [2000, 8]]],
    ]);
  });

  it("ask for nothing where there is nothing", async () => {
    expect((await trends(fakeHass(), [], 0)).size).toBe(0);
  });
});
