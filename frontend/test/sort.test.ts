import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { drive, host, job, selfTest } from "../dev/fake";
import { clicked, COLUMNS, remember, remembered, sorted, type Sorting } from "../src/card/sort";
import type { Drive } from "../src/types";

const hosts = new Map([
  ["h1", host()],
  ["h2", host({ id: "h2", name: "attic" })],
]);

const order = (rows: Drive[], sorting: Sorting | null): string[] =>
  sorted(rows, hosts, sorting).map((row) => row.key);

const up = (column: Sorting["column"]): Sorting => ({ column, direction: "ascending" });
const down = (column: Sorting["column"]): Sorting => ({ column, direction: "descending" });

const running = { startable: false, job: job() };
const queued = (position: number): Partial<Drive> => ({
  job: job({ state: "queued", percent: null, queue_position: position }),
});

describe("without a sorting", () => {
  it("stand running first, then the queue in turn, then by host and name", () => {
    const rows = [
      drive({ key: "idle10", name: "disk 10" }),
      drive({ key: "idle9", name: "disk 9" }),
      drive({ key: "attic", name: "z", host: "h2" }),
      drive({ key: "second", ...queued(2) }),
      drive({ key: "first", ...queued(1) }),
      drive({ key: "running", name: "zz", ...running }),
    ];
    expect(order(rows, null)).toEqual(["running", "first", "second", "attic", "idle9", "idle10"]);
  });

  it("do not change places with their progress", () => {
    const rows = (one: number, other: number): Drive[] => [
      drive({ key: "a", name: "a", job: job({ percent: one }) }),
      drive({ key: "b", name: "b", job: job({ percent: other }) }),
    ];
    expect(order(rows(1, 2), null)).toEqual(order(rows(2, 1), null));
  });
});

describe("by a column", () => {
  const cases: [Sorting["column"], Partial<Drive>, Partial<Drive>, Partial<Drive>][] = [
    ["drive", { name: "disk 2" }, { name: "Disk 10" }, { name: "" }],
    ["serial", { serial: "A2" }, { serial: "A10" }, { serial: null }],
    ["size", { size: 1 }, { size: 2 }, { size: null }],
    ["temperature", { temperature: 0 }, { temperature: 60 }, { temperature: null }],
    ["health", { health: "problem" }, { health: "ok" }, { health: null }],
    ["short", { short_test: selfTest("failed") }, { short_test: selfTest("passed") }, { short_test: null }],
    ["long", { long_test: selfTest("running", 3) }, { long_test: selfTest("running", 40) }, { long_test: null }],
    ["burn_in", running, { job: job({ state: "failed", ended: null }) }, { job: null }],
  ];

  it.each(cases)("%s: small, large, and what has no value last both ways", (column, small, large, none) => {
    const rows = [
      drive({ key: "none", ...none }),
      drive({ key: "large", ...large }),
      drive({ key: "small", ...small }),
    ];
    expect(order(rows, up(column))).toEqual(["small", "large", "none"]);
    expect(order(rows, down(column))).toEqual(["large", "small", "none"]);
  });

  it("knows every column", () => {
    expect(cases.map(([column]) => column)).toEqual([...COLUMNS]);
  });

  it("has running first among equals, both ways", () => {
    const rows = [
      drive({ key: "idle", name: "a", size: 5 }),
      drive({ key: "running", name: "b", size: 5, ...running }),
    ];
    expect(order(rows, up("size"))).toEqual(["running", "idle"]);
    expect(order(rows, down("size"))).toEqual(["running", "idle"]);
  });

  it("orders burn-ins: further ones first, the queue, then how they ended", () => {
    const states = ["cancelled", "passed", "failed", "unknown"] as const;
    const rows = [
      ...states.map((state) => drive({ key: state, job: job({ state }) })),
      drive({ key: "notes", job: job({ state: "passed", verdict: "passed_with_notes" }) }),
      drive({ key: "queued", ...queued(1) }),
      drive({ key: "far", job: job({ percent: 90 }) }),
      drive({ key: "near", job: job({ percent: 10 }) }),
    ];
    expect(order(rows, up("burn_in"))).toEqual([
      "far", "near", "queued", "unknown", "failed", "cancelled", "notes", "passed",
    ]);
  });
});

describe("a header", () => {
  it("sorts ascending, descending, off", () => {
    const first = clicked(null, "size");
    const second = clicked(first, "size");
    expect([first, second, clicked(second, "size")]).toEqual([up("size"), down("size"), null]);
  });

  it("begins anew on another column", () => {
    expect(clicked(down("size"), "serial")).toEqual(up("serial"));
  });
});

describe("the choice", () => {
  beforeEach(() => {
    localStorage.clear();
    vi.spyOn(console, "debug").mockImplementation(() => undefined);
  });
  afterEach(() => vi.restoreAllMocks());

  it("is kept by name, and forgotten when it is off", () => {
    remember("one", down("health"));
    expect(remembered("one")).toEqual(down("health"));
    expect(remembered("two")).toBeNull();
    remember("one", null);
    expect(remembered("one")).toBeNull();
  });

  it.each(["", "nonsense", '{"column":"colour","direction":"ascending"}', '"size"', "[]"])(
    "is none where %j was kept",
    (kept) => {
      localStorage.setItem("one", kept);
      expect(remembered("one")).toBeNull();
    },
  );
});
