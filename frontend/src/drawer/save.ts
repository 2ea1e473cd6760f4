import type { Document } from "../types";

/** Long enough for the browser to have taken the file, in milliseconds. */
const KEEP = 30_000;

/** Has the browser save a document; it is never opened on Home Assistant's own page. */
export function save(file: Document): void {
  const address = URL.createObjectURL(new Blob([file.text], { type: file.mime }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP);
}
