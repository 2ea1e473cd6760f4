/** The log of self-tests that a drive keeps itself. */
import { html, type TemplateResult } from "lit";

import { empty } from "../card/cells";
import { formatNumber } from "../format";
import { t, word } from "../texts";
import type { Hass, SelfTestEntry } from "../types";

export function selfTestLog(hass: Hass, entries: readonly SelfTestEntry[]): TemplateResult {
  return html`<section>
    <h3 id="log">${t(hass, "smart.log")}</h3>
    ${entries.length
      ? html`<table aria-labelledby="log">
          <thead>
            <tr>
              <th scope="col">${t(hass, "smart.test")}</th>
              <th scope="col">${t(hass, "smart.end")}</th>
              <th scope="col" class="value">${t(hass, "smart.age")}</th>
              <th scope="col" class="value">${t(hass, "smart.lba")}</th>
            </tr>
          </thead>
          <tbody>
            ${entries.map(
              (entry) => html`<tr class=${entry.end === "failed" ? "worse" : ""}>
                <th scope="row">${word(hass, "self_test", entry.kind)}</th>
                <td>${word(hass, "test", entry.end)}</td>
                <td class="value">
                  ${entry.hours === null
                    ? empty(hass)
                    : t(hass, "facts.hours", { value: formatNumber(hass, entry.hours) })}
                </td>
                <td class="value">${entry.lba === null ? empty(hass) : String(entry.lba)}</td>
              </tr>`,
            )}
          </tbody>
        </table>`
      : html`<p class="quiet">${t(hass, "smart.no_log")}</p>`}
  </section>`;
}
