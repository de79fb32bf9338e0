/** An unfinished guide as a row: where it was left, and the way back to it. */
import { html, nothing } from "lit";

import { answered } from "../checklist/rules.js";
import { t } from "../text/index.js";
import { length, moment } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { guidePath } from "./path.js";

/** @param {Draft} draft @param {{title: string, equipmentName?: string, items?: Item[], unclaimed?: boolean}} facts */
export function draftRow(draft, { title, equipmentName, items, unclaimed }) {
  const href = `#${guidePath(draft.guide, { equipment: draft.equipment, by: draft.openedBy, label: draft.label, corrects: draft.corrects })}`;
  const left = items ? t("draft.answers", { n: answered(items, draft.answers), of: items.length }) : t("draft.watched", { length: length(draft.position) });
  return html`<li>
    <a class="row" href=${href}>
      <span class="tile accent">${icon(items ? "checklist" : "clip", "large")}</span>
      <span class="text">
        <span class="title">${t(draft.corrects ? "draft.correct" : "draft.continue", { title })}</span>
        <span class="sub">${equipmentName ? html`${equipmentName} · ` : nothing}${unclaimed ? html`${t("draft.unclaimed")} · ` : nothing}${left} · ${moment(draft.updated)}</span>
      </span>
      <span class="trailing">${icon("chevron")}</span>
    </a>
  </li>`;
}
