/** What stands there while an answer is on its way, or did not come. */
import { mdiAlertCircle } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";

import { t } from "../texts";
import type { Hass } from "../types";
import { icon } from "../ui/icon";
import type { Fetched } from "./fetched";

export const spinner = (hass: Hass): TemplateResult =>
  html`<div class="centre" role="status">
    <span class="spinner"></span><span class="hidden">${t(hass, "drawer.loading")}</span>
  </div>`;

export const hint = (path: string, text: string): TemplateResult =>
  html`<div class="centre">${icon(path)}<p class="quiet">${text}</p></div>`;

/** What went wrong, with a button that tries again; nothing where nothing did. */
export function failure(hass: Hass, fetched: Fetched<unknown>): TemplateResult | typeof nothing {
  if (fetched.problem === null) return nothing;
  return html`<div class="notice bad" role="alert">
    ${icon(mdiAlertCircle)}
    <div>${t(hass, "drawer.not_loaded", { error: fetched.problem })}</div>
    <button class="button plain" ?disabled=${fetched.busy} @click=${fetched.retry}>
      ${t(hass, "drawer.retry")}
    </button>
  </div>`;
}

/** Shows what came, and besides it or in its place how far the asking is. */
export function loaded<T>(
  hass: Hass,
  fetched: Fetched<T>,
  show: (value: T) => TemplateResult,
): TemplateResult {
  const { value, problem } = fetched;
  return html`${failure(hass, fetched)}${value !== null
    ? show(value)
    : problem === null
      ? spinner(hass)
      : nothing}`;
}
