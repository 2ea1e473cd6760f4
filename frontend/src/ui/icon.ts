import { html, type TemplateResult } from "lit";

/** A picture beside words that say the same: nothing for a screen reader. */
export const icon = (path: string): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
