import { t } from "../texts";
import type { Hass, StartResponse } from "../types";

/** "12 queued, 0 skipped, 1 locked", and why, as long as there is one reason. */
export function answer(hass: Hass, response: StartResponse): string {
  const { queued, skipped, locked } = response;
  const counts = t(hass, "start.answer", { queued, skipped, locked });
  const refused = response.results.filter((result) => result.outcome !== "queued");
  const [first, ...others] = refused;
  const why = first?.reasons.join(" ");
  if (!first || !why) return counts;
  if (!others.length) return `${counts}. ${first.drive}: ${why}`;
  return others.every(({ reasons }) => reasons.join(" ") === why) ? `${counts}. ${why}` : counts;
}
