/** The bad blocks that a test of the surface has found. */
import { mdiAlertCircle } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";

import { formatNumber } from "../format";
import { t } from "../texts";
import type { Hass, Job, Surface } from "../types";
import { joined } from "../ui/drive";
import { icon } from "../ui/icon";
import { blocks } from "../ui/job";

const BLOCKS_SHOWN = 20;

export const badBlockStyles = css`
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px 2px 6px;
    padding-inline: 6px 10px;
    border-radius: var(--ha-border-radius-pill, 9999px);
    background: color-mix(in srgb, var(--nb-bad) 16%, transparent);
    color: var(--nb-bad-text);
    font-weight: var(--nb-medium);
  }

  .badge .icon {
    inline-size: 18px;
    block-size: 18px;
    color: var(--nb-bad);
  }

  code {
    font-family: var(--ha-font-family-code, ui-monospace, monospace);
    font-size: var(--nb-small);
    overflow-wrap: anywhere;
  }

  .blocks {
    margin-block-start: 8px;
  }
`;

/** How many there are, where the first ones are, and how many are too many. */
export function badBlocks(hass: Hass, job: Job, surface: Surface): TemplateResult {
  const count = job.bad_blocks ?? 0;
  if (!count) {
    return html`<section>
      <h3>${t(hass, "bad_blocks.title")}</h3>
      <p>
        ${job.ended === null
          ? t(hass, "bad_blocks.none", { limit: surface.error_limit })
          : t(hass, "bad_blocks.none_at_all")}
      </p>
    </section>`;
  }
  const { read, write, corruption } = surface.errors;
  const first = surface.bad_blocks.slice(0, BLOCKS_SHOWN);
  return html`<section>
    <h3>${t(hass, "bad_blocks.title")}</h3>
    <span class="badge">${icon(mdiAlertCircle)}${blocks(hass, count)}</span>
    <p class="quiet small blocks">
      ${joined([
        t(hass, "bad_blocks.errors", { read, write, corruption }),
        t(hass, "bad_blocks.limit", { limit: surface.error_limit }),
      ])}
    </p>
    ${first.length
      ? html`<p class="blocks">
          <span class="quiet small"
            >${t(hass, "bad_blocks.first", { size: formatNumber(hass, surface.block_size) })}</span
          ><br /><code dir="ltr"
            >${first.join(", ")}${surface.bad_blocks.length > first.length || count > first.length
              ? " …"
              : ""}</code
          >
        </p>`
      : nothing}
  </section>`;
}
