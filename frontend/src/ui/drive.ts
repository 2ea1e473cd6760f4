/** How a drive is told from others. */
import type { Drive } from "../types";

/** The name, without the serial that stands beside it anyhow. */
export function title(drive: Drive): string {
  const { name, serial } = drive;
  return serial && name.endsWith(` ${serial}`) ? name.slice(0, -serial.length - 1) : name;
}

/** What stands beside the title: the serial, or the model where the title has the serial. */
export function alias(drive: Drive): string | null {
  const said = title(drive);
  return [drive.serial, drive.model].find((text) => text && !said.includes(text)) ?? null;
}

export const joined = (parts: readonly unknown[]): string => parts.filter(Boolean).join(" · ");
