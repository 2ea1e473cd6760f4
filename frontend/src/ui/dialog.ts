import { mdiClose } from "@mdi/js";
import { css, html, LitElement, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";

import { element } from "../register";
import { t } from "../texts";
import type { Hass } from "../types";
import { icon } from "./icon";
import { buttons, tokens } from "./styles";

/**
 * A dialog in Home Assistant's look: open while it is on the page, in the browser's top
 * layer, which keeps the focus in and gives it back. Content in the plain slot, buttons
 * in the slot `footer`; what stays in place above the content in `top`, buttons beside
 * the heading in `tools`. Fires `close` once it is closed, whatever closed it.
 */
@element("nas-burnin-dialog")
export class NasBurninDialog extends LitElement {
  @property({ attribute: false }) hass?: Hass;
  @property() heading = "";
  @property() subheading = "";
  /** While something is under way, neither Escape nor a click beside it closes it. */
  @property({ type: Boolean }) busy = false;
  /** At the end of the page and as high as it; on a phone all of it. */
  @property({ type: Boolean, reflect: true }) side = false;
  /** Without buttons below. */
  @property({ type: Boolean }) footless = false;
  @query("dialog") private dialog!: HTMLDialogElement;

  static override styles = [
    tokens,
    buttons,
    css`
      dialog {
        inline-size: min(580px, calc(100vw - 32px));
        max-block-size: min(86dvh, 900px);
        padding: 0;
        border: none;
        border-radius: var(--ha-dialog-border-radius, var(--ha-border-radius-3xl, 24px));
        background: var(--ha-dialog-surface-background, var(--card-background-color, #fff));
        color: inherit;
        box-shadow: 0 8px 40px #0006;
        overflow: hidden;
        transition:
          opacity 160ms,
          translate 160ms ease-out;
      }

      dialog[open] {
        display: flex;
        flex-direction: column;
      }

      dialog::backdrop {
        background: #00000080;
        transition: opacity 160ms;
      }

      @starting-style {
        dialog[open] {
          opacity: 0;
          translate: 0 16px;
        }

        dialog[open]::backdrop {
          opacity: 0;
        }
      }

      :host([side]) dialog {
        inline-size: min(640px, 100vw);
        max-inline-size: none;
        block-size: 100dvh;
        max-block-size: none;
        margin: 0;
        margin-inline-start: auto;
        border-radius: var(--ha-dialog-border-radius, var(--ha-border-radius-3xl, 24px));
        border-start-end-radius: 0;
        border-end-end-radius: 0;
        transition: translate 240ms cubic-bezier(0.2, 0, 0, 1);
      }

      :host([side]) .content {
        flex: 1;
        padding-block: 20px 32px;
      }

      :host([side]) footer {
        padding-block: 12px max(12px, env(safe-area-inset-bottom));
      }

      @starting-style {
        :host([side]) dialog[open] {
          opacity: 1;
          translate: 100% 0;
        }

        :host([side]) dialog[open]:dir(rtl) {
          translate: -100% 0;
        }
      }

      .heading {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 16px 24px 8px 12px;
        padding-inline: 12px 24px;
      }

      .heading .round:focus-visible {
        outline-offset: -2px;
      }

      .names {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }

      h2 {
        margin: 0;
        font-size: var(--ha-font-size-xl, 20px);
        font-weight: var(--ha-font-weight-normal, 400);
        line-height: 1.2;
      }

      .content {
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 8px 24px 16px;
      }

      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        padding: 12px 24px 20px;
        border-block-start: 1px solid var(--nb-line);
      }

      footer[hidden] {
        display: none;
      }

      @media (max-width: 500px), (max-height: 500px) {
        dialog {
          inline-size: 100vw;
          max-inline-size: none;
          max-block-size: calc(100dvh - 24px);
          margin-block-end: 0;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
        }

        :host([side]) dialog {
          max-block-size: none;
          border-radius: 0;
        }

        .content {
          padding-inline: 16px;
        }

        footer {
          padding: 12px 16px max(16px, env(safe-area-inset-bottom));
        }
      }
    `,
  ];

  override firstUpdated(): void {
    this.dialog.showModal();
  }

  /** Closes it, as Escape would. */
  close(): void {
    this.dialog.close();
  }

  override render(): TemplateResult {
    return html`
      <dialog
        aria-labelledby="heading"
        @close=${this.closed}
        @cancel=${this.cancelled}
        @keydown=${this.keyed}
        @pointerdown=${this.pressed}
      >
        <div class="heading">
          <button
            class="round"
            aria-label=${t(this.hass, "common.close")}
            ?disabled=${this.busy}
            @click=${this.close}
          >
            ${icon(mdiClose)}
          </button>
          <div class="names">
            <h2 id="heading">${this.heading}</h2>
            ${this.subheading ? html`<div class="quiet">${this.subheading}</div>` : ""}
          </div>
          <slot name="tools"></slot>
        </div>
        <slot name="top"></slot>
        <div class="content"><slot></slot></div>
        <footer ?hidden=${this.footless}><slot name="footer"></slot></footer>
      </dialog>
    `;
  }

  private closed(): void {
    this.dispatchEvent(new CustomEvent("close"));
  }

  private cancelled(event: Event): void {
    if (this.busy) event.preventDefault();
  }

  // Home Assistant has shortcuts of its own on single keys.
  private keyed(event: KeyboardEvent): void {
    event.stopPropagation();
  }

  private pressed(event: PointerEvent): void {
    if (event.target !== this.dialog || this.busy) return;
    const box = this.dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (!inside) this.close();
  }
}
