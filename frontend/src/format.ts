/** Numbers, sizes, durations and times as the user of Home Assistant has chosen them. */
import { apart, isolated } from "./bidi";
import type { Hass, Time } from "./types";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NBSP = "\u00a0";
const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

type Wishes = Pick<Hass, "locale" | "config">;

function numberLocale(hass: Wishes): string | undefined {
  switch (hass.locale.number_format) {
    case "comma_decimal":
      return "en-US";
    case "decimal_comma":
      return "de";
    case "space_comma":
      return "fr";
    case "quote_decimal":
      return "de-CH";
    case "system":
      return undefined;
    default:
      return hass.locale.language;
  }
}

// Making an Intl formatter costs more than a thousand uses of it.
const formatters = new Map<string, unknown>();

function cached<T>(key: unknown, make: () => T): T {
  const name = JSON.stringify(key);
  let found = formatters.get(name) as T | undefined;
  if (!found) formatters.set(name, (found = make()));
  return found;
}

/** A number with at most `digits` decimals. */
export function formatNumber(hass: Wishes, value: number, digits = 0): string {
  const options: Intl.NumberFormatOptions = {
    maximumFractionDigits: digits,
    useGrouping: hass.locale.number_format !== "none",
  };
  const locale = hass.locale.number_format === "none" ? "en-US" : numberLocale(hass);
  return cached(["n", locale, options], () => new Intl.NumberFormat(locale, options)).format(value);
}

/** Bytes as drives are sold: "4 TB", "1.92 TB". */
export function formatSize(hass: Wishes, bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 9.995 ? 2 : value < 99.5 ? 1 : 0;
  return isolated(`${formatNumber(hass, value, digits)}${NBSP}${UNITS[unit]}`);
}

/** Bytes a second: "182 MB/s". */
export function formatSpeed(hass: Wishes, bytes: number): string {
  const value = bytes / 1e6;
  return isolated(`${formatNumber(hass, value, value < 9.95 ? 1 : 0)}${NBSP}MB/s`);
}

/** 0 to 100. Never rounded up to what is not reached. */
export function formatPercent(hass: Wishes, percent: number, digits = 0): string {
  const scale = 10 ** digits;
  const value = Math.floor(percent * scale + 1e-9) / scale;
  return isolated(`${formatNumber(hass, value, digits)}${NBSP}%`);
}

/** Degrees Celsius, shown in the user's unit. */
export function formatTemperature(hass: Wishes, celsius: number): string {
  const unit = hass.config.unit_system.temperature;
  const value = unit === "°F" ? celsius * 1.8 + 32 : celsius;
  return isolated(`${formatNumber(hass, Math.round(value))}${NBSP}${unit}`);
}

/** Seconds in their two largest units: "3 days 4 hr", "2 hr 5 min", "45 sec". */
export function formatDuration(hass: Wishes, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const rounded = whole >= MINUTE ? Math.round(whole / MINUTE) * MINUTE : whole;
  const parts: [number, "day" | "hour" | "minute" | "second"][] = [
    [Math.floor(rounded / DAY), "day"],
    [Math.floor((rounded % DAY) / HOUR), "hour"],
    [Math.floor((rounded % HOUR) / MINUTE), "minute"],
    [rounded % MINUTE, "second"],
  ];
  const start = Math.max(
    0,
    parts.findIndex(([count]) => count > 0),
  );
  const none = rounded === 0;
  const said = parts
    .slice(none ? 3 : start, none ? 4 : start + 2)
    .filter(([count]) => none || count > 0)
    .map(([count, unit]) => formatUnit(hass, count, unit));
  return apart(said.join(" "));
}

function formatUnit(hass: Wishes, count: number, unit: string): string {
  const options: Intl.NumberFormatOptions = { style: "unit", unit, unitDisplay: "short" };
  const locale = hass.locale.language;
  const text = cached(["u", locale, unit], () => new Intl.NumberFormat(locale, options));
  return text.format(count).replace(" ", NBSP);
}

function zone(hass: Wishes): string | undefined {
  return hass.locale.time_zone === "server" ? hass.config.time_zone : undefined;
}

function hour12(hass: Wishes): boolean | undefined {
  if (hass.locale.time_format === "12") return true;
  if (hass.locale.time_format === "24") return false;
  return undefined;
}

function timeLocale(hass: Wishes): string | undefined {
  return hass.locale.time_format === "system" ? undefined : hass.locale.language;
}

function formatted(hass: Wishes, time: Time | number, options: Intl.DateTimeFormatOptions): string {
  const locale = timeLocale(hass);
  const clock = hour12(hass);
  const all: Intl.DateTimeFormatOptions = { ...options };
  const timeZone = zone(hass);
  if (timeZone) all.timeZone = timeZone;
  if (all.hour && clock !== undefined) all.hourCycle = clock ? "h12" : "h23";
  const format = cached(["t", locale, all], () => new Intl.DateTimeFormat(locale, all));
  return apart(format.format(new Date(time)));
}

function sameDay(hass: Wishes, one: Time | number, other: Time | number): boolean {
  const day: Intl.DateTimeFormatOptions = { year: "numeric", month: "numeric", day: "numeric" };
  return formatted(hass, one, day) === formatted(hass, other, day);
}

/** "14:05" today, "Thu 14:05" in the next six days, "Nov 24, 14:05" else; `now` in milliseconds. */
export function formatMoment(hass: Wishes, time: Time, now: number = Date.now()): string {
  const clock: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const at = Date.parse(time);
  if (sameDay(hass, at, now)) return formatted(hass, at, clock);
  if (at > now && at - now < 6 * DAY * 1000) {
    return formatted(hass, at, { weekday: "short", ...clock });
  }
  return formatted(hass, at, { month: "short", day: "numeric", ...clock });
}

/** As a moment, where there is little room: other days than those of this week without the hour, "Nov 30". */
export function formatShort(hass: Wishes, time: Time, now: number = Date.now()): string {
  const away = Date.parse(time) - now;
  const near = sameDay(hass, time, now) || (away > 0 && away < 6 * DAY * 1000);
  return near
    ? formatMoment(hass, time, now)
    : formatted(hass, time, { month: "short", day: "numeric" });
}

/** Date and time in full, with the year. */
export function formatDateTime(hass: Wishes, time: Time): string {
  return formatted(hass, time, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  });
}
