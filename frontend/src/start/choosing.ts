/** What the start dialog lets one choose besides the stages: a profile, patterns, a limit. */
import { mdiDelete } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";

import { t, word } from "../texts";
import type { Hass, Profile } from "../types";
import { icon } from "../ui/icon";
import { type Choice, chosen, counts, erases, PATTERNS, profileOf, withPattern } from "./choice";

export const choosingStyles = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .options {
    display: flex;
    flex-wrap: wrap;
    gap: 16px 32px;
  }

  .options .chips {
    align-items: center;
    min-block-size: 40px;
  }

  .options label {
    display: block;
  }

  .options input {
    inline-size: 120px;
  }
`;

type Choose = (choice: Choice) => void;

/** Arrow keys choose among the profiles, as among radio buttons. */
function keyed(event: KeyboardEvent): void {
  const forward = event.key === "ArrowRight" || event.key === "ArrowDown";
  const backward = event.key === "ArrowLeft" || event.key === "ArrowUp";
  if (!forward && !backward) return;
  event.preventDefault();
  const chips = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
  const at = chips.indexOf(event.target as HTMLButtonElement);
  const next = chips[(at + (forward ? 1 : -1) + chips.length) % chips.length];
  next?.focus();
  next?.click();
}

/** The profiles, as radio buttons; stages of one's own are one more of them. */
export function profileChips(
  hass: Hass,
  choice: Choice,
  profiles: readonly Profile[],
  choose: Choose,
): TemplateResult {
  const current = profileOf(choice, profiles);
  return html`<section>
    <h3 id="profile">${t(hass, "start.profile")}</h3>
    <div class="chips" role="radiogroup" aria-labelledby="profile" @keydown=${keyed}>
      ${profiles.map((profile) => {
        const checked = profile === current;
        const reached = checked || (!current && profile === profiles[0]);
        return html`<button
          class="chip"
          role="radio"
          aria-checked=${checked}
          tabindex=${reached ? 0 : -1}
          @click=${() => choose(chosen(profile))}
        >
          ${profile.destructive ? icon(mdiDelete) : nothing}${word(hass, "profile", profile.name)}
          ${profile.destructive
            ? html`<span class="hidden">${t(hass, "start.erases")}</span>`
            : nothing}
        </button>`;
      })}
      ${current
        ? nothing
        : html`<button class="chip" role="radio" aria-checked="true">
            ${t(hass, "profile.custom")}
          </button>`}
    </div>
  </section>`;
}

/** Patterns and the bad blocks allowed; nothing for stages that know neither. */
export function options(
  hass: Hass,
  choice: Choice,
  choose: Choose,
): TemplateResult | typeof nothing {
  if (!counts(choice)) return nothing;
  const limited = (event: Event): void => {
    const errorLimit = (event.target as HTMLInputElement).valueAsNumber;
    choose({ ...choice, errorLimit });
  };
  return html`<section class="options">
    ${erases(choice)
      ? html`<div>
          <h3 id="patterns">${t(hass, "start.patterns")}</h3>
          <div class="chips" role="group" aria-labelledby="patterns">
            ${PATTERNS.map((pattern) => {
              const on = choice.patterns.includes(pattern);
              return html`<button
                class="chip"
                aria-pressed=${on}
                @click=${() => choose(withPattern(choice, pattern, !on))}
              >
                ${word(hass, "pattern", pattern)}
              </button>`;
            })}
          </div>
        </div>`
      : nothing}
    <label
      ><h3>${t(hass, "start.error_limit")}</h3>
      <input
        type="number"
        min="1"
        max="100000"
        step="1"
        .valueAsNumber=${choice.errorLimit}
        @input=${limited}
    /></label>
  </section>`;
}
