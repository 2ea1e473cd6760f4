/** When a test stood still, and why. */
import { mdiAccountClock, mdiFire, mdiNas, mdiPauseCircle } from "@mdi/js";
import { css, html, type TemplateResult } from "lit";

import { formatDuration, formatMoment, formatTemperature } from "../format";
import { t, word } from "../texts";
import type { Hass, Pause } from "../types";
import { joined } from "../ui/drive";
import { icon } from "../ui/icon";
import { between } from "./wording";

const CAUSES: Record<Pause["cause"], string> = {
  person: mdiAccountClock,
  host: mdiNas,
  heat: mdiFire,
};

export const pauseStyles = css`
  .pauses {
    display: grid;
    gap: 8px;
  }

  .pauses li {
    display: flex;
    align-items: flex-start;
    gap: 8px;
  }

  .pauses .icon {
    inline-size: 18px;
    block-size: 18px;
    margin-block-start: 1px;
    color: var(--nb-warm-text);
  }
`;

export function pauseList(hass: Hass, pauses: readonly Pause[], now: number): TemplateResult {
  return html`<ul class="pauses">
    ${pauses.map((pause) => {
      const seconds = between(pause.started, pause.ended ?? now);
      const parts = [
        word(hass, "pause", pause.cause),
        pause.temperature === null ? "" : formatTemperature(hass, pause.temperature),
        formatMoment(hass, pause.started, now),
        seconds === null ? "" : formatDuration(hass, seconds),
        pause.ended ? "" : t(hass, "pause.still"),
      ];
      return html`<li>
        ${icon(CAUSES[pause.cause] ?? mdiPauseCircle)}<span class="number"
          >${joined(parts)}</span
        >
      </li>`;
    })}
  </ul>`;
}
