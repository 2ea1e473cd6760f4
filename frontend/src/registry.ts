/** The integration's devices, found by the registries: names and ids may be changed. */
import type { Hass, HassDevice, HassEntity } from "./types";

export const DOMAIN = "nas_burnin";

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export const nameOf = (device: HassDevice): string => device.name_by_user ?? device.name ?? "";

function devices(hass: Hass): HassDevice[] {
  return Object.values(hass.devices)
    .filter((device) => device.identifiers.some(([domain]) => domain === DOMAIN))
    .sort((one, other) => names.compare(nameOf(one), nameOf(other)));
}

/** The devices of NASes: those that hang on no other. */
export function hostsIn(hass: Hass): HassDevice[] {
  return devices(hass).filter((device) => device.via_device_id === null);
}

/** The devices of drives, of one host or of all. */
export function drivesIn(hass: Hass, host?: HassDevice): HassDevice[] {
  return devices(hass).filter(
    (device) =>
      device.via_device_id !== null && (host === undefined || device.via_device_id === host.id),
  );
}

/** Our entities of a device. */
export function entitiesOf(hass: Hass, device: HassDevice): HassEntity[] {
  return Object.values(hass.entities).filter(
    (entity) => entity.device_id === device.id && entity.platform === DOMAIN,
  );
}
