import {
  mdiCertificateOutline,
  mdiCheckCircle,
  mdiCheckCircleOutline,
  mdiClockOutline,
  mdiCloseCircle,
  mdiDownload,
  mdiHelpCircle,
  mdiHistory,
  mdiPlayCircle,
  mdiStopCircle,
} from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { answered, ask, tongue } from "../ask";
import { state as stated } from "../card/cells";
import { formatDateTime, formatDuration } from "../format";
import { element } from "../register";
import { sentence } from "../store";
import { t, word } from "../texts";
import type { Document, Drive, Hass, PastJob } from "../types";
import { joined } from "../ui/drive";
import { icon } from "../ui/icon";
import { blocks, type Tone } from "../ui/job";
import { shared } from "../ui/styles";
import { Paged } from "./fetched";
import { save } from "./save";
import { tabStyles } from "./styles";
import { hint, loaded } from "./waiting";
import { between } from "./wording";

const PAGE = 20;

const LOOKS: Record<string, [string, Tone]> = {
  queued: [mdiClockOutline, "quiet"],
  running: [mdiPlayCircle, "busy"],
  passed: [mdiCheckCircle, "ok"],
  passed_with_notes: [mdiCheckCircleOutline, "ok"],
  failed: [mdiCloseCircle, "bad"],
  cancelled: [mdiStopCircle, "quiet"],
  unknown: [mdiHelpCircle, "warm"],
};

/** All burn-ins of a drive, on whatever host it was, and what can be taken away of them. */
@element("nas-burnin-history-tab")
export class NasBurninHistoryTab extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) row!: Drive;
  /** Changes whenever there may be more jobs. */
  @property({ attribute: false }) version = "";
  @state() private saving = false;
  @state() private problem: string | null = null;

  private readonly jobs = new Paged<PastJob>(
    this,
    async (before) => {
      const message: Record<string, unknown> = { device_id: this.row.device_id, limit: PAGE };
      if (before) message.before = before.uid;
      const answer = await ask<{ jobs: PastJob[] }>(this.hass, "jobs", message);
      return answer.jobs;
    },
    (job) => job.uid,
    PAGE,
  );

  static override styles = [
    ...shared,
    tabStyles,
    css`
      .exports {
        display: flex;
        gap: 8px;
      }

      .head {
        margin-block-end: 12px;
      }

      .jobs .state {
        font-weight: var(--nb-medium);
      }

      .jobs .more-of {
        margin-block-start: 4px;
        padding-inline-start: 24px;
      }

      .notice {
        margin-block-end: 12px;
      }

      .older {
        margin-block-start: 12px;
        text-align: center;
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.row.device_id === null) return;
    this.jobs.want(`${this.row.key} ${tongue(this.hass)}`, this.version);
  }

  override render(): TemplateResult {
    const { hass, jobs } = this;
    return html`
      <div role="alert">
        ${this.problem === null ? nothing : html`<div class="notice bad">${this.problem}</div>`}
      </div>
      ${loaded(hass, jobs, (all) =>
        all.length
          ? html`${this.head()}
              <ul class="list jobs">
                ${all.map((job) => this.job(job))}
              </ul>
              ${jobs.more
                ? html`<div class="older">
                    <button class="button" ?disabled=${jobs.busy} @click=${jobs.older}>
                      ${t(hass, "drawer.more")}
                    </button>
                  </div>`
                : nothing}`
          : hint(mdiHistory, t(hass, "history.none")),
      )}
    `;
  }

  private head(): TemplateResult {
    const { hass, row } = this;
    return html`<div class="line head">
      <h3>${t(hass, "history.title")}</h3>
      <div class="exports">
        ${(["json", "csv"] as const).map(
          (format) => html`<button
            class="chip export"
            aria-label=${t(hass, "history.export", { format: format.toUpperCase() })}
            ?disabled=${this.saving}
            @click=${() => void this.fetch({ kind: "export", device_id: row.device_id, format })}
          >
            ${icon(mdiDownload)}${format.toUpperCase()}
          </button>`,
        )}
      </div>
    </div>`;
  }

  private job(job: PastJob): TemplateResult {
    const { hass } = this;
    const outcome = job.state === "passed" ? (job.verdict ?? "passed") : job.state;
    const [path, tone] = LOOKS[outcome] ?? [mdiHelpCircle, "warm"];
    const group = outcome === job.state ? "job_state" : "verdict";
    const took = between(job.started, job.ended);
    const ended = job.ended !== null;
    return html`<li>
      <div class="line">
        ${stated(tone, path, word(hass, group, outcome))}
        ${ended
          ? html`<button
              class="chip certificate"
              ?disabled=${this.saving}
              @click=${() => void this.fetch({ kind: "certificate", job: job.uid })}
            >
              ${icon(mdiCertificateOutline)}${t(hass, "history.certificate")}
            </button>`
          : nothing}
      </div>
      <div class="more-of">
        <p class="number">
          ${joined([
            word(hass, "profile", job.profile),
            took === null ? "" : formatDuration(hass, took),
            job.bad_blocks ? blocks(hass, job.bad_blocks) : "",
          ])}
        </p>
        <p class="quiet small number">
          ${joined([job.started ? formatDateTime(hass, job.started) : "", job.host])}
        </p>
        ${job.reasons.map((text) => html`<p class="quiet small"><bdi>${text}</bdi></p>`)}
      </div>
    </li>`;
  }

  private async fetch(what: Record<string, unknown>): Promise<void> {
    this.saving = true;
    this.problem = null;
    try {
      const message = { type: "nas_burnin/document", ...what };
      save(await answered(this.hass, this.hass.callWS<Document>(message)));
    } catch (error) {
      this.problem = t(this.hass, "common.failed", { error: sentence(error) });
    }
    this.saving = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-history-tab": NasBurninHistoryTab;
  }
}
