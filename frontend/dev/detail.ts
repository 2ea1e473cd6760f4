/** What the drawer is told of the fake drives. */
import type {
  AuditEvent,
  Curve,
  Drive,
  DriveDetail,
  Half,
  JobDetail,
  JobState,
  PastJob,
  Pattern,
  PhaseKind,
  Stage,
} from "../src/types";
import { NOW } from "./fake";

const HOUR = 3_600_000;
const at = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();
const PATTERNS: readonly Pattern[] = ["aa", "55", "ff", "00"];

export const PENDING: Half = { state: "pending", percent: null, seconds: null, speed: null };
export const done = (hours: number, speed: number): Half => ({
  state: "done",
  percent: 100,
  seconds: hours * 3600,
  speed,
});

export function stagesOf(state: JobState = "running"): Stage[] {
  const kinds = ["short_smart", "surface_validate", "long_smart", "final_check"] as const;
  return kinds.map((kind, index) => {
    const begun = state === "passed" || (state !== "queued" && index < 2);
    const ended = begun && (index !== 1 || state !== "running");
    return {
      kind,
      state: !begun ? "pending" : index !== 1 ? "passed" : state,
      reasons: state === "failed" && index === 1 ? ["101 bad blocks: more than 100 are allowed."] : [],
      started: begun ? at(-9 + index * 2) : null,
      ended: ended ? at(-8.96 + index * 2) : null,
    };
  });
}

export function jobDetail(drive: Drive): JobDetail | null {
  const { job } = drive;
  if (!job) return null;
  const ended = job.state === "passed";
  const none = job.state === "queued" || job.stage === "long_smart";
  return {
    ...job,
    surface: none
      ? null
      : {
          patterns: PATTERNS.map((pattern, index) => ({
            pattern,
            write: index < 2 || ended ? done(2.4 + index / 9, 186e6 - index * 1e6) : PENDING,
            verify:
              index < 1 || ended
                ? done(2.3, 191e6)
                : index === 1
                  ? { state: "running", percent: 45, seconds: null, speed: null }
                  : PENDING,
          })),
          block_size: 4096,
          error_limit: 100,
          errors: { read: 1, write: 0, corruption: 2 },
          bad_blocks: job.bad_blocks ? [183_442_112, 183_442_113, 402_117_880] : [],
        },
    pauses: [
      { cause: "person", started: at(-5), ended: at(-4.7), temperature: null },
      ...(job.activity === "cooling"
        ? [{ cause: "heat" as const, started: at(-0.2), ended: null, temperature: 58 }]
        : []),
    ],
    requested_by: "Ada",
  };
}

export function detail(drive: Drive): DriveDetail {
  const begun = drive.job !== null;
  const risen = drive.health === "problem" ? 12 : 0;
  const value = (name: string, before: number, now: number, unit: string | null = null) => ({
    name,
    before: begun ? before : null,
    now,
    change: begun ? now - before : null,
    unit,
    entity_id: `sensor.${name}`,
  });
  return {
    key: drive.key,
    job: jobDetail(drive),
    smart: [
      value("power_on_hours", 803, 812, "h"),
      value("reallocated", 0, risen),
      value("pending", 0, risen && 3),
      value("crc_errors", 2, 2),
      { ...value("wear", 1, 1, "%"), before: null, change: null, entity_id: null },
    ],
    self_tests: [
      { kind: "short", end: "passed", hours: 803, lba: null },
      { kind: "long", end: risen ? "failed" : "passed", hours: 640, lba: risen ? 183_442_112 : null },
      { kind: "short", end: "aborted", hours: 12, lba: null },
    ],
    facts: {
      protocol: "ata",
      rotation: 7200,
      logical_block: 512,
      physical_block: 4096,
      power_on_hours: 812,
      link: "6.0 Gb/s",
      write_cache: true,
      temperature_limit: 60,
      read_at: at(-0.1),
      note: "Bought second-hand.",
      spun_up: 40,
    },
  };
}

