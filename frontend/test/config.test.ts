import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { fakeHass } from "../dev/fake";
import {
  checkedCardConfig,
  checkedDriveCardConfig,
  checkedHostCardConfig,
} from "../src/card/config";
import {
  cardForm,
  cardStub,
  driveCardForm,
  driveCardStub,
  hostCardForm,
  hostCardStub,
} from "../src/card/forms";
import { offerAll } from "../src/pickers";
import { NasBurninDashboardStrategy } from "../src/strategy";
import type { Hass, HassDevice, HassEntity } from "../src/types";

const device = (id: string, via: string | null = null, domain = "nas_burnin"): HassDevice => ({
  id,
  name: `name of ${id}`,
  name_by_user: null,
  identifiers: [[domain, id]],
  config_entries: [],
  via_device_id: via,
});
const entity = (id: string, device_id: string | null, change: Partial<HassEntity> = {}): HassEntity => ({
  entity_id: id,
  device_id,
  platform: "nas_burnin",
  ...change,
});
const byId = <Row extends object>(rows: Row[], name: keyof Row): Record<string, Row> =>
  Object.fromEntries(rows.map((row) => [String(row[name]), row]));

const homeWith = (drives: number): Hass =>
  fakeHass({
    devices: byId(
      [
        device("tower"),
        device("lamp", null, "hue"),
        ...Array.from({ length: drives }, (_, index) => device(`drive${index}`, "tower")),
      ],
      "id",
    ),
    entities: byId(
      [
        entity("sensor.running", "tower"),
        entity("sensor.odd", "tower", { entity_category: "diagnostic" }),
        entity("sensor.hidden", "tower", { hidden: true }),
        entity("sensor.progress", "drive0"),
        entity("light.lamp", "lamp", { platform: "hue" }),
      ],
      "entity_id",
    ),
  });

describe("configurations", () => {
  it.each([
    [undefined, "There is no configuration."],
    ["text", "There is no configuration."],
    [{ title: 4 }, '"title" has to be a text.'],
    [{ hosts: "nas" }, '"hosts" has to be a list of device ids.'],
    [{ hosts: [1] }, '"hosts" has to be a list of device ids.'],
    [{ summary: "no" }, '"summary" has to be true or false.'],
  ])("of the table: %j is told: %s", (config, message) => {
    expect(() => checkedCardConfig(config)).toThrow(message);
  });

  it.each([
    [{}, '"device" has to be the device id of a drive.'],
    [{ device: "" }, '"device" has to be the device id of a drive.'],
    [{ device: "d1", name: [] }, '"name" has to be a text.'],
  ])("of a drive's card: %j is told: %s", (config, message) => {
    expect(() => checkedDriveCardConfig(config)).toThrow(message);
  });

  it.each([
    [{}, '"device" has to be the device id of a NAS.'],
    [{ device: "" }, '"device" has to be the device id of a NAS.'],
    [{ device: "n1", name: 7 }, '"name" has to be a text.'],
  ])("of a host's card: %j is told: %s", (config, message) => {
    expect(() => checkedHostCardConfig(config)).toThrow(message);
  });

  it("are taken as they are when they are right", () => {
    const config = { type: "custom:nas-burnin-card", hosts: ["a"], grid_options: {} };
    expect(checkedCardConfig(config)).toBe(config);
    expect(checkedDriveCardConfig({ device: "d" })).toEqual({ device: "d" });
    expect(checkedHostCardConfig({ device: "n" })).toEqual({ device: "n" });
  });

  it("are edited by forms that name every field", () => {
    type Form = { schema: { name: string }[]; computeLabel: (field: object) => string };
    const forms = [cardForm(), driveCardForm(), hostCardForm()] as unknown as Form[];
    const labels = forms.map((form) => form.schema.map((field) => form.computeLabel(field)));
    expect(labels).toEqual([
      ["Title", "NAS", "Tell of the NAS, too"],
      ["Drive", "Name"],
      ["NAS", "Name"],
    ]);
  });

  it("offer drives where a drive is meant, and NASes where a NAS is", () => {
    type Offered = { selector: { device?: { entity: { domain: string }[] } } };
    const offered = [cardForm(), driveCardForm(), hostCardForm()].flatMap((form) =>
      (form.schema as Offered[]).flatMap(({ selector: { device } }) =>
        device ? [device.entity.map(({ domain }) => domain)] : [],
      ),
    );
    expect(offered).toEqual([
      ["calendar", "number"],
      ["button", "lock"],
      ["calendar", "number"],
    ]);
  });

  it("begin with a real drive", () => {
    expect(cardStub()).toEqual({ type: "custom:nas-burnin-card" });
    expect(driveCardStub(homeWith(2)).device).toBe("drive0");
    expect(driveCardStub(fakeHass()).device).toBe("");
    expect(hostCardStub(homeWith(2)).device).toBe("tower");
    expect(hostCardStub(fakeHass()).device).toBe("");
  });
});

