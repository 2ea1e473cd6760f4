import { mdiLock, mdiLockOpenVariant } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";

import { formatSize } from "../format";
import { t, word } from "../texts";
import type { Drive, Hass, SelfTest } from "../types";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import * as cells from "./cells";
import { selectable } from "./selection";

export interface RowContext {
  hass: Hass;
  now: number;
  /** Whether there are check boxes: who may not start, does not see them. */
  choosing: boolean;
  /** The host's name, where there is more than one. */
  host: string | null;
  selected: boolean;
}

function choice(drive: Drive, context: RowContext): TemplateResult {
  const { hass } = context;
  if (selectable(drive)) {
    return html`<label class="check"
      ><input
        type="checkbox"
        data-key=${drive.key}
        .checked=${context.selected}
        aria-label=${t(hass, "table.select", { name: drive.name })}
    /></label>`;
  }
  if (drive.lock.state === "free" || drive.job?.state === "running") return html``;
  const said = word(hass, "lock", drive.lock.state);
  const open = drive.lock.unlocked_until !== null;
  const why = [said, ...drive.lock.reasons].join(". ");
  return html`<span class="check locked" role="img" aria-label=${said} title=${why}
    >${icon(open ? mdiLockOpenVariant : mdiLock)}</span
  >`;
}

/** What stands below the name: what the wide table has columns for comes only when it is narrow. */
function below(drive: Drive, context: RowContext): TemplateResult {
  const { hass, host } = context;
  const model = title(drive).includes(drive.model ?? "") ? null : drive.model;
  const size = drive.size === null ? null : formatSize(hass, drive.size);
  return html`<span class="below quiet small ellipsis wide-only"
      >${joined([model, host, drive.node])}</span
    ><span class="below quiet small ellipsis middle-only">${joined([alias(drive), host])}</span
    ><span class="below quiet small ellipsis narrow-only">${joined([alias(drive), size, host])}</span>`;
}

/** A self-test; and which one it is, where there is no header to say so. */
function test(hass: Hass, kind: "short" | "long", shown: SelfTest | null): TemplateResult {
  const still = !cells.worthShowing(shown);
  return html`<div class=${classMap({ [kind]: true, still })} role="cell">
    ${cells.selfTest(hass, shown)}
    ${still ? nothing : html`<span class="which quiet small">${t(hass, `column.${kind}`)}</span>`}
  </div>`;
}

/** One drive of the table. */
export function row(drive: Drive, context: RowContext): TemplateResult {
  const { hass, now, choosing } = context;
  return html`
    <div
      class=${classMap({ row: true, gone: !drive.present, selected: context.selected })}
      role="row"
      data-key=${drive.key}
    >
      ${choosing ? html`<div class="choice" role="cell">${choice(drive, context)}</div>` : nothing}
      <div class="drive" role="cell">
        <button class="name ellipsis" title=${title(drive)} aria-haspopup="dialog">
          ${title(drive)}
        </button>
        ${below(drive, context)}
      </div>
      <div class="serial number ellipsis" title=${drive.serial ?? nothing} role="cell">
        ${drive.serial ?? cells.empty(hass)}
      </div>
      <div class="size number" role="cell">${cells.size(hass, drive)}</div>
      <div class="temperature number" role="cell">${cells.temperature(hass, drive)}</div>
      <div class="health" role="cell">${cells.health(hass, drive)}</div>
      ${test(hass, "short", drive.short_test)} ${test(hass, "long", drive.long_test)}
      <div class="burn-in" role="cell">${cells.burnIn(hass, drive, now)}</div>
    </div>
  `;
}
