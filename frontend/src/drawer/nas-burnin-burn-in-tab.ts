import {
  mdiAccountClock,
  mdiAlert,
  mdiAlertCircle,
  mdiFire,
  mdiHarddisk,
  mdiLock,
  mdiLockOpenVariant,
  mdiNas,
  mdiPauseCircle,
} from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { bar, state } from "../card/cells";
import {
  formatDuration,
  formatMoment,
  formatNumber,
  formatPercent,
  formatSize,
  formatSpeed,
  formatTemperature,
} from "../format";
import { sparkline, sparklineStyles } from "../plots/sparkline";
import { element } from "../register";
import { plural, t, word } from "../texts";
import type { Curve, Drive, DriveDetail, Hass, Job, JobDetail, Pause, Surface } from "../types";
import { joined } from "../ui/drive";
import { icon } from "../ui/icon";
import { jobLine } from "../ui/job";
import { shared } from "../ui/styles";
import { isOpen } from "./deeds";
import { Fetched } from "./fetched";
import { meters } from "./meters";
import { stages, stageStyles } from "./stages";
import { tabStyles } from "./styles";
import { finished, patternMeters, surfaceStyles } from "./surface";
import { vitals, vitalStyles } from "./vitals";
import { failure, hint, spinner } from "./waiting";
import { between, caption } from "./wording";

/** The curve is asked for again each time a phase has come so far, in percent. */
const CURVE_EVERY = 5;
const SLOW_SHOWN = 5;
const BLOCKS_SHOWN = 20;

