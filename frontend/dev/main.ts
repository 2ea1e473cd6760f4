/**
 * The cards in a page of their own: `npm run dev`, then /dev/?dark&show=dialog.
 *   dark, de, rtl, user (no administrator), drives=200, running=20
 *   show=table|dialog|selected|drawer|cards|nas|states|empty|waiting
 *   drive=3, tab=burn_in|smart|events|history, press=unlock|cancel: in the drawer
 */
import "../src/main";

import type { NasBurninCard } from "../src/card/nas-burnin-card";
import type { Drive, Hass } from "../src/types";
import { detailAnswers, NAMES, stagesOf } from "./detail";
import { drives, fakeHass, host, NOW, snapshot } from "./fake";

const asked = new URLSearchParams(location.search);
const show = asked.get("show") ?? "table";
const has = (name: string): boolean => asked.has(name);

class Card extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: "open" }).innerHTML = `<style>:host {
      display: block; border: 1px solid var(--divider-color); border-radius: 12px;
      background: var(--card-background-color) }</style><slot></slot>`;
  }
}
customElements.define("ha-card", Card);

// The rows were made for this moment.
const skew = NOW - Date.now();
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length ? given : [RealDate.now() + skew]) as [number]));
  }
  static override now(): number {
    return RealDate.now() + skew;
  }
} as DateConstructor;

document.documentElement.classList.toggle("dark", has("dark"));
document.body.classList.toggle("phone", innerWidth < 600);
if (has("rtl")) document.documentElement.dir = "rtl";

const language = has("de") ? "de" : "en";
document.documentElement.lang = language;
const rows = drives(Number(asked.get("drives") ?? 12), Number(asked.get("running") ?? 3));
for (const { job } of rows) if (job) job.stages = stagesOf(job.state);
const hosts = [
  host({
    running: rows.filter((row) => row.job?.state === "running").length,
    queued: 2,
    queue_finish: new Date(NOW + 60 * 3_600_000).toISOString(),
    paused: show === "states",
    waits_for: show === "states" ? "The NAS was restarted. Confirm that its tests go on." : null,
  }),
  ...(show === "states"
    ? [
        host({ id: "h2", name: "attic", connected: false, problem: "The SSH port is closed." }),
        host({ id: "h3", name: "cellar", loaded: false }),
      ]
    : []),
];

const hass = fakeHass(
  {
    language,
    locale: { language, number_format: "language", time_format: "language", time_zone: "server" },
    user: { id: "u1", name: "Ada", is_admin: !has("user") },
    localize: (key) => NAMES[key] ?? key,
  },
  {
    ...detailAnswers(rows),
    "nas_burnin/estimate": (message) => ({
      finish: new Date(NOW + 90 * 3_600_000).toISOString(),
      drives: (message.device_ids as string[]).map((device_id, index) => ({
        device_id,
        seconds: 72_000 + index * 9_000,
        finish: new Date(NOW + (20 + index * 12) * 3_600_000).toISOString(),
        erases: true,
        contents: index === 1 ? ["A partition table, and nothing in it."] : [],
        reasons: [],
        notes: index === 2 ? ["12 sectors are reallocated."] : [],
      })),
    }),
    start: (message) => ({
      results: [],
      queued: (message.device_id as string[]).length,
      skipped: 0,
      locked: 0,
    }),
  },
);
document.addEventListener("hass-notification", (event) => {
  console.log("toast:", (event as CustomEvent<{ message: string }>).detail.message);
});

const main = document.querySelector("main")!;

function add(name: string, config: object): HTMLElement & { hass?: Hass } {
  const card = document.createElement(name) as HTMLElement & {
    hass?: Hass;
    setConfig(config: object): void;
  };
  card.setConfig(config);
  card.hass = hass;
  main.append(card);
  return card;
}

if (show === "cards") {
  main.style.cssText =
    "display:grid;gap:8px;grid-template-columns:repeat(auto-fill,minmax(320px,1fr))";
  for (const row of rows) add("nas-burnin-drive-card", { device: row.device_id! });
  add("nas-burnin-drive-card", { device: "gone" });
} else if (show === "nas") {
  main.style.cssText = "display:grid;gap:8px";
  add("nas-burnin-host-card", { device: "nas1" });
  add("nas-burnin-card", { title: "Drives", summary: false });
} else {
  const card = add("nas-burnin-card", {}) as NasBurninCard;
  if (show === "selected" || show === "dialog") {
    setTimeout(() => press(card, ".head input"), 100);
  }
  if (show === "dialog") setTimeout(() => press(card, ".chosen .main"), 200);
  if (show === "drawer") setTimeout(() => void drawer(card), 100);
}
if (show !== "waiting") {
  hass.connection.last.send(snapshot(show === "empty" ? [] : rows, hosts));
}

function press(card: HTMLElement, what: string): void {
  card.shadowRoot!.querySelector<HTMLElement>(what)!.click();
}

async function drawer(card: NasBurninCard): Promise<void> {
  const row = rows[Number(asked.get("drive") ?? 1) - 1]!;
  card.shadowRoot!.querySelector<HTMLElement>(`.row[data-key="${row.key}"] .name`)!.click();
  await card.updateComplete;
  const opened = card.shadowRoot!.querySelector("nas-burnin-drawer")!;
  await opened.updateComplete;
  press(opened, `#tab-${asked.get("tab") ?? "burn_in"}`);
  const deed = asked.get("press");
  if (deed) press(opened, `.button.${deed}`);
}

declare global {
  interface Window {
    change(rows: Drive[]): void;
  }
}
window.change = (changed) =>
  hass.connection.last.send({
    type: "changes",
    now: new Date().toISOString(),
    drives: changed,
  });
