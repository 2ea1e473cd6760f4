/** The vital signs of a job: when it began, how long it runs, when it will be done. */
import { css, html, nothing, type TemplateResult } from "lit";

import { health, temperature } from "../card/cells";
import { formatDateTime, formatDuration, formatMoment, formatSpeed } from "../format";
import { type TextKey, t } from "../texts";
import type { Drive, Hass, Job, Time } from "../types";
import { eta } from "../ui/job";
import { between } from "./wording";

export const vitalStyles = css`
  .vitals {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
    gap: 16px;
  }

  .vitals dd {
    font-size: var(--nb-large);
    font-weight: var(--nb-medium);
  }

  .vitals .state .icon {
    inline-size: 20px;
    block-size: 20px;
  }
`;

type Shown = TemplateResult | string;

function moment(hass: Hass, time: Time, now: number): TemplateResult {
  return html`<time datetime=${time} title=${formatDateTime(hass, time)}
    >${formatMoment(hass, time, now)}</time
  >`;
}

function ofRunning(hass: Hass, job: Job, now: number): [TextKey, Shown | null][] {
  const finish = eta(job);
  const left = finish === null ? null : between(new Date(now).toISOString(), finish);
  const elapsed = between(job.started, now);
  const soon = html`<span class="quiet">${t(hass, "vitals.not_yet")}</span>`;
  return [
    ["vitals.started", job.started && moment(hass, job.started, now)],
    ["vitals.elapsed", elapsed === null ? null : formatDuration(hass, elapsed)],
    ["vitals.left", left === null ? soon : formatDuration(hass, left)],
    ["vitals.finish", finish && moment(hass, finish, now)],
    ["vitals.speed", job.speed === null ? null : formatSpeed(hass, job.speed)],
  ];
}

function ofQueued(hass: Hass, job: Job, now: number): [TextKey, Shown | null][] {
  return [
    ["vitals.queued", job.created && moment(hass, job.created, now)],
    ["vitals.place", job.queue_position === null ? null : String(job.queue_position)],
    ["vitals.takes", job.seconds === null ? null : formatDuration(hass, job.seconds)],
    ["vitals.finish", job.finish && moment(hass, job.finish, now)],
  ];
}

function ofEnded(hass: Hass, job: Job, now: number): [TextKey, Shown | null][] {
  const took = between(job.started, job.ended);
  return [
    ["vitals.started", job.started && moment(hass, job.started, now)],
    ["vitals.ended", job.ended && moment(hass, job.ended, now)],
    ["vitals.took", took === null ? null : formatDuration(hass, took)],
  ];
}

/** What is not known is left out. */
export function vitals(hass: Hass, drive: Drive, job: Job | null, now: number): TemplateResult {
  const all: [TextKey, Shown | null][] = [
    ...(!job
      ? []
      : job.state === "running"
        ? ofRunning(hass, job, now)
        : job.state === "queued"
          ? ofQueued(hass, job, now)
          : ofEnded(hass, job, now)),
    ["vitals.temperature", drive.temperature === null ? null : temperature(hass, drive)],
    ["column.health", drive.health === null ? null : health(hass, drive)],
  ];
  return html`<dl class="vitals number">
    ${all.map(([key, shown]) =>
      shown === null
        ? nothing
        : html`<div>
            <dt>${t(hass, key)}</dt>
            <dd>${shown}</dd>
          </div>`,
    )}
  </dl>`;
}
