import { mdiClose, mdiDragHorizontalVariant, mdiPlus } from "@mdi/js";
import { css, html, LitElement, type TemplateResult } from "lit";
import { property, query, queryAll, state } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";

import { element } from "../register";
import { t, word } from "../texts";
import type { Hass, StageKind } from "../types";
import { icon } from "../ui/icon";
import { buttons, tokens } from "../ui/styles";
import { moved, STAGES } from "./choice";

interface Item {
  id: number;
  kind: StageKind;
}

/** The stages in their order, to be dragged or moved with the arrow keys. Fires `stages`. */
@element("nas-burnin-stage-list")
export class StageList extends LitElement {
  @property({ attribute: false }) hass?: Hass;
  @property({ attribute: false }) stages: readonly StageKind[] = [];
  @state() private items: readonly Item[] = [];
  @state() private dragged: number | null = null;
  @state() private said = "";
  @queryAll("li") private rows!: NodeListOf<HTMLElement>;
  @query("ol") private list!: HTMLElement;
  private lastId = 0;
  private grabbedAs: readonly StageKind[] = [];

  static override styles = [
    tokens,
    buttons,
    css`
      :host {
        display: block;
      }

      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        border: 1px solid var(--nb-line);
        border-radius: var(--ha-border-radius-lg, 12px);
        overflow: hidden;
      }

      ol:empty {
        display: none;
      }

      li {
        display: flex;
        align-items: center;
        min-block-size: 44px;
        background: var(--ha-dialog-surface-background, var(--card-background-color, #fff));
      }

      li + li {
        border-block-start: 1px solid var(--nb-line);
      }

      li.dragged {
        position: relative;
        background: color-mix(in srgb, var(--nb-accent) 16%, var(--card-background-color, #fff));
      }

      .position {
        inline-size: 20px;
        text-align: center;
      }

      .label {
        flex: 1;
        padding-inline: 8px;
      }

      .handle {
        cursor: grab;
        touch-action: none;
      }

      .dragged .handle {
        cursor: grabbing;
      }

      .round:focus-visible {
        outline-offset: -4px;
      }

      .more {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block-start: 8px;
      }
    `,
  ];

  protected override willUpdate(): void {
    const same =
      this.items.length === this.stages.length &&
      this.items.every((item, at) => item.kind === this.stages[at]);
    if (!same) this.items = this.stages.map((kind) => ({ id: ++this.lastId, kind }));
  }

  override render(): TemplateResult {
    const { hass } = this;
    // A long self-test tells most before and after the surface was written.
    const more = STAGES.filter((kind) => kind === "long_smart" || !this.stages.includes(kind));
    return html`
      <ol
        aria-label=${t(hass, "start.stages")}
        aria-describedby="help"
        @pointermove=${this.drawn}
        @pointerup=${this.dropped}
        @pointercancel=${this.dropped}
      >
        ${repeat(
          this.items,
          (item) => item.id,
          (item, at) => this.row(item, at),
        )}
      </ol>
      <span id="help" class="hidden">${t(hass, "start.move_help")}</span>
      <span class="hidden" aria-live="polite">${this.said}</span>
      <div class="more">
        ${more.map((kind) => {
          const name = word(hass, "stage", kind);
          return html`<button
            class="chip"
            aria-label=${t(hass, "start.add_stage", { name })}
            @click=${() => this.change([...this.items, { id: ++this.lastId, kind }])}
          >
            ${icon(mdiPlus)}${name}
          </button>`;
        })}
      </div>
    `;
  }

  private row(item: Item, at: number): TemplateResult {
    const name = word(this.hass, "stage", item.kind);
    return html`<li class=${classMap({ dragged: this.dragged === item.id })}>
      <button
        class="round handle"
        aria-label=${t(this.hass, "start.move_stage", { name })}
        @pointerdown=${(event: PointerEvent) => this.grabbed(event, item)}
        @keydown=${(event: KeyboardEvent) => this.keyed(event, at)}
      >
        ${icon(mdiDragHorizontalVariant)}
      </button>
      <span class="position quiet number" aria-hidden="true">${at + 1}</span>
      <span class="label">${name}</span>
      <button
        class="round"
        aria-label=${t(this.hass, "start.remove_stage", { name })}
        @click=${() => this.change(this.items.filter((one) => one !== item))}
      >
        ${icon(mdiClose)}
      </button>
    </li>`;
  }

  private change(items: readonly Item[]): void {
    this.arrange(items);
    this.tell();
  }

  private arrange(items: readonly Item[]): void {
    this.items = items;
    this.stages = items.map((item) => item.kind);
  }

  private tell(): void {
    const detail = [...this.stages];
    this.dispatchEvent(new CustomEvent<StageKind[]>("stages", { detail }));
  }

  // The pointer is caught by the list, which stays where it is while rows change places.
  private grabbed(event: PointerEvent, item: Item): void {
    if (event.button !== 0) return;
    this.list.setPointerCapture(event.pointerId);
    this.dragged = item.id;
    this.grabbedAs = this.stages;
  }

  private readonly drawn = (event: PointerEvent): void => {
    if (this.dragged === null) return;
    const from = this.items.findIndex((item) => item.id === this.dragged);
    const box = this.list.getBoundingClientRect();
    const height = box.height / this.items.length;
    const to = Math.floor((event.clientY - box.top) / height);
    const within = Math.min(Math.max(to, 0), this.items.length - 1);
    if (from >= 0 && within !== from) this.arrange(moved(this.items, from, within));
  };

  // Who asked for the stages may then show more or less, and must not shift the list before.
  private readonly dropped = (): void => {
    if (this.dragged === null) return;
    this.dragged = null;
    if (this.stages !== this.grabbedAs) this.tell();
  };

  private keyed(event: KeyboardEvent, at: number): void {
    const to = at + (event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0);
    if (to === at || to < 0 || to >= this.items.length) return;
    event.preventDefault();
    const item = this.items[at]!;
    this.change(moved(this.items, at, to));
    const name = word(this.hass, "stage", item.kind);
    const count = this.items.length;
    this.said = t(this.hass, "start.moved", { name, position: to + 1, count });
    // A row that changes places loses the focus.
    void this.updateComplete.then(() =>
      this.rows[to]?.querySelector<HTMLElement>(".handle")?.focus(),
    );
  }
}
