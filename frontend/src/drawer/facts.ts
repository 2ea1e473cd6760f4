/** What a drive is: its facts, each in the unit that people know. */
import { formatNumber, formatSize } from "../format";
import { t, word } from "../texts";
import type { Drive, Hass } from "../types";

type Fact = string | number | null;

const SHOW: Record<string, (hass: Hass, value: number) => string> = {
  rotation: (hass, value) => t(hass, "facts.rpm", { value: formatNumber(hass, value) }),
  logical_block: (hass, value) => t(hass, "facts.bytes", { value: formatNumber(hass, value) }),
  physical_block: (hass, value) => t(hass, "facts.bytes", { value: formatNumber(hass, value) }),
  power_on_hours: (hass, value) => t(hass, "facts.hours", { value: formatNumber(hass, value) }),
};

function shown(hass: Hass, name: string, value: Exclude<Fact, null>): string {
  if (typeof value === "string") return value;
  return SHOW[name]?.(hass, value) ?? formatNumber(hass, value, 2);
}

/** Names and values; what is not reported is left out. */
export function facts(
  hass: Hass,
  drive: Drive,
  more: Readonly<Record<string, Fact>>,
): [string, string][] {
  const { model, serial, firmware, wwn, node, size } = drive;
  const all: Record<string, Fact> = {
    model,
    serial,
    size: size === null ? null : formatSize(hass, size),
    firmware,
    wwn,
    node,
    ...more,
  };
  return Object.entries(all).flatMap(([name, value]) =>
    value === null || value === "" ? [] : [[named(hass, name), shown(hass, name, value)]],
  );
}

function named(hass: Hass, name: string): string {
  const said = word(hass, "fact", name);
  return said === name ? plain(name) : said;
}

/** A name of the program as a person would write it. */
export function plain(name: string): string {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
