import { afterEach, describe, expect, it, vi } from "vitest";

import "../src/main";

import { detail, detailAnswers, EVENTS, JOBS, NAMES, PENDING, stagesOf } from "../dev/detail";
import { drive, type FakeHass, fakeHass, host, job, NOW, selfTest, snapshot } from "../dev/fake";
import type { NasBurninDrawer } from "../src/drawer/nas-burnin-drawer";
import type { Drive, DriveDetail, Hass, JobDetail, SmartValue } from "../src/types";

const eventually = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });
const said = (element: Element): string => (element.textContent ?? "").replace(/\s+/g, " ").trim();

const classes = (element: Element): string => [...element.classList].join(" ");
/** What stands in the parts of an element. */
const parts = (element: Element): string => [...element.children].map(said).join(" | ");

/** Elements in a root and in all shadow roots below it. */
function deep(root: ParentNode, what: string): HTMLElement[] {
  const hosts = [...root.querySelectorAll("*")].filter((one) => one.shadowRoot);
  return [
    ...root.querySelectorAll<HTMLElement>(what),
    ...hosts.flatMap((one) => deep(one.shadowRoot!, what)),
  ];
}

type Answers = Record<string, (message: Record<string, unknown>) => unknown>;

let hass: FakeHass;
let asked: string[];

function fake(rows: Drive[], answers: Answers = {}, change: Partial<Hass> = {}): void {
  asked = [];
  const all: Answers = { ...detailAnswers(rows), ...answers };
  const counted = Object.entries(all).map(
    ([type, answer]) =>
      [
        type,
        (message: Record<string, unknown>) => {
          asked.push(type);
          return answer(message);
        },
      ] as const,
  );
  hass = fakeHass({ localize: (key) => NAMES[key] ?? key, ...change }, Object.fromEntries(counted));
}

const times = (type: string): number => asked.filter((one) => one === type).length;

class Opened {
  constructor(readonly element: NasBurninDrawer) {}

  all(what: string): HTMLElement[] {
    return deep(this.element.shadowRoot!, what);
  }

  one(what: string): HTMLElement {
    const [found] = this.all(what);
    if (!found) throw new Error(`${what} is not there`);
    return found;
  }

  text(what: string): string {
    return said(this.one(what));
  }

  async shows(what: string): Promise<void> {
    await eventually(() => expect(this.all(what).length).toBeGreaterThan(0));
  }

  async tab(name: string): Promise<void> {
    this.one(`#tab-${name}`).click();
    await this.shows(`nas-burnin-${name.replace("_", "-")}-tab`);
  }

  deeds(): string[] {
    return this.all(".button[slot=footer]").map(said);
  }
}

async function opened(row: Drive, answers: Answers = {}, change: Partial<Hass> = {}): Promise<Opened> {
  fake([row], answers, change);
  const element = document.createElement("nas-burnin-drawer");
  element.hass = hass;
  element.row = row;
  document.body.append(element);
  await element.updateComplete;
  hass.connection.last.send(snapshot([row], [host()]));
  await element.updateComplete;
  return new Opened(element);
}

const withDetail = (row: Drive, change: Partial<JobDetail>): Answers => {
  const whole = detail(row);
  const answer: DriveDetail = { ...whole, job: { ...whole.job!, ...change } };
  return { "nas_burnin/drive": () => answer };
};

