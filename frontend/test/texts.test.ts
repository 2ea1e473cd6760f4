import { describe, expect, it } from "vitest";

import { de, en, LANGUAGES, plural, t, word } from "../src/texts";

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe("texts", () => {
  it.each(Object.keys(LANGUAGES))("%s has the keys of English", (language) => {
    expect(Object.keys(LANGUAGES[language]!).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.entries(LANGUAGES))("%s has the placeholders of English", (_, texts) => {
    for (const [key, text] of Object.entries(en)) {
      expect([key, placeholders(texts[key as keyof typeof en])]).toEqual([key, placeholders(text)]);
      expect(texts[key as keyof typeof en].trim()).not.toBe("");
    }
  });

  it("speaks the user's language, else English", () => {
    expect(t({ language: "de" }, "common.close")).toBe(de["common.close"]);
    expect(t({ language: "de-CH" }, "common.close")).toBe(de["common.close"]);
    expect(t({ language: "nl" }, "common.close")).toBe("Close");
  });

  it("fills in values and chooses the form", () => {
    expect(plural({ language: "en" }, "common.drives", 1)).toBe("1 drive");
    expect(plural({ language: "de" }, "common.drives", 12)).toBe("12 Laufwerke");
    expect(t({ language: "en" }, "common.failed", { error: "<b>" })).toContain("<b>");
  });

  it("shows a word that is new as it came", () => {
    expect(word({ language: "en" }, "stage", "short_smart")).toBe("Short self-test");
    expect(word({ language: "en" }, "stage", "long_read")).toBe("long_read");
  });
});
