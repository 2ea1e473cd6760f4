/** The stages of a job, one below the other, each with what it did or waits for. */
import {
  mdiAlertCircle,
  mdiCheckCircle,
  mdiCircleOutline,
  mdiCloseCircle,
  mdiHelpCircle,
  mdiProgressClock,
  mdiSkipNextCircle,
  mdiStopCircle,
} from "@mdi/js";
import { css, html, type TemplateResult } from "lit";

import { word } from "../texts";
import type { Hass, Job, StageState } from "../types";
import { icon } from "../ui/icon";
import type { Tone } from "../ui/job";
import { stageSays, stageTimes } from "./wording";

export const stageStyles = css`
  .stages > li {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr) auto;
    gap: 0 12px;
    position: relative;
    padding-block-end: 16px;
  }

  .stages > li:last-child {
    padding-block-end: 0;
  }

  .stages > li:not(:last-child)::before {
    content: "";
    position: absolute;
    inset-block: 26px 2px;
    inset-inline-start: 11px;
    inline-size: 2px;
    border-radius: 1px;
    background: var(--nb-line);
  }

  .stages .icon {
    inline-size: 24px;
    block-size: 24px;
    color: var(--nb-quiet);
  }

  .stages .ok .icon {
    color: var(--nb-ok);
  }

  .stages .warm .icon {
    color: var(--nb-warm-text);
  }

  .stages .bad .icon {
    color: var(--nb-bad);
  }

  .stages .busy .icon {
    color: var(--nb-accent);
  }

  .stages .what {
    font-weight: var(--nb-medium);
    line-height: 24px;
  }

  .stages .when {
    text-align: end;
    line-height: 24px;
  }

  .stages .says {
    grid-column: 2 / -1;
  }
`;

const STATES: Record<StageState, [string, Tone]> = {
  pending: [mdiCircleOutline, "quiet"],
  running: [mdiProgressClock, "busy"],
  passed: [mdiCheckCircle, "ok"],
  failed: [mdiCloseCircle, "bad"],
  cancelled: [mdiStopCircle, "quiet"],
  unknown: [mdiHelpCircle, "warm"],
  skipped: [mdiSkipNextCircle, "quiet"],
};

export function stages(hass: Hass, job: Job, now: number): TemplateResult {
  return html`<ol class="stages">
    ${job.stages.map((stage, position) => {
      const [path, tone] = STATES[stage.state] ?? [mdiAlertCircle, "warm"];
      return html`<li class=${tone}>
        ${icon(path)}
        <span class="what"
          >${word(hass, "stage", stage.kind)}<span class="hidden"
            >: ${word(hass, "stage_state", stage.state)}</span
          ></span
        >
        <span class="when quiet small number">${stageTimes(hass, stage, now)}</span>
        <div class="says quiet">${stageSays(hass, job, position).map((text) => html`<p><bdi>${text}</bdi></p>`)}</div>
      </li>`;
    })}
  </ol>`;
}
