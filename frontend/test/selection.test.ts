import { describe, expect, it } from "vitest";

import { drive } from "../dev/fake";
import { allState, pruned, selectable, toggled } from "../src/card/selection";

const rows = [
  drive({ key: "a" }),
  drive({ key: "b" }),
  drive({ key: "busy", startable: false }),
  drive({ key: "new", device_id: null }),
];
const byKey = new Map(rows.map((row) => [row.key, row]));

describe("selection", () => {
  it("takes what can be started and named to the server", () => {
    expect(rows.filter(selectable).map((row) => row.key)).toEqual(["a", "b"]);
  });

  it("adds and takes away", () => {
    const all = toggled(new Set(), ["a", "b"], true);
    expect([...all]).toEqual(["a", "b"]);
    expect([...toggled(all, ["a"], false)]).toEqual(["b"]);
  });

  it("loses what can no longer be started or is gone", () => {
    expect([...pruned(new Set(["a", "busy", "gone"]), byKey)]).toEqual(["a"]);
  });

  it("stays the same one when nothing changed", () => {
    const same = new Set(["a"]);
    expect(pruned(same, byKey)).toBe(same);
  });

  it.each([
    [[], "none"],
    [["a"], "some"],
    [["a", "b"], "all"],
  ])("of %j shows %s in the header", (keys, expected) => {
    expect(allState(new Set(keys), rows)).toBe(expected);
  });

  it("shows none where nothing can be started", () => {
    expect(allState(new Set(), [drive({ startable: false })])).toBe("none");
  });
});
