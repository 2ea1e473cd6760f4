/** The cards' configurations, and what the visual editor asks. */

export interface CardConfig {
  type: string;
  title?: string;
  /** Device ids of hosts; all hosts without. */
  hosts?: string[];
  /** False leaves out what runs and what is said of the hosts, where another card says it. */
  summary?: boolean;
}

export interface HostCardConfig {
  type: string;
  /** A host's device id. */
  device: string;
  name?: string;
}

export interface DriveCardConfig {
  type: string;
  /** A drive's device id. */
  device: string;
  name?: string;
}

type Given = Record<string, unknown>;

function given(config: unknown): Given {
  if (typeof config !== "object" || config === null) throw new Error("There is no configuration.");
  return config as Given;
}

function text(config: Given, name: string): void {
  if (config[name] !== undefined && typeof config[name] !== "string") {
    throw new Error(`"${name}" has to be a text.`);
  }
}

/** Throws a sentence that is shown as it is. */
export function checkedCardConfig(config: unknown): CardConfig {
  const found = given(config);
  text(found, "title");
  const { hosts } = found;
  const fine =
    hosts === undefined ||
    (Array.isArray(hosts) && hosts.every((host) => typeof host === "string"));
  if (!fine) throw new Error('"hosts" has to be a list of device ids.');
  if (found.summary !== undefined && typeof found.summary !== "boolean") {
    throw new Error('"summary" has to be true or false.');
  }
  return found as unknown as CardConfig;
}

/** Throws a sentence that is shown as it is. */
export function checkedHostCardConfig(config: unknown): HostCardConfig {
  const found = given(config);
  text(found, "name");
  if (typeof found.device !== "string" || !found.device) {
    throw new Error('"device" has to be the device id of a NAS.');
  }
  return found as unknown as HostCardConfig;
}

/** Throws a sentence that is shown as it is. */
export function checkedDriveCardConfig(config: unknown): DriveCardConfig {
  const found = given(config);
  text(found, "name");
  if (typeof found.device !== "string" || !found.device) {
    throw new Error('"device" has to be the device id of a drive.');
  }
  return found as unknown as DriveCardConfig;
}
