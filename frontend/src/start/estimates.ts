/** The drives that are about to be started, and what is known of it beforehand. */
import { mdiAlert, mdiAlertCircle, mdiDelete } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";

import { formatDuration, formatMoment, formatSize } from "../format";
import { plural, t } from "../texts";
import type { Drive, DriveEstimate, Estimate, Hass } from "../types";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";

export const estimateStyles = css`
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
    border: 1px solid var(--nb-line);
    border-radius: var(--ha-border-radius-lg, 12px);
    max-block-size: 280px;
    overflow-y: auto;
  }

  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 16px;
    padding: 8px 16px;
  }

  li + li {
    border-block-start: 1px solid var(--nb-line);
  }

  .name {
    font-weight: var(--nb-medium);
  }

  .when {
    text-align: end;
  }

  .said {
    grid-column: 1 / -1;
    display: flex;
    align-items: flex-start;
    gap: 6px;
    overflow-wrap: anywhere;
  }

  .said .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--nb-warm-text);
  }

  .said.bad .icon {
    color: var(--nb-bad);
  }
`;

function said(tone: string, path: string, text: string): TemplateResult {
  return html`<span class="said small ${tone}">${icon(path)}<span>${text}</span></span>`;
}

function driveEstimate(
  hass: Hass,
  drive: Drive,
  estimate: DriveEstimate | undefined,
): TemplateResult {
  const size = drive.size === null ? null : formatSize(hass, drive.size);
  const lasts = estimate?.seconds == null ? "" : formatDuration(hass, estimate.seconds);
  const done = estimate?.finish ? formatMoment(hass, estimate.finish) : "";
  return html`<li>
    <span class="name ellipsis">${title(drive)}</span>
    <span class="when number">${lasts}</span>
    <span class="quiet small ellipsis">${joined([alias(drive), size])}</span>
    <span class="when quiet small number"
      >${done ? t(hass, "job.until", { time: done }) : nothing}</span
    >
    ${estimate?.reasons.map((text) => said("bad", mdiAlertCircle, text))}
    ${estimate?.contents.map((text) => said("warm", mdiDelete, text))}
    ${estimate?.notes.map((text) => said("warm", mdiAlert, text))}
  </li>`;
}

/** Each drive: how long it takes, and what speaks against it. */
export function estimates(
  hass: Hass,
  drives: readonly Drive[],
  estimate: Estimate | null,
): TemplateResult {
  const known = new Map(estimate?.drives.map((one) => [one.device_id, one]));
  return html`<section>
    <h3>${plural(hass, "start.drives", drives.length)}</h3>
    <ul tabindex="0" aria-label=${plural(hass, "start.drives", drives.length)}>
      ${drives.map((drive) => driveEstimate(hass, drive, known.get(drive.device_id ?? "")))}
    </ul>
  </section>`;
}
