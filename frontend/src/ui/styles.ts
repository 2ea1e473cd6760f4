/** What all elements share: colours of the theme, type, buttons, fields, states. */
import { css } from "lit";

// A state's plain colour is for areas and icons; text takes it mixed with the colour of
// text, or it would be too pale to read on a light card, and too dark on a dark one.
export const tokens = css`
  :host {
    --nb-text: var(--primary-text-color, #141414);
    --nb-quiet: var(--secondary-text-color, #5e5e5e);
    --nb-line: var(--divider-color, #0000001f);
    --nb-surface: var(--ha-card-background, var(--card-background-color, #fff));
    --nb-accent: var(--primary-color, #009ac7);
    --nb-ok: var(--success-color, #43a047);
    --nb-warm: var(--warning-color, #ffa600);
    --nb-bad: var(--error-color, #db4437);
    --nb-accent-text: color-mix(in srgb, var(--nb-accent) 62%, var(--nb-text));
    --nb-ok-text: color-mix(in srgb, var(--nb-ok) 60%, var(--nb-text));
    --nb-warm-text: color-mix(in srgb, var(--nb-warm) 48%, var(--nb-text));
    --nb-bad-text: color-mix(in srgb, var(--nb-bad) 70%, var(--nb-text));
    --nb-hover: color-mix(in srgb, var(--nb-text) 5%, transparent);
    --nb-track: color-mix(in srgb, var(--nb-text) 12%, transparent);
    --nb-field: var(--ha-color-form-background, var(--secondary-background-color, #f3f3f3));
    --nb-small: var(--ha-font-size-s, 12px);
    --nb-normal: var(--ha-font-size-m, 14px);
    --nb-large: var(--ha-font-size-l, 16px);
    --nb-medium: var(--ha-font-weight-medium, 500);
    color: var(--nb-text);
    font-family: var(--ha-font-family-body, Roboto, Noto, sans-serif);
    font-size: var(--nb-normal);
    line-height: 1.4;
    -webkit-font-smoothing: var(--ha-font-smoothing, antialiased);
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--nb-accent-text);
    outline-offset: 2px;
  }

  .icon {
    inline-size: 20px;
    block-size: 20px;
    flex: none;
    fill: currentColor;
  }

  .quiet {
    color: var(--nb-quiet);
  }

  .small {
    font-size: var(--nb-small);
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after,
    ::backdrop {
      animation: none !important;
      transition: none !important;
    }
  }
`;

/** `<button class="button [main|danger|plain]">`, `<button class="round">`, `.chip`. */
export const buttons = css`
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: none;
    margin: 0;
    padding: 0;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }

  button:disabled {
    cursor: default;
  }

  .button {
    --fill: var(--nb-track);
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 40px;
    padding-inline: 16px;
    border-radius: var(--ha-border-radius-pill, 9999px);
    background: var(--fill);
    font-weight: var(--nb-medium);
    text-align: center;
    transition: background 120ms;
  }

  .button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--fill) 88%, var(--nb-text));
  }

  .button.main {
    --fill: color-mix(in srgb, var(--nb-accent) 72%, #000);
    color: #fff;
  }

  .button.danger {
    --fill: color-mix(in srgb, var(--nb-bad) 88%, #000);
    color: #fff;
  }

  .button.plain {
    --fill: transparent;
    color: var(--nb-accent-text);
  }

  .button.plain:hover:not(:disabled),
  .round:hover:not(:disabled) {
    background: var(--nb-hover);
  }

  .button:disabled {
    opacity: 0.5;
  }

  .round {
    display: inline-grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    flex: none;
    border-radius: 50%;
    color: var(--nb-quiet);
  }

  .round:disabled {
    opacity: 0.35;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
    padding-inline: 12px;
    border: 1px solid var(--nb-line);
    border-radius: var(--ha-border-radius-md, 8px);
    transition: background 120ms;
  }

  .chip:hover {
    background: var(--nb-hover);
  }

  .chip .icon {
    inline-size: 18px;
    block-size: 18px;
  }

  .chip[aria-pressed="true"],
  .chip[aria-checked="true"] {
    border-color: transparent;
    background: color-mix(in srgb, var(--nb-accent) 20%, transparent);
  }
`;

