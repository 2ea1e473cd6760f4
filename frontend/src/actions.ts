/** What a person asks of the drives. The server asks its guard again, whoever calls. */
import type { Hass } from "./types";

/** Calls an action of the integration; throws what the server refuses. */
export async function act<Response = unknown>(
  hass: Hass,
  action: string,
  devices: readonly string[],
  data: Record<string, unknown> = {},
  answers = false,
): Promise<Response | undefined> {
  const { response } = await hass.callService<Response>(
    "nas_burnin",
    action,
    { device_id: [...devices], ...data },
    undefined,
    false,
    answers,
  );
  return response;
}

/** Shows a message at the page's lower edge, as Home Assistant does. */
export function toast(from: EventTarget, message: string): void {
  const detail = { message };
  from.dispatchEvent(
    new CustomEvent("hass-notification", { detail, bubbles: true, composed: true }),
  );
}

/** Goes to another page of Home Assistant. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}
