/** Tells Home Assistant's pickers of the cards and the dashboard. */
import { DOMAIN, drivesIn } from "./registry";
import { t } from "./texts";
import type { Hass } from "./types";

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
function suggestion(hass: Hass, entityId: string, kind: "drive" | "all"): object | null {
  const entity = hass.entities[entityId];
  if (entity?.platform !== DOMAIN || entity.device_id === null) return null;
  const drive = drivesIn(hass).find((device) => device.id === entity.device_id);
  if (kind === "drive") {
    return drive && { config: { type: "custom:nas-burnin-drive-card", device: drive.id } } || null;
  }
  return drive ? null : { config: { type: "custom:nas-burnin-card" } };
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
  offer(window.customStrategies, {
    type: "nas-burnin",
    strategyType: "dashboard",
    name: t(undefined, "dashboard.name"),
    description: t(undefined, "dashboard.description"),
    documentationURL: DOCUMENTATION,
  });
}
