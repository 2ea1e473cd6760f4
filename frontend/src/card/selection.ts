/** Which drives are ticked: only ever such as could be started. */
import type { Drive } from "../types";

export type Selection = ReadonlySet<string>;

export const selectable = (drive: Drive): boolean => drive.startable && drive.device_id !== null;

/** Without those that can't be started any more; the same set when nothing changed. */
export function pruned(selection: Selection, drives: ReadonlyMap<string, Drive>): Selection {
  const kept = [...selection].filter((key) => {
    const drive = drives.get(key);
    return drive !== undefined && selectable(drive);
  });
  return kept.length === selection.size ? selection : new Set(kept);
}

export function toggled(selection: Selection, keys: readonly string[], on: boolean): Selection {
  const next = new Set(selection);
  for (const key of keys) {
    if (on) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** What the header's check box shows. */
export function allState(selection: Selection, rows: readonly Drive[]): "none" | "some" | "all" {
  const open = rows.filter(selectable);
  const chosen = open.filter((drive) => selection.has(drive.key)).length;
  if (chosen === 0) return "none";
  return chosen === open.length ? "all" : "some";
}
