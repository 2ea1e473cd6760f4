/** The table where it has its width: a column for everything. */
import { css } from "lit";

export const tableStyles = css`
  .table {
    --test: 108px;
    --columns: minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px var(--test) var(--test)
      minmax(240px, 2.6fr);
  }

  .table.choosing {
    --columns: 52px minmax(180px, 2fr) minmax(108px, 1fr) 76px 96px 112px var(--test) var(--test)
      minmax(240px, 2.6fr);
  }

  @container (min-width: 1200px) {
    .table {
      --test: 128px;
    }
  }

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
`;
