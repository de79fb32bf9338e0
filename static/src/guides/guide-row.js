/** One guide as a row of a list: its picture, what it is, and whether it opens without a network. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { length } from "../ui/format.js";
import { icon } from "../ui/icon.js";

/** @param {Guide} guide @param {{href: string, here: boolean, trades?: string}} facts `here`: everything it needs is on this phone; `trades`: names of those it is for, '' to say nothing */
export function guideRow(guide, { href, here, trades }) {
  const clip = guide.kind === "clip";
  return html`<li>
    <a class="row" href=${href}>
      ${clip && here
        ? html`<span class="tile"><img alt="" src="/media/${guide.body.poster.sha256}" width="56" height="56" /></span>`
        : html`<span class="tile">${icon(clip ? "play" : "checklist", "large")}</span>`}
      <span class="text">
        <span class="title">${guide.title}</span>
        <span class="sub">${clip ? t("guide.clip", { length: length(guide.body.duration_s) }) : t("guide.checklist", { n: guide.body.items.length })}${trades ? html` · ${trades}` : nothing}${clip && !here ? html` · ${t("guide.notHere")}` : nothing}</span>
      </span>
      <span class="trailing">${clip && !here ? icon("cloud") : nothing}${icon("chevron")}</span>
    </a>
  </li>`;
}
