/** Tells Home Assistant's pickers of the cards and the dashboard. */
import { DOMAIN, drivesIn, hostsIn } from "./registry";
import { t } from "./texts";
import type { Hass, HassDevice } from "./types";

interface Offer {
  type: string;
  name: string;
  description: string;
  [option: string]: unknown;
}

declare global {
  interface Window {
    customCards?: Offer[];
    customStrategies?: Offer[];
  }
}

const DOCUMENTATION = "https://github.com/nas-burnin/nas-burnin";

// The file may come twice, by two addresses.
function offer(list: Offer[], one: Offer): void {
  if (!list.some((other) => other.type === one.type)) list.push(one);
}

/** The card that shows an entity of ours, for Home Assistant's "by entity" picker. */
function suggestion(hass: Hass, entityId: string, kind: "drive" | "host" | "all"): object | null {
  const entity = hass.entities[entityId];
  if (entity?.platform !== DOMAIN || entity.device_id === null) return null;
  const { device_id: device } = entity;
  const isOne = (devices: readonly HassDevice[]): boolean => devices.some(({ id }) => id === device);
  if (kind === "all") {
    return isOne(drivesIn(hass)) ? null : { config: { type: "custom:nas-burnin-card" } };
  }
  const devices = kind === "drive" ? drivesIn(hass) : hostsIn(hass);
  return isOne(devices) ? { config: { type: `custom:nas-burnin-${kind}-card`, device } } : null;
}

export function offerAll(): void {
  window.customCards ??= [];
  window.customStrategies ??= [];
  offer(window.customCards, {
    type: "nas-burnin-card",
    name: t(undefined, "card.picker_name"),
    description: t(undefined, "card.picker_description"),
    preview: true,
    documentationURL: DOCUMENTATION,
    getEntitySuggestion: (hass: Hass, entityId: string) => suggestion(hass, entityId, "all"),
  });
  offer(window.customCards, {
    type: "nas-burnin-drive-card",
    name: t(undefined, "drive_card.picker_name"),
    description: t(undefined, "drive_card.picker_description"),
    preview: true,
    documentationURL: DOCUMENTATION,
    getEntitySuggestion: (hass: Hass, entityId: string) => suggestion(hass, entityId, "drive"),
  });
  offer(window.customCards, {
    type: "nas-burnin-host-card",
    name: t(undefined, "nas_card.picker_name"),
    description: t(undefined, "nas_card.picker_description"),
    preview: true,
    documentationURL: DOCUMENTATION,
    getEntitySuggestion: (hass: Hass, entityId: string) => suggestion(hass, entityId, "host"),
  });
  offer(window.customStrategies, {
    type: "nas-burnin",
    strategyType: "dashboard",
    name: t(undefined, "dashboard.name"),
    description: t(undefined, "dashboard.description"),
    documentationURL: DOCUMENTATION,
  });
}
