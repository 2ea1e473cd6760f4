/** What can be done with the drive, below all else of its drawer, and what went wrong in doing it. */
import {
  mdiAlertCircle,
  mdiClose,
  mdiLock,
  mdiLockOpenVariant,
  mdiPause,
  mdiPlay,
  mdiStop,
} from "@mdi/js";
import { css, html, type TemplateResult } from "lit";

import { t } from "../texts";
import type { Hass } from "../types";
import { icon } from "../ui/icon";
import type { Deed } from "./deeds";

export const footerStyles = css`
  .problem {
    flex: 1 1 100%;
    align-items: center;
  }

  .problem .round {
    inline-size: 32px;
    block-size: 32px;
    margin-block: -4px;
  }

  [slot="footer"].ends {
    order: -1;
    margin-inline-end: auto;
    color: var(--nb-bad-text);
  }

  @media (max-width: 500px) {
    [slot="footer"].button {
      padding-inline: 14px;
    }
  }
`;

const LOOKS: Record<Deed, string> = {
  resume_job: mdiPlay,
  start: mdiPlay,
  unlock: mdiLockOpenVariant,
  resume: mdiPlay,
  pause: mdiPause,
  relock: mdiLock,
  cancel: mdiStop,
  cancel_test: mdiStop,
};

/** What went wrong, until it is dismissed. */
export function problemNotice(hass: Hass, problem: string, dismiss: () => void): TemplateResult {
  return html`<div slot="footer" class="notice bad problem" role="alert">
    ${icon(mdiAlertCircle)}
    <div>${problem}</div>
    <button class="round" aria-label=${t(hass, "drawer.dismiss")} @click=${dismiss}>
      ${icon(mdiClose)}
    </button>
  </div>`;
}

/** A button for each deed; what ends a test stands apart from what one mostly wants. */
export function deedButtons(
  hass: Hass,
  all: readonly Deed[],
  busy: boolean,
  press: (deed: Deed) => void,
): TemplateResult {
  return html`${all.toReversed().map((deed) => {
    const ends = deed === "cancel" || deed === "cancel_test";
    const look = deed === all[0] ? "main" : "";
    return html`<button
      slot="footer"
      class="button ${ends ? "plain ends" : look} ${deed}"
      ?disabled=${busy}
      @click=${() => press(deed)}
    >
      ${icon(LOOKS[deed])}${t(hass, `deed.${deed}`)}
    </button>`;
  })}`;
}
