/** What a person chose to run, and what is asked of the server for it. */
import type { Drive, Pattern, Profile, StageKind } from "../types";

export interface Choice {
  stages: readonly StageKind[];
  patterns: readonly Pattern[];
  errorLimit: number;
  /** The profile it came from: of two that run the same, it tells which was meant. */
  profile?: string;
}

export const STAGES: readonly StageKind[] = [
  "short_smart",
  "long_smart",
  "conveyance_smart",
  "surface_validate",
  "surface_read",
  "final_check",
];
export const PATTERNS: readonly Pattern[] = ["aa", "55", "ff", "00", "random"];

export const erases = (choice: Choice): boolean => choice.stages.includes("surface_validate");
const reads = (choice: Choice): boolean => choice.stages.includes("surface_read");
/** Whether a limit of bad blocks says anything. */
export const counts = (choice: Choice): boolean => erases(choice) || reads(choice);

export const chosen = (profile: Profile): Choice => ({
  stages: profile.stages,
  patterns: profile.patterns,
  errorLimit: profile.error_limit,
  profile: profile.name,
});

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((item, at) => item === other[at]);

/** The profile that runs just this; null for stages of one's own. */
export function profileOf(choice: Choice, profiles: readonly Profile[]): Profile | null {
  const found = profiles.filter(
    (profile) =>
      same(profile.stages, choice.stages) &&
      (!erases(choice) || same(profile.patterns, choice.patterns)),
  );
  return found.find((profile) => profile.name === choice.profile) ?? found[0] ?? null;
}

/** What to begin with: flash wears, so drives of flash alone get the profile for it. */
export function proposed(drives: readonly Drive[], profiles: readonly Profile[]): Choice | null {
  const flash = drives.length > 0 && drives.every((drive) => ["ssd", "nvme"].includes(drive.kind));
  const profile = (flash && profiles.find(({ name }) => name === "flash")) || profiles[0];
  return profile ? chosen(profile) : null;
}

export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.min(Math.max(to, 0), next.length), 0, item);
  return next;
}

/** Patterns stand in their usual order. */
export function withPattern(choice: Choice, pattern: Pattern, on: boolean): Choice {
  const wanted = PATTERNS.filter((one) => (one === pattern ? on : choice.patterns.includes(one)));
  return { ...choice, patterns: wanted };
}

/** What is wrong with it; null when it can be started. */
export function lack(choice: Choice): "no_stages" | "no_patterns" | "bad_limit" | null {
  if (!choice.stages.length) return "no_stages";
  if (erases(choice) && !choice.patterns.length) return "no_patterns";
  const limit = choice.errorLimit;
  if (counts(choice) && !(Number.isInteger(limit) && limit >= 1 && limit <= 100_000)) {
    return "bad_limit";
  }
  return null;
}

/** The profile or the stages, as `nas_burnin/estimate` and the action `start` want them. */
export function wanted(choice: Choice, profiles: readonly Profile[]): Record<string, unknown> {
  const profile = profileOf(choice, profiles);
  if (profile) return { profile: profile.name };
  const patterns = erases(choice) ? { patterns: [...choice.patterns] } : {};
  return { stages: [...choice.stages], ...patterns };
}

/** Besides the devices, what the action `start` wants. */
export function order(choice: Choice, profiles: readonly Profile[]): Record<string, unknown> {
  const limit = counts(choice) ? { error_limit: choice.errorLimit } : {};
  return { ...wanted(choice, profiles), ...limit, acknowledge_erase: erases(choice) };
}
