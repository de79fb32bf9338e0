/** What every screen has around it: the bar with its one heading, and the page. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { icon } from "./icon.js";
import mark from "./mark.svg";
import "./network-chip.js";

/**
 * @param {{title: string, sub?: string, back?: () => void}} head without `back` the mark is shown
 * @param {unknown} body
 */
export function screen({ title, sub = "", back }, body) {
  return html`<header class="appbar">
      ${back
        ? html`<button class="iconbutton" type="button" aria-label=${t("back")} @click=${back}>${icon("back")}</button>`
        : html`<img class="mark" alt="" src=${mark} width="32" height="32" />`}
      <h1 tabindex="-1" class=${title.length > 20 ? "long" : ""}><span class="name">${title}</span>${sub ? html` <span class="sub">${sub}</span>` : nothing}</h1>
      <lineside-network></lineside-network>
    </header>
    <main class="page">${body}</main>`;
}

/** @param {"" | "ok" | "warn" | "fail"} tone @param {string} picture @param {string} strong @param {unknown} [more] */
export function notice(tone, picture, strong, more = nothing) {
  return html`<div class="notice ${tone}">
    ${icon(picture)}
    <div class="text"><strong>${strong}</strong>${more}</div>
  </div>`;
}

/** @param {string} picture @param {string} heading @param {string} words @param {unknown} [more] */
export function empty(picture, heading, words, more = nothing) {
  return html`<div class="empty">${icon(picture)}<h2>${heading}</h2><p>${words}</p>${more}</div>`;
}

export const skeleton = html`<div class="skeleton" aria-hidden="true"></div>
  <div class="skeleton" aria-hidden="true"></div>`;
