import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { drive, FakeConnection, host, job, NOW, snapshot } from "../dev/fake";
import { type Bench, Store, storeOf } from "../src/store";
import type { ChangesEvent } from "../src/types";

const later = async (milliseconds = 0): Promise<void> => {
  await vi.advanceTimersByTimeAsync(milliseconds);
};

const changes = (change: Partial<ChangesEvent>): ChangesEvent => ({
  type: "changes",
  now: new Date(NOW).toISOString(),
  ...change,
});

let connection: FakeConnection;
let store: Store;
let seen: Bench[];
let leave: () => void;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  connection = new FakeConnection();
  store = new Store(connection);
  seen = [];
  leave = store.subscribe((bench) => seen.push(bench));
  await later();
});
afterEach(() => vi.useRealTimers());

describe("rows", () => {
  it("are none before the first snapshot", () => {
    expect(seen.map((bench) => bench.status)).toEqual(["waiting"]);
  });

  it("come with the snapshot and are replaced by key", () => {
    connection.last.send(snapshot([drive({ key: "a" }), drive({ key: "b" })]));
    connection.last.send(changes({ drives: [drive({ key: "b", temperature: 51, job: job() })] }));
    expect([...store.bench.drives.keys()]).toEqual(["a", "b"]);
    expect(store.bench.drives.get("b")?.temperature).toBe(51);
    expect(store.bench.status).toBe("live");
    expect(store.bench.version).toBe("0.1.0");
  });

  it("keep what did not change, to be told by comparing", () => {
    connection.last.send(snapshot([drive({ key: "a" }), drive({ key: "b" })]));
    const { drives, hosts } = store.bench;
    connection.last.send(changes({ drives: [drive({ key: "b" })] }));
    expect(store.bench.drives.get("a")).toBe(drives.get("a"));
    expect(store.bench.hosts).toBe(hosts);
  });

  it("go with their removal, and with their host", () => {
    const hosts = [host(), host({ id: "h2" })];
    const rows = ["a", "b", "c"].map((key) => drive({ key, host: key === "c" ? "h2" : "h1" }));
    connection.last.send(snapshot(rows, hosts));
    connection.last.send(changes({ removed: ["a"], removed_hosts: ["h2"] }));
    expect([...store.bench.drives.keys()]).toEqual(["b"]);
    expect([...store.bench.hosts.keys()]).toEqual(["h1"]);
  });

  it("are those of a new snapshot alone", () => {
    connection.last.send(snapshot([drive({ key: "a" })]));
    connection.last.send(snapshot([drive({ key: "b" })]));
    expect([...store.bench.drives.keys()]).toEqual(["b"]);
  });

  it("tell how far the server's clock is off", () => {
    connection.last.send({ ...snapshot([]), now: new Date(NOW + 5_000).toISOString() });
    expect(store.bench.skew).toBe(5_000);
  });
});

describe("the subscription", () => {
  it("does not let the connection subscribe again by itself", () => {
    expect(connection.last.options).toEqual({ resubscribe: false });
  });

  it("is one for all listeners, and tells a new one at once", () => {
    connection.last.send(snapshot([drive()]));
    const other = vi.fn();
    store.subscribe(other);
    expect(connection.asked).toHaveLength(1);
    expect(other).toHaveBeenCalledWith(store.bench);
  });

  it("is one for a connection", () => {
    expect(storeOf(connection)).toBe(storeOf(connection));
    expect(storeOf(new FakeConnection())).not.toBe(storeOf(connection));
  });

  it("ends a while after the last listener left", async () => {
    connection.last.send(snapshot([drive()]));
    leave();
    expect(connection.last.ended).toBe(false);
    await later(3_000);
    expect(connection.last.ended).toBe(true);
    expect(connection.listening()).toBe(0);
    expect(store.bench.drives.size).toBe(0);
  });

  it("goes on when another listener comes in time", async () => {
    leave();
    await later(1_000);
    store.subscribe(() => undefined);
    await later(60_000);
    expect(connection.asked).toHaveLength(1);
    expect(connection.last.ended).toBe(false);
  });
});

describe("the language", () => {
  const asked = (): unknown[] => connection.asked.map((one) => one.message);

  it("is that of the reader from the first question on", async () => {
    const other = new FakeConnection();
    const said = new Store(other);
    said.speak("de-CH");
    said.subscribe(() => undefined);
    await later();
    expect(other.last.message).toEqual({ type: "nas_burnin/subscribe", language: "de-CH" });
  });

  it("is asked for anew when it changes, with the rows in sight meanwhile", async () => {
    const [first] = connection.asked;
    connection.last.send(snapshot([drive()]));
    store.speak("de");
    store.speak("de");
    await later();
    expect(asked()).toEqual([
      { type: "nas_burnin/subscribe" },
      { type: "nas_burnin/subscribe", language: "de" },
    ]);
    expect(first!.ended).toBe(true);
    expect(store.bench.status).toBe("live");
    expect(store.bench.drives.size).toBe(1);
    first!.send(snapshot([]));
    expect(store.bench.drives.size).toBe(1);
  });

  it("is the same after a restart", async () => {
    store.speak("de");
    connection.fire("disconnected");
    connection.fire("ready");
    await later();
    expect(connection.last.message).toEqual({ type: "nas_burnin/subscribe", language: "de" });
  });
});

describe("after a loss", () => {
  it("keeps the rows and says that they are old", () => {
    connection.last.send(snapshot([drive()]));
    connection.fire("disconnected");
    expect(store.bench.status).toBe("lost");
    expect(store.bench.drives.size).toBe(1);
  });

  it("asks again when the connection is ready, without ending what went with the old one", async () => {
    const [first] = connection.asked;
    connection.last.send(snapshot([drive()]));
    connection.fire("disconnected");
    connection.fire("ready");
    await later();
    expect(connection.asked).toHaveLength(2);
    expect(first!.ended).toBe(false);
    connection.last.send(snapshot([]));
    expect(store.bench.status).toBe("live");
  });

  it("hears nothing from a subscription of the past", async () => {
    const [first] = connection.asked;
    connection.fire("ready");
    await later();
    first!.send(snapshot([drive()]));
    expect(store.bench.drives.size).toBe(0);
  });

  it("tries every two seconds while it is refused, and says why", async () => {
    connection.refuse = { code: "unknown_command", message: "Unknown command." };
    connection.fire("ready");
    await later();
    expect(store.bench.problem).toBe("Unknown command.");
    await later(1_999);
    expect(connection.asked).toHaveLength(2);
    await later(1);
    expect(connection.asked).toHaveLength(3);
    connection.refuse = null;
    await later(2_000);
    connection.last.send(snapshot([drive()]));
    expect([store.bench.status, store.bench.problem]).toEqual(["live", null]);
    await later(60_000);
    expect(connection.asked).toHaveLength(4);
  });

  it("tries less often after two minutes", async () => {
    connection.refuse = new Error("no");
    connection.fire("ready");
    await later(2 * 60_000);
    const before = connection.asked.length;
    await later(60_000);
    expect(connection.asked.length - before).toBeLessThanOrEqual(4);
  });

  it("does not try twice when it becomes ready during the wait", async () => {
    connection.refuse = "no";
    connection.fire("ready");
    await later();
    connection.refuse = null;
    connection.fire("ready");
    await later(10_000);
    expect(connection.asked).toHaveLength(3);
  });

  it("does not try after everybody left", async () => {
    connection.refuse = "no";
    connection.fire("ready");
    await later();
    leave();
    await later(3_000);
    const before = connection.asked.length;
    await later(60_000);
    expect(connection.asked).toHaveLength(before);
  });
});
