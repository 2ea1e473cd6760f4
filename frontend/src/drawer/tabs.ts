/** The drawer's tabs: which there are, and how one goes from one to the next. */
import { css, html, type TemplateResult } from "lit";

import { t } from "../texts";
import type { Hass } from "../types";

export const TABS = ["burn_in", "smart", "events", "history"] as const;
export type Tab = (typeof TABS)[number];

export const tabListStyles = css`
  [role="tablist"] {
    display: flex;
    padding-inline: 16px;
    border-block-end: 1px solid var(--nb-line);
    overflow-x: auto;
    scrollbar-width: none;
  }

  [role="tab"] {
    position: relative;
    flex: 1;
    min-block-size: 48px;
    padding-inline: 12px;
    color: var(--nb-quiet);
    font-weight: var(--nb-medium);
    white-space: nowrap;
    transition: color 120ms;
  }

  [role="tab"]:hover {
    color: var(--nb-text);
  }

  [role="tab"]:focus-visible {
    outline-offset: -4px;
    border-radius: 8px;
  }

  [role="tab"][aria-selected="true"] {
    color: var(--nb-accent-text);
  }

  [role="tab"][aria-selected="true"]::after {
    content: "";
    position: absolute;
    inset-inline: 12px;
    inset-block-end: -1px;
    block-size: 3px;
    border-radius: 3px 3px 0 0;
    background: var(--nb-accent);
  }

  @media (max-width: 500px) {
    [role="tablist"] {
      padding-inline: 4px;
    }
  }
`;

/** The tab that a key leads to, as they read on the page; null for other keys. */
function tabAfter(key: string, tab: Tab, rtl: boolean): Tab | null {
  const at = TABS.indexOf(tab);
  const to: Record<string, number> = {
    [rtl ? "ArrowLeft" : "ArrowRight"]: at + 1,
    [rtl ? "ArrowRight" : "ArrowLeft"]: at - 1,
    Home: 0,
    End: TABS.length - 1,
  };
  const next = to[key];
  return next === undefined ? null : TABS[(next + TABS.length) % TABS.length]!;
}

/** The list of tabs, of which `open` is shown; `choose` is told which is wanted, and by what. */
export function tabList(
  hass: Hass,
  open: Tab,
  choose: (tab: Tab, by: "pointer" | "key") => void,
): TemplateResult {
  const keyed = (event: KeyboardEvent): void => {
    const rtl = getComputedStyle(event.currentTarget as HTMLElement).direction === "rtl";
    const next = tabAfter(event.key, open, rtl);
    if (!next) return;
    event.preventDefault();
    choose(next, "key");
  };
  return html`<div
    slot="top"
    role="tablist"
    aria-label=${t(hass, "drawer.tabs")}
    @keydown=${keyed}
  >
    ${TABS.map(
      (tab) =>
        html`<button
          id="tab-${tab}"
          role="tab"
          aria-selected=${tab === open}
          aria-controls="panel"
          tabindex=${tab === open ? 0 : -1}
          @click=${() => choose(tab, "pointer")}
        >
          ${t(hass, `tab.${tab}`)}
        </button>`,
    )}
  </div>`;
}
