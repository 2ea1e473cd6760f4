/** A Home Assistant that has drives, for looking at the cards and for their tests. */
import type {
  Connection,
  Drive,
  FeedEvent,
  Hass,
  Host,
  Job,
  Profile,
  SelfTest,
} from "../src/types";

export const NOW = Date.parse("2026-11-24T12:00:00+00:00");
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();

export const PROFILES: Profile[] = [
  {
    name: "standard",
    stages: ["short_smart", "surface_validate", "long_smart", "final_check"],
    patterns: ["aa", "55", "ff", "00"],
    error_limit: 100,
    destructive: true,
  },
  {
    name: "quick",
    stages: ["short_smart", "surface_validate", "final_check"],
    patterns: ["aa", "00"],
    error_limit: 100,
    destructive: true,
  },
  {
    name: "soak",
    stages: [
      "short_smart",
      "conveyance_smart",
      "long_smart",
      "surface_validate",
      "long_smart",
      "final_check",
    ],
    patterns: ["aa", "55", "ff", "00"],
    error_limit: 100,
    destructive: true,
  },
  {
    name: "smart_only",
    stages: ["short_smart", "long_smart", "final_check"],
    patterns: ["aa", "55", "ff", "00"],
    error_limit: 100,
    destructive: false,
  },
  {
    name: "read_only",
    stages: ["short_smart", "surface_read", "final_check"],
    patterns: ["aa", "55", "ff", "00"],
    error_limit: 100,
    destructive: false,
  },
  {
    name: "flash",
    stages: ["long_smart", "surface_validate", "final_check"],
    patterns: ["random"],
    error_limit: 1,
    destructive: true,
  },
];

export function host(change: Partial<Host> = {}): Host {
  return {
    id: "h1",
    device_id: "nas1",
    name: "tower",
    loaded: true,
    connected: true,
    problem: null,
    paused: false,
    waits_for: null,
    running: 0,
    queued: 0,
    max_parallel: 4,
    queue_finish: null,
    ...change,
  };
}

export function selfTest(state: SelfTest["state"], percent: number | null = null): SelfTest {
  return { state, percent, at_hours: state === "passed" ? 812 : null };
}

export function job(change: Partial<Job> = {}): Job {
  return {
    uid: "j1",
    profile: "standard",
    state: "running",
    verdict: null,
    activity: "testing",
    activity_since: at(-9),
    stage: "surface_validate",
    stage_position: 2,
    stage_count: 4,
    percent: 47.3,
    stage_percent: 52,
    phase: 4,
    phase_count: 8,
    pattern: "55",
    phase_kind: "verify",
    phase_percent: 47,
    speed: 182_000_000,
    bad_blocks: 0,
    created: at(-9.2),
    started: at(-9),
    ended: null,
    finish: at(11.4),
    seconds: 20 * 3600,
    queue_position: null,
    paused_minutes: 0,
    stalled_since: null,
    can_resume: false,
    reasons: [],
    stages: [],
    ...change,
  };
}

export function drive(change: Partial<Drive> = {}): Drive {
  return {
    key: "h1:d1",
    host: "h1",
    device_id: "d1",
    name: "WDC WD40EFRX-68N32N0",
    model: "WDC WD40EFRX-68N32N0",
    serial: "WD-WCC7K1234567",
    firmware: "82.00A82",
    wwn: null,
    node: "sda",
    size: 4_000_787_030_016,
    kind: "hdd",
    present: true,
    temperature: 34,
    temperature_level: "ok",
    health: "ok",
    problems: [],
    notes: [],
    lock: { state: "free", reasons: [], release: [], words: null, unlocked_until: null },
    short_test: selfTest("passed"),
    long_test: selfTest("passed"),
    conveyance_test: null,
    startable: true,
    job: null,
    last_verdict: null,
    ...change,
  };
}

const MODELS: [string, number, Drive["kind"]][] = [
  ["WDC WD40EFRX-68N32N0", 4e12, "hdd"],
  ["TOSHIBA MG08ACA16TE", 16e12, "hdd"],
  ["ST12000NM0127", 12e12, "hdd"],
  ["HGST HUH721212ALE604", 12e12, "hdd"],
  ["Samsung SSD 870 EVO 1TB", 1e12, "ssd"],
  ["WDC WUH721816ALE6L4", 16e12, "hdd"],
  ["CT2000P3PSSD8", 2e12, "nvme"],
  ["ST18000NM000J-2TV103", 18e12, "hdd"],
];