describe("pickers", () => {
  beforeEach(() => {
    delete window.customCards;
    delete window.customStrategies;
    offerAll();
    offerAll();
  });
  afterEach(() => vi.restoreAllMocks());

  it("know each card and the dashboard once", () => {
    expect(window.customCards!.map((card) => card.type)).toEqual([
      "nas-burnin-card",
      "nas-burnin-drive-card",
      "nas-burnin-host-card",
    ]);
    expect(window.customStrategies!.map((one) => [one.type, one.strategyType])).toEqual([
      ["nas-burnin", "dashboard"],
    ]);
  });

  it("keep what others have put there", () => {
    window.customCards = [{ type: "other", name: "", description: "" }];
    offerAll();
    expect(window.customCards.map((card) => card.type)).toContain("other");
  });

  it("suggest a card for entities of ours alone", () => {
    const suggest = (id: string): unknown[] =>
      window.customCards!.map((card) =>
        (card.getEntitySuggestion as (hass: Hass, id: string) => unknown)(homeWith(1), id),
      );
    expect(suggest("sensor.progress")).toEqual([
      null,
      { config: { type: "custom:nas-burnin-drive-card", device: "drive0" } },
      null,
    ]);
    expect(suggest("sensor.running")).toEqual([
      { config: { type: "custom:nas-burnin-card" } },
      null,
      { config: { type: "custom:nas-burnin-host-card", device: "tower" } },
    ]);
    expect(suggest("light.lamp")).toEqual([null, null, null]);
    expect(suggest("sensor.none")).toEqual([null, null, null]);
  });
});

describe("the dashboard", () => {
  type View = { title: string; path: string; sections: { cards: Record<string, unknown>[] }[] };
  const views = async (hass: Hass): Promise<View[]> =>
    (await NasBurninDashboardStrategy.generate({}, hass)).views as View[];

  const entities = [
    entity("switch.a", "tower", { translation_key: "pause_all" }),
    entity("number.b", "tower", { translation_key: "max_parallel" }),
    entity("calendar.c", "tower", { translation_key: "burn_ins" }),
    entity("event.d", "tower", { translation_key: "host_events" }),
  ];
  const shown = (view: View | undefined): unknown[] =>
    view!.sections.map(({ cards }) => cards.map((card) => card.entity ?? card.type));

  it("has an overview and a view for each NAS", async () => {
    const home = { ...homeWith(2), entities: byId(entities, "entity_id") };
    const [overview, tower, ...more] = await views(home);
    expect(more).toEqual([]);
    expect(overview!.sections[0]!.cards[0]).toMatchObject({ type: "custom:nas-burnin-card" });
    expect([tower!.title, tower!.path]).toEqual(["name of tower", "tower"]);
    expect(shown(tower)).toEqual([
      ["custom:nas-burnin-host-card"],
      ["switch.a", "number.b"],
      ["custom:nas-burnin-card", "calendar"],
    ]);
    const cards = tower!.sections.flatMap((section) => section.cards);
    expect(cards[0]).toMatchObject({ device: "tower" });
    expect(cards[3]).toMatchObject({ hosts: ["tower"], summary: false });
    expect(cards[4]).toMatchObject({ entities: ["calendar.c"] });
  });

  it("leaves out what is hidden or disabled, and what its user may not set", async () => {
    const [{ entity_id }, ...others] = entities as [HassEntity, ...HassEntity[]];
    const hidden = [entity(entity_id, "tower", { translation_key: "pause_all", hidden: true })];
    const some = { ...homeWith(2), entities: byId([...hidden, others[0]!], "entity_id") };
    expect(shown((await views(some))[1])).toEqual([
      ["custom:nas-burnin-host-card"],
      ["number.b"],
      ["custom:nas-burnin-card"],
    ]);
    const user = { id: "u2", name: "Gustav", is_admin: false };
    expect(shown((await views({ ...some, user }))[1])).toEqual([
      ["custom:nas-burnin-host-card"],
      ["custom:nas-burnin-card"],
    ]);
  });

  it("is an overview alone where nothing has been added", async () => {
    expect(await views(fakeHass())).toHaveLength(1);
  });

  it("proposes a title and an icon", async () => {
    expect(await NasBurninDashboardStrategy.getCreateSuggestions(fakeHass())).toEqual({
      title: "NAS Burn-In",
      icon: "mdi:harddisk",
    });
  });
});
