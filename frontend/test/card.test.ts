import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import "../src/main";

import { stagesOf } from "../dev/detail";
import { drive, drives, type FakeHass, fakeHass, host, job, NOW, selfTest, snapshot } from "../dev/fake";
import type { NasBurninCard } from "../src/card/nas-burnin-card";
import type { NasBurninDriveCard } from "../src/card/nas-burnin-drive-card";
import type { NasBurninStart } from "../src/start/nas-burnin-start";
import type { StageList } from "../src/start/stage-list";
import type { Drive, Hass, HassDevice, Host } from "../src/types";

const eventually = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });

type Card = NasBurninCard | NasBurninDriveCard;

let hass: FakeHass;

const settled = async (card: Card): Promise<void> => {
  await Promise.resolve();
  await card.updateComplete;
};

async function shown(
  rows: Drive[] | null,
  { config = {}, hosts = [host()] }: { config?: object; hosts?: Host[] } = {},
): Promise<NasBurninCard> {
  const card = document.createElement("nas-burnin-card");
  card.setConfig(config);
  card.hass = hass;
  document.body.append(card);
  await settled(card);
  if (rows) hass.connection.last.send(snapshot(rows, hosts));
  await settled(card);
  return card;
}

const all = (card: Card, what: string): HTMLElement[] => [
  ...card.shadowRoot!.querySelectorAll<HTMLElement>(what),
];
const one = (card: Card, what: string): HTMLElement => {
  const [found] = all(card, what);
  if (!found) throw new Error(`${what} is not there`);
  return found;
};
const said = (element: Element): string => (element.textContent ?? "").replace(/\s+/g, " ").trim();
const keys = (card: Card): string[] =>
  all(card, ".row[data-key]").map((row) => row.dataset.key!);

async function tick(card: Card, box: HTMLElement, on: boolean): Promise<void> {
  (box as HTMLInputElement).checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(card);
}

beforeEach(() => {
  localStorage.clear();
  hass = fakeHass();
});
afterEach(() => document.body.replaceChildren());

