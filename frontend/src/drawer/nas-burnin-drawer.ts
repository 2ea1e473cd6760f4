import { html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { element } from "../register";
import type { Drive, Hass } from "../types";

/** One drive in full. Fires `close`. */
@element("nas-burnin-drawer")
export class NasBurninDrawer extends LitElement {
  @property({ attribute: false }) hass?: Hass;
  @property({ attribute: false }) row?: Drive;

  override render(): TemplateResult {
    return html`${this.row?.name}`;
  }
}
