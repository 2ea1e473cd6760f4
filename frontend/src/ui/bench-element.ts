import { LitElement, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";

import { tongue } from "../ask";
import { type Bench, storeOf } from "../store";
import type { Connection, Hass } from "../types";

/** What is shown depends on these; Home Assistant renews `hass` with every state. */
const SHOWN = ["connection", "language", "locale", "config", "user"] as const;

/** An element that shows rows: it has them while it is on the page. */
export class BenchElement extends LitElement {
  @property({ attribute: false }) hass?: Hass;
  @state() protected bench?: Bench;
  private source: Connection | undefined;
  private leave: (() => void) | undefined;
  private language: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unfollow();
  }

  /** Whether each new `hass` has to be passed on: so while something inside needs it. */
  protected get eager(): boolean {
    return false;
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    if (changed.size > 1 || !changed.has("hass") || this.eager) return true;
    const before = changed.get("hass") as Hass | undefined;
    return !before || !this.hass || SHOWN.some((name) => before[name] !== this.hass![name]);
  }

  protected override willUpdate(): void {
    this.follow();
  }

  protected get admin(): boolean {
    return this.hass?.user?.is_admin === true;
  }

  private follow(): void {
    const { hass } = this;
    if (!this.isConnected || !hass?.connection) return;
    const store = storeOf(hass.connection);
    // Only when it changes here: another card may still have what the page was before.
    if (tongue(hass) !== this.language) store.speak((this.language = tongue(hass)));
    if (hass.connection === this.source) return;
    this.unfollow();
    this.source = hass.connection;
    this.leave = store.subscribe((bench) => (this.bench = bench));
  }

  private unfollow(): void {
    this.leave?.();
    this.leave = undefined;
    this.source = undefined;
    this.language = undefined;
  }
}
