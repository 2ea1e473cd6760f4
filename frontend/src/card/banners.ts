/** What a person has to know about hosts before looking at drives. */
import {
  mdiAlertCircle,
  mdiClockOutline,
  mdiHandBackRight,
  mdiInformation,
  mdiLanDisconnect,
  mdiPauseCircle,
} from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";

import { navigate } from "../actions";
import type { Bench } from "../store";
import { t } from "../texts";
import type { Hass, Host } from "../types";
import { icon } from "../ui/icon";

interface Banner {
  tone: "" | "warm" | "bad";
  icon: string;
  text: string;
  button?: { label: string; press: () => void };
}

function ofHost(hass: Hass, host: Host, admin: boolean, resume: (host: Host) => void): Banner[] {
  const { name } = host;
  const because = (text: string): string => (host.problem ? `${text} ${host.problem}` : text);
  if (!host.loaded) {
    return [{ tone: "warm", icon: mdiAlertCircle, text: because(t(hass, "host.not_loaded", { name })) }];
  }
  const banners: Banner[] = [];
  if (!host.connected) {
    const text = because(t(hass, "host.not_connected", { name }));
    banners.push({ tone: "warm", icon: mdiLanDisconnect, text });
  } else if (host.problem) {
    banners.push({ tone: "warm", icon: mdiAlertCircle, text: `${name}: ${host.problem}` });
  }
  if (host.waits_for) {
    const banner: Banner = {
      tone: "warm",
      icon: mdiHandBackRight,
      text: `${name}: ${host.waits_for}`,
    };
    if (admin) {
      const label = t(hass, "host.open_repairs");
      banner.button = { label, press: () => navigate("/config/repairs") };
    }
    banners.push(banner);
  }
  if (host.gate) banners.push({ tone: "", icon: mdiClockOutline, text: `${name}: ${host.gate}` });
  if (host.paused) {
    const banner: Banner = {
      tone: "",
      icon: mdiPauseCircle,
      text: t(hass, "host.paused", { name }),
    };
    if (admin && host.device_id) {
      banner.button = { label: t(hass, "host.resume"), press: () => resume(host) };
    }
    banners.push(banner);
  }
  return banners;
}

function shown(banner: Banner): TemplateResult {
  const { button } = banner;
  return html`<div class="notice ${banner.tone}">
    ${icon(banner.icon)}
    <div>${banner.text}</div>
    ${button
      ? html`<button class="button plain" @click=${button.press}>${button.label}</button>`
      : nothing}
  </div>`;
}

export function banners(
  hass: Hass,
  bench: Bench,
  hosts: readonly Host[],
  admin: boolean,
  resume: (host: Host) => void,
): TemplateResult | typeof nothing {
  const all = hosts.flatMap((host) => ofHost(hass, host, admin, resume));
  if (bench.status === "lost") {
    all.unshift({ tone: "", icon: mdiInformation, text: t(hass, "bench.lost") });
  }
  return all.length
    ? html`<div class="banners" role="status">${all.map((banner) => shown(banner))}</div>`
    : nothing;
}