const CAUSES: Record<Pause["cause"], string> = {
  person: mdiAccountClock,
  host: mdiNas,
  heat: mdiFire,
};

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

  private readonly curve = new Fetched<Curve | null>(this, () =>
    this.hass.callWS<Curve | null>({ type: "nas_burnin/curve", job: this.row.job!.uid }),
  );

  static override styles = [
    ...shared,
    tabStyles,
    stageStyles,
    surfaceStyles,
    vitalStyles,
    sparklineStyles,
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

      .badge {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        padding: 2px 10px 2px 6px;
        padding-inline: 6px 10px;
        border-radius: var(--ha-border-radius-pill, 9999px);
        background: color-mix(in srgb, var(--nb-bad) 16%, transparent);
        color: var(--nb-bad-text);
        font-weight: var(--nb-medium);
      }

      .badge .icon {
        inline-size: 18px;
        block-size: 18px;
        color: var(--nb-bad);
      }

      code {
        font-family: var(--ha-font-family-code, ui-monospace, monospace);
        font-size: var(--nb-small);
        overflow-wrap: anywhere;
      }

      .blocks {
        margin-block-start: 8px;
      }

      .slow {
        margin-block-start: 12px;
        display: grid;
        gap: 4px;
      }

      .slow li,
      .pauses li {
        display: flex;
        align-items: flex-start;
        gap: 8px;
      }

      .slow .icon,
      .pauses .icon {
        inline-size: 18px;
        block-size: 18px;
        margin-block-start: 1px;
        color: var(--nb-warm-text);
      }

      .pauses {
        display: grid;
        gap: 8px;
      }

      .heat {
        margin-block-start: 20px;
      }

      .notice ul {
        margin-block-start: 4px;
      }
    `,
  ];

  protected override willUpdate(): void {
    const job = this.row.job;
    if (!job || !this.hasBegun(job)) return;
    const far = Math.floor((job.phase_percent ?? 0) / CURVE_EVERY);
    this.curve.want(job.uid, [job.state, job.stage, job.phase, far].join());
  }

  /** Whether the surface has been touched. */
  private hasBegun(job: Job): boolean {
    return job.stages.some(
      (stage) => stage.kind.startsWith("surface_") && stage.state !== "pending",
    );
  }

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
      return html`${this.worthKnowing()}
        <section>${vitals(hass, row, null, now)}</section>
        ${hint(mdiHarddisk, t(hass, "burn_in.none"))}`;
    }
    const all = job.surface ? meters(job.surface, job) : [];
    return html`
      ${this.worthKnowing()} ${this.present(job)}
      <section>
        <h3 class="hidden">${t(hass, "vitals.title")}</h3>
        ${vitals(hass, row, job, now)}
      </section>
      ${this.patterns(job, all)} ${finished(hass, all)}
      ${job.surface && this.hasBegun(job) ? this.badBlocks(job, job.surface) : nothing} ${this.speeds()}
      <section>
        <h3>${t(hass, "burn_in.stages")}</h3>
        ${stages(hass, job, now)}
      </section>
      ${job.pauses?.length ? this.pauses(job.pauses) : nothing}
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

  /** What is wrong with the drive or holds it, before anything else. */
  private worthKnowing(): TemplateResult | typeof nothing {
    const { hass, row } = this;
    const { lock, problems, notes } = row;
    // A running test holds its drive itself.
    const held = lock.state !== "free" && row.job?.state !== "running";
    if (!held && !lock.unlocked_until && !problems.length && !notes.length) return nothing;
    return html`<section>
      ${problems.length ? notice("bad", mdiAlertCircle, "", problems) : nothing}
      ${notes.length ? notice("warm", mdiAlert, "", notes) : nothing}
      ${lock.unlocked_until
        ? notice("warm", mdiLockOpenVariant, "", [
            t(hass, "lock_says.unlocked", {
              time: formatMoment(hass, lock.unlocked_until, this.now),
            }),
          ])
        : held
          ? notice("", mdiLock, word(hass, "lock", lock.state), lock.reasons, this.release())
          : nothing}
    </section>`;
  }

  private release(): TemplateResult | typeof nothing {
    const { release } = this.row.lock;
    if (!release.length) return nothing;
    return html`<p class="strong">${t(this.hass, "unlock.release")}</p>
      ${release.map((text) => html`<p><bdi>${text}</bdi></p>`)}`;
  }

  private patterns(job: Job & Partial<JobDetail>, all: ReturnType<typeof meters>): unknown {
    if (!all.length) return this.loading && this.hasBegun(job) ? spinner(this.hass) : nothing;
    const running = job.state === "running" && (job.stage ?? "").startsWith("surface_");
    return html`<section>
      <h3>${t(this.hass, "burn_in.patterns")}</h3>
      ${patternMeters(this.hass, all, isOpen(job))}
      ${running ? html`<p class="quiet number">${caption(this.hass, job)}</p>` : nothing}
    </section>`;
  }

  private badBlocks(job: Job, surface: Surface): TemplateResult {
    const { hass } = this;
    const count = job.bad_blocks ?? 0;
    if (!count) {
      return html`<section>
        <h3>${t(hass, "bad_blocks.title")}</h3>
        <p>${t(hass, "bad_blocks.none", { limit: surface.error_limit })}</p>
      </section>`;
    }
    const { read, write, corruption } = surface.errors;
    const first = surface.bad_blocks.slice(0, BLOCKS_SHOWN);
    return html`<section>
      <h3>${t(hass, "bad_blocks.title")}</h3>
      <span class="badge">${icon(mdiAlertCircle)}${plural(hass, "job.bad_blocks", count)}</span>
      <p class="quiet small blocks">
        ${joined([
          t(hass, "bad_blocks.errors", { read, write, corruption }),
          t(hass, "bad_blocks.limit", { limit: surface.error_limit }),
        ])}
      </p>
      ${first.length
        ? html`<p class="blocks">
            <span class="quiet small"
              >${t(hass, "bad_blocks.first", { size: formatNumber(hass, surface.block_size) })}</span
            ><br /><code dir="ltr"
              >${first.join(", ")}${surface.bad_blocks.length > first.length || count > first.length
                ? " …"
                : ""}</code
            >
          </p>`
        : nothing}
    </section>`;
  }

  private speeds(): TemplateResult | typeof nothing {
    const { hass } = this;
    const curve = this.curve.value;
    const drawn = curve?.size && curve.phases.some((phase) => phase.points.length > 1);
    if (!drawn) {
      if (this.curve.problem === null) return nothing;
      return html`<section>
        <h3>${t(hass, "plot.title")}</h3>
        ${failure(hass, this.curve)}
      </section>`;
    }
    return html`<section>
      <h3>${t(hass, "plot.title")}</h3>
      <nas-burnin-speed-plot .hass=${hass} .curve=${curve}></nas-burnin-speed-plot>
      ${this.slow(curve)} ${this.heat(curve)}
    </section>`;
  }

  private slow(curve: Curve): TemplateResult | typeof nothing {
    const { hass } = this;
    if (!curve.slow.length) return nothing;
    const more = curve.slow.length - SLOW_SHOWN;
    return html`<ul class="slow small">
      ${curve.slow.slice(0, SLOW_SHOWN).map(
        (slow) => html`<li>
          ${icon(mdiAlert)}<span
            >${t(hass, "plot.slow", {
              from: formatSize(hass, slow.from),
              to: formatSize(hass, slow.to),
              speed: formatSpeed(hass, slow.speed),
              expected: formatSpeed(hass, slow.expected),
            })}</span
          >
        </li>`,
      )}
      ${more > 0 ? html`<li>${plural(hass, "plot.more_slow", more)}</li>` : nothing}
    </ul>`;
  }

  private heat(curve: Curve): TemplateResult | typeof nothing {
    const { hass } = this;
    if (curve.temperatures.length < 2) return nothing;
    const degrees = curve.temperatures.map(([, one]) => one);
    const label = t(hass, "plot.temperatures", {
      least: formatTemperature(hass, Math.min(...degrees)),
      most: formatTemperature(hass, Math.max(...degrees)),
    });
    return html`<div class="heat">
      <p class="quiet small number">${label}</p>
      ${sparkline(curve.temperatures, label)}
    </div>`;
  }

  private pauses(pauses: readonly Pause[]): TemplateResult {
    const { hass, now } = this;
    return html`<section>
      <h3>${t(hass, "pause.title")}</h3>
      <ul class="pauses">
        ${pauses.map((pause) => {
          const seconds = between(pause.started, pause.ended ?? now);
          const parts = [
            word(hass, "pause", pause.cause),
            pause.temperature === null ? "" : formatTemperature(hass, pause.temperature),
            formatMoment(hass, pause.started, now),
            seconds === null ? "" : formatDuration(hass, seconds),
            pause.ended ? "" : t(hass, "pause.still"),
          ];
          return html`<li>
            ${icon(CAUSES[pause.cause] ?? mdiPauseCircle)}<span class="number"
              >${joined(parts)}</span
            >
          </li>`;
        })}
      </ul>
    </section>`;
  }
}

function notice(
  tone: string,
  path: string,
  title: string,
  texts: readonly string[],
  more: unknown = nothing,
): TemplateResult {
  return html`<div class="notice ${tone}">
    ${icon(path)}
    <div>
      ${title ? html`<p class="strong">${title}</p>` : nothing}
      ${texts.map((text) => html`<p><bdi>${text}</bdi></p>`)}${more}
    </div>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "nas-burnin-burn-in-tab": NasBurninBurnInTab;
  }
}
