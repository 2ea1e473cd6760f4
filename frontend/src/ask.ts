/** What is asked of the server, and how it answers a person. */
import { DOMAIN } from "./registry";
import { sentence } from "./store";
import type { Hass } from "./types";

/** The language that the server shall speak: of whoever reads this, not of all. */
export function tongue(hass: Hass): string {
  return hass.locale?.language ?? hass.language;
}

/** What a refusal says, in the reader's language where Home Assistant knows it. */
async function told(hass: Hass, error: unknown): Promise<string> {
  const { translation_domain: domain, translation_key: key, translation_placeholders: values } =
    (typeof error === "object" && error !== null ? error : {}) as Refusal;
  if (!domain || !key || !hass.loadBackendTranslation) return sentence(error);
  try {
    const localize = await hass.loadBackendTranslation("exceptions", domain);
    const words = localize(`component.${domain}.exceptions.${key}.message`, values ?? {});
    return words || sentence(error);
  } catch {
    // The connection that the words come by is the one that may have failed.
    return sentence(error);
  }
}

interface Refusal {
  translation_domain?: string;
  translation_key?: string;
  translation_placeholders?: Record<string, unknown>;
}

/** The answer, or an error that says to a person why there is none. */
export async function answered<Answer>(hass: Hass, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new Error(await told(hass, error), { cause: error });
  }
}

/** Asks the integration something; what it says comes in the reader's language. */
export function ask<Answer>(
  hass: Hass,
  what: "drive" | "jobs" | "events" | "estimate",
  about: Record<string, unknown>,
): Promise<Answer> {
  const message = { type: `${DOMAIN}/${what}`, language: tongue(hass), ...about };
  return answered(hass, hass.callWS<Answer>(message));
}