describe("the table", () => {
  it("leaves what is said of hosts to another card, where it is told to", async () => {
    const hosts = [host({ running: 1, problem: "No smartctl." })];
    const card = await shown(drives(2), { hosts, config: { summary: false } });
    expect(said(one(card, "header"))).toBe("Burn-in");
    expect(all(card, ".banners")).toEqual([]);
    expect(keys(card)).toHaveLength(2);
  });

  it("has a row for each drive and names it to a screen reader", async () => {
    const card = await shown(drives(12));
    expect(keys(card)).toHaveLength(12);
    const headers = all(card, "[role=columnheader] button").map(said);
    expect(headers).toEqual([
      "Drive", "Serial", "Size", "Temp", "Health", "Short SMART", "Long SMART", "Burn-In",
    ]);
    expect(said(one(card, "header p"))).toBe("Nothing is running");
  });

  it("says what a burn-in does, and hides the end below half a percent", async () => {
    const early = job({ percent: 0.4 });
    const card = await shown([drive({ key: "a", job: job() }), drive({ key: "b", job: early })]);
    const [late, soon] = all(card, ".row[data-key] .burn-in").map(said);
    expect(late).toMatch(/^Write and verify 47 % · Wed.* 00:24$/);
    expect(soon).toBe("Write and verify 0.4 %");
    expect(one(card, "[role=progressbar]").getAttribute("aria-valuenow")).toBe("47");
  });

  it("says of a job between two stages that it waits", async () => {
    const stages = stagesOf().map((stage) =>
      stage.state === "running" ? { ...stage, state: "pending" as const } : stage,
    );
    const card = await shown([drive({ key: "a", job: job({ stages, finish: null }) })]);
    expect(said(one(card, ".row[data-key] .burn-in"))).toBe("Waits for its turn 47 %");
    expect(one(card, ".row[data-key] .burn-in .state").className).toContain("quiet");
  });

  it("says bad blocks before the end, which may be cut off", async () => {
    const card = await shown([drive({ key: "a", job: job({ bad_blocks: 12_345 }) })]);
    expect(said(one(card, ".row[data-key] .burn-in"))).toMatch(
      /^Write and verify 47 % · 12,345 bad blocks · Wed/,
    );
  });

  it("says which self-test runs or failed, for where there are no headers", async () => {
    const short_test = selfTest("passed");
    const long_test = selfTest("failed");
    const card = await shown([drive({ key: "a", short_test, long_test })]);
    expect(said(one(card, ".row[data-key] .short"))).toBe("Passed");
    expect(said(one(card, ".row[data-key] .long"))).toBe("Failed Long SMART");
  });

  it("shows a new row when it changes", async () => {
    const card = await shown([drive({ key: "a", temperature: 34 })]);
    hass.connection.last.send({
      type: "changes",
      now: new Date().toISOString(),
      drives: [drive({ key: "a", temperature: 61, temperature_level: "hot" })],
    });
    await settled(card);
    expect(said(one(card, ".row[data-key] .temperature"))).toBe(
      "61 °C, too hot",
    );
  });

  it("tells drives apart by what their names do not say", async () => {
    const below = async (change: Partial<Drive>): Promise<string[]> => {
      const card = await shown([drive({ model: "M1", serial: "S1", node: "sda", size: 4e12, ...change })]);
      const texts = all(card, ".row[data-key] .below").map(said);
      card.remove();
      return texts;
    };
    expect(await below({ name: "S1" })).toEqual(["M1 · sda", "M1", "M1 · 4 TB"]);
    expect(await below({ name: "M1" })).toEqual(["sda", "S1", "S1 · 4 TB"]);
    expect(await below({ name: "Bay 4" })).toEqual(["M1 · sda", "S1", "S1 · 4 TB"]);
    expect(await below({ name: "M1", serial: null })).toEqual(["sda", "", "4 TB"]);
    expect(await below({ name: "M1 S1" })).toEqual(["sda", "S1", "S1 · 4 TB"]);
  });

  it("says what is not reported", async () => {
    const card = await shown([
      drive({ serial: null, size: null, temperature: null, health: null, short_test: null }),
    ]);
    for (const cell of ["serial", "size", "temperature", "health", "short"]) {
      expect(said(one(card, `.row[data-key] .${cell}`))).toBe("–not reported");
    }
  });

  it("takes names for text, whatever they hold", async () => {
    const evil = '<img src=x onerror="alert(1)">';
    const lock = { ...drive().lock, state: "pool" as const, reasons: [evil] };
    const card = await shown([
      drive({ name: evil, model: evil, serial: evil, node: evil, startable: false, lock }),
    ], { hosts: [host({ waits_for: evil, problem: evil })] });
    expect(all(card, "img")).toEqual([]);
    expect(said(one(card, ".name"))).toBe(evil);
    expect(said(one(card, ".banners"))).toContain(evil);
  });

  it("speaks German", async () => {
    hass = fakeHass({ language: "de", locale: { ...hass.locale, language: "de" } });
    const card = await shown([drive({ health: "problem" })]);
    expect(said(one(card, "[role=columnheader].health"))).toBe("Zustand");
  });

  it("shows only the drives of the chosen hosts", async () => {
    const hosts = [host(), host({ id: "h2", device_id: "nas2" })];
    const rows = [drive({ key: "a" }), drive({ key: "b", host: "h2" })];
    const card = await shown(rows, { hosts, config: { hosts: ["nas2"] } });
    expect(keys(card)).toEqual(["b"]);
  });

  it("does not render again for what it does not show", async () => {
    const card = await shown([drive()]);
    const render = vi.spyOn(card, "render");
    card.hass = { ...hass, states: {} };
    await settled(card);
    expect(render).not.toHaveBeenCalled();
    card.hass = { ...hass, language: "de", locale: { ...hass.locale, language: "de" } };
    await settled(card);
    expect(render).toHaveBeenCalled();
  });

  it("ends its subscription when it goes", async () => {
    vi.useFakeTimers();
    const card = await shown([drive()]);
    card.remove();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(hass.connection.last.ended).toBe(true);
    vi.useRealTimers();
  });
});

