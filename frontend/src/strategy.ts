import { element } from "./register";
import { drivesIn, entitiesOf, hostsIn, nameOf } from "./registry";
import { t } from "./texts";
import type { Hass, HassDevice } from "./types";

type Config = Record<string, unknown>;

/** Beyond this a table is easier to look at than cards. */
const MANY_DRIVES = 24;

const table = (options: Config = {}): Config => ({
  type: "custom:nas-burnin-card",
  grid_options: { columns: "full" },
  ...options,
});

const heading = (name: string, icon: string): Config => ({
  type: "heading",
  heading: name,
  heading_style: "title",
  icon,
});

function overview(hass: Hass): Config {
  return {
    title: t(hass, "dashboard.overview"),
    path: "overview",
    icon: "mdi:harddisk",
    type: "sections",
    max_columns: 4,
    sections: [{ type: "grid", column_span: 4, cards: [table()] }],
  };
}

function drives(hass: Hass, host: HassDevice): Config {
  const found = drivesIn(hass, host);
  const cards =
    found.length > MANY_DRIVES
      ? [table({ hosts: [host.id], title: t(hass, "dashboard.drives") })]
      : [
          heading(t(hass, "dashboard.drives"), "mdi:harddisk"),
          ...found.map((drive) => ({ type: "custom:nas-burnin-drive-card", device: drive.id })),
        ];
  return { type: "grid", column_span: 3, cards };
}

function host(hass: Hass, device: HassDevice): Config {
  const name = nameOf(device);
  const tiles = entitiesOf(hass, device)
    .filter((entity) => !entity.entity_category && !entity.hidden)
    .map((entity) => ({ type: "tile", entity: entity.entity_id }));
  return {
    title: name,
    path: device.id,
    icon: "mdi:nas",
    type: "sections",
    max_columns: 4,
    sections: [
      { type: "grid", cards: [heading(name, "mdi:nas"), ...tiles] },
      drives(hass, device),
    ],
  };
}

/** A dashboard made of what the registries know: an overview, and a view for each NAS. */
@element("ll-strategy-dashboard-nas-burnin")
export class NasBurninDashboardStrategy extends HTMLElement {
  /** It is made anew when one of these changes. */
  static registryDependencies = ["devices", "entities"];

  static generate(_config: unknown, hass: Hass): Promise<Config> {
    const hosts = hostsIn(hass).map((device) => host(hass, device));
    return Promise.resolve({ title: t(hass, "dashboard.name"), views: [overview(hass), ...hosts] });
  }

  static getCreateSuggestions(hass: Hass): Promise<Config> {
    return Promise.resolve({ title: t(hass, "dashboard.name"), icon: "mdi:harddisk" });
  }
}
