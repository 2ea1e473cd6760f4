import { afterEach, beforeEach, describe, expect, it } from "vitest";

import "../src/main";

import { drive, type FakeHass, fakeHass, host, job, NOW, snapshot } from "../dev/fake";
import { attention } from "../src/host/attention";
import type { NasBurninHostCard } from "../src/host/nas-burnin-host-card";
import type { Drive, Host } from "../src/types";

let hass: FakeHass;

async function shown(
  rows: Drive[] | null,
  change: Partial<Host> = {},
  config: object = {},
): Promise<NasBurninHostCard> {
  const card = document.createElement("nas-burnin-host-card");
  card.setConfig({ device: "nas1", ...config });
  card.hass = hass;
  document.body.append(card);
  await card.updateComplete;
  if (rows) hass.connection.last.send(snapshot(rows, [host({ id: "h0", device_id: "other" }), host(change)]));
  await card.updateComplete;
  return card;
}

const said = (element: Node | null): string =>
  (element?.textContent ?? "").replace(/\s+/g, " ").trim();
const root = (card: NasBurninHostCard): ShadowRoot => card.shadowRoot!;
const numbers = (card: NasBurninHostCard): string[] =>
  [...root(card).querySelectorAll("dl > div")].map(said);

beforeEach(() => {
  hass = fakeHass();
});
afterEach(() => document.body.replaceChildren());

describe("the card of a NAS", () => {
  it("is calm where nothing is to be done, and has nothing unknown", async () => {
    const card = await shown([drive(), drive({ key: "h1:d2", startable: false })]);
    expect(said(root(card).querySelector("header"))).toBe("tower Connected");
    expect(numbers(card)).toEqual(["Running 0 of 4", "Queued None", "Drives 2, 1 ready"]);
    expect(said(root(card))).toContain("Nothing needs your attention.");
    expect(said(root(card))).not.toContain("nknown");
  });

  it("tells what runs, what waits and when all is done", async () => {
    const queue_finish = new Date(NOW + 3_600_000).toISOString();
    const rows = [drive({ key: "h0:d9", host: "h0" })];
    const card = await shown(rows, { running: 3, queued: 2, queue_finish });
    expect(numbers(card).slice(0, 3)).toEqual(["Running 3 of 4", "Queued 2", "Drives 0, 0 ready"]);
    expect(numbers(card)[3]).toMatch(/^All done .*\d/);
  });

  it("names no limit where self-tests run beyond that of the surface tests", async () => {
    expect(numbers(await shown([], { running: 5, max_parallel: 4 }))[0]).toBe("Running 5");
  });

  it.each<[Partial<Host>, string, string]>([
    [{ connected: false, problem: "The SSH port is closed." }, "Does not answer", "tower does not answer. The SSH port is closed."],
    [{ loaded: false }, "Not set up", "tower is not set up."],
    [{ problem: "No smartctl." }, "Connected", "tower: No smartctl."],
    [{ gate: "Tests begin at 22:00." }, "Connected", "tower: Tests begin at 22:00."],
  ])("says what is wrong with it: %j", async (change, state, notice) => {
    const card = await shown([], change);
    expect(said(root(card).querySelector("header .state"))).toBe(state);
    expect(said(root(card).querySelector(".notice"))).toBe(notice);
    const calm = root(card).querySelector(".calm") !== null;
    expect(calm).toBe("gate" in change);
  });

  it("lets a paused NAS go on", async () => {
    const card = await shown([], { paused: true });
    root(card).querySelector<HTMLElement>(".notice button")!.click();
    expect(hass.called).toMatchObject([{ action: "resume", data: { device_id: ["nas1"] } }]);
  });

  it("opens the drive that needs a person", async () => {
    const card = await shown([drive({ health: "problem", problems: ["12 sectors are reallocated."] })]);
    const [button] = root(card).querySelectorAll<HTMLElement>("li button");
    expect(said(button!)).toContain("12 sectors are reallocated.");
    button!.click();
    await card.updateComplete;
    expect(root(card).querySelector("nas-burnin-drawer")!.row!.key).toBe("h1:d1");
    root(card).querySelector("nas-burnin-drawer")!.dispatchEvent(new CustomEvent("close"));
    await card.updateComplete;
    expect(root(card).querySelector("nas-burnin-drawer")).toBeNull();
  });

  it("counts what does not fit", async () => {
    const rows = Array.from({ length: 7 }, (_, at) =>
      drive({ key: `h1:d${at}`, temperature_level: "hot" }),
    );
    const card = await shown(rows);
    expect(root(card).querySelectorAll("li")).toHaveLength(5);
    expect(said(root(card).querySelector("section > p"))).toBe("and 2 more drives");
  });

  it("waits for rows, and says when its NAS is gone", async () => {
    expect(said(root(await shown(null)))).toBe("Waiting for Home Assistant…");
    expect(said(root(await shown([], {}, { device: "gone" })))).toBe(
      "This NAS is not there any more.",
    );
    expect((await shown([], {}, { name: "Attic" })).shadowRoot!.querySelector("h2")!.textContent).toBe(
      "Attic",
    );
  });
});

describe("attention", () => {
  const texts = (...rows: Partial<Drive>[]): string[] =>
    attention(hass, rows.map((change) => drive(change))).map(({ tone, text }) => `${tone}: ${text}`);

  it("is asked for nothing that is well, or over", () => {
    const passed = job({ state: "passed", verdict: "passed" });
    const failed = job({ state: "failed" });
    expect(texts({}, { job: job() }, { job: passed }, { job: failed, present: false })).toEqual([]);
  });

  it("goes to the worst first", () => {
    expect(
      texts(
        { job: job({ state: "unknown", reasons: ["The NAS restarted."] }) },
        { job: job({ stalled_since: "2026-11-24T11:00:00+00:00" }) },
        { job: job({ can_resume: true, activity: "waiting" }) },
        { job: job({ state: "failed" }) },
        { temperature_level: "hot" },
        { health: "problem" },
      ),
    ).toEqual([
      "bad: The burn-in failed.",
      "bad: Too hot.",
      "bad: Problem",
      "warm: The NAS restarted.",
      "warm: Stands still",
      "warm: Waiting for you",
    ]);
  });
});