describe("sorting", () => {
  const rows = [
    drive({ key: "a", name: "a", size: 3 }),
    drive({ key: "b", name: "b", size: 1 }),
    drive({ key: "c", name: "c", size: null }),
  ];
  const press = async (card: NasBurninCard): Promise<void> => {
    one(card, "[role=columnheader].size button").click();
    await settled(card);
  };
  const direction = (card: NasBurninCard): string | null =>
    one(card, "[role=columnheader].size").getAttribute("aria-sort");

  it("goes ascending, descending, off, and says so", async () => {
    const card = await shown(rows);
    const seen = [[direction(card), ...keys(card)]];
    for (let time = 0; time < 3; time += 1) {
      await press(card);
      seen.push([direction(card), ...keys(card)]);
    }
    expect(seen).toEqual([
      ["none", "a", "b", "c"],
      ["ascending", "b", "a", "c"],
      ["descending", "a", "b", "c"],
      ["none", "a", "b", "c"],
    ]);
  });

  it("is kept for the next time, for this person and card alone", async () => {
    const card = await shown(rows);
    await press(card);
    card.remove();
    expect(direction(await shown(rows))).toBe("ascending");
    expect(direction(await shown(rows, { config: { hosts: ["nas1"] } }))).toBe("none");
    hass = fakeHass({ user: { id: "other", name: "Bob", is_admin: true } });
    expect(direction(await shown(rows))).toBe("none");
  });

  it("can be chosen where there is no room for headers", async () => {
    const card = await shown(rows);
    const select = one(card, "select") as HTMLSelectElement;
    select.value = "size";
    select.dispatchEvent(new Event("change"));
    await settled(card);
    expect(keys(card)).toEqual(["b", "a", "c"]);
    one(card, ".sorting button").click();
    await settled(card);
    expect(keys(card)).toEqual(["a", "b", "c"]);
  });
});

describe("choosing", () => {
  const rows = [
    drive({ key: "a", name: "a" }),
    drive({ key: "b", name: "b" }),
    drive({ key: "c", name: "c", startable: false, job: job() }),
    drive({
      key: "d",
      name: "d",
      startable: false,
      lock: { ...drive().lock, state: "pool", reasons: ["It is part of the pool tank."] },
    }),
  ];
  const boxes = (card: NasBurninCard): HTMLElement[] => all(card, "input[data-key]");

  it("offers a box for what can be started, with its name", async () => {
    const card = await shown(rows);
    expect(boxes(card).map((box) => box.getAttribute("aria-label"))).toEqual(["Select a", "Select b"]);
    expect(one(card, ".locked").getAttribute("aria-label")).toBe("In a pool");
  });

  it("takes all by the header, and brings up the bar with their number", async () => {
    const card = await shown(rows);
    expect(one(card, ".chosen").hasAttribute("inert")).toBe(true);
    await tick(card, one(card, ".head input"), true);
    expect(boxes(card).every((box) => (box as HTMLInputElement).checked)).toBe(true);
    expect(said(one(card, ".chosen"))).toContain("2 drives selected");
    expect(one(card, ".chosen").hasAttribute("inert")).toBe(false);
  });

  it("shows in the header that some are chosen", async () => {
    const card = await shown(rows);
    await tick(card, boxes(card)[0]!, true);
    const header = one(card, ".head input") as HTMLInputElement;
    expect([header.checked, header.indeterminate]).toEqual([false, true]);
  });

  it("drops a drive that cannot be started any more", async () => {
    const card = await shown(rows);
    await tick(card, one(card, ".head input"), true);
    hass.connection.last.send({
      type: "changes",
      now: new Date().toISOString(),
      drives: [drive({ key: "a", name: "a", startable: false })],
    });
    await settled(card);
    expect(said(one(card, ".chosen"))).toContain("1 drive selected");
  });

  it("is not for who may not start", async () => {
    hass = fakeHass({ user: { id: "u2", name: "Bob", is_admin: false } });
    const card = await shown(rows);
    expect(all(card, "input[type=checkbox]")).toEqual([]);
  });
});

