/** What a drive is: its facts, each in the unit that people know. */
import { formatDateTime, formatNumber, formatSize, formatTemperature } from "../format";
import { t, word } from "../texts";
import type { Drive, Hass } from "../types";

type Fact = string | number | boolean | null;

const hours = (hass: Hass, value: number): string =>
  t(hass, "facts.hours", { value: formatNumber(hass, value) });
const bytes = (hass: Hass, value: number): string =>
  t(hass, "facts.bytes", { value: formatNumber(hass, value) });

const NUMBERS: Record<string, (hass: Hass, value: number) => string> = {
  rotation: (hass, value) => t(hass, "facts.rpm", { value: formatNumber(hass, value) }),
  logical_block: bytes,
  physical_block: bytes,
  power_on_hours: hours,
  farm_hours: hours,
  temperature_limit: formatTemperature,
};

/** The server writes "6.0 Gb/s", with a point for all. */
const link = (hass: Hass, value: string): string =>
  value.replace(".", formatNumber(hass, 0.5, 1).charAt(1));

const TEXTS: Record<string, (hass: Hass, value: string) => string> = {
  protocol: (hass, value) => word(hass, "protocol", value),
  read_at: formatDateTime,
  link,
  link_most: link,
};

function shown(hass: Hass, name: string, value: Exclude<Fact, null>): string {
  if (typeof value === "string") return TEXTS[name]?.(hass, value) ?? value;
  if (typeof value === "boolean") return t(hass, value ? "facts.on" : "facts.off");
  return NUMBERS[name]?.(hass, value) ?? formatNumber(hass, value, 2);
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