const running = (change: Parameters<typeof job>[0] = {}): Drive =>
  drive({ startable: false, job: job({ stages: stagesOf(), ...change }) });

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe("the drawer", () => {
  it("names the drive, its serial and its host", async () => {
    const drawer = await opened(running());
    await drawer.shows("#heading");
    expect(drawer.text("#heading")).toBe("WDC WD40EFRX-68N32N0");
    expect(drawer.text(".heading .quiet")).toBe("WD-WCC7K1234567 · sda · tower");
    expect(drawer.one("dialog").getAttribute("aria-labelledby")).toBe("heading");
  });

  it("goes through its tabs by arrow keys, and says which one is chosen", async () => {
    const drawer = await opened(running());
    const chosen = (): string => drawer.text("[role=tab][aria-selected=true]");
    const key = async (name: string): Promise<void> => {
      const event = new KeyboardEvent("keydown", { key: name, bubbles: true, composed: true });
      drawer.one("[role=tab][aria-selected=true]").dispatchEvent(event);
      await drawer.element.updateComplete;
    };
    const seen = [chosen()];
    for (const name of ["ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"]) {
      await key(name);
      seen.push(chosen());
    }
    expect(seen).toEqual(["Burn-in", "SMART", "History", "Burn-in", "History", "Burn-in"]);
    expect(drawer.all("[role=tab][tabindex='0']")).toHaveLength(1);
    expect(drawer.one("[role=tabpanel]").getAttribute("aria-labelledby")).toBe("tab-burn_in");
  });

  it("says when it is closed", async () => {
    const drawer = await opened(running());
    const closed = vi.fn();
    drawer.element.addEventListener("close", closed);
    drawer.one(".heading .round").click();
    await eventually(() => expect(closed).toHaveBeenCalled());
  });

  it("asks again when the job goes on, not more than every two seconds, else never", async () => {
    const drawer = await opened(running());
    await drawer.shows(".meters");
    vi.useFakeTimers({ now: Date.now() });
    const set = async (change: Parameters<typeof job>[0]): Promise<void> => {
      drawer.element.row = running(change);
      await drawer.element.updateComplete;
    };
    await set({ percent: 48 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(times("nas_burnin/drive")).toBe(1);
    await set({ phase: 5 });
    await set({ phase: 6 });
    await set({ phase: 7 });
    expect(times("nas_burnin/drive")).toBe(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(times("nas_burnin/drive")).toBe(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(times("nas_burnin/drive")).toBe(3);
  });

  it("says why nothing was loaded, and tries again", async () => {
    let broken = true;
    const row = running();
    const drawer = await opened(row, {
      "nas_burnin/drive": () => {
        if (broken) throw new Error("<b>Boom</b>");
        return detail(row);
      },
    });
    await drawer.shows("[role=tabpanel] > [role=alert]");
    expect(drawer.text("[role=tabpanel] > [role=alert]")).toContain("Not loaded: <b>Boom</b>");
    broken = false;
    drawer.one("[role=tabpanel] > [role=alert] .button").click();
    await drawer.shows(".meters");
    expect(drawer.all("[role=tabpanel] > [role=alert]")).toEqual([]);
  });

  it("asks again once a lost connection is back", async () => {
    const drawer = await opened(running());
    await drawer.shows(".meters");
    hass.connection.fire("disconnected");
    await drawer.element.updateComplete;
    expect(times("nas_burnin/drive")).toBe(1);
    hass.connection.fire("ready");
    hass.connection.last.send(snapshot([running()], [host()]));
    await eventually(() => expect(times("nas_burnin/drive")).toBe(2));
  });

  it("takes everything from a NAS for text", async () => {
    const evil = '<img src=x onerror="alert(1)">';
    const stages = stagesOf().map((stage) => ({ ...stage, reasons: [evil] }));
    const row = drive({ job: job({ state: "failed", reasons: [evil], stages, profile: evil }) });
    Object.assign(row, { name: evil, model: evil, serial: evil, problems: [evil], notes: [evil] });
    row.lock = { ...row.lock, state: "pool", reasons: [evil], release: [evil] };
    const drawer = await opened(row, {
      "nas_burnin/events": () => ({ events: [{ ...EVENTS[0]!, text: evil, name: evil }] }),
      "nas_burnin/jobs": () => ({ jobs: [{ ...JOBS[1]!, reasons: [evil], host: evil }] }),
    });
    for (const tab of ["burn_in", "smart", "events", "history"]) {
      await drawer.tab(tab);
      await eventually(() => expect(said(drawer.one("[role=tabpanel] > :last-child").shadowRoot as unknown as Element)).toContain(evil));
      expect(drawer.all("img")).toEqual([]);
    }
  });

  it("speaks German", async () => {
    const language = "de";
    const drawer = await opened(running(), {}, { language, locale: { ...fakeHass().locale, language } });
    expect(drawer.all("[role=tab]").map(said)).toEqual(["Burn-in", "SMART", "Ereignisse", "Verlauf"]);
  });
});

describe("the burn-in", () => {
  const vitals = (drawer: Opened): Record<string, string> =>
    Object.fromEntries(
      drawer.all(".vitals > div").map((one) => [said(one.children[0]!), said(one.children[1]!)]),
    );

  it("shows the vital signs in the time of the person", async () => {
    const drawer = await opened(running());
    await drawer.shows(".vitals");
    expect(vitals(drawer)).toMatchObject({
      Started: "04:00",
      Elapsed: "9 hr",
      "Time left": "11 hr 24 min",
      Finish: expect.stringMatching(/^Wed.* 00:24$/),
      Temperature: "34 °C",
      Speed: "182 MB/s",
    });
  });

  it("hides the end below half a percent", async () => {
    const drawer = await opened(running({ percent: 0.4 }));
    await drawer.shows(".vitals");
    expect(vitals(drawer)["Time left"]).toBe("not known yet");
    expect(vitals(drawer)).not.toHaveProperty("Finish");
  });

  it("says of heat by a word", async () => {
    const row = running();
    const drawer = await opened({ ...row, temperature: 61, temperature_level: "hot" });
    await drawer.shows(".vitals");
    expect(vitals(drawer).Temperature).toBe("61 °C, too hot");
  });

  it("has a meter for each half of each pattern, and a caption", async () => {
    const drawer = await opened(running());
    await drawer.shows(".meters");
    const half = drawer.all(".half").map((one) => [classes(one), one.getAttribute("aria-valuenow")]);
    expect(half).toEqual([
      ["half done", "100"], ["half done", "100"],
      ["half done", "100"], ["half running", "47"],
      ["half pending", "0"], ["half pending", "0"],
      ["half pending", "0"], ["half pending", "0"],
    ]);
    expect(drawer.one(".half.running").getAttribute("aria-label")).toBe("0x55 verify");
    expect(drawer.all(".meters .below").map(said)).toEqual([
      "4 hr 42 min", "verify", "to come", "to come",
    ]);
    expect(drawer.text(".meters + p")).toBe("Pattern 2 of 4 · verify 0x55 · 47 % within the phase");
  });

  it("says what finished patterns took", async () => {
    const drawer = await opened(running());
    await drawer.shows("table");
    expect(drawer.all("tbody tr").map(parts)).toEqual([
      "0xAA | 2 hr 24 min · 186 MB/s | 2 hr 18 min · 191 MB/s",
      "0x55 | 2 hr 31 min · 185 MB/s | –",
    ]);
  });

  it("has but one half where the surface is only read", async () => {
    const row = running({ stage: "surface_read", pattern: null, phase: 1, phase_count: 1, stage_percent: 30, phase_percent: 30 });
    const surface = {
      ...detail(row).job!.surface!,
      patterns: [{ pattern: null, write: null, verify: PENDING }],
    };
    const drawer = await opened(row, withDetail(row, { surface }));
    await drawer.shows(".meters");
    expect(drawer.all(".half").map(classes)).toEqual(["half running"]);
    expect(drawer.text(".meters .top")).toBe("Read");
    expect(drawer.text(".meters + p")).toBe("30 % of this stage");
  });

  it("shows nothing as under way in a job that has ended", async () => {
    const row = drive({ job: job({ state: "failed", stages: stagesOf("failed"), ended: new Date(NOW).toISOString(), percent: 40 }) });
    const drawer = await opened(row);
    await drawer.shows(".meters");
    expect(drawer.all(".half.running")).toEqual([]);
    expect(drawer.all(".meters .below").map(said).slice(1, 3)).toEqual(["stopped", "not reached"]);
    expect(drawer.text(".stages .bad .says")).toBe("101 bad blocks: more than 100 are allowed.");
  });

  it("never leaves a stage without a word", async () => {
    const drawer = await opened(running());
    await drawer.shows(".stages");
    expect(drawer.all(".stages .says").map(said)).toEqual([
      "Done without complaints.",
      "Pattern 2 of 4 · verify 0x55 · 47 % within the phase",
      "Waits for: Surface write and verify.",
      "Waits for: Long self-test.",
    ]);
    const states = ["passed", "failed", "cancelled", "skipped", "unknown", "pending"] as const;
    const stages = states.map((state) => ({ ...stagesOf()[0]!, state }));
    const ended = await opened(drive({ job: job({ state: "cancelled", stages }) }));
    await ended.shows(".stages");
    for (const text of ended.all(".stages .says").map(said)) expect(text).toMatch(/\w.*\.$/);
    const queued = await opened(running({ state: "queued", stages: stagesOf("queued") }));
    await queued.shows(".stages");
    expect(new Set(queued.all(".stages .says").map(said))).toEqual(
      new Set(["Waits for its turn in the queue."]),
    );
  });

  it("says that there are no bad blocks: so far, or at all", async () => {
    const none = async (row: Drive): Promise<string> => {
      const drawer = await opened(row, withDetail(row, {}));
      await drawer.shows(".meters");
      const [found] = drawer.all("section").filter((one) => said(one).startsWith("Bad blocks"));
      drawer.element.remove();
      return said(found!);
    };
    expect(await none(running())).toBe("Bad blocks None so far. The test fails beyond 100.");
    const ended = { state: "passed", verdict: "passed", ended: "2026-11-24T12:00:00Z" } as const;
    expect(await none(running({ ...ended, stages: stagesOf("passed") }))).toBe(
      "Bad blocks None were found.",
    );
  });

  it("has a badge for bad blocks, with the first numbers", async () => {
    const drawer = await opened(running({ bad_blocks: 3 }));
    await drawer.shows(".badge");
    expect(drawer.text(".badge")).toBe("3 bad blocks");
    expect(drawer.text("code")).toBe("183442112, 183442113, 402117880");
  });

  it("draws the speed over the surface, with slow places in words", async () => {
    const drawer = await opened(running());
    await drawer.shows(".phase.main");
    expect(drawer.all(".phase")).toHaveLength(4);
    expect(drawer.all("rect.slow")).toHaveLength(1);
    expect(drawer.text("ul.slow")).toBe("Slow from 1.24 TB to 1.36 TB: 88 MB/s, expected 192 MB/s");
    const plot = drawer.one("[role=slider]");
    expect(plot.getAttribute("aria-label")).toMatch(/0x55 verify: from 207\sMB\/s/);
    plot.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    await eventually(() => expect(plot.getAttribute("aria-valuetext")).toMatch(/^80.*GB · 2\d\d\sMB\/s$/));
    const choice = drawer.one("nas-burnin-speed-plot").shadowRoot!.querySelector("select")!;
    choice.value = "1";
    choice.dispatchEvent(new Event("change"));
    await eventually(() => expect(plot.getAttribute("aria-label")).toContain("0xAA write"));
    expect(drawer.all(".sparkline")[0]!.getAttribute("aria-label")).toMatch(/^Temperature during the test: 31\s°C to 42\s°C$/);
  });

  it("asks for no curve before there is one, and again as the phase goes on", async () => {
    const waiting = await opened(running({ state: "queued", stages: stagesOf("queued") }));
    await waiting.shows(".stages");
    expect(times("nas_burnin/curve")).toBe(0);
    const drawer = await opened(running());
    await drawer.shows(".phase");
    vi.useFakeTimers({ now: Date.now() + 5_000 });
    drawer.element.row = running({ phase_percent: 49 });
    await drawer.element.updateComplete;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(times("nas_burnin/curve")).toBe(1);
    drawer.element.row = running({ phase_percent: 50 });
    await drawer.element.updateComplete;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(times("nas_burnin/curve")).toBe(2);
  });

  it("says who paused it and for how long", async () => {
    const drawer = await opened(running({ activity: "cooling" }));
    await drawer.shows(".pauses");
    expect(drawer.all(".pauses li").map(said)).toEqual([
      "Paused by a person · 08:00 · 18 min",
      "Cooled down · 58 °C · 12:48 · 12 min · still",
    ]);
  });

  it("does not say that its own test holds the drive", async () => {
    const lock = { ...drive().lock, state: "in_use" as const, reasons: ["A test is running."] };
    const drawer = await opened({ ...running(), lock });
    await drawer.shows(".vitals");
    expect(drawer.all(".notice")).toEqual([]);
  });

  it("says that there was none, and what holds the drive", async () => {
    const lock = { ...drive().lock, state: "pool" as const, reasons: ["It is part of tank."], release: ["Run x."] };
    const drawer = await opened(drive({ startable: false, lock }));
    await drawer.shows(".notice");
    expect(parts(drawer.one(".notice > div"))).toBe(
      "In a pool | It is part of tank. | Do this on the NAS first | Run x.",
    );
    expect(drawer.text(".centre")).toBe("There has been no burn-in yet.");
  });
});

describe("SMART", () => {
  const failing = (): Drive => drive({ health: "problem", job: job({ state: "failed", stages: stagesOf("failed") }) });
  const rows = (drawer: Opened, table: string): string[] =>
    drawer.all(`table[aria-labelledby=${table}] tbody tr`).map(parts);

  it("compares before and now, and says what rose", async () => {
    const drawer = await opened(failing());
    await drawer.tab("smart");
    await drawer.shows("table");
    await drawer.shows(".sparkline");
    expect(rows(drawer, "attributes")).toEqual([
      "Power-on hours | 803 h | 812 h | rose by 9 h | ",
      "Reallocated sectors | 0 | 12 | rose by 12 | ",
      "Pending sectors | 0 | 3 | rose by 3 | level",
      "CRC errors | 2 | 2 | none | level",
      "Wear | –not reported | 1 % | –not reported | ",
    ]);
    expect(drawer.all("tr.worse th").map(said)).toEqual([
      "Long test", "Reallocated sectors", "Pending sectors",
    ]);
    expect(drawer.all(".sparkline").map((one) => one.getAttribute("aria-label"))).toEqual([
      "Power-on hours: from 700 to 799 in 14 days",
      "Reallocated sectors: from 0 to 12 in 14 days",
    ]);
  });

  it("counts less spare as worse, and no name of a sensor as a name", async () => {
    const smart: SmartValue[] = [
      { name: "spare", before: 100, now: 90, change: -10, unit: "%", entity_id: null },
      { name: "new_thing", before: 3, now: 2, change: -1, unit: null, entity_id: null },
    ];
    const row = failing();
    const drawer = await opened(row, { "nas_burnin/drive": () => ({ ...detail(row), smart }) });
    await drawer.tab("smart");
    await drawer.shows("table");
    expect(rows(drawer, "attributes")).toEqual([
      "Spare | 100 % | 90 % | fell by 10 %",
      "New thing | 3 | 2 | fell by 1",
    ]);
    expect(drawer.all("table[aria-labelledby=attributes] tr.worse")).toHaveLength(1);
    expect(times("recorder/statistics_during_period")).toBe(0);
  });

  it("does without trends where nothing is recorded", async () => {
    const drawer = await opened(failing(), {
      "recorder/statistics_during_period": () => {
        throw new Error("Unknown command.");
      },
    });
    await drawer.tab("smart");
    await drawer.shows("table");
    expect(drawer.all(".sparkline, .trend, [role=alert] .notice")).toEqual([]);
  });

  it("shows the log and the facts", async () => {
    const drawer = await opened(failing());
    await drawer.tab("smart");
    await drawer.shows("table");
    expect(rows(drawer, "log")).toEqual([
      "Short test | Passed | 803 h | –not reported",
      "Long test | Failed | 640 h | 183442112",
      "Short test | Aborted | 12 h | –not reported",
    ]);
    expect(drawer.all(".facts > div").map(parts)).toEqual([
      "Model | WDC WD40EFRX-68N32N0",
      "Serial | WD-WCC7K1234567",
      "Size | 4 TB",
      "Firmware | 82.00A82",
      "Kernel name | sda",
      "Protocol | ATA",
      "Rotation | 7,200 rpm",
      "Logical block | 512 bytes",
      "Physical block | 4,096 bytes",
      "Powered on | 812 h",
      "Link | 6.0 Gb/s",
      "Write cache | on",
      "Temperature limit | 60 °C",
      "Read | Nov 24, 2026, 12:54",
      "Note | Bought second-hand.",
      "Spun up | 40",
    ]);
  });

  it("writes the speed of the link with the reader's decimal sign", async () => {
    const locale = { ...fakeHass().locale, language: "de" };
    const drawer = await opened(failing(), {}, { language: "de", locale });
    await drawer.tab("smart");
    await drawer.shows(".facts > div");
    expect(drawer.all(".facts > div").map(parts)).toContain("Verbindung | 6,0 Gb/s");
  });

  it("opens what Home Assistant knows of an attribute", async () => {
    const drawer = await opened(failing());
    const shown = vi.fn();
    document.body.addEventListener("hass-more-info", (event) => shown((event as CustomEvent).detail), { once: true });
    await drawer.tab("smart");
    await drawer.shows("th .name");
    drawer.one("th .name").click();
    expect(shown).toHaveBeenCalledWith({ entityId: "sensor.power_on_hours" });
  });

  it("starts and cancels self-tests, and says what was refused", async () => {
    const drawer = await opened(drive(), {
      cancel_smart_test: () => {
        throw new Error("The drive says no.");
      },
    });
    await drawer.tab("smart");
    drawer.one(".test.long button").click();
    await eventually(() => expect(hass.called).toEqual([
      { action: "start_smart_test", data: { device_id: ["d1"], kind: "long" } },
    ]));
    drawer.element.row = drive({ long_test: selfTest("running", 40) });
    await eventually(() => expect(drawer.text(".test.long button")).toBe("Cancel"));
    expect(drawer.text(".test.long .state")).toBe("40 %");
    expect(drawer.all(".test.short button")).toEqual([]);
    drawer.one(".test.long button").click();
    await drawer.shows(".alert .notice");
    expect(drawer.text(".alert .notice")).toBe("That did not work: The drive says no.");
  });

  it("cancels a self-test that is a job of its own", async () => {
    const stages = [{ ...stagesOf()[0]!, state: "running" as const }];
    const row = running({ profile: "smart", stage: "short_smart", stages });
    const drawer = await opened({ ...row, short_test: selfTest("running", 10) });
    expect(drawer.deeds()).toEqual(["Cancel self-test"]);
    drawer.one(".button.cancel_test").click();
    await eventually(() => expect(hass.called).toHaveLength(1));
    await drawer.tab("smart");
    expect(drawer.all(".test button").map(said)).toEqual(["Cancel"]);
    drawer.one(".test button").click();
    await eventually(() => expect(hass.called).toHaveLength(2));
    for (const { action } of hass.called) expect(action).toBe("cancel_smart_test");
  });

  it("leaves the self-tests of a burn-in to the burn-in", async () => {
    const drawer = await opened(running());
    await drawer.tab("smart");
    expect(drawer.all(".test")).toHaveLength(2);
    expect(drawer.all(".test button")).toEqual([]);
  });
});

describe("events", () => {
  it("shows fifty, and more when asked", async () => {
    const drawer = await opened(running());
    await drawer.tab("events");
    await drawer.shows(".events");
    expect(drawer.all(".events > li")).toHaveLength(50);
    expect(drawer.text(".events > li")).toMatch(/^Stage started: surface write and verify\..*NAS Burn-In$/);
    expect(drawer.all(".events .by").slice(1, 3).map(said)).toEqual(["Ada", "Automation · Night shift"]);
    drawer.one(".more button").click();
    await eventually(() => expect(drawer.all(".events > li")).toHaveLength(73));
    expect(drawer.all(".more")).toEqual([]);
  });

  it("puts new ones on top and keeps what was there", async () => {
    let events = EVENTS.slice(1);
    const drawer = await opened(running(), {
      "nas_burnin/events": (message) => ({
        events: events.filter((event) => event.id < ((message.before as number) ?? Infinity)).slice(0, 50),
      }),
    });
    await drawer.tab("events");
    await drawer.shows(".more");
    drawer.one(".more button").click();
    await eventually(() => expect(drawer.all(".events > li")).toHaveLength(72));
    events = EVENTS;
    drawer.element.row = running({ phase: 5 });
    await eventually(() => expect(drawer.all(".events > li")).toHaveLength(73));
  });

  it("says that nothing has happened", async () => {
    const drawer = await opened(drive(), { "nas_burnin/events": () => ({ events: [] }) });
    await drawer.tab("events");
    await drawer.shows(".centre p");
    expect(drawer.text(".centre p")).toBe("Nothing has happened yet.");
  });
});

describe("history", () => {
  it("lists the burn-ins, and saves certificates and exports", async () => {
    const saved: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(`${this.download} ${this.href.split(":")[0]}`);
    });
    const documents: unknown[] = [];
    const drawer = await opened(running(), {
      "nas_burnin/document": ({ type, ...message }) => {
        documents.push(message);
        return { filename: `${String(message.kind)}.x`, mime: "text/plain", text: "x" };
      },
    });
    await drawer.tab("history");
    await drawer.shows(".jobs");
    expect(drawer.all(".jobs .state").map(said)).toEqual([
      "Running", "Failed", "Passed with notes", "Cancelled",
    ]);
    expect(drawer.all(".jobs li").map(said)[1]).toContain("Standard · 2 days 13 hr · 3 bad blocks");
    expect(drawer.all(".certificate")).toHaveLength(3);
    for (const [index, what] of [".certificate", ".export", ".export ~ .export"].entries()) {
      await eventually(() => expect(drawer.all(".export[disabled]")).toEqual([]));
      drawer.one(what).click();
      await eventually(() => expect(saved).toHaveLength(index + 1));
    }
    expect(documents).toEqual([
      { kind: "certificate", job: "p1" },
      { kind: "export", device_id: "d1", format: "json" },
      { kind: "export", device_id: "d1", format: "csv" },
    ]);
    expect(saved).toEqual(["certificate.x blob", "export.x blob", "export.x blob"]);
    vi.restoreAllMocks();
  });

  it("says what can't be saved", async () => {
    const drawer = await opened(running(), {
      "nas_burnin/document": () => {
        throw new Error("No such job.");
      },
    });
    await drawer.tab("history");
    await drawer.shows(".certificate");
    drawer.one(".certificate").click();
    await drawer.shows("[role=alert] .notice");
    expect(drawer.text("[role=alert] .notice")).toBe("That did not work: No such job.");
  });
});

describe("what can be done", () => {
  const lock = { ...drive().lock, state: "has_data" as const, reasons: ["There is an ext4 file system on it."], words: "ERASE 4567" };
  const locked = (): Drive => drive({ startable: false, lock });

  it("depends on the drive", async () => {
    const until = new Date(NOW + 600_000).toISOString();
    const cases: [Drive, string[]][] = [
      [drive(), ["Start burn-in"]],
      [running(), ["Cancel burn-in", "Pause"]],
      [
        running({ stage: "long_smart", stages: [{ ...stagesOf()[0]!, state: "running" }] }),
        ["Cancel burn-in"],
      ],
      [running({ activity: "paused" }), ["Cancel burn-in", "Resume"]],
      [running({ activity: "waiting", can_resume: true }), ["Cancel burn-in", "Go on"]],
      [running({ state: "queued" }), ["Cancel burn-in"]],
      [locked(), ["Unlock"]],
      [drive({ lock: { ...lock, words: null, unlocked_until: until } }), ["Lock again", "Start burn-in"]],
    ];
    for (const [row, expected] of cases) {
      const drawer = await opened(row);
      expect(drawer.deeds()).toEqual(expected);
      drawer.element.remove();
    }
  });

  it("is nothing for who is no administrator", async () => {
    const user = { id: "u2", name: "Bob", is_admin: false };
    for (const row of [drive(), running(), locked()]) {
      const drawer = await opened(row, {}, { user });
      expect(drawer.deeds()).toEqual([]);
      expect(drawer.all("[slot=tools]")).toEqual([]);
      await drawer.tab("smart");
      expect(drawer.all(".test button")).toEqual([]);
      drawer.element.remove();
    }
  });

  it("cancels only after a question that names model and serial", async () => {
    const drawer = await opened(running());
    drawer.one(".button.cancel").click();
    await drawer.shows(".button.yes");
    const dialog = drawer.one("nas-burnin-confirm");
    const names = deep(dialog.shadowRoot!, ".heading .quiet").map(said);
    expect(names).toEqual(["WDC WD40EFRX-68N32N0 · WD-WCC7K1234567"]);
    expect(hass.called).toEqual([]);
    drawer.one(".button.yes").click();
    await eventually(() => expect(drawer.all("nas-burnin-confirm")).toEqual([]));
    expect(hass.called).toEqual([{ action: "cancel", data: { device_id: ["d1"] } }]);
  });

  it("stays with the question when that is refused, and leaves it untouched by no", async () => {
    const drawer = await opened(running(), {
      cancel: () => {
        throw new Error("The engine has stopped.");
      },
    });
    drawer.one(".button.cancel").click();
    await drawer.shows(".button.yes");
    drawer.one(".button.yes").click();
    await drawer.shows("nas-burnin-confirm");
    await eventually(() =>
      expect(said(drawer.one("nas-burnin-confirm").shadowRoot!.querySelector("[role=alert]")!)).toBe(
        "That did not work: The engine has stopped.",
      ),
    );
    drawer.one(".button.no").click();
    await eventually(() => expect(drawer.all("nas-burnin-confirm")).toEqual([]));
    expect(hass.called).toHaveLength(1);
  });

  it("pauses, and shows what was refused until it is dismissed", async () => {
    const drawer = await opened(running(), {
      pause: () => {
        throw new Error("The NAS can't be reached.");
      },
    });
    drawer.one(".button.pause").click();
    await drawer.shows(".problem");
    expect(drawer.text(".problem")).toBe("That did not work: The NAS can't be reached.");
    expect(hass.called).toEqual([{ action: "pause", data: { device_id: ["d1"] } }]);
    drawer.one(".problem .round").click();
    await eventually(() => expect(drawer.all(".problem")).toEqual([]));
  });

  it("goes on by the button of the drive, found by its kind", async () => {
    const entity = (entity_id: string, device_id: string, translation_key: string) => ({
      entity_id, device_id, translation_key, platform: "nas_burnin",
    });
    const entities = {
      a: entity("button.other", "d2", "resume"),
      b: entity("button.begin", "d1", "start"),
      c: entity("button.anything", "d1", "resume"),
    };
    const row = running({ activity: "waiting", can_resume: true });
    const drawer = await opened(row, {}, { entities });
    drawer.one(".button.resume_job").click();
    await eventually(() =>
      expect(hass.called).toEqual([{ action: "press", data: { entity_id: "button.anything" } }]),
    );
    const without = await opened(row);
    without.one(".button.resume_job").click();
    await without.shows(".problem");
    expect(without.text(".problem")).toContain("is disabled");
  });

  it("starts by the start dialog, with the profiles of the host", async () => {
    const row = drive();
    const drawer = await opened(row);
    const own = { name: "mine", stages: ["final_check" as const], patterns: ["aa" as const], error_limit: 1, destructive: false };
    hass.connection.last.send({ type: "changes", now: new Date(NOW).toISOString(), hosts: [host({ profiles: [own] })] });
    drawer.one(".button.start").click();
    await drawer.shows("[role=radio]");
    expect(drawer.all("[role=radio]").map(said)).toContain("mine");
  });

  it("unlocks by the right words alone, and says what would be destroyed", async () => {
    const drawer = await opened(locked());
    drawer.one(".button.unlock").click();
    await drawer.shows("#words");
    expect(drawer.all("nas-burnin-unlock").length).toBe(1);
    const dialog = drawer.one("nas-burnin-unlock").shadowRoot!;
    expect(said(dialog.querySelector(".notice")!)).toBe(
      "Has data A burn-in would destroy this for good: There is an ext4 file system on it.",
    );
    expect(said(dialog.querySelector("label")!)).toBe("To unlock it, type ERASE 4567");
    const submit = dialog.querySelector<HTMLButtonElement>(".danger")!;
    const type = async (words: string): Promise<void> => {
      const field = dialog.querySelector("input")!;
      field.value = words;
      field.dispatchEvent(new Event("input"));
      await eventually(() => expect(submit.disabled).toBe(!words));
    };
    expect(submit.disabled).toBe(true);
    await type("ERASE 1111");
    submit.click();
    await eventually(() =>
      expect(said(dialog.querySelector("[role=alert]")!)).toBe(
        "Not unlocked. The drive is unlocked by the words: ERASE 4567",
      ),
    );
    expect(dialog.querySelector("input")!.getAttribute("aria-invalid")).toBe("true");
    await type("ERASE 4567");
    dialog.querySelector("input")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    await eventually(() => expect(drawer.all("nas-burnin-unlock")).toEqual([]));
    expect(hass.called.map(({ action, data }) => [action, data.confirmation])).toEqual([
      ["unlock", "ERASE 1111"],
      ["unlock", "ERASE 4567"],
    ]);
  });

  it("takes an unlock back", async () => {
    const until = new Date(NOW + 600_000).toISOString();
    const drawer = await opened(drive({ lock: { ...lock, words: null, unlocked_until: until } }));
    await drawer.shows(".notice");
    expect(drawer.text(".notice")).toMatch(/^Unlocked until 13:10: a burn-in may erase/);
    drawer.one(".button.relock").click();
    await eventually(() =>
      expect(hass.called).toEqual([{ action: "relock", data: { device_id: ["d1"] } }]),
    );
  });
});
