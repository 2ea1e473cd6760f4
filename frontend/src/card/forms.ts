/** What the card picker and the visual editors ask. */
import { t } from "../texts";
import type { Hass } from "../types";
import { drivesIn } from "../registry";
import { checkedCardConfig, checkedDriveCardConfig } from "./config";

interface Field {
  name: string;
}

type LabelKey = "form.title" | "form.hosts" | "form.device" | "form.name";

const label = (field: Field): string => t(undefined, `form.${field.name}` as LabelKey);

export const cardForm = (): Record<string, unknown> => ({
  schema: [
    { name: "title", selector: { text: {} } },
    {
      name: "hosts",
      selector: {
        device: { multiple: true, filter: { integration: "nas_burnin" } },
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
      selector: { device: { filter: { integration: "nas_burnin" } } },
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
