/** What else there is to say of a record: why it is not further, and whether it corrects or was corrected. */
import { html, nothing } from "lit";

import { t, tOr } from "../text/index.js";
import { icon } from "../ui/icon.js";
import { notice } from "../ui/screen.js";

/** Why a record is not further, in words; a held one is confirmed and looked at. @param {RecordRow} row */
export function why(row) {
  if (!row.detail) return nothing;
  const words = tOr(`detail.${row.detail}`, tOr(`held.${row.detail}`, row.note || row.detail));
  if (row.state === "attention") return notice("warn", "alert", words, html`<p>${t("records.attention")}</p>`);
  return html`<span class="sub">${row.state === "confirmed" ? t("records.held") : nothing} ${words}</span>`;
}

/** @param {RecordRow} row @param {boolean} corrected */
export function marks(row, corrected) {
  return html`${row.corrects ? html`<span class="chip">${icon("edit")}${t("record.correction")}</span>` : nothing}${corrected ? html`<span class="chip warn">${icon("edit")}${t("record.corrected")}</span>` : nothing}`;
}
