/** What a code said when it did not open anything: one clear sentence and what to do. A foreign text is never a link. */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { t } from "../text/index.js";
import { notice } from "../ui/screen.js";
import { pretty } from "./code.js";

/** @param {Exclude<import("./found.js").Found, {kind: "open"}>} found */
export function foundCard(found) {
  const code = "code" in found ? pretty(found.code) : "";
  const more = html`<p>${t(`found.${found.kind}Do`, { code })}</p>
    ${found.kind === "foreign" ? html`<p class="inert">${found.text}</p>` : nothing}
    ${found.kind === "retired" && found.equipment ? html`<a class="button" href="#${equipmentPath(found.equipment, "list")}">${t("found.openAnyway")}</a>` : nothing}
    ${found.kind === "empty" || found.kind === "unknown" ? html`<a class="button" href="#/load">${t("load.title")}</a>` : nothing}`;
  return notice("warn", found.kind === "foreign" ? "info" : "label", t(`found.${found.kind}`, { code }), more);
}
