import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { act, toast } from "../actions";
import { bar, selfTest } from "../card/cells";
import { formatNumber } from "../format";
import { element } from "../register";
import { sentence } from "../store";
import { t, word } from "../texts";
import type { Drive, Hass } from "../types";
import { shared } from "../ui/styles";
import { testDeed, testOf, TEST_KINDS, type TestKind } from "./deeds";
import { tabStyles } from "./styles";

/** How the self-tests of a drive are; who may, starts and cancels one. */
@element("nas-burnin-self-tests")
export class NasBurninSelfTests extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) row!: Drive;
  @state() private problem: string | null = null;
  @state() private busy = false;

  static override styles = [
    ...shared,
    tabStyles,
    css`
      .tests {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
        gap: 12px;
      }

      .test {
        display: grid;
        align-content: space-between;
        gap: 12px;
        padding: 12px 16px;
        border: 1px solid var(--nb-line);
        border-radius: var(--ha-border-radius-lg, 12px);
      }

      .test .name {
        color: var(--nb-quiet);
        font-size: var(--nb-small);
      }

      .test .bar {
        margin-block-start: 8px;
      }

      .alert .notice {
        margin-block-start: 12px;
      }
    `,
  ];

  override render(): TemplateResult {
    const { row } = this;
    const kinds = TEST_KINDS.filter((kind) => kind !== "conveyance" || testOf(row, kind) !== null);
    return html`
      <div class="tests">${kinds.map((kind) => this.test(kind))}</div>
      <div class="alert" role="alert">
        ${this.problem === null ? nothing : html`<div class="notice bad">${this.problem}</div>`}
      </div>
    `;
  }

  private test(kind: TestKind): TemplateResult {
    const { hass, row } = this;
    const test = testOf(row, kind);
    const deed = testDeed(row, kind, hass.user?.is_admin === true);
    const name = word(hass, "self_test", kind);
    return html`<div class="test ${kind}">
      <div>
        <div class="name">${name}</div>
        ${selfTest(hass, test)}
        ${test?.state === "running" && test.percent !== null ? bar(name, test.percent) : nothing}
        ${test && test.state !== "running" && test.at_hours !== null
          ? html`<div class="quiet small">
              ${t(hass, "smart.at_hours", { hours: formatNumber(hass, test.at_hours) })}
            </div>`
          : nothing}
      </div>
      ${deed
        ? html`<div>
            <button
              class="button small"
              aria-label=${t(hass, deed === "start" ? "smart.start_named" : "smart.cancel_named", {
                name,
              })}
              ?disabled=${this.busy}
              @click=${() => void this.ask(kind, deed)}
            >
              ${t(hass, deed === "start" ? "smart.start" : "smart.cancel")}
            </button>
          </div>`
        : nothing}
    </div>`;
  }

  private async ask(kind: TestKind, deed: "start" | "cancel"): Promise<void> {
    const { hass, row } = this;
    const devices = [row.device_id!];
    const name = word(hass, "self_test", kind);
    this.busy = true;
    this.problem = null;
    try {
      if (deed === "start") await act(hass, "start_smart_test", devices, { kind });
      else await act(hass, "cancel_smart_test", devices);
      toast(this, t(hass, deed === "start" ? "smart.started" : "smart.cancelled", { name }));
    } catch (error) {
      this.problem = t(hass, "common.failed", { error: sentence(error) });
    }
    this.busy = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-self-tests": NasBurninSelfTests;
  }
}
