/** What the card picker and the visual editors ask. */
import { type TextKey, t } from "../texts";
import type { Hass } from "../types";
import { drivesIn, hostsIn } from "../registry";
import { checkedCardConfig, checkedDriveCardConfig, checkedHostCardConfig } from "./config";

interface Field {
  name: string;
}

type LabelKey = "form.title" | "form.hosts" | "form.summary" | "form.device" | "form.name";

const label = (field: Field): string => t(undefined, `form.${field.name}` as LabelKey);

/** Of one kind alone: told by what only devices of that kind have. */
const having = (...domains: string[]): object[] =>
  domains.map((domain) => ({ integration: "nas_burnin", domain }));

const DRIVE = { device: { entity: having("button", "lock") } };
const NAS = having("calendar", "number");

const HELP: Partial<Record<string, TextKey>> = {
  hosts: "form.hosts_help",
  summary: "form.summary_help",
};

export const cardForm = (): Record<string, unknown> => ({
  schema: [
    { name: "title", selector: { text: {} } },
    { name: "hosts", selector: { device: { multiple: true, entity: NAS } } },
    { name: "summary", default: true, selector: { boolean: {} } },
  ],
  computeLabel: label,
  computeHelper: (field: Field) => {
    const help = HELP[field.name];
    return help && t(undefined, help);
  },
  assertConfig: (config: unknown) => void checkedCardConfig(config),
});

export const cardStub = (): Record<string, unknown> => ({ type: "custom:nas-burnin-card" });

export const driveCardForm = (): Record<string, unknown> => ({
  schema: [
    { name: "device", required: true, selector: DRIVE },
    { name: "name", selector: { text: {} } },
  ],
  computeLabel: label,
  assertConfig: (config: unknown) => void checkedDriveCardConfig(config),
});

/** A real drive, so that the picker's preview lives. */
export const driveCardStub = (hass: Hass): Record<string, unknown> => ({
  type: "custom:nas-burnin-drive-card",
  device: drivesIn(hass)[0]?.id ?? "",
});

export const hostCardForm = (): Record<string, unknown> => ({
  schema: [
    { name: "device", required: true, selector: { device: { entity: NAS } } },
    { name: "name", selector: { text: {} } },
  ],
  computeLabel: (field: Field) => (field.name === "device" ? t(undefined, "form.hosts") : label(field)),
  assertConfig: (config: unknown) => void checkedHostCardConfig(config),
});

/** A real NAS, as well. */
export const hostCardStub = (hass: Hass): Record<string, unknown> => ({
  type: "custom:nas-burnin-host-card",
  device: hostsIn(hass)[0]?.id ?? "",
});
