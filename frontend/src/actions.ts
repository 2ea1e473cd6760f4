/** What a person asks of the drives. The server asks its guard again, whoever calls. */
import { answered } from "./ask";
import { DOMAIN } from "./registry";
import { sentence } from "./store";
import { t } from "./texts";
import type { Drive, Hass, Host } from "./types";

/** Calls an action of the integration; throws what the server refuses. */
export async function act<Response = unknown>(
  hass: Hass,
  action: string,
  devices: readonly string[],
  data: Record<string, unknown> = {},
  answers = false,
): Promise<Response | undefined> {
  const { response } = await answered(
    hass,
    hass.callService<Response>(
      DOMAIN,
      action,
      { device_id: [...devices], ...data },
      undefined,
      false,
      answers,
    ),
  );
  return response;
}

/** Going on with a job that waits for a person is a button of the drive, found by its kind. */
export async function resumeJob(hass: Hass, row: Drive): Promise<void> {
  const entity = Object.values(hass.entities).find(
    (one) =>
      one.device_id === row.device_id &&
      one.platform === DOMAIN &&
      one.translation_key === "resume" &&
      one.entity_id.startsWith("button."),
  );
  if (!entity) throw new Error(t(hass, "drawer.no_button"));
  const press = { entity_id: entity.entity_id };
  await answered(hass, hass.callService("button", "press", press, undefined, false));
}

/** Lets all tests of a host go on; what is refused is said at the page's lower edge. */
export async function resumeHost(from: EventTarget, hass: Hass, host: Host): Promise<void> {
  if (host.device_id === null) return;
  try {
    await act(hass, "resume", [host.device_id]);
  } catch (error) {
    toast(from, t(hass, "common.failed", { error: sentence(error) }));
  }
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
