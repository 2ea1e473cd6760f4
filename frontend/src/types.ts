/** The rows that Home Assistant sends: see docs/websocket.md, which binds both sides. */

/** ISO 8601 with an offset. */
export type Time = string;

export type JobState = "queued" | "running" | "passed" | "failed" | "cancelled" | "unknown";
export type Verdict = "passed" | "passed_with_notes" | "failed";
export type Activity = "testing" | "paused" | "cooling" | "reconnecting" | "waiting";
export type StageKind =
  | "short_smart"
  | "long_smart"
  | "conveyance_smart"
  | "surface_validate"
  | "surface_read"
  | "final_check";
export type StageState =
  | "pending"
  | "running"
  | "passed"
  | "failed"
  | "cancelled"
  | "unknown"
  | "skipped";
export type Pattern = "aa" | "55" | "ff" | "00" | "random";
export type PhaseKind = "write" | "verify";
export type LockState =
  | "free"
  | "has_data"
  | "exported_pool"
  | "pool"
  | "boot_pool"
  | "mounted"
  | "in_use"
  | "unknown";
export type SelfTestState =
  | "idle"
  | "running"
  | "passed"
  | "failed"
  | "aborted"
  | "interrupted"
  | "unknown";

export interface Profile {
  name: string;
  stages: StageKind[];
  patterns: Pattern[];
  error_limit: number;
  destructive: boolean;
}

export interface Host {
  id: string;
  device_id: string | null;
  name: string;
  loaded: boolean;
  connected: boolean;
  problem: string | null;
  paused: boolean;
  waits_for: string | null;
  /** Why no test of a surface begins at this time. */
  gate?: string | null;
  running: number;
  queued: number;
  max_parallel: number;
  queue_finish: Time | null;
  /** Those that its administrator made. */
  profiles?: Profile[];
}

export interface DriveLock {
  state: LockState;
  reasons: string[];
  release: string[];
  /** What has to be typed; null where it can't be unlocked. */
  words: string | null;
  unlocked_until: Time | null;
}

export interface SelfTest {
  state: SelfTestState;
  percent: number | null;
  at_hours: number | null;
}

export interface Drive {
  key: string;
  /** The `id` of its Host. */
  host: string;
  device_id: string | null;
  name: string;
  model: string | null;
  serial: string | null;
  firmware: string | null;
  wwn: string | null;
  node: string | null;
  /** Bytes. */
  size: number | null;
  kind: "hdd" | "ssd" | "nvme" | "unknown";
  present: boolean;
  /** Degrees Celsius. */
  temperature: number | null;
  temperature_level: "ok" | "warm" | "hot" | null;
  health: "ok" | "problem" | null;
  problems: string[];
  notes: string[];
  lock: DriveLock;
  short_test: SelfTest | null;
  long_test: SelfTest | null;
  conveyance_test: SelfTest | null;
  startable: boolean;
  job: Job | null;
  last_verdict: Verdict | null;
}

export interface Stage {
  kind: StageKind;
  state: StageState;
  reasons: string[];
  started: Time | null;
  ended: Time | null;
}

export interface Job {
  uid: string;
  profile: string;
  state: JobState;
  verdict: Verdict | null;
  activity: Activity | null;
  activity_since: Time | null;
  stage: StageKind | null;
  /** From 1. */
  stage_position: number | null;
  stage_count: number;
  /** Of the whole job, 0 to 100. */
  percent: number | null;
  stage_percent: number | null;
  /** From 1. */
  phase: number | null;
  phase_count: number | null;
  pattern: Pattern | null;
  phase_kind: PhaseKind | null;
  phase_percent: number | null;
  /** Bytes a second. */
  speed: number | null;
  bad_blocks: number | null;
  created: Time | null;
  started: Time | null;
  ended: Time | null;
  /** When it is expected to end. */
  finish: Time | null;
  /** The estimate for the whole job before it began. */
  seconds: number | null;
  /** From 1. */
  queue_position: number | null;
  paused_minutes: number | null;
  stalled_since: Time | null;
  can_resume: boolean;
  reasons: string[];
  stages: Stage[];
}

export interface SnapshotEvent {
  type: "snapshot";
  now: Time;
  version: string;
  profiles: Profile[];
  hosts: Host[];
  drives: Drive[];
}

export interface ChangesEvent {
  type: "changes";
  now: Time;
  hosts?: Host[];
  drives?: Drive[];
  removed?: string[];
  removed_hosts?: string[];
}

export type FeedEvent = SnapshotEvent | ChangesEvent;

