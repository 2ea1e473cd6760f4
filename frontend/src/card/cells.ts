/** What stands in the cells of a drive. */
import {
  mdiAlertCircle,
  mdiCheckCircle,
  mdiCloseCircle,
  mdiFire,
  mdiHelpCircleOutline,
  mdiProgressClock,
  mdiThermometerAlert,
} from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { styleMap } from "lit/directives/style-map.js";

import { formatPercent, formatSize, formatTemperature } from "../format";
import { plural, t, word } from "../texts";
import type { Drive, Hass, SelfTest } from "../types";
import { icon } from "../ui/icon";
import { jobLine, type Tone } from "../ui/job";

/** Nothing reported: a dash to look at, a word to hear. */
export const empty = (hass: Hass): TemplateResult =>
  html`<span class="dash quiet" aria-hidden="true">–</span
    ><span class="hidden">${t(hass, "common.not_reported")}</span>`;

export function state(tone: Tone, path: string | null, said: string): TemplateResult {
  return html`<span class="state ${tone}"
    >${path ? icon(path) : nothing}<span class="word ellipsis">${said}</span></span
  >`;
}

/** A bar that a screen reader hears as well. */
export function bar(label: string, percent: number, warm = false): TemplateResult {
  const at = Math.min(100, Math.max(0, percent));
  return html`<span
    class=${classMap({ bar: true, warm })}
    role="progressbar"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.floor(at)}
    ><span style=${styleMap({ transform: `scaleX(${(at / 100).toFixed(4)})` })}></span
  ></span>`;
}

export function size(hass: Hass, drive: Drive): TemplateResult | string {
  return drive.size === null ? empty(hass) : formatSize(hass, drive.size);
}

export function temperature(hass: Hass, drive: Drive): TemplateResult {
  if (drive.temperature === null) return empty(hass);
  const degrees = formatTemperature(hass, drive.temperature);
  if (drive.temperature_level === "hot") {
    const said = html`${degrees}<span class="hidden">${t(hass, "temperature.hot")}</span>`;
    return html`<span class="state bad">${icon(mdiFire)}<span class="word">${said}</span></span>`;
  }
  if (drive.temperature_level === "warm") {
    const said = html`${degrees}<span class="hidden">${t(hass, "temperature.warm")}</span>`;
    return html`<span class="state warm"
      >${icon(mdiThermometerAlert)}<span class="word">${said}</span></span
    >`;
  }
  return html`<span class="state"><span class="word">${degrees}</span></span>`;
}

export function health(hass: Hass, drive: Drive): TemplateResult {
  if (drive.health === null) return empty(hass);
  if (drive.health === "ok") return state("ok", mdiCheckCircle, word(hass, "health", "ok"));
  const count = drive.problems.length;
  const said = count > 1 ? plural(hass, "health.problems", count) : word(hass, "health", "problem");
  return state("bad", mdiAlertCircle, said);
}

const TESTS: Record<SelfTest["state"], [string | null, Tone]> = {
  idle: [null, "quiet"],
  running: [mdiProgressClock, "busy"],
  passed: [mdiCheckCircle, "ok"],
  failed: [mdiCloseCircle, "bad"],
  aborted: [mdiHelpCircleOutline, "quiet"],
  interrupted: [mdiHelpCircleOutline, "warm"],
  unknown: [mdiHelpCircleOutline, "quiet"],
};

export function selfTest(hass: Hass, test: SelfTest | null): TemplateResult {
  if (!test) return empty(hass);
  const [path, tone] = TESTS[test.state] ?? TESTS.unknown;
  if (test.state === "idle") {
    return html`<span class="quiet">${word(hass, "test", "idle")}</span>`;
  }
  const running = test.state === "running" && test.percent !== null;
  const said = running ? formatPercent(hass, test.percent!) : word(hass, "test", test.state);
  return state(tone, path, said);
}

/** Whether a self-test deserves room where there is little. */
export const worthShowing = (test: SelfTest | null): boolean =>
  test !== null && ["running", "failed", "interrupted"].includes(test.state);

export function burnIn(hass: Hass, drive: Drive, now: number): TemplateResult {
  const line = jobLine(hass, drive, now);
  if (!line) {
    if (!drive.present) return html`<span class="quiet">${t(hass, "drive.gone")}</span>`;
    if (drive.startable) return html`<span class="quiet">${t(hass, "drive.ready")}</span>`;
    return html`<span class="quiet">${lockWord(hass, drive)}</span>`;
  }
  const top = html`<span class="line"
    >${state(line.tone, line.icon, line.word)} <span
      class="quiet small number ellipsis"
      title=${line.detail || nothing}
      >${line.detail}</span
    ></span
  >`;
  if (line.percent === null) return top;
  const label = t(hass, "job.progress_of", { name: drive.name });
  return html`${top}${bar(label, line.percent, line.tone === "warm")}`;
}

export function lockWord(hass: Hass, drive: Drive): TemplateResult | string {
  return drive.lock.state === "free" ? empty(hass) : word(hass, "lock", drive.lock.state);
}