/** Text fields, number fields, selects and check boxes as the browser has them, dressed. */
export const fields = css`
  input:not([type="checkbox"]),
  select {
    font: inherit;
    color: inherit;
    min-block-size: 40px;
    padding-inline: 12px;
    border: none;
    border-block-end: 1px solid var(--nb-quiet);
    border-start-start-radius: 8px;
    border-start-end-radius: 8px;
    background: var(--nb-field);
  }

  select option {
    background: var(--nb-surface);
    color: var(--nb-text);
  }

  input[type="checkbox"] {
    appearance: none;
    display: grid;
    place-items: center;
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    flex: none;
    border: 2px solid var(--nb-quiet);
    border-radius: 4px;
    cursor: pointer;
    transition: background 120ms;
  }

  input[type="checkbox"]:checked,
  input[type="checkbox"]:indeterminate {
    border-color: transparent;
    background: color-mix(in srgb, var(--nb-accent) 82%, #000);
  }

  input[type="checkbox"]:checked::before {
    content: "";
    inline-size: 6px;
    block-size: 11px;
    margin-block-end: 3px;
    border: solid #fff;
    border-width: 0 2px 2px 0;
    rotate: 45deg;
  }

  input[type="checkbox"]:indeterminate::before {
    content: "";
    inline-size: 10px;
    block-size: 2px;
    background: #fff;
  }

  input[type="checkbox"]:disabled {
    opacity: 0.4;
    cursor: default;
  }
`;

/** `.state.ok`, `.warm`, `.bad`, `.busy`: an icon and a word; `.bar`: how far; `.notice`. */
export const states = css`
  .state {
    display: flex;
    align-items: center;
    gap: 6px;
    min-inline-size: 0;
  }

  .state .icon {
    inline-size: 18px;
    block-size: 18px;
    color: var(--nb-quiet);
  }

  .state.ok .icon {
    color: var(--nb-ok);
  }

  .state.warm .icon {
    color: var(--nb-warm-text);
  }

  .state.bad .icon {
    color: var(--nb-bad);
  }

  .state.busy .icon {
    color: var(--nb-accent);
  }

  .state.warm .word {
    color: var(--nb-warm-text);
  }

  .state.bad .word {
    color: var(--nb-bad-text);
  }

  .bar {
    --fill: var(--nb-accent);
    display: block;
    block-size: 4px;
    border-radius: 2px;
    background: var(--nb-track);
    overflow: hidden;
  }

  .bar > span {
    display: block;
    block-size: 100%;
    border-radius: inherit;
    background: var(--fill);
    transform-origin: left;
  }

  .bar:dir(rtl) > span {
    transform-origin: right;
  }

  .bar.warm {
    --fill: var(--nb-warm);
  }

  .notice {
    --tone: var(--info-color, #039be5);
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 12px;
    padding: 12px 16px;
    border-radius: var(--ha-border-radius-md, 8px);
    background: color-mix(in srgb, var(--tone) 12%, transparent);
  }

  .notice > .icon {
    color: color-mix(in srgb, var(--tone) 80%, var(--nb-text));
  }

  .notice.warm {
    --tone: var(--nb-warm);
  }

  .notice.bad {
    --tone: var(--nb-bad);
  }

  .notice > div {
    flex: 1 1 min(220px, calc(100% - 32px));
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  /* On a line of its own where the text would be squeezed. */
  .notice .button {
    min-block-size: 32px;
    margin-block: -6px;
    margin-inline: auto -8px;
  }
`;

export const shared = [tokens, buttons, fields, states];
