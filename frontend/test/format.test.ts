import { afterEach, describe, expect, it } from "vitest";

import { fakeHass, NOW } from "../dev/fake";
import {
  formatDateTime,
  formatDuration,
  formatMoment,
  formatNumber,
  formatPercent,
  formatShort,
  formatSize,
  formatSpeed,
  formatTemperature,
} from "../src/format";
import type { Hass, HassLocale } from "../src/types";

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ").replace("’", "'");

function as(locale: Partial<HassLocale>, change: Partial<Hass> = {}): Hass {
  const hass = fakeHass(change);
  hass.locale = { ...hass.locale, ...locale };
  return hass;
}

const english = as({ language: "en" });
const german = as({ language: "de" });

afterEach(() => {
  document.documentElement.dir = "";
});

describe("numbers", () => {
  it.each([
    ["language", "1,234.5"],
    ["comma_decimal", "1,234.5"],
    ["decimal_comma", "1.234,5"],
    ["space_comma", "1 234,5"],
    ["quote_decimal", "1'234.5"],
    ["none", "1234.5"],
  ])("follow the format %s", (number_format, expected) => {
    expect(plain(formatNumber(as({ number_format }), 1234.5, 1))).toBe(expected);
  });

  it("follow the language", () => {
    expect(formatNumber(german, 1234.5, 1)).toBe("1.234,5");
  });
});

describe("sizes and speeds", () => {
  it.each([
    [0, "0 B"],
    [512, "512 B"],
    [4_000_787_030_016, "4 TB"],
    [1_920_383_410_176, "1.92 TB"],
    [500_107_862_016, "500 GB"],
    [18_000_207_937_536, "18 TB"],
    [999_900_000, "1 GB"],
  ])("%d bytes are %s", (bytes, expected) => {
    expect(plain(formatSize(english, bytes))).toBe(expected);
  });

  it("take decimals from the language", () => {
    expect(plain(formatSize(german, 1_920_383_410_176))).toBe("1,92 TB");
    expect(plain(formatSpeed(english, 182_400_000))).toBe("182 MB/s");
    expect(plain(formatSpeed(german, 3_240_000))).toBe("3,2 MB/s");
  });

  it("stand in their order on a page from right to left", () => {
    document.documentElement.dir = "rtl";
    expect(plain(formatSize(english, 4e12))).toBe("\u20664 TB\u2069");
  });
});

describe("percentages", () => {
  it.each([
    [47.9, 0, "47 %"],
    [99.99, 0, "99 %"],
    [100, 0, "100 %"],
    [0.29, 1, "0.2 %"],
  ])("%d is never rounded up", (percent, digits, expected) => {
    expect(plain(formatPercent(english, percent, digits))).toBe(expected);
  });
});

describe("temperatures", () => {
  it("are in the user's unit", () => {
    expect(plain(formatTemperature(english, 40.4))).toBe("40 °C");
    const fahrenheit = as({}, {
      config: { time_zone: "UTC", unit_system: { temperature: "°F" } },
    });
    expect(plain(formatTemperature(fahrenheit, 40))).toBe("104 °F");
  });
});

describe("durations", () => {
  it.each([
    [0, "0 sec"],
    [45, "45 sec"],
    [60, "1 min"],
    [3_599, "1 hr"],
    [7_500, "2 hr 5 min"],
    [86_400, "1 day"],
    [273_600, "3 days 4 hr"],
    [-5, "0 sec"],
  ])("%d s are %s", (seconds, expected) => {
    expect(plain(formatDuration(english, seconds))).toBe(expected);
  });

  it("speak the language", () => {
    expect(plain(formatDuration(german, 7_500))).toBe("2 Std. 5 Min.");
  });
});

describe("times", () => {
  const moment = (hass: Hass, time: string): string => plain(formatMoment(hass, time, NOW));

  it("are short today, with the weekday soon, with the date later", () => {
    expect(moment(english, "2026-11-24T14:05:00+00:00")).toBe("15:05");
    expect(moment(english, "2026-11-26T14:05:00+00:00")).toBe("Thu 15:05");
    expect(moment(english, "2026-12-24T14:05:00+00:00")).toBe("Dec 24, 15:05");
    // The same weekday lies before and after.
    expect(moment(english, "2026-11-21T14:05:00+00:00")).toBe("Nov 21, 15:05");
  });

  it("leave out the hour of a day far off, where there is little room", () => {
    const finish = (time: string): string => plain(formatShort(english, time, NOW));
    expect(finish("2026-11-26T14:05:00+00:00")).toBe("Thu 15:05");
    expect(finish("2026-12-24T14:05:00+00:00")).toBe("Dec 24");
    expect(finish("2026-11-23T14:05:00+00:00")).toBe("Nov 23");
    expect(finish("2026-11-24T07:05:00+00:00")).toBe("08:05");
  });

  it("follow the clock the user chose", () => {
    expect(moment(as({ time_format: "12" }), "2026-11-24T14:05:00+00:00")).toBe("3:05 PM");
  });

  it("follow the zone the user chose: midnight is not everywhere the same", () => {
    const tokyo = as({}, {
      config: { time_zone: "Asia/Tokyo", unit_system: { temperature: "°C" } },
    });
    expect(moment(tokyo, "2026-11-24T14:05:00+00:00")).toBe("23:05");
    expect(moment(tokyo, "2026-11-24T15:05:00+00:00")).toMatch(/^Wed.* 00:05$/);
  });

  it("have the year where they stand alone", () => {
    expect(plain(formatDateTime(english, "2026-11-24T14:05:00+00:00"))).toBe("Nov 24, 2026, 15:05");
  });
});
