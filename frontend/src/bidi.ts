/** A text that reads from left to right, on a page that reads from right to left. */
export const isolated = (text: string): string =>
  document.documentElement.dir === "rtl" ? `\u2066${text}\u2069` : text;
