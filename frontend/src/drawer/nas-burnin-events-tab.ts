import { mdiAccount, mdiHarddisk, mdiHistory, mdiRobot } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { ask, tongue } from "../ask";
import { formatDateTime, formatMoment } from "../format";
import { element } from "../register";
import { t, word } from "../texts";
import type { AuditEvent, Drive, Hass } from "../types";
import { joined } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";
import { Paged } from "./fetched";
import { tabStyles } from "./styles";
import { hint, loaded } from "./waiting";

const PAGE = 50;

const WHO: Record<AuditEvent["who"], string> = {
  person: mdiAccount,
  automation: mdiRobot,
  integration: mdiHarddisk,
};

/** Who did what to a drive, and what happened to it. */
@element("nas-burnin-events-tab")
export class NasBurninEventsTab extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) row!: Drive;
  /** Changes whenever there may be more events. */
  @property({ attribute: false }) version = "";
  @property({ attribute: false }) now = Date.now();

  private readonly events = new Paged<AuditEvent>(
    this,
    async (before) => {
      const message: Record<string, unknown> = { device_id: this.row.device_id, limit: PAGE };
      if (before) message.before = before.id;
      const answer = await ask<{ events: AuditEvent[] }>(this.hass, "events", message);
      return answer.events;
    },
    (event) => event.id,
    PAGE,
  );

  static override styles = [
    ...shared,
    tabStyles,
    css`
      .events > li {
        display: grid;
        grid-template-columns: 20px minmax(0, 1fr) auto;
        gap: 0 12px;
      }

      .events .icon {
        color: var(--nb-quiet);
      }

      .events .by {
        grid-column: 2;
      }

      .more {
        margin-block-start: 12px;
        text-align: center;
      }

      .notice {
        margin-block-end: 12px;
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.row.device_id === null) return;
    this.events.want(`${this.row.key} ${tongue(this.hass)}`, this.version);
  }

  override render(): TemplateResult {
    const { hass, events } = this;
    return loaded(hass, events, (all) =>
      all.length
        ? html`<ul class="list events">
              ${all.map((event) => this.event(event))}
            </ul>
            ${events.more
              ? html`<div class="more">
                  <button class="button" ?disabled=${events.busy} @click=${events.older}>
                    ${t(hass, "drawer.more")}
                  </button>
                </div>`
              : nothing}`
        : hint(mdiHistory, t(hass, "events.none")),
    );
  }

  private event(event: AuditEvent): TemplateResult {
    const { hass, now } = this;
    const by = word(hass, "who", event.who);
    return html`<li>
      ${icon(WHO[event.who] ?? mdiHarddisk)}
      <p><bdi>${event.text}</bdi></p>
      <time
        class="quiet small number"
        datetime=${event.at}
        title=${formatDateTime(hass, event.at)}
        >${formatMoment(hass, event.at, now)}</time
      >
      <span class="by quiet small"
        >${event.who === "person" && event.name ? event.name : joined([by, event.name])}</span
      >
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-events-tab": NasBurninEventsTab;
  }
}
