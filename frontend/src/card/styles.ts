/** The card around its table: heading, what slides up, and what stands there when nothing does. */
import { css } from "lit";

export const cardStyles = css`
  ha-card {
    display: block;
  }

  .card {
    container-type: inline-size;
    padding-block-end: 4px;
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
`;
