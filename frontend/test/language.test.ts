import { afterEach, describe, expect, it, vi } from "vitest";

import "../src/main";

import { detailAnswers, stagesOf } from "../dev/detail";
import { drive, type FakeHass, fakeHass, host, job, snapshot } from "../dev/fake";
import { act } from "../src/actions";
import type { NasBurninCard } from "../src/card/nas-burnin-card";
import type { NasBurninDrawer } from "../src/drawer/nas-burnin-drawer";
import type { NasBurninStart } from "../src/start/nas-burnin-start";
import { sentence } from "../src/store";
import type { Hass } from "../src/types";

type Message = { type: string; [key: string]: unknown };

const ROW = drive({ job: job({ stages: stagesOf() }) });
const eventually = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });

let asked: Message[];

/** A reader of this language; its server writes down what it is asked. */
function reader(language: string): FakeHass {
  asked = [];
  const all = { ...detailAnswers([ROW]), "nas_burnin/estimate": () => ({ drives: [], finish: null }) };
  const answers = Object.entries(all).map(([type, answer]) => [
    type,
    (message: Message) => {
      asked.push(message);
      return (answer as (message: Message) => unknown)(message);
    },
  ]);
  const plain = fakeHass();
  return fakeHass({ language, locale: { ...plain.locale, language } }, Object.fromEntries(answers));
}

/** The same page, read by somebody who has changed his language. */
const changed = (hass: FakeHass, language: string): Hass => ({
  ...hass,
  language,
  locale: { ...hass.locale, language },
});

const subscribed = (hass: FakeHass): unknown[] =>
  hass.connection.asked.map(({ message }) => (message as { language?: string }).language);
const languages = (what: string): unknown[] =>
  asked.filter(({ type }) => type === `nas_burnin/${what}`).map(({ language }) => language);

async function card(hass: Hass): Promise<NasBurninCard> {
  const element = document.createElement("nas-burnin-card");
  element.setConfig({});
  element.hass = hass;
  document.body.append(element);
  await element.updateComplete;
  return element;
}

async function drawer(hass: FakeHass): Promise<NasBurninDrawer> {
  const element = document.createElement("nas-burnin-drawer");
  element.hass = hass;
  element.row = ROW;
  document.body.append(element);
  await element.updateComplete;
  hass.connection.last.send(snapshot([ROW], [host()]));
  await element.updateComplete;
  return element;
}

afterEach(() => document.body.replaceChildren());

describe("the rows", () => {
  it("are subscribed to in the reader's language, once for all cards", async () => {
    const hass = reader("de-CH");
    await card(hass);
    await card(hass);
    expect(subscribed(hass)).toEqual(["de-CH"]);
  });

  it("come in the new language once it changes, whatever a card with the old page does", async () => {
    const hass = reader("en");
    const one = await card(hass);
    const other = await card(hass);
    one.hass = changed(hass, "de");
    await one.updateComplete;
    other.requestUpdate();
    await other.updateComplete;
    expect(subscribed(hass)).toEqual(["en", "de"]);
    other.hass = changed(hass, "de");
    await other.updateComplete;
    expect(subscribed(hass)).toEqual(["en", "de"]);
  });
});

describe("the drawer", () => {
  it.each(["drive", "events", "jobs"])("asks for %s again when the language changes", async (what) => {
    const hass = reader("en");
    const element = await drawer(hass);
    const tabs: Record<string, string> = { events: "events", jobs: "history" };
    const tab = element.shadowRoot!.querySelector<HTMLElement>(`#tab-${tabs[what] ?? "burn_in"}`);
    tab!.click();
    await eventually(() => expect(languages(what)).toEqual(["en"]));
    element.hass = changed(hass, "de");
    await eventually(() => expect(languages(what)).toEqual(["en", "de"]));
  });
});

describe("the start dialog", () => {
  it("asks for the estimate again when the language changes", async () => {
    const hass = reader("en");
    const element = document.createElement("nas-burnin-start") as NasBurninStart;
    element.hass = hass;
    element.drives = [ROW];
    element.profiles = [
      { name: "quick", stages: ["final_check"], patterns: ["aa"], error_limit: 1, destructive: false },
    ];
    document.body.append(element);
    await eventually(() => expect(languages("estimate")).toEqual(["en"]));
    element.hass = { ...hass };
    await element.updateComplete;
    element.hass = changed(hass, "de");
    await eventually(() => expect(languages("estimate")).toEqual(["en", "de"]));
  });
});

describe("a refusal", () => {
  const REFUSED = {
    message: "Validation error: Not unlocked. The words are wrong.",
    translation_domain: "nas_burnin",
    translation_key: "not_unlocked",
    translation_placeholders: { reasons: "Falsche Wörter." },
  };
  const said = async (change: Partial<Hass>, error: unknown = REFUSED): Promise<string> => {
    const hass = fakeHass({ callService: () => Promise.reject(error), ...change });
    const caught = await act(hass, "unlock", ["d1"]).catch((thrown: unknown) => thrown);
    return sentence(caught);
  };

  it("is said in the reader's language", async () => {
    const load = vi.fn(() =>
      Promise.resolve((key: string, values: Record<string, unknown> = {}) =>
        key === "component.nas_burnin.exceptions.not_unlocked.message"
          ? `Nicht entsperrt. ${String(values.reasons)}`
          : "",
      ),
    );
    expect(await said({ loadBackendTranslation: load })).toBe("Nicht entsperrt. Falsche Wörter.");
    expect(load).toHaveBeenCalledWith("exceptions", "nas_burnin");
  });

  it("is said as the server said it where nobody knows better", async () => {
    const none = { loadBackendTranslation: () => Promise.resolve(() => "") };
    expect(await said(none)).toBe("Not unlocked. The words are wrong.");
    expect(await said({})).toBe("Not unlocked. The words are wrong.");
    expect(await said(none, { message: "Connection lost" })).toBe("Connection lost");
    expect(await said({ loadBackendTranslation: () => Promise.reject(new Error("offline")) })).toBe(
      "Not unlocked. The words are wrong.",
    );
  });
});
