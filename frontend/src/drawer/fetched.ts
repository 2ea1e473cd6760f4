import type { ReactiveController, ReactiveControllerHost } from "lit";

import { sentence } from "../store";

/** Rows change twice a second; what belongs to them is asked for less often, in milliseconds. */
const AT_MOST_EVERY = 2_000;

/**
 * An answer of the server, asked for when it is first wanted and again when what it
 * depends on has changed. The last answer stays while a new one is on its way.
 */
export class Fetched<T> implements ReactiveController {
  value: T | null = null;
  problem: string | null = null;
  busy = false;
  private subject: string | undefined;
  private version: string | undefined;
  private attempt = 0;
  private askedAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    protected readonly host: ReactiveControllerHost,
    protected readonly ask: () => Promise<T>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.version = undefined;
  }

  hostDisconnected(): void {
    this.attempt += 1;
    this.busy = false;
    this.plan(undefined);
  }

  /** To be called with each update: asks when there is another subject, or it changed. */
  want(subject: string, version = ""): void {
    if (subject !== this.subject) {
      this.subject = subject;
      this.value = null;
      this.askedAt = -Infinity;
      this.plan(undefined);
    } else if (version === this.version) {
      return;
    }
    this.version = version;
    if (this.timer === undefined) this.soon();
  }

  readonly retry = (): void => {
    this.plan(undefined);
    void this.load();
  };

  protected load(): Promise<void> {
    return this.run(this.ask, (value) => {
      this.value = value;
    });
  }

  protected async run<Answer>(
    ask: () => Promise<Answer>,
    take: (answer: Answer) => void,
  ): Promise<void> {
    const attempt = ++this.attempt;
    this.askedAt = Date.now();
    this.busy = true;
    this.host.requestUpdate();
    try {
      const answer = await ask();
      if (attempt !== this.attempt) return;
      take(answer);
      this.problem = null;
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.problem = sentence(error);
    }
    this.busy = false;
    this.host.requestUpdate();
  }

  private soon(): void {
    const wait = this.askedAt + AT_MOST_EVERY - Date.now();
    if (wait > 0) this.plan(wait);
    else void this.load();
  }

  private plan(wait: number | undefined): void {
    clearTimeout(this.timer);
    this.timer =
      wait === undefined
        ? undefined
        : setTimeout(() => {
            this.timer = undefined;
            void this.load();
          }, wait);
  }
}

/** A list, newest first, whose older parts are asked for one by one. */
export class Paged<Item> extends Fetched<Item[]> {
  /** Whether there may be older ones. */
  more = false;

  constructor(
    host: ReactiveControllerHost,
    private readonly page: (before: Item | null) => Promise<Item[]>,
    private readonly key: (item: Item) => string | number,
    private readonly size: number,
  ) {
    super(host, () => page(null));
  }

  readonly older = (): void => {
    const last = this.value?.at(-1) ?? null;
    void this.run(
      () => this.page(last),
      (items) => {
        this.value = [...(this.value ?? []), ...items];
        this.more = items.length >= this.size;
      },
    );
  };

  protected override load(): Promise<void> {
    return this.run(this.ask, (items) => {
      const before = this.value ?? [];
      const seen = new Set(items.map(this.key));
      const rest = before.filter((item) => !seen.has(this.key(item)));
      this.value = [...items, ...rest];
      if (!rest.length) this.more = items.length >= this.size;
    });
  }
}
