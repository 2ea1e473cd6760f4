import { element } from "./register";
import { entitiesOf, hostsIn, nameOf } from "./registry";
import { t } from "./texts";
import type { Hass, HassDevice } from "./types";

type Config = Record<string, unknown>;

/** As wide as its section, on whatever screen. */
const WIDE = { columns: "full" };

/** Of the view of a host. */
const COLUMNS = 3;

const table = (options: Config = {}): Config => ({
  type: "custom:nas-burnin-card",
  grid_options: WIDE,
  ...options,
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

/** The host's entity of a kind, whatever it is called; none where it is disabled or hidden. */
function entity(hass: Hass, device: HassDevice, kind: string): string | undefined {
  return entitiesOf(hass, device).find((one) => one.translation_key === kind && !one.hidden)
    ?.entity_id;
}

/** What holds its tests, and how many run at once: for those who may set it. */
function controls(hass: Hass, device: HassDevice): Config[] {
  if (hass.user?.is_admin !== true) return [];
  const all: [string, string, Config][] = [
    ["pause_all", t(hass, "dashboard.pause_all"), { type: "toggle" }],
    ["max_parallel", t(hass, "dashboard.max_parallel"), { type: "numeric-input", style: "buttons" }],
  ];
  return all.flatMap(([kind, name, feature]) => {
    const found = entity(hass, device, kind);
    const tile = { type: "tile", name, hide_state: true, features_position: "inline" };
    return found
      ? [{ ...tile, entity: found, features: [feature], grid_options: WIDE }]
      : [];
  });
}

function calendar(hass: Hass, device: HassDevice): Config[] {
  const found = entity(hass, device, "burn_ins");
  return found ? [{ type: "calendar", entities: [found], grid_options: WIDE }] : [];
}

/** How it is and what may be set of it side by side, its drives and its calendar below. */
function host(hass: Hass, device: HassDevice): Config {
  const title = t(hass, "dashboard.drives");
  const status = { type: "custom:nas-burnin-host-card", device: device.id, grid_options: WIDE };
  const drives = table({ hosts: [device.id], title, summary: false });
  const settings = controls(hass, device);
  const sections: [number, Config[]][] = [
    [settings.length ? COLUMNS - 1 : COLUMNS, [status]],
    [1, settings],
    [COLUMNS, [drives, ...calendar(hass, device)]],
  ];
  return {
    title: nameOf(device),
    path: device.id,
    icon: "mdi:nas",
    type: "sections",
    max_columns: COLUMNS,
    sections: sections
      .filter(([, cards]) => cards.length)
      .map(([column_span, cards]) => ({ type: "grid", column_span, cards })),
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