describe("the drawer", () => {
  it("opens by a row, follows its drive, and closes", async () => {
    const card = await shown([drive({ key: "a" })]);
    one(card, ".name").click();
    await settled(card);
    const drawer = one(card, "nas-burnin-drawer") as HTMLElement & { row: Drive; hass: Hass };
    expect(drawer.row.key).toBe("a");
    expect(one(card, ".name").getAttribute("aria-haspopup")).toBe("dialog");
    const next = { ...hass };
    card.hass = next;
    await settled(card);
    expect(drawer.hass).toBe(next);
    drawer.dispatchEvent(new CustomEvent("close"));
    await settled(card);
    expect(all(card, "nas-burnin-drawer")).toEqual([]);
  });

  it("goes with its drive", async () => {
    const card = await shown([drive({ key: "a" })]);
    one(card, ".row[data-key]").click();
    await settled(card);
    hass.connection.last.send({ type: "changes", now: new Date().toISOString(), removed: ["a"] });
    await settled(card);
    expect(all(card, "nas-burnin-drawer")).toEqual([]);
  });

  it("does not open by a check box", async () => {
    const card = await shown([drive({ key: "a" })]);
    one(card, "input[data-key]").click();
    await settled(card);
    expect(all(card, "nas-burnin-drawer")).toEqual([]);
  });

  it("is reached from row to row by the arrow keys", async () => {
    const card = await shown([drive({ key: "a", name: "a" }), drive({ key: "b", name: "b" })]);
    const [first, second] = all(card, ".name");
    first!.focus();
    const event = new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true });
    first!.dispatchEvent(event);
    expect(card.shadowRoot!.activeElement).toBe(second);
  });
});

describe("nothing to show", () => {
  it("waits, and says what for", async () => {
    const card = await shown(null);
    expect(said(one(card, ".empty"))).toBe("Waiting for Home Assistant…");
  });

  it("offers to add a NAS to an administrator", async () => {
    const card = await shown([], { hosts: [] });
    expect(said(one(card, ".empty"))).toBe("No NAS has been added yet. Add a NAS");
    one(card, ".empty button").click();
    expect(location.pathname + location.search).toBe(
      "/config/integrations/dashboard/add?domain=nas_burnin",
    );
    hass = fakeHass({ user: { id: "u2", name: "Bob", is_admin: false } });
    expect(said(one(await shown([], { hosts: [] }), ".empty"))).toBe("No NAS has been added yet.");
  });

  it("says that there are no drives, or none of the chosen hosts", async () => {
    expect(said(one(await shown([]), ".empty"))).toBe("No drives found.");
    const card = await shown([], { config: { hosts: ["gone"] } });
    expect(said(one(card, ".empty"))).toBe("None of the chosen NAS is there.");
  });
});

describe("banners", () => {
  const banner = async (change: Partial<Host>): Promise<string> => {
    const card = await shown([drive()], { hosts: [host(change)] });
    return all(card, ".notice").map(said).join(" | ");
  };

  it("tell what keeps a host back", async () => {
    expect(await banner({ loaded: false })).toBe("tower is not set up.");
    expect(await banner({ connected: false, problem: "The SSH port is closed." })).toBe(
      "tower does not answer. The SSH port is closed.",
    );
    expect(await banner({ waits_for: "Its history is an old one." })).toBe(
      "tower: Its history is an old one. Open repairs",
    );
    expect(await banner({})).toBe("");
  });

  it("let an administrator resume a paused host", async () => {
    const card = await shown([drive()], { hosts: [host({ paused: true })] });
    one(card, ".notice button").click();
    await settled(card);
    expect(hass.called).toEqual([{ action: "resume", data: { device_id: ["nas1"] } }]);
  });

  it("tell that the rows are old", async () => {
    const card = await shown([drive()]);
    hass.connection.fire("disconnected");
    await settled(card);
    expect(said(one(card, ".notice"))).toContain("The connection is lost.");
    expect(keys(card)).toHaveLength(1);
  });
});

