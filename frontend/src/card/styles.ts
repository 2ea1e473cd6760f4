import { css } from "lit";

export const styles = css`
  ha-card {
    display: block;
  }

  .card {
    --columns: minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px 108px 108px
      minmax(240px, 2.6fr);
    container-type: inline-size;
    padding-block-end: 4px;
  }

  .choosing {
    --columns: 52px minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px 108px 108px
      minmax(240px, 2.6fr);
  }

  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 16px;
    padding: 16px 16px 12px;
  }

  h2 {
    margin: 0;
    font-size: var(--ha-font-size-xl, 20px);
    font-weight: var(--ha-font-weight-normal, 400);
    line-height: 1.2;
  }

  p {
    margin: 0;
  }

  .banners {
    display: grid;
    gap: 8px;
    padding: 0 16px 12px;
  }

  /* --- The table --- */

  .row {
    display: grid;
    grid-template-columns: var(--columns);
    align-items: center;
    min-block-size: 52px;
    border-block-end: 1px solid var(--nb-line);
  }

  .row > div {
    min-inline-size: 0;
    padding-inline: 8px;
  }

  .row > div:first-child:not(.choice) {
    padding-inline-start: 16px;
  }

  .row > div:last-child {
    padding-inline-end: 16px;
  }

  .row > .choice {
    padding: 0;
  }

  .row[data-key] {
    contain: content;
    cursor: pointer;
    transition: background 120ms;
  }

  .row[data-key]:last-child {
    border-block-end: none;
  }

  .row[data-key]:hover {
    background: var(--nb-hover);
  }

  .row.selected {
    background: color-mix(in srgb, var(--nb-accent) 10%, transparent);
  }

  .row.gone,
  .stale .row[data-key] {
    opacity: 0.6;
  }

  .head {
    position: sticky;
    inset-block-start: var(--header-height, 0);
    z-index: 1;
    background: var(--nb-surface);
  }

  .head .row {
    min-block-size: 44px;
    border-block-start: 1px solid var(--nb-line);
  }

  .head button {
    display: flex;
    align-items: center;
    gap: 4px;
    inline-size: 100%;
    min-block-size: 40px;
    color: var(--nb-quiet);
    font-weight: var(--nb-medium);
    line-height: 1.2;
    text-align: start;
  }

  .head button:hover,
  .head .sorted button {
    color: var(--nb-text);
  }

  .head .icon {
    inline-size: 16px;
    block-size: 16px;
    opacity: 0;
    transition: opacity 120ms;
  }

  .head button:hover .icon,
  .head button:focus-visible .icon {
    opacity: 0.5;
  }

  .head .sorted button .icon {
    opacity: 1;
  }

  .check {
    display: grid;
    place-items: center;
    inline-size: 52px;
    block-size: 51px;
    cursor: pointer;
  }

  .head .check {
    block-size: 43px;
  }

  .locked {
    cursor: help;
    color: var(--nb-quiet);
  }

  .locked .icon {
    inline-size: 18px;
    block-size: 18px;
  }

  .drive {
    display: grid;
    justify-items: start;
  }

  .name {
    max-inline-size: 100%;
    border-radius: 4px;
    font-weight: var(--nb-medium);
    text-align: start;
    line-height: 20px;
  }

  .below {
    max-inline-size: 100%;
    line-height: 16px;
  }

  .middle-only,
  .narrow-only {
    display: none;
  }

  .size,
  .temperature {
    text-align: end;
  }

  .head .size button,
  .head .temperature button {
    flex-direction: row-reverse;
    text-align: end;
  }

  .row > .temperature {
    padding-inline-end: 16px;
  }

  .temperature .state {
    justify-content: end;
  }

  .burn-in > .bar {
    margin-block-start: 4px;
  }

  .line {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }

  .line > .state {
    flex: none;
    max-inline-size: 100%;
  }

  /* --- What slides up --- */

  .chosen {
    position: sticky;
    inset-block-end: max(8px, env(safe-area-inset-bottom));
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: min(420px, calc(100% - 16px));
    block-size: 56px;
    margin: 8px auto -64px;
    padding-inline: 8px;
    border-radius: var(--ha-border-radius-pill, 9999px);
    background: color-mix(in srgb, var(--nb-accent) 14%, var(--card-background-color, #fff));
    box-shadow: 0 4px 16px #0004;
    opacity: 0;
    visibility: hidden;
    translate: 0 24px;
    transition:
      opacity 180ms,
      translate 180ms ease-out,
      margin 180ms,
      visibility 180ms;
  }

  .chosen.up {
    margin-block-end: 8px;
    opacity: 1;
    visibility: visible;
    translate: 0 0;
  }

  .count {
    flex: 1;
    font-weight: var(--nb-medium);
  }

  /* --- Nothing there --- */

  .empty {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding: 32px 24px 40px;
    text-align: center;
  }

  .empty > .icon {
    inline-size: 48px;
    block-size: 48px;
    color: var(--nb-quiet);
  }

  .spinner {
    inline-size: 32px;
    block-size: 32px;
    border: 3px solid var(--nb-track);
    border-block-start-color: var(--nb-accent);
    border-radius: 50%;
    animation: turn 1s linear infinite;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }

  .sorting {
    display: none;
  }

  /* --- Less room --- */

  @container (max-width: 1100px) {
    .row {
      --columns: minmax(150px, 2fr) 72px 88px 112px 100px 100px minmax(232px, 2.6fr);
    }

    .choosing .row {
      --columns: 48px minmax(150px, 2fr) 72px 88px 112px 100px 100px minmax(232px, 2.6fr);
    }

    .serial {
      display: none;
    }

    .below.wide-only {
      display: none;
    }

    .below.middle-only {
      display: block;
    }
  }

  @container (max-width: 920px) {
    .below.middle-only {
      display: none;
    }

    .below.narrow-only {
      display: block;
    }

    .head {
      display: none;
    }

    .sorting {
      display: flex;
      align-items: center;
      gap: 8px;
      padding: 0 16px 8px;
    }

    .sorting select {
      flex: 1;
      min-inline-size: 0;
    }

    .icon-box {
      display: grid;
      color: var(--nb-quiet);
    }

    .row[data-key],
    .choosing .row[data-key] {
      grid-template-columns: minmax(0, 1fr) repeat(4, auto);
      grid-template-areas:
        "drive short long health temperature"
        "burn burn burn burn burn";
      row-gap: 4px;
      padding-block: 10px;
      padding-inline: 8px;
    }

    .choosing .row[data-key] {
      grid-template-columns: 40px minmax(0, 1fr) repeat(4, auto);
      grid-template-areas:
        "choice drive short long health temperature"
        "choice burn burn burn burn burn";
      padding-inline-start: 0;
    }

    .choice {
      grid-area: choice;
      align-self: start;
    }

    .check {
      inline-size: 44px;
      block-size: 40px;
    }

    .drive {
      grid-area: drive;
    }

    .size {
      display: none;
    }

    .row > .temperature {
      grid-area: temperature;
      padding-inline-end: 8px;
    }

    .health {
      grid-area: health;
    }

    .short {
      grid-area: short;
    }

    .long {
      grid-area: long;
    }

    .burn-in {
      grid-area: burn;
    }

    .row > div.still,
    .row > div:has(> .dash) {
      display: none;
    }

    /* The picture says it; the word is for who hears the page. */
    .health > .state.ok > .word {
      position: absolute;
      inline-size: 1px;
      clip-path: inset(50%);
    }

    .row > div,
    .row > div:last-child {
      padding-inline: 8px;
    }
  }
`;