export function curve(size: number): Curve {
  const phase = (number: number, pattern: Pattern, kind: PhaseKind, part = 1) => ({
    phase: number,
    pattern,
    kind,
    points: Array.from({ length: Math.round(200 * part) }, (_, index): [number, number] => {
      const x = index / 199;
      const noise = Math.sin(index * 12.9898 + number) * 2.5;
      const dip = x > 0.31 && x < 0.34 ? 0.45 : 1;
      return [x * size, (205 - 105 * x ** 1.7 + noise + number) * dip * 1e6];
    }),
  });
  return {
    size,
    phases: [
      phase(1, "aa", "write"),
      phase(2, "aa", "verify"),
      phase(3, "55", "write"),
      phase(4, "55", "verify", 0.47),
    ],
    slow: [{ from: size * 0.31, to: size * 0.34, speed: 88e6, expected: 192e6 }],
    temperatures: Array.from({ length: 120 }, (_, index): [number, number] => [
      index * 270,
      31 + 10 * (1 - Math.exp(-index / 25)) + Math.round(Math.sin(index / 6)),
    ]),
  };
}

export const EVENTS: AuditEvent[] = Array.from({ length: 73 }, (_, index) => {
  const [who, name, what, text] = (
    [
      ["integration", null, "stage_started", "Stage started: surface write and verify."],
      ["person", "Ada", "paused", "Ada paused the burn-in."],
      ["automation", "Night shift", "resumed", "The burn-in was resumed."],
      ["integration", null, "temperature_high", "It is too hot (58 °C): the test pauses."],
      ["person", "Ada", "start_accepted", "Burn-in standard was queued."],
    ] as const
  )[index % 5]!;
  return { id: 500 - index, at: at(-index * 1.7 - 0.4), who, name, what, text, job: "j1" };
});

export const JOBS: PastJob[] = (["running", "failed", "passed", "cancelled"] as const).map(
  (state, index) => ({
    uid: `p${index}`,
    profile: index === 2 ? "soak" : "standard",
    state,
    verdict: state === "passed" ? "passed_with_notes" : state === "failed" ? "failed" : null,
    started: at(-9 - index * 900),
    ended: index ? at(-9 - index * 900 + 61) : null,
    seconds: 72_000,
    reasons: state === "failed" ? ["3 bad blocks were found.", "12 sectors were reallocated."] : [],
    bad_blocks: state === "failed" ? 3 : 0,
    host: index > 1 ? "attic" : "tower",
  }),
);

type Message = Record<string, unknown>;

/** Answers of the websocket commands for these drives. */
export function detailAnswers(rows: readonly Drive[]): Record<string, (message: Message) => unknown> {
  const found = (message: Message): Drive =>
    rows.find((row) => row.device_id === message.device_id)!;
  return {
    "nas_burnin/drive": (message) => detail(found(message)),
    "nas_burnin/curve": (message) =>
      curve(rows.find((row) => row.job?.uid === message.job)?.size ?? 4e12),
    "nas_burnin/jobs": () => ({ jobs: JOBS }),
    "nas_burnin/events": (message) => {
      const { before, limit } = message as { before?: number; limit: number };
      const some = EVENTS.filter((event) => before === undefined || event.id < before);
      return { events: some.slice(0, limit) };
    },
    "nas_burnin/document": (message) => ({
      filename: `${String(message.kind)}.txt`,
      mime: "text/plain",
      text: "A document.",
    }),
    "recorder/statistics_during_period": (message) =>
      Object.fromEntries(
        (message.statistic_ids as string[]).map((id) => [
          id,
          Array.from({ length: 100 }, (_, hour) => ({
            start: NOW + (hour - 100) * HOUR,
            state: id.includes("hours") ? 700 + hour : null,
            max: id.includes("hours") ? null : id.includes("realloc") && hour > 60 ? 12 : 0,
          })),
        ]),
      ),
    unlock: (message) => {
      const words = found({ device_id: (message.device_id as string[])[0] }).lock.words;
      if (message.confirmation === words) return undefined;
      const said = `Not unlocked. The drive is unlocked by the words: ${words}`;
      throw { code: "service_validation_error", message: `Validation error: ${said}` };
    },
  };
}

/** The names of the sensors, as Home Assistant has them. */
export const NAMES: Record<string, string> = {
  "component.nas_burnin.entity.sensor.power_on_hours.name": "Power-on hours",
  "component.nas_burnin.entity.sensor.reallocated.name": "Reallocated sectors",
  "component.nas_burnin.entity.sensor.pending.name": "Pending sectors",
  "component.nas_burnin.entity.sensor.crc_errors.name": "CRC errors",
  "component.nas_burnin.entity.sensor.wear.name": "Wear",
};