const busy = { startable: false };
const CASES: Partial<Drive>[] = [
  { ...busy, job: job(), temperature: 41 },
  {
    ...busy,
    job: job({ uid: "j2", percent: 3.2, stage: "long_smart", finish: at(40) }),
    long_test: selfTest("running", 23),
    temperature: 47,
    temperature_level: "warm",
  },
  {
    ...busy,
    job: job({ uid: "j3", activity: "cooling", percent: 81, bad_blocks: 3, finish: at(30) }),
    temperature: 58,
    temperature_level: "hot",
    health: "problem",
    problems: ["3 sectors are pending."],
  },
  { ...busy, job: job({ uid: "j4", state: "queued", percent: null, queue_position: 1 }) },
  { ...busy, job: job({ uid: "j5", state: "queued", percent: null, queue_position: 2 }) },
  {},
  { short_test: selfTest("idle"), long_test: selfTest("idle"), temperature: 29 },
  { job: job({ state: "passed", verdict: "passed", ended: at(-30), percent: 100 }) },
  {
    job: job({ state: "passed", verdict: "passed_with_notes", ended: at(-55), percent: 100 }),
    notes: ["It was slower than it should be in 2 places."],
  },
  {
    health: "problem",
    problems: ["12 sectors are reallocated.", "The long self-test failed."],
    long_test: selfTest("failed"),
    job: job({ state: "failed", verdict: "failed", ended: at(-200), percent: 38 }),
  },
  {
    startable: false,
    lock: {
      state: "pool",
      reasons: ["It is part of the pool tank."],
      release: ["Remove it from the pool."],
      words: null,
      unlocked_until: null,
    },
  },
  {
    startable: false,
    lock: {
      state: "has_data",
      reasons: ["There is an ext4 file system on it."],
      release: [],
      words: "ERASE 1234",
      unlocked_until: null,
    },
    short_test: null,
    long_test: null,
    temperature: null,
    temperature_level: null,
    health: null,
  },
];

/** `count` drives, the first ones one of each kind, `running` of them under test. */
export function drives(count: number, running = 3): Drive[] {
  return Array.from({ length: count }, (_, index) => {
    const [model, size, kind] = MODELS[index % MODELS.length]!;
    const change =
      index < CASES.length
        ? CASES[index]!
        : index - CASES.length < running - 3
          ? { ...CASES[0]!, job: job({ uid: `r${index}`, percent: (index * 7) % 100 }) }
          : {};
    const serial = `ZL2${(index * 7919 + 100_003).toString(36).toUpperCase()}`;
    const id = String(index + 1).padStart(3, "0");
    return drive({
      key: `h1:${id}`,
      device_id: `d${id}`,
      name: `${model} ${serial}`,
      model,
      size,
      kind,
      serial,
      node: `sd${String.fromCharCode(97 + (index % 26))}`,
      ...change,
    });
  });
}

type Handler = (message: { type: string; [key: string]: unknown }) => unknown;

/** A connection whose subscriptions a test answers by hand. */
export class FakeConnection implements Connection {
  readonly asked: {
    send: (event: FeedEvent) => void;
    ended: boolean;
    message: unknown;
    options: unknown;
  }[] = [];
  refuse: unknown = null;
  private readonly listeners = new Map<string, Set<() => void>>();

  subscribeMessage<T>(
    callback: (message: T) => void,
    message: unknown,
    options?: unknown,
  ): Promise<() => void> {
    const one = {
      send: (event: FeedEvent) => callback(event as T),
      ended: false,
      message,
      options,
    };
    this.asked.push(one);
    if (this.refuse !== null) return Promise.reject(this.refuse);
    return Promise.resolve(() => {
      one.ended = true;
    });
  }

  addEventListener(type: string, listener: () => void): void {
    if (!this.listeners.has(type)) this.listeners.set(type, new Set());
    this.listeners.get(type)!.add(listener);
  }

  removeEventListener(type: string, listener: () => void): void {
    this.listeners.get(type)?.delete(listener);
  }

  fire(type: "ready" | "disconnected"): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) listener();
  }

  listening(): number {
    return [...this.listeners.values()].reduce((sum, some) => sum + some.size, 0);
  }

  get last() {
    return this.asked.at(-1)!;
  }
}

export interface Called {
  action: string;
  data: Record<string, unknown>;
}

export interface FakeHass extends Hass {
  connection: FakeConnection;
  called: Called[];
}

export function fakeHass(
  change: Partial<Hass> = {},
  answers: Record<string, Handler> = {},
): FakeHass {
  const called: Called[] = [];
  return {
    connection: new FakeConnection(),
    called,
    language: "en",
    locale: {
      language: "en",
      number_format: "language",
      time_format: "24",
      date_format: "language",
      time_zone: "server",
    },
    config: { time_zone: "Europe/Berlin", unit_system: { temperature: "°C" } },
    user: { id: "u1", name: "Ada", is_admin: true },
    states: {},
    entities: {},
    devices: {},
    localize: (key) => key,
    callWS: <T>(message: { type: string }) =>
      new Promise<T>((resolve) => resolve(answers[message.type]?.(message) as T)),
    callService: <T>(_domain: string, action: string, data: Record<string, unknown> = {}) => {
      called.push({ action, data });
      return new Promise<{ response?: T }>((resolve) => {
        resolve({ response: answers[action]?.({ type: action, ...data }) as T });
      });
    },
    ...change,
  } as FakeHass;
}

export function snapshot(rows: Drive[], hosts: Host[] = [host()]): FeedEvent {
  return {
    type: "snapshot",
    now: new Date(NOW).toISOString(),
    version: "0.1.0",
    profiles: PROFILES,
    hosts,
    drives: rows,
  };
}
