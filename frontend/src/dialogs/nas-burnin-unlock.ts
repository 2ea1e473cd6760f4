import { mdiAlert, mdiAlertCircle } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";

import { act, toast } from "../actions";
import { formatSize } from "../format";
import { element } from "../register";
import { sentence } from "../store";
import { t, word } from "../texts";
import type { Drive, Hass } from "../types";
import type { NasBurninDialog } from "../ui/dialog";
import { alias, joined, title } from "../ui/drive";
import { icon } from "../ui/icon";
import { shared } from "../ui/styles";

/**
 * Says what is on a locked drive and would be destroyed, and takes the words that unlock
 * it. Whether they are right is for the server to say. Fires `close`.
 */
@element("nas-burnin-unlock")
export class NasBurninUnlock extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) row!: Drive;
  @state() private typed = "";
  @state() private busy = false;
  @state() private problem: string | null = null;
  @query("nas-burnin-dialog") private dialog!: NasBurninDialog;
  @query("input") private field!: HTMLInputElement;

  static override styles = [
    ...shared,
    css`
      p,
      ul,
      ol {
        margin: 0;
      }

      ul,
      ol {
        padding-inline-start: 20px;
      }

      li {
        overflow-wrap: anywhere;
      }

      h3 {
        margin: 0 0 4px;
        font-size: inherit;
        font-weight: var(--nb-medium);
      }

      section {
        margin-block-start: 20px;
      }

      code {
        padding: 2px 6px;
        border-radius: 4px;
        background: var(--nb-field);
        font-family: var(--ha-font-family-code, ui-monospace, monospace);
        user-select: none;
        white-space: nowrap;
      }

      label {
        display: block;
        margin-block-end: 8px;
      }

      input {
        inline-size: 100%;
      }

      input[aria-invalid="true"] {
        border-color: var(--nb-bad);
      }

      .problem {
        display: flex;
        gap: 6px;
        margin-block-start: 8px;
        color: var(--nb-bad-text);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render(): TemplateResult {
    const { hass, row } = this;
    const { words } = row.lock;
    const size = row.size === null ? null : formatSize(hass, row.size);
    return html`<nas-burnin-dialog
      .hass=${hass}
      .heading=${t(hass, "unlock.title")}
      .subheading=${joined([title(row), alias(row), size])}
      .busy=${this.busy}
      @close=${() => this.dispatchEvent(new CustomEvent("close"))}
    >
      ${this.destroyed()} ${this.release()} ${words === null ? this.hopeless() : this.entry(words)}
      <button slot="footer" class="button plain" ?disabled=${this.busy} @click=${this.leave}>
        ${t(hass, words === null ? "common.close" : "common.cancel")}
      </button>
      ${words === null
        ? nothing
        : html`<button
            slot="footer"
            class="button danger"
            ?disabled=${this.busy || !this.typed.trim()}
            @click=${this.submit}
          >
            ${t(hass, "unlock.submit")}
          </button>`}
    </nas-burnin-dialog>`;
  }

  private destroyed(): TemplateResult {
    const { hass, row } = this;
    return html`<div class="notice bad">
      ${icon(mdiAlert)}
      <div>
        <h3>${word(hass, "lock", row.lock.state)}</h3>
        <p>${t(hass, "unlock.destroys")}</p>
        <ul>
          ${row.lock.reasons.map((text) => html`<li><bdi>${text}</bdi></li>`)}
        </ul>
      </div>
    </div>`;
  }

  private release(): TemplateResult | typeof nothing {
    const { release } = this.row.lock;
    if (!release.length) return nothing;
    return html`<section>
      <h3>${t(this.hass, "unlock.release")}</h3>
      <ol>
        ${release.map((text) => html`<li><bdi>${text}</bdi></li>`)}
      </ol>
    </section>`;
  }

  private hopeless(): TemplateResult {
    return html`<section>${t(this.hass, "unlock.no_words")}</section>`;
  }

  private entry(words: string): TemplateResult {
    const { hass } = this;
    return html`<section>
      <p class="quiet">${t(hass, "unlock.what")}</p>
    </section>
    <section>
      <label for="words">${t(hass, "unlock.type")} <code dir="ltr">${words}</code></label>
      <input
        id="words"
        type="text"
        dir="ltr"
        autofocus
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-invalid=${this.problem !== null}
        aria-describedby="problem"
        ?disabled=${this.busy}
        .value=${this.typed}
        @input=${this.changed}
        @keydown=${this.keyed}
      />
      <div id="problem" role="alert">
        ${this.problem === null
          ? nothing
          : html`<div class="problem">${icon(mdiAlertCircle)}<bdi>${this.problem}</bdi></div>`}
      </div>
    </section>`;
  }

  private changed(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    this.problem = null;
  }

  private keyed(event: KeyboardEvent): void {
    if (event.key === "Enter" && this.typed.trim()) void this.submit();
  }

  private leave(): void {
    this.dialog.close();
  }

  private async submit(): Promise<void> {
    const { hass, row } = this;
    if (this.busy || row.device_id === null) return;
    this.busy = true;
    this.problem = null;
    try {
      await act(hass, "unlock", [row.device_id], { confirmation: this.typed.trim() });
      toast(this, t(hass, "unlock.done", { name: title(row) }));
      this.busy = false;
      this.dialog.close();
    } catch (error) {
      this.busy = false;
      this.problem = sentence(error);
      await this.updateComplete;
      this.field.focus();
      this.field.select();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-unlock": NasBurninUnlock;
  }
}
