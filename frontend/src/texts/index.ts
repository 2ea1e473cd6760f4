/**
 * The words of the cards. They are bundled, not fetched: so a card has them at its
 * first paint, the card picker before anything is loaded, and the compiler knows each
 * key. Names and states of entities stay with Home Assistant.
 */
import { isolated } from "../bidi";
import deCard from "./de/card";
import deCommon from "./de/common";
import deDrawer from "./de/drawer";
import enCard from "./en/card";
import enCommon from "./en/common";
import enDrawer from "./en/drawer";

export const en = { ...enCommon, ...enCard, ...enDrawer };
export const de = { ...deCommon, ...deCard, ...deDrawer };

type Key = keyof typeof en;
type Stem<K> = K extends `${infer S}_one` ? S : never;
/** Keys that are words; the two forms of a plural are asked for by their stem. */
export type TextKey = Exclude<Key, `${Stem<Key>}_one` | `${Stem<Key>}_other`>;
export type PluralKey = Stem<Key>;
export type Values = Record<string, string | number>;

export const LANGUAGES: Record<string, Record<Key, string>> = { en, de };

interface Speaker {
  language: string;
  locale?: { language: string };
}

function languageOf(hass: Speaker | undefined): string {
  const wanted = hass?.locale?.language ?? hass?.language ?? document.documentElement.lang;
  const plain = wanted.split("-")[0] ?? "";
  return plain in LANGUAGES ? plain : "en";
}

function fill(text: string, values: Values): string {
  return isolated(
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)),
  );
}

/** The text of a key in the user's language. */
export function t(hass: Speaker | undefined, key: TextKey, values: Values = {}): string {
  return fill((LANGUAGES[languageOf(hass)] ?? en)[key], values);
}

/** The text of a word that the server sent, or the word itself where it is new. */
export function word(hass: Speaker | undefined, group: string, name: string | null): string {
  if (name === null) return "";
  const texts: Partial<Record<string, string>> = LANGUAGES[languageOf(hass)] ?? en;
  return texts[`${group}.${name}`] ?? name;
}

/** The singular or plural text for `count`, which fills `{count}`. */
export function plural(
  hass: Speaker | undefined,
  stem: PluralKey,
  count: number,
  values: Values = {},
): string {
  const language = languageOf(hass);
  const form = new Intl.PluralRules(language).select(count) === "one" ? "one" : "other";
  return fill((LANGUAGES[language] ?? en)[`${stem}_${form}`], { count, ...values });
}
