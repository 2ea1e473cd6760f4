/** A text that reads as its first letter does, whatever stands around it. */
export const apart = (text: string): string =>
  document.documentElement.dir === "rtl" ? `\u2068${text}\u2069` : text;

/** A text that reads from left to right, on a page that reads from right to left. */
export const isolated = (text: string): string =>
  document.documentElement.dir === "rtl" ? `\u2066${text}\u2069` : text;
