import { describe, expect, it } from "vitest";

import { drive, fakeHass, PROFILES } from "../dev/fake";
import { answer } from "../src/start/answer";
import {
  chosen,
  erases,
  lack,
  moved,
  order,
  profileOf,
  proposed,
  wanted,
  withPattern,
} from "../src/start/choice";

const standard = chosen(PROFILES[0]!);
const selfTests = chosen(PROFILES[3]!);

describe("a choice", () => {
  it.each(PROFILES.map((profile) => [profile.name, profile] as const))(
    "of the profile %s is that profile",
    (name, profile) => {
      expect(wanted(chosen(profile), PROFILES)).toEqual({ profile: name });
      expect(erases(chosen(profile))).toBe(profile.destructive);
    },
  );

  it("is the profile that was meant, of two that run the same", () => {
    const mine = { ...PROFILES[0]!, name: "mine", error_limit: 5 };
    const choice = chosen(mine);
    expect(order(choice, [...PROFILES, mine])).toMatchObject({ profile: "mine", error_limit: 5 });
  });

  it("with another order of stages is one's own", () => {
    const choice = { ...standard, stages: moved(standard.stages, 2, 0) };
    expect(profileOf(choice, PROFILES)).toBeNull();
    expect(wanted(choice, PROFILES)).toEqual({
      stages: ["long_smart", "short_smart", "surface_validate", "final_check"],
      patterns: ["aa", "55", "ff", "00"],
    });
  });

  it("with other patterns is one's own where they are written", () => {
    expect(profileOf(withPattern(standard, "random", true), PROFILES)).toBeNull();
    expect(profileOf({ ...selfTests, patterns: [] }, PROFILES)?.name).toBe("smart_only");
  });

  it("keeps patterns in their order", () => {
    const without = withPattern(standard, "55", false);
    expect(without.patterns).toEqual(["aa", "ff", "00"]);
    expect(withPattern(without, "55", true).patterns).toEqual(standard.patterns);
  });

  it("says that it erases only where it does", () => {
    expect(order(standard, PROFILES)).toEqual({
      profile: "standard",
      error_limit: 100,
      acknowledge_erase: true,
    });
    expect(order(selfTests, PROFILES)).toEqual({ profile: "smart_only", acknowledge_erase: false });
  });

  it.each([
    [{ ...standard, stages: [] }, "no_stages"],
    [{ ...standard, patterns: [] }, "no_patterns"],
    [{ ...standard, errorLimit: NaN }, "bad_limit"],
    [{ ...standard, errorLimit: 0 }, "bad_limit"],
    [{ ...standard, errorLimit: 1.5 }, "bad_limit"],
    [{ ...selfTests, errorLimit: NaN, patterns: [] }, null],
    [standard, null],
  ])("%# lacks %s", (choice, missing) => {
    expect(lack(choice)).toBe(missing);
  });

  it("begins with the first profile, or the one for flash where all is flash", () => {
    const flash = [drive({ kind: "ssd" }), drive({ kind: "nvme" })];
    expect(profileOf(proposed(flash, PROFILES)!, PROFILES)?.name).toBe("flash");
    expect(profileOf(proposed([...flash, drive()], PROFILES)!, PROFILES)?.name).toBe("standard");
    expect(proposed(flash, [])).toBeNull();
  });
});

describe("moving", () => {
  it.each([
    [0, 2, ["b", "c", "a"]],
    [2, 0, ["c", "a", "b"]],
    [1, 9, ["a", "c", "b"]],
    [1, -1, ["b", "a", "c"]],
    [7, 0, ["a", "b", "c"]],
  ])("from %d to %d", (from, to, expected) => {
    expect(moved(["a", "b", "c"], from, to)).toEqual(expected);
  });
});

describe("the answer", () => {
  const hass = fakeHass();
  const result = (outcome: "queued" | "locked", reasons: string[] = []) => ({
    device_id: "d",
    drive: "sda",
    outcome,
    job: null,
    reasons,
  });

  it("counts", () => {
    const results = [result("queued"), result("locked", ["a"]), result("locked", ["b"])];
    const said = answer(hass, { results, queued: 12, skipped: 0, locked: 2 });
    expect(said).toBe("12 queued, 0 skipped, 2 locked");
  });

  it("tells a reason once that all of them share", () => {
    const results = [result("queued"), result("locked", ["No."]), result("locked", ["No."])];
    const said = answer(hass, { results, queued: 1, skipped: 0, locked: 2 });
    expect(said).toBe("1 queued, 0 skipped, 2 locked. No.");
  });

  it("tells the reason where it is one drive's", () => {
    const results = [result("queued"), result("locked", ["It is part of the pool tank."])];
    const said = answer(hass, { results, queued: 1, skipped: 0, locked: 1 });
    expect(said).toBe("1 queued, 0 skipped, 1 locked. sda: It is part of the pool tank.");
  });
});
