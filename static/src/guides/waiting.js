/** The one sentence about records that are not confirmed yet: home, My records and Finish say the same. */
import { html, nothing } from "lit";

import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";

/**
 * @param {{saved: number, sent: number}} counts
 * @param {{signedIn?: boolean, person?: unknown}} identity
 * @returns {"signIn" | "offline" | "sending" | "photos"} what comes next for them
 */
export function comesNext({ saved }, { signedIn, person }) {
  if (signedIn === false || !person) return "signIn";
  if (!saved) return "photos";
  return navigator.onLine ? "sending" : "offline";
}

/** @param {"signIn" | "offline" | "sending" | "photos"} next */
export function waitingWords(next) {
  const link = html` <a class="button" href=${signInHref()}>${t("home.signIn")}</a>`;
  return html`<p class="muted">${t(`waiting.${next}`)}</p>${next === "signIn" ? link : nothing}`;
}