describe("starting", () => {
  const estimate = (message: Record<string, unknown>) => ({
    finish: "2026-11-27T12:00:00+00:00",
    drives: (message.device_ids as string[]).map((device_id) => ({
      device_id,
      seconds: 72_000,
      finish: null,
      erases: true,
      contents: ["An empty partition table."],
      reasons: [],
      notes: [],
    })),
  });
  const queued = { results: [], queued: 2, skipped: 0, locked: 0 };
  let asked: Record<string, unknown>[];
  let toasts: string[];
  const hear = (event: Event): void => {
    toasts.push((event as CustomEvent<{ message: string }>).detail.message);
  };

  beforeEach(() => {
    asked = [];
    toasts = [];
    hass = fakeHass({}, {
      "nas_burnin/estimate": (message) => {
        asked.push(message);
        return estimate(message);
      },
      start: () => queued,
    });
    document.addEventListener("hass-notification", hear);
  });
  afterEach(() => document.removeEventListener("hass-notification", hear));

  async function dialog(card: NasBurninCard): Promise<NasBurninStart> {
    await tick(card, one(card, ".head input"), true);
    one(card, ".chosen .main").click();
    await settled(card);
    const start = one(card, "nas-burnin-start") as NasBurninStart;
    await start.updateComplete;
    return start;
  }
  const within = (start: NasBurninStart, what: string): HTMLElement[] => [
    ...start.shadowRoot!.querySelectorAll<HTMLElement>(what),
  ];
  const submit = (start: NasBurninStart): HTMLButtonElement =>
    within(start, "button[slot=footer]").at(-1) as HTMLButtonElement;
  const rows = [drive({ key: "a", device_id: "d1" }), drive({ key: "b", device_id: "d2" })];

  it("says what it erases, what is on the drives and how long it takes", async () => {
    vi.setSystemTime(NOW);
    onTestFinished(() => void vi.useRealTimers());
    const start = await dialog(await shown(rows));
    await eventually(() => expect(said(within(start, "ul")[0]!)).toContain("20 hr"));
    expect(asked).toEqual([
      {
        type: "nas_burnin/estimate",
        language: "en",
        device_ids: ["d1", "d2"],
        profile: "standard",
      },
    ]);
    expect(said(within(start, ".notice")[0]!)).toContain(
      "Everything on these 2 drives (8 TB) will be erased.",
    );
    expect(said(within(start, "ul")[0]!)).toContain("An empty partition table.");
    expect(said(within(start, ".whole")[0]!)).toMatch(/^All done Fri.* 13:00$/);
  });

  it("starts by one press, tells the answer, and clears the selection", async () => {
    const card = await shown(rows);
    const start = await dialog(card);
    expect(said(submit(start))).toBe("Erase and test 2 drives");
    submit(start).click();
    await eventually(() => expect(all(card, "nas-burnin-start")).toEqual([]));
    expect(hass.called).toEqual([
      {
        action: "start",
        data: {
          device_id: ["d1", "d2"],
          profile: "standard",
          error_limit: 100,
          acknowledge_erase: true,
        },
      },
    ]);
    expect(toasts).toEqual(["2 queued, 0 skipped, 0 locked"]);
    expect(one(card, ".chosen").hasAttribute("inert")).toBe(true);
  });

  it("stays open and says why when the server refuses", async () => {
    const card = await shown(rows);
    hass.callService = () => Promise.reject({ message: "You are not an administrator." });
    const start = await dialog(card);
    submit(start).click();
    await eventually(() =>
      expect(said(within(start, "[role=alert]")[0]!)).toBe(
        "That did not work: You are not an administrator.",
      ),
    );
    expect(toasts).toEqual([]);
    expect(submit(start).disabled).toBe(false);
  });

  it("erases nothing by self-tests alone, and says so", async () => {
    const start = await dialog(await shown(rows));
    const profile = within(start, "[role=radio]").find((chip) => said(chip) === "Self-tests only");
    profile!.click();
    await start.updateComplete;
    expect(said(within(start, ".notice")[0]!)).toBe("Nothing is erased.");
    expect(said(submit(start))).toBe("Start 2 drives");
    expect(within(start, "input")).toEqual([]);
  });

  it("runs stages of one's own, in their order", async () => {
    const card = await shown(rows);
    const start = await dialog(card);
    const list = within(start, "nas-burnin-stage-list")[0] as StageList;
    await list.updateComplete;
    const handle = [...list.shadowRoot!.querySelectorAll<HTMLElement>(".handle")][2]!;
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
    await list.updateComplete;
    await start.updateComplete;
    const announced = said(list.shadowRoot!.querySelector("[aria-live]")!);
    expect(announced).toBe("Long self-test: 2 of 4");
    const own = within(start, "[role=radio][aria-checked=true]");
    expect(own.map(said)).toEqual(["Own stages"]);
    submit(start).click();
    await eventually(() => expect(hass.called).toHaveLength(1));
    expect(hass.called[0]!.data).toMatchObject({
      stages: ["short_smart", "long_smart", "surface_validate", "final_check"],
      patterns: ["aa", "55", "ff", "00"],
    });
    expect(hass.called[0]!.data).not.toHaveProperty("profile");
  });

  it("cannot start without a stage, nor with a limit that is none", async () => {
    const start = await dialog(await shown(rows));
    const limit = within(start, "input")[0] as HTMLInputElement;
    limit.value = "0";
    limit.dispatchEvent(new Event("input"));
    await start.updateComplete;
    expect(submit(start).disabled).toBe(true);
    const list = within(start, "nas-burnin-stage-list")[0] as StageList;
    list.dispatchEvent(new CustomEvent("stages", { detail: [] }));
    await start.updateComplete;
    expect(said(within(start, ".notice")[0]!)).toBe("Choose at least one stage.");
    expect(submit(start).disabled).toBe(true);
  });

  it("adds and removes stages", async () => {
    const start = await dialog(await shown(rows));
    const list = within(start, "nas-burnin-stage-list")[0] as StageList;
    await list.updateComplete;
    const heard = vi.fn();
    list.addEventListener("stages", (event) => heard((event as CustomEvent).detail));
    const find = (label: string): HTMLElement =>
      list.shadowRoot!.querySelector(`[aria-label="${label}"]`)!;
    find("Remove: Short self-test").click();
    await list.updateComplete;
    find("Add: Surface read").click();
    expect(heard.mock.calls.at(-1)).toEqual([
      ["surface_validate", "long_smart", "final_check", "surface_read"],
    ]);
  });
});

