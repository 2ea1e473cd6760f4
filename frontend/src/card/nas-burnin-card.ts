import { html, LitElement, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { element } from "../register";
import { type Bench, storeOf } from "../store";
import type { Hass } from "../types";

/** The table of all drives. */
@element("nas-burnin-card")
export class NasBurninCard extends LitElement {
  @property({ attribute: false }) hass?: Hass;
  @state() private bench?: Bench;
  private leave: (() => void) | undefined;

  setConfig(_config: unknown): void {}

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hass) this.leave = storeOf(this.hass.connection).subscribe((b) => (this.bench = b));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave?.();
  }

  override render(): TemplateResult {
    return html`<ha-card>${[...(this.bench?.drives.values() ?? [])].map((d) => d.name)}</ha-card>`;
  }
}
