import { css } from "lit";

export const hostStyles = css`
  ha-card {
    display: grid;
    align-content: start;
    gap: 16px;
    block-size: 100%;
    padding: 16px;
  }

  header {
    display: flex;
    align-items: center;
    gap: 12px;
  }

  .picture {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    flex: none;
    border-radius: 50%;
    background: color-mix(in srgb, var(--tone) 20%, transparent);
    color: var(--tone);
    --tone: var(--state-icon-color, var(--nb-quiet));
  }

  h2 {
    flex: 1;
    margin: 0;
    font-size: var(--ha-font-size-xl, 20px);
    font-weight: var(--ha-font-weight-normal, 400);
    line-height: 1.2;
  }

  header > .state {
    flex: none;
  }

  .banners {
    display: grid;
    gap: 8px;
  }

  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(112px, 1fr));
    gap: 12px 16px;
    margin: 0;
  }

  dt {
    color: var(--nb-quiet);
    font-size: var(--nb-small);
  }

  dd {
    margin: 0;
    font-size: var(--nb-large);
    font-weight: var(--nb-medium);
  }

  h3 {
    margin: 0 0 4px;
    color: var(--nb-quiet);
    font-size: var(--nb-small);
    font-weight: inherit;
  }

  p {
    margin: 0;
  }

  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }

  li.state {
    position: relative;
    gap: 12px;
    min-block-size: 48px;
    border-block-end: 1px solid var(--nb-line);
  }

  li.state:last-child {
    border-block-end: none;
  }

  li.state > .icon:last-child {
    color: var(--nb-quiet);
  }

  li > .icon:last-child:dir(rtl) {
    scale: -1 1;
  }

  li > button {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    padding-block: 6px;
    text-align: start;
    overflow-wrap: anywhere;
  }

  li > button::after {
    content: "";
    position: absolute;
    inset: 0 -8px;
    border-radius: 8px;
  }

  li > button:hover::after {
    background: var(--nb-hover);
  }

  li > button:focus-visible {
    outline: none;
  }

  li > button:focus-visible::after {
    outline: 2px solid var(--nb-accent-text);
    outline-offset: -2px;
  }

  .name {
    font-weight: var(--nb-medium);
  }
`;
