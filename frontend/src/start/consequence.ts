import { mdiAlert, mdiInformationOutline } from "@mdi/js";
import { css, html, type TemplateResult } from "lit";

import { formatSize } from "../format";
import { plural, t } from "../texts";
import type { Drive, Hass } from "../types";
import { icon } from "../ui/icon";
import { type Choice, erases, lack } from "./choice";

export const consequenceStyles = css`
  .notice {
    margin-block: 0 16px;
  }

  .notice p {
    margin: 0;
  }

  .notice strong {
    font-weight: var(--nb-medium);
  }
`;

/** What is lacking before it can be started; else what a start would erase. */
export function consequence(hass: Hass, choice: Choice, drives: readonly Drive[]): TemplateResult {
  const missing = lack(choice);
  if (missing) {
    return html`<div class="notice warm">
      ${icon(mdiAlert)}
      <div>${t(hass, `start.${missing}`)}</div>
    </div>`;
  }
  if (!erases(choice)) {
    return html`<div class="notice">
      ${icon(mdiInformationOutline)}
      <div>${t(hass, "start.erases_nothing")}</div>
    </div>`;
  }
  const bytes = drives.reduce((sum, drive) => sum + (drive.size ?? 0), 0);
  const size = formatSize(hass, bytes);
  return html`<div class="notice bad">
    ${icon(mdiAlert)}
    <div>
      <strong>${plural(hass, "start.erases_all", drives.length, { size })}</strong>
      <p>${t(hass, "start.no_way_back")}</p>
    </div>
  </div>`;
}
