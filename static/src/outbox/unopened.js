/**
 * What stands in place of the app when its storage does not open. Nothing is deleted: it may open again, and what
 * is in it exists nowhere else. WebKit keeps a damaged database as it is; Chromium makes a new one by itself.
 */
import { html, render } from "lit";

import { t } from "../text/index.js";
import { notice, screen } from "../ui/screen.js";

/** @param {HTMLElement} root @param {"held" | "closed"} trouble see storage/trouble.js @param {() => void} again */
export function showUnopened(root, trouble, again) {
  const words = trouble === "held" ? html`<p>${t("unopened.held")}</p>` : html`<p>${t("unopened.kept")}</p><p>${t("unopened.else")}</p>`;
  const button = html`<button class="button" type="button" @click=${again}>${t("unopened.again")}</button>`;
  const said = html`<div role="alert">${notice("fail", "alert", t("unopened.title"), html`${words}${button}`)}</div>`;
  root.className = "screen";
  render(screen({ title: "Lineside" }, said), root);
}
