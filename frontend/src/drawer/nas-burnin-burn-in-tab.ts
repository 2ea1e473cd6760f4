import { mdiHarddisk } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { bar, state } from "../card/cells";
import { formatPercent } from "../format";
import { element } from "../register";
import { t, word } from "../texts";
import type { Drive, DriveDetail, Hass, Job, JobDetail } from "../types";
import { joined } from "../ui/drive";
import { jobLine } from "../ui/job";
import { shared } from "../ui/styles";
import { badBlocks, badBlockStyles } from "./bad-blocks";
import { isOpen } from "./deeds";
import { meters } from "./meters";
import { notices } from "./notices";
import { pauseList, pauseStyles } from "./pauses";
import { stages, stageStyles } from "./stages";
import { tabStyles } from "./styles";
import { finished, patternMeters, surfaceStyles } from "./surface";
import { vitals, vitalStyles } from "./vitals";
import { hint, spinner } from "./waiting";
import { caption } from "./wording";

/** Whether the surface has been touched. */
const hasBegun = (job: Job): boolean =>
  job.stages.some((stage) => stage.kind.startsWith("surface_") && stage.state !== "pending");

/** The burn-in of a drive: the one under way, or the last. */
@element("nas-burnin-burn-in-tab")
export class NasBurninBurnInTab extends LitElement {
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
    stageStyles,
    surfaceStyles,
    vitalStyles,
    badBlockStyles,
    pauseStyles,
    css`
      .now .line {
        flex-wrap: nowrap;
        margin-block-end: 10px;
      }

      .now .state {
        font-size: var(--nb-large);
        font-weight: var(--nb-medium);
      }

      .now .state .icon {
        inline-size: 24px;
        block-size: 24px;
      }

      .now .percent {
        font-size: var(--ha-font-size-2xl, 24px);
        line-height: 1;
        white-space: nowrap;
      }

      .now .bar {
        block-size: 8px;
        border-radius: 4px;
      }

      .now p {
        margin-block-start: 10px;
      }

      .meters + p {
        margin-block-start: 12px;
      }

      nas-burnin-speeds + section {
        margin-block-start: 28px;
      }

      .notice ul {
        margin-block-start: 4px;
      }
    `,
  ];

  /** What was read of the present job, with what its row says meanwhile. */
  private job(): (Job & Partial<JobDetail>) | null {
    const { job } = this.row;
    const read = this.detail?.job;
    return job && read?.uid === job.uid ? { ...read, ...job } : job;
  }

  override render(): TemplateResult {
    const { hass, row, now } = this;
    const job = this.job();
    if (!job) {
      return html`${notices(hass, row, now)}
        <section>${vitals(hass, row, null, now)}</section>
        ${hint(mdiHarddisk, t(hass, "burn_in.none"))}`;
    }
    const all = job.surface ? meters(job.surface, job) : [];
    const begun = hasBegun(job);
    return html`
      ${notices(hass, row, now)} ${this.present(job)}
      <section>
        <h3 class="hidden">${t(hass, "vitals.title")}</h3>
        ${vitals(hass, row, job, now)}
      </section>
      ${this.patterns(job, all)} ${finished(hass, all)}
      ${begun && job.surface ? badBlocks(hass, job, job.surface) : nothing}
      ${begun ? html`<nas-burnin-speeds .hass=${hass} .job=${job}></nas-burnin-speeds>` : nothing}
      <section>
        <h3>${t(hass, "burn_in.stages")}</h3>
        ${stages(hass, job, now)}
      </section>
      ${job.pauses?.length
        ? html`<section>
            <h3>${t(hass, "pause.title")}</h3>
            ${pauseList(hass, job.pauses, now)}
          </section>`
        : nothing}
      ${job.requested_by
        ? html`<section class="quiet small">
            ${t(hass, "burn_in.requested_by", { name: job.requested_by })}
          </section>`
        : nothing}
    `;
  }

  private present(job: Job): TemplateResult {
    const { hass, row, now } = this;
    const line = jobLine(hass, row, now)!;
    const running = job.state === "running";
    const place =
      job.stage_position === null
        ? ""
        : t(hass, "burn_in.stage_of", { at: job.stage_position, of: job.stage_count });
    // The meters have it below them.
    const said = running && !this.detail?.job?.surface ? caption(hass, job) : "";
    return html`<section class="now">
      <div class="line">
        ${state(line.tone, line.icon, line.word)}
        ${running && job.percent !== null
          ? html`<span class="percent number"
              >${formatPercent(hass, job.percent, job.percent < 10 ? 1 : 0)}</span
            >`
          : html`<span class="quiet">${word(hass, "profile", job.profile)}</span>`}
      </div>
      ${running
        ? bar(t(hass, "job.progress_of", { name: row.name }), job.percent ?? 0, line.tone === "warm")
        : nothing}
      ${running
        ? html`<p class="quiet number">
            ${joined([word(hass, "profile", job.profile), place])}
          </p>`
        : nothing}
      ${said ? html`<p class="number">${said}</p>` : nothing}
      ${job.reasons.map((text) => html`<p><bdi>${text}</bdi></p>`)}
    </section>`;
  }

  private patterns(job: Job & Partial<JobDetail>, all: ReturnType<typeof meters>): unknown {
    if (!all.length) return this.loading && hasBegun(job) ? spinner(this.hass) : nothing;
    const running = job.state === "running" && (job.stage ?? "").startsWith("surface_");
    return html`<section>
      <h3>${t(this.hass, "burn_in.patterns")}</h3>
      ${patternMeters(this.hass, all, isOpen(job))}
      ${running ? html`<p class="quiet number">${caption(this.hass, job)}</p>` : nothing}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-burn-in-tab": NasBurninBurnInTab;
  }
}