describe("the drive's card", () => {
  async function driveCard(
    rows: Drive[],
    config: object,
    hosts: Host[] = [host()],
  ): Promise<NasBurninDriveCard> {
    const card = document.createElement("nas-burnin-drive-card");
    card.setConfig(config);
    card.hass = hass;
    document.body.append(card);
    await settled(card);
    hass.connection.last.send(snapshot(rows, hosts));
    await settled(card);
    return card;
  }

  it("says why there is nothing to show of a device that is there", async () => {
    const device = (id: string): HassDevice => ({
      id,
      name: `name of ${id}`,
      name_by_user: null,
      identifiers: [["nas_burnin", id]],
      config_entries: ["h1"],
      via_device_id: null,
    });
    hass.devices = { d9: device("d9"), nas9: device("nas9") };
    const away = [host({ device_id: "nas9", loaded: false })];
    const drive = await driveCard([], { device: "d9" }, away);
    expect(said(one(drive, ".names"))).toBe("name of d9 tower is not set up.");
    const nas = await driveCard([], { device: "nas9" }, away);
    expect(said(one(nas, ".names"))).toBe("name of nas9 This is a NAS. Choose one of its drives.");
  });

  it("shows its drive, by the name that was given", async () => {
    const rows = [drive({ key: "a" }), drive({ key: "b", device_id: "d2", long_test: selfTest("failed") })];
    const card = await driveCard(rows, { device: "d2", name: "Bay 4" });
    expect(said(one(card, ".name"))).toBe("Bay 4");
    expect(said(one(card, "dl"))).toContain("Long SMART Failed");
    one(card, ".name").click();
    await settled(card);
    expect(all(card, "nas-burnin-drawer")).toHaveLength(1);
  });

  it("says that its drive is gone, or locked", async () => {
    const card = await driveCard([drive()], { device: "d9" });
    expect(said(one(card, ".names"))).toBe("This drive is not there any more.");
    const lock = { ...drive().lock, state: "boot_pool" as const };
    const locked = await driveCard([drive({ startable: false, lock })], { device: "d1" });
    expect(said(one(locked, ".job"))).toBe("Boot pool");
  });
});
