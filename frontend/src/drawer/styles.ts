/** What the tabs of the drawer share. */
import { css } from "lit";

export const tabStyles = css`
  :host {
    display: block;
  }

  section + section {
    margin-block-start: 28px;
  }

  h3 {
    margin: 0 0 10px;
    font-size: var(--nb-normal);
    font-weight: var(--nb-medium);
    color: var(--nb-quiet);
  }

  .line {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    flex-wrap: wrap;
  }

  .line h3 {
    margin: 0;
  }

  .panel {
    border: 1px solid var(--nb-line);
    border-radius: var(--ha-border-radius-lg, 12px);
    padding: 16px;
  }

  ul,
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }

  .list {
    border: 1px solid var(--nb-line);
    border-radius: var(--ha-border-radius-lg, 12px);
  }

  .list > li {
    padding: 12px 16px;
  }

  .list > li + li {
    border-block-start: 1px solid var(--nb-line);
  }

  p {
    margin: 0;
    overflow-wrap: anywhere;
  }

  .strong {
    font-weight: var(--nb-medium);
  }

  .notice + .notice {
    margin-block-start: 8px;
  }

  .notice p + p {
    margin-block-start: 4px;
  }

  dl {
    margin: 0;
  }

  dd {
    margin: 0;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  dt {
    color: var(--nb-quiet);
    font-size: var(--nb-small);
  }

  .button.small {
    min-block-size: 32px;
    padding-inline: 12px;
    font-size: inherit;
  }

  .button .icon {
    inline-size: 18px;
    block-size: 18px;
  }

  .button.plain.flush {
    margin-inline-start: -12px;
  }

  .centre {
    display: grid;
    place-items: center;
    gap: 12px;
    padding: 40px 16px;
    text-align: center;
  }

  .centre > .icon {
    inline-size: 40px;
    block-size: 40px;
    color: var(--nb-quiet);
    opacity: 0.6;
  }

  .spinner {
    inline-size: 28px;
    block-size: 28px;
    border: 3px solid var(--nb-track);
    border-block-start-color: var(--nb-accent);
    border-radius: 50%;
    animation: turn 900ms linear infinite;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
`;

/** Of tables that are as wide as what stands above them, and whose rows may be marked. */
export const tableStyles = css`
  table {
    inline-size: calc(100% + 16px);
    margin-inline: -8px;
    border-collapse: collapse;
  }

  th {
    color: var(--nb-quiet);
    font-size: var(--nb-small);
    font-weight: inherit;
    text-align: start;
  }

  tbody th {
    color: inherit;
    font-size: inherit;
  }

  th,
  td {
    padding-block: 8px;
    padding-inline: 0 12px;
    vertical-align: middle;
  }

  tbody tr {
    border-block-start: 1px solid var(--nb-line);
  }

  .value {
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  tr > :first-child {
    padding-inline-start: 8px;
  }

  tr > :last-child {
    padding-inline-end: 8px;
  }

  tr.worse {
    background: color-mix(in srgb, var(--nb-bad) 7%, transparent);
  }

  @media (max-width: 500px) {
    th,
    td {
      padding-inline-end: 8px;
    }
  }
`;
