import { t } from "../texts";
import type { Hass, StartResponse } from "../types";

/** "12 queued, 0 skipped, 1 locked", and why, as long as it is one drive's reason. */
export function answer(hass: Hass, response: StartResponse): string {
  const { queued, skipped, locked } = response;
  const counts = t(hass, "start.answer", { queued, skipped, locked });
  const refused = response.results.filter((result) => result.outcome !== "queued");
  const [only] = refused;
  if (refused.length !== 1 || !only?.reasons.length) return counts;
  return `${counts}. ${only.drive}: ${only.reasons.join(" ")}`;
}
