/**
 * The table where it has less width: first a few columns fewer, then two lines a drive, in
 * which the size and the serial stand below the name.
 */
import { css } from "lit";

export const narrowStyles = css`
  .sorting {
    display: none;
  }

  .middle-only,
  .narrow-only,
  .which {
    display: none;
  }

  @container (max-width: 1100px) {
    .row {
      --columns: minmax(150px, 2fr) 68px 84px 112px 112px 112px minmax(232px, 3fr);
    }

    .choosing .row {
      --columns: 48px minmax(150px, 2fr) 68px 84px 112px 112px 112px minmax(232px, 3fr);
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
      grid-template-columns: minmax(0, 1fr) auto auto;
      grid-template-areas:
        "drive health temperature"
        "burn burn burn";
      row-gap: 4px;
      padding-block: 10px;
      padding-inline: 8px;
    }

    .choosing .row[data-key] {
      grid-template-columns: 40px minmax(0, 1fr) auto auto;
      grid-template-areas:
        "choice drive health temperature"
        "choice burn burn burn";
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

    .burn-in {
      grid-area: burn;
    }

    /* Each on a line of its own below, and none where there is nothing to say. */
    .short,
    .long {
      grid-column: burn;
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
    }

    .which {
      display: block;
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
