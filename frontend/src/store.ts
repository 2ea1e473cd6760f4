import type { Connection, Drive, FeedEvent, Host, Profile } from "./types";

const FEED = "nas_burnin/subscribe";
const RETRY_SOON = 2_000;
const RETRY_LATER = 15_000;
/** So long a restart may take until the feed is asked for less often. */
const SOON_ATTEMPTS = 60;
/** A change of view takes a card away and brings the next one a moment later. */
const LINGER = 3_000;

export interface Bench {
  /** `waiting` before the first snapshot, `lost` when the feed broke off after one. */
  status: "waiting" | "live" | "lost";
  /** What was said last when the feed was refused; null while it runs. */
  problem: string | null;
  version: string | null;
  profiles: readonly Profile[];
  hosts: ReadonlyMap<string, Host>;
  drives: ReadonlyMap<string, Drive>;
  /** The server's clock minus this browser's, in milliseconds. */
  skew: number;
}

const EMPTY: Bench = {
  status: "waiting",
  problem: null,
  version: null,
  profiles: [],
  hosts: new Map(),
  drives: new Map(),
  skew: 0,
};

type Listener = (bench: Bench) => void;

/** The rows of all drives, kept up to date by one subscription for all cards of a page. */
export class Store {
  bench: Bench = EMPTY;
  private readonly listeners = new Set<Listener>();
  /** Counts attempts, so that what belongs to an earlier one is told apart. */
  private attempt = 0;
  private refusals = 0;
  private language: string | undefined;
  private open = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private linger: ReturnType<typeof setTimeout> | undefined;
  private unsubscribe: (() => Promise<void> | void) | undefined;

  constructor(private readonly connection: Connection) {}

  /** Calls back at once with what is known, then on each change, until the answer is called. */
  subscribe(listener: Listener): () => void {
    clearTimeout(this.linger);
    this.listeners.add(listener);
    if (!this.open) this.start();
    listener(this.bench);
    return () => {
      if (!this.listeners.delete(listener) || this.listeners.size > 0) return;
      this.linger = setTimeout(() => this.stop(), LINGER);
    };
  }

  /** Has what the rows say said in this language, from the next snapshot on. */
  speak(language: string): void {
    if (language === this.language) return;
    this.language = language;
    if (!this.open) return;
    if (this.unsubscribe) this.end(this.unsubscribe);
    this.unsubscribe = undefined;
    void this.ask();
  }

  private start(): void {
    this.open = true;
    this.connection.addEventListener("ready", this.onReady);
    this.connection.addEventListener("disconnected", this.onDisconnected);
    void this.ask();
  }

  private stop(): void {
    if (this.listeners.size > 0) return;
    this.open = false;
    this.connection.removeEventListener("ready", this.onReady);
    this.connection.removeEventListener("disconnected", this.onDisconnected);
    this.attempt += 1;
    clearTimeout(this.retry);
    if (this.unsubscribe) this.end(this.unsubscribe);
    this.unsubscribe = undefined;
    this.bench = EMPTY;
  }

  // The connection subscribes again by itself, but once: after a restart of Home
  // Assistant that comes too early and is refused for good. So it is told not to.
  private async ask(): Promise<void> {
    const attempt = ++this.attempt;
    clearTimeout(this.retry);
    const message = this.language ? { type: FEED, language: this.language } : { type: FEED };
    try {
      const unsubscribe = await this.connection.subscribeMessage<FeedEvent>(
        (event) => {
          if (attempt === this.attempt) this.take(event);
        },
        message,
        { resubscribe: false },
      );
      if (attempt === this.attempt) this.unsubscribe = unsubscribe;
      else this.end(unsubscribe);
    } catch (error) {
      if (attempt === this.attempt) this.refused(error);
    }
  }

  private refused(error: unknown): void {
    this.refusals += 1;
    this.set({ status: this.waiting(), problem: sentence(error) });
    this.retry = setTimeout(
      () => void this.ask(),
      this.refusals < SOON_ATTEMPTS ? RETRY_SOON : RETRY_LATER,
    );
  }

  private readonly onReady = (): void => {
    // The old subscription went with the old socket. Its number may be another's by
    // now, so it must not be ended.
    this.unsubscribe = undefined;
    this.refusals = 0;
    void this.ask();
  };

  private readonly onDisconnected = (): void => {
    this.attempt += 1;
    this.unsubscribe = undefined;
    clearTimeout(this.retry);
    this.set({ status: this.waiting() });
  };

  private waiting(): "waiting" | "lost" {
    return this.bench.status === "waiting" ? "waiting" : "lost";
  }

  private end(unsubscribe: () => Promise<void> | void): void {
    // A connection that is gone has ended it already.
    Promise.resolve(unsubscribe()).catch((error: unknown) => console.debug("nas_burnin:", error));
  }

  private take(event: FeedEvent): void {
    this.refusals = 0;
    const skew = Date.parse(event.now) - Date.now();
    if (event.type === "snapshot") {
      this.set({
        status: "live",
        problem: null,
        version: event.version,
        profiles: event.profiles,
        hosts: new Map(event.hosts.map((host) => [host.id, host])),
        drives: new Map(event.drives.map((drive) => [drive.key, drive])),
        skew,
      });
      return;
    }
    const { hosts, drives } = this.bench;
    const gone = new Set(event.removed_hosts);
    const next = replaced(drives, event.drives, (drive) => drive.key, event.removed);
    this.set({
      status: "live",
      problem: null,
      hosts: replaced(hosts, event.hosts, (host) => host.id, event.removed_hosts),
      drives: gone.size ? without(next, (drive) => gone.has(drive.host)) : next,
      skew,
    });
  }

  private set(change: Partial<Bench>): void {
    this.bench = { ...this.bench, ...change };
    for (const listener of [...this.listeners]) listener(this.bench);
  }
}

/** The same map when nothing changed: whoever compares sees that at once. */
function replaced<Row>(
  rows: ReadonlyMap<string, Row>,
  changed: readonly Row[] = [],
  key: (row: Row) => string,
  removed: readonly string[] = [],
): ReadonlyMap<string, Row> {
  if (!changed.length && !removed.length) return rows;
  const next = new Map(rows);
  for (const row of changed) next.set(key(row), row);
  for (const name of removed) next.delete(name);
  return next;
}

function without<Row>(
  rows: ReadonlyMap<string, Row>,
  unwanted: (row: Row) => boolean,
): ReadonlyMap<string, Row> {
  return new Map([...rows].filter(([, row]) => !unwanted(row)));
}

/** How Home Assistant begins to tell of an action that was refused: of no use to a person. */
const REFUSED = "Validation error: ";

/** What an error says, whatever was thrown. Home Assistant throws plain objects. */
export function sentence(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) {
    const said = String((error as { message: unknown }).message);
    return said.startsWith(REFUSED) ? said.slice(REFUSED.length) : said;
  }
  return String(error);
}

const STORES = new WeakMap<Connection, Store>();

/** The one store of this connection. */
export function storeOf(connection: Connection): Store {
  let store = STORES.get(connection);
  if (!store) STORES.set(connection, (store = new Store(connection)));
  return store;
}
