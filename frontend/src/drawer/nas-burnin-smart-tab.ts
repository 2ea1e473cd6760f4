import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { element } from "../register";
import { t } from "../texts";
import type { Drive, DriveDetail, Hass } from "../types";
import { shared } from "../ui/styles";
import { facts } from "./facts";
import { selfTestLog } from "./self-test-log";
import { tableStyles, tabStyles } from "./styles";
import { spinner } from "./waiting";

/** What a drive says of itself: its self-tests, what it counts, what it is. */
@element("nas-burnin-smart-tab")
export class NasBurninSmartTab extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) row!: Drive;
  @property({ attribute: false }) detail: DriveDetail | null = null;
  /** Whether the detail may still come. */
  @property({ attribute: false }) loading = false;
  /** In milliseconds of the server's clock. */
  @property({ attribute: false }) now = Date.now();

  static override styles = [
    ...shared,
    tabStyles,
    tableStyles,
    css`
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: 12px 16px;
      }
    `,
  ];

  override render(): TemplateResult {
    const { hass, row, detail } = this;
    return html`
      <section>
        <h3>${t(hass, "smart.tests")}</h3>
        <nas-burnin-self-tests .hass=${hass} .row=${row}></nas-burnin-self-tests>
      </section>
      ${detail ? this.told(detail) : this.loading ? spinner(hass) : nothing}
      ${this.facts(detail?.facts ?? {})}
    `;
  }

  private told(detail: DriveDetail): TemplateResult {
    const { hass, row, now } = this;
    return html`<section>
        <nas-burnin-attributes
          .hass=${hass}
          .row=${row}
          .values=${detail.smart}
          .now=${now}
        ></nas-burnin-attributes>
      </section>
      ${selfTestLog(hass, detail.self_tests)}`;
  }

  private facts(more: DriveDetail["facts"]): TemplateResult {
    const { hass, row } = this;
    return html`<section>
      <h3>${t(hass, "smart.facts")}</h3>
      <dl class="facts">
        ${facts(hass, row, more).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd><bdi>${value}</bdi></dd>
            </div>`,
        )}
      </dl>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-smart-tab": NasBurninSmartTab;
  }
}
