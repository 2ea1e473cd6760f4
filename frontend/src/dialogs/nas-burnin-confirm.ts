import { mdiAlertCircle } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";

import { element } from "../register";
import { sentence } from "../store";
import { t } from "../texts";
import type { Hass } from "../types";
import type { NasBurninDialog } from "../ui/dialog";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";

/** Asks before something that can't be taken back. Fires `close`; what fails is said in it. */
@element("nas-burnin-confirm")
export class NasBurninConfirm extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property() heading = "";
  /** What it is about, so that nobody confirms it of another. */
  @property() subheading = "";
  @property() text = "";
  @property() yes = "";
  @property() no = "";
  @property({ attribute: false }) run!: () => Promise<unknown>;
  @state() private busy = false;
  @state() private problem: string | null = null;
  @query("nas-burnin-dialog") private dialog!: NasBurninDialog;

  static override styles = [
    ...shared,
    css`
      p {
        margin: 0;
      }

      .notice {
        margin-block-start: 16px;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<nas-burnin-dialog
      .hass=${this.hass}
      .heading=${this.heading}
      .subheading=${this.subheading}
      .busy=${this.busy}
      @close=${() => this.dispatchEvent(new CustomEvent("close"))}
    >
      <p>${this.text}</p>
      <div role="alert">
        ${this.problem === null
          ? nothing
          : html`<div class="notice bad">${icon(mdiAlertCircle)}<div>${this.problem}</div></div>`}
      </div>
      <button
        slot="footer"
        class="button plain no"
        autofocus
        ?disabled=${this.busy}
        @click=${() => this.dialog.close()}
      >
        ${this.no}
      </button>
      <button slot="footer" class="button danger yes" ?disabled=${this.busy} @click=${this.confirmed}>
        ${this.yes}
      </button>
    </nas-burnin-dialog>`;
  }

  private async confirmed(): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await this.run();
      this.busy = false;
      this.dialog.close();
    } catch (error) {
      this.busy = false;
      this.problem = t(this.hass, "common.failed", { error: sentence(error) });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-confirm": NasBurninConfirm;
  }
}
