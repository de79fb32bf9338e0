/** What a code said when it did not open anything: one clear sentence and what to do. A foreign text is never a link. */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";
import { notice } from "../ui/screen.js";
import { pretty } from "./code.js";
import { furtherCode } from "./further.js";

/** @param {Exclude<import("./found.js").Found, {kind: "open"}>} found @param {{person?: any, signedIn?: boolean}} identity */
export function foundCard(found, { person, signedIn }, by = "typed") {
  const code = "code" in found ? pretty(found.code) : "";
  const signIn = found.kind === "empty" && (!person || signedIn === false); // nothing is there to load for nobody
  const more = html`<p>${signIn ? t("found.emptySignIn", { code }) : t(`found.${found.kind}Do`, { code })}</p>
    ${found.kind === "foreign" ? html`<p class="inert">${found.text}</p>` : nothing}
    ${person && (found.kind === "unbound" || found.kind === "unknown") ? html`<a class="button" href="#/bind?code=${found.code}&by=${by}">${t("found.bind")}</a>` : nothing}
    ${person && found.kind === "foreign" && furtherCode(found.text) ? html`<a class="button" href="#/code?read=${encodeURIComponent(found.text)}&by=${by}">${t("found.bindCode")}</a>` : nothing}
    ${found.kind === "retired" && found.equipment ? html`<a class="button" href="#${equipmentPath(found.equipment, "list")}">${t("found.openAnyway")}</a>` : nothing}
    ${signIn ? html`<a class="button primary" href=${signInHref()}>${t("home.signIn")}</a>` : found.kind === "empty" || found.kind === "unknown" ? html`<a class="button" href="#/load">${t("load.title")}</a>` : nothing}`;
  return notice("warn", found.kind === "foreign" ? "info" : "label", t(`found.${found.kind}`, { code }), more);
}
