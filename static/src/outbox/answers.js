/** The answers of a record as they were given, item by item. */
import { html, nothing } from "lit";

import { outcome } from "../checklist/rules.js";
import { t } from "../text/index.js";
import { icon } from "../ui/icon.js";

const WORDS = /** @type {const} */ (["yes", "no", "na", "pass", "flag", "fail"]);
const PICTURES = /** @type {Record<string, string>} */ ({ pass: "check", flag: "flag", fail: "cross" });

/** @param {Item[]} items of the version it was filled on @param {{item: string, value: any, note: string, photos: string[]}[]} answers */
export function answerRows(items, answers) {
  const given = new Map(answers.map((answer) => [answer.item, answer]));
  return html`<ul class="list">${items.map((item) => answerRow(item, given.get(item.id)))}</ul>`;
}

/** @param {Item} item @param {{value?: any, note?: string, photos?: string[]}} [answer] */
function answerRow(item, answer = {}) {
  const result = outcome(item, answer);
  const photos = answer.photos?.length ?? 0;
  return html`<li class="row">
    <span class="text">
      <span class="title">${item.text}</span>
      <span class="sub">${spoken(item, answer.value)}${photos ? html` ${t("record.photos", { n: photos })}` : nothing}</span>
      ${answer.note ? html`<span class="sub">${answer.note}</span>` : nothing}
    </span>
    ${PICTURES[result] && result !== "pass" ? html`<span class="chip ${result === "fail" ? "fail" : "warn"}">${icon(PICTURES[result])}${t(/** @type {any} */ (`answer.${result}`))}</span>` : nothing}
  </li>`;
}

/** @param {Item} item @param {any} value */
function spoken(item, value) {
  if (item.kind === "photo") return nothing;
  if (value === undefined || value === null || value === "" || value === false) return t("record.blank");
  if (value === true) return t("answer.done");
  if (item.kind === "number") return `${value} ${item.unit}`.trim();
  const word = WORDS.find((one) => one === value);
  return word && item.kind !== "choice" && item.kind !== "text" ? t(`answer.${word}`) : String(value);
}
