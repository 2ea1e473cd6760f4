// A page with the built cards alone, and a stand-in for Home Assistant's connection:
// 200 drives, of which the first 20 are tested.
const GONE = null;
const DRIVES = 200;
const RUNNING = 20;

const job = (number, percent) => ({
  uid: `job${number}`, profile: "standard", state: "running", verdict: GONE,
  activity: "testing", activity_since: new Date().toISOString(),
  stage: "surface_validate", stage_position: 2, stage_count: 4,
  percent, stage_percent: percent, phase: 4, phase_count: 8, pattern: "55",
  phase_kind: "verify", phase_percent: percent, speed: 182e6 + percent, bad_blocks: 0,
  created: new Date().toISOString(), started: new Date().toISOString(), ended: GONE,
  finish: new Date(Date.now() + 4e7).toISOString(), seconds: 72000,
  queue_position: GONE, paused_minutes: 0, stalled_since: GONE, can_resume: false,
  reasons: [],
  stages: ["short_smart", "surface_validate", "long_smart", "final_check"].map((kind) => ({
    kind, state: "pending", reasons: [], started: GONE, ended: GONE,
  })),
});

const test = { state: "passed", percent: GONE, at_hours: 812 };
const drive = (number, percent) => ({
  key: `nas:${number}`, host: "nas", device_id: `device${number}`,
  name: `DRIVE ${number}`, model: "DEMO HD7200 NAS", serial: `DMH${number}`,
  firmware: "1", wwn: GONE, node: `sd${number}`, size: 14e12, kind: "hdd", present: true,
  temperature: 30 + (Math.floor(percent) % 9), temperature_level: "ok", health: "ok",
  problems: [], notes: [],
  lock: { state: "free", reasons: [], release: [], words: GONE, unlocked_until: GONE },
  short_test: test, long_test: test, conveyance_test: GONE,
  startable: number >= RUNNING, job: number < RUNNING ? job(number, percent) : GONE,
  last_verdict: GONE,
});

const host = {
  id: "nas", device_id: "nas", name: "tank", loaded: true, connected: true, problem: GONE,
  paused: false, waits_for: GONE, gate: GONE, running: RUNNING, queued: 0,
  max_parallel: RUNNING, queue_finish: GONE, profiles: [],
};

let send;
const language = "en";
const hass = {
  connection: {
    subscribeMessage: async (callback) => ((send = callback), () => {}),
    addEventListener() {}, removeEventListener() {},
  },
  user: { id: "olga", name: "Olga", is_admin: true },
  language,
  locale: { language, number_format: "language", time_format: "language", time_zone: "local" },
  config: { time_zone: "UTC", unit_system: { temperature: "°C" } },
  states: {}, entities: {}, devices: {}, localize: () => "",
};
const now = () => new Date().toISOString();
const frame = () => new Promise(requestAnimationFrame);

customElements.define("ha-card", class extends HTMLElement {});

window.change = (percent, numbers) =>
  send({
    type: "changes", now: now(), hosts: [], removed: [], removed_hosts: [],
    drives: numbers.map((number) => drive(number, percent)),
  });

window.show = async () => {
  const card = document.createElement("nas-burnin-card");
  card.setConfig({});
  card.hass = hass;
  document.body.append(card);
  while (!send) await frame();
  send({
    type: "snapshot", now: now(), version: "0", profiles: [], hosts: [host],
    drives: Array.from({ length: DRIVES }, (_, number) => drive(number, 1)),
  });
  window.card = card;
};

const RUNNERS = Array.from({ length: RUNNING }, (_, number) => number);
const bar = () => window.card.shadowRoot.querySelector('[data-key="nas:0"] [role="progressbar"]');

/** Milliseconds from a change until a frame shows it. */
window.delay = async () => {
  const begun = performance.now();
  window.change(50, RUNNERS);
  while (bar().getAttribute("aria-valuenow") !== "50") await frame();
  await frame();
  return performance.now() - begun;
};

/** Frames a second while the page is scrolled and changes come twice a second. */
window.scrolled = async (seconds) => {
  const begun = performance.now();
  let frames = 0;
  let changed = begun;
  while (performance.now() - begun < seconds * 1000) {
    scrollBy(0, scrollY + innerHeight >= document.documentElement.scrollHeight - 1 ? -1e6 : 60);
    if (performance.now() - changed > 500) {
      changed = performance.now();
      window.change(51 + (frames % 9), RUNNERS);
    }
    await frame();
    frames += 1;
  }
  return (frames * 1000) / (performance.now() - begun);
};

/** So many changes of all that run, each rendered before the next one. */
window.changes = async (count) => {
  for (let number = 0; number < count; number += 1) {
    window.change(1 + (number % 9800) / 100, RUNNERS);
    await window.card.updateComplete;
    if (number % 50 === 0) await frame();
  }
};