/** Of `nas_burnin/drive`. */
export interface DriveDetail {
  key: string;
  job: JobDetail | null;
  smart: SmartValue[];
  self_tests: SelfTestEntry[];
  facts: Record<string, string | number | boolean | null>;
}

export interface SmartValue {
  name: string;
  before: number | null;
  now: number | null;
  change: number | null;
  unit: string | null;
  entity_id: string | null;
}

export interface SelfTestEntry {
  kind: string;
  end: string;
  hours: number | null;
  lba: number | null;
}

export interface Half {
  state: "pending" | "running" | "stopped" | "done";
  percent: number | null;
  seconds: number | null;
  speed: number | null;
}

export interface Surface {
  /** The pattern is null, and nothing written, where the surface is only read. */
  patterns: { pattern: Pattern | null; write: Half | null; verify: Half | null }[];
  block_size: number;
  error_limit: number;
  errors: { read: number; write: number; corruption: number };
  /** The first 100. */
  bad_blocks: number[];
}

export interface Pause {
  cause: "person" | "host" | "heat";
  started: Time;
  ended: Time | null;
  temperature: number | null;
}

export interface JobDetail extends Job {
  surface: Surface | null;
  pauses: Pause[];
  requested_by: string | null;
}

/** Of `nas_burnin/curve`. */
export interface Curve {
  size: number;
  phases: {
    phase: number;
    pattern: Pattern | null;
    kind: PhaseKind;
    points: [number, number][];
  }[];
  slow: { from: number; to: number; speed: number; expected: number }[];
  temperatures: [number, number][];
}

/** Of `nas_burnin/jobs`. */
export interface PastJob {
  uid: string;
  profile: string;
  state: JobState;
  verdict: Verdict | null;
  started: Time | null;
  ended: Time | null;
  seconds: number | null;
  reasons: string[];
  bad_blocks: number | null;
  host: string | null;
}

/** Of `nas_burnin/events`. */
export interface AuditEvent {
  id: number;
  at: Time;
  who: "person" | "automation" | "integration";
  name: string | null;
  what: string;
  text: string;
  job: string | null;
}

/** Of `nas_burnin/estimate`. */
export interface Estimate {
  drives: DriveEstimate[];
  finish: Time | null;
}

export interface DriveEstimate {
  device_id: string;
  seconds: number | null;
  finish: Time | null;
  erases: boolean;
  /** Sentences: what is on it now. */
  contents: string[];
  /** Sentences: why it can't be started. */
  reasons: string[];
  /** Sentences: what is worth a look before a start. */
  notes: string[];
}

/** Of `nas_burnin/document`. */
export interface Document {
  filename: string;
  mime: string;
  text: string;
}

/** What the action `start` answers. */
export interface StartResponse {
  results: {
    device_id: string;
    drive: string;
    outcome: "queued" | "skipped" | "locked";
    job: string | null;
    reasons: string[];
  }[];
  queued: number;
  skipped: number;
  locked: number;
}

// Home Assistant's own objects: the few members that are used here.

export interface Connection {
  subscribeMessage<T>(
    callback: (message: T) => void,
    message: { type: string; [key: string]: unknown },
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void> | void>;
  addEventListener(type: "ready" | "disconnected", listener: () => void): void;
  removeEventListener(type: "ready" | "disconnected", listener: () => void): void;
}

export interface HassLocale {
  language: string;
  number_format: string;
  time_format: string;
  date_format?: string;
  time_zone?: string;
}

export interface HassDevice {
  id: string;
  name: string | null;
  name_by_user: string | null;
  identifiers: [string, string][];
  config_entries: string[];
  via_device_id: string | null;
  model?: string | null;
}

export interface HassEntity {
  entity_id: string;
  device_id: string | null;
  platform: string;
  translation_key?: string | null;
  entity_category?: string | null;
  hidden?: boolean;
}

export interface HassState {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown>;
}

export interface Hass {
  connection: Connection;
  connected?: boolean;
  language: string;
  locale: HassLocale;
  config: { time_zone: string; unit_system: { temperature: string } };
  user?: { id: string; name: string; is_admin: boolean };
  states: Record<string, HassState>;
  entities: Record<string, HassEntity>;
  devices: Record<string, HassDevice>;
  localize(key: string, values?: Record<string, unknown>): string;
  loadBackendTranslation?(category: string, domain: string): Promise<Hass["localize"]>;
  formatEntityState?(state: HassState): string;
  callWS<T>(message: { type: string; [key: string]: unknown }): Promise<T>;
  callService<T = unknown>(
    domain: string,
    service: string,
    data?: Record<string, unknown>,
    target?: Record<string, unknown>,
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ): Promise<{ response?: T }>;
}
