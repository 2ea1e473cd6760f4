/** What stands above all else of a drive: what is wrong with it, and what holds it. */
import { mdiAlert, mdiAlertCircle, mdiLock, mdiLockOpenVariant } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";

import { formatMoment } from "../format";
import { t, word } from "../texts";
import type { Drive, Hass } from "../types";
import { icon } from "../ui/icon";

function notice(
  tone: string,
  path: string,
  title: string,
  texts: readonly string[],
  more: unknown = nothing,
): TemplateResult {
  return html`<div class="notice ${tone}">
    ${icon(path)}
    <div>
      ${title ? html`<p class="strong">${title}</p>` : nothing}
      ${texts.map((text) => html`<p><bdi>${text}</bdi></p>`)}${more}
    </div>
  </div>`;
}

function release(hass: Hass, row: Drive): TemplateResult | typeof nothing {
  const { release } = row.lock;
  if (!release.length) return nothing;
  return html`<p class="strong">${t(hass, "unlock.release")}</p>
    ${release.map((text) => html`<p><bdi>${text}</bdi></p>`)}`;
}

/** What is wrong with the drive or holds it, before anything else. */
export function notices(hass: Hass, row: Drive, now: number): TemplateResult | typeof nothing {
  const { lock, problems, notes } = row;
  // A running test holds its drive itself.
  const held = lock.state !== "free" && row.job?.state !== "running";
  if (!held && !lock.unlocked_until && !problems.length && !notes.length) return nothing;
  return html`<section>
    ${problems.length ? notice("bad", mdiAlertCircle, "", problems) : nothing}
    ${notes.length ? notice("warm", mdiAlert, "", notes) : nothing}
    ${lock.unlocked_until
      ? notice("warm", mdiLockOpenVariant, "", [
          t(hass, "lock_says.unlocked", {
            time: formatMoment(hass, lock.unlocked_until, now),
          }),
        ])
      : held
        ? notice("", mdiLock, word(hass, "lock", lock.state), lock.reasons, release(hass, row))
        : nothing}
  </section>`;
}
