/** What the card picker and the visual editors ask. */
import { t } from "../texts";
import type { Hass } from "../types";
import { drivesIn, hostsIn } from "../registry";
import { checkedCardConfig, checkedDriveCardConfig, checkedHostCardConfig } from "./config";

interface Field {
  name: string;
}

type LabelKey = "form.title" | "form.hosts" | "form.device" | "form.name";

const label = (field: Field): string => t(undefined, `form.${field.name}` as LabelKey);

const DEVICE = { integration: "nas_burnin" };

export const cardForm = (): Record<string, unknown> => ({
  schema: [
    { name: "title", selector: { text: {} } },
    {
      name: "hosts",
      selector: {
        device: { multiple: true, filter: DEVICE },
      },
    },
  ],
  computeLabel: label,
  computeHelper: (field: Field) =>
    field.name === "hosts" ? t(undefined, "form.hosts_help") : undefined,
  assertConfig: (config: unknown) => void checkedCardConfig(config),
});

export const cardStub = (): Record<string, unknown> => ({ type: "custom:nas-burnin-card" });

export const driveCardForm = (): Record<string, unknown> => ({
  schema: [
    {
      name: "device",
      required: true,
      selector: { device: { filter: DEVICE } },
    },
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
    { name: "device", required: true, selector: { device: { filter: DEVICE } } },
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
