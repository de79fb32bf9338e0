/** A figure with its unit and limits, typed with a comma or a point, or stepped with two large buttons. */
import { html, nothing } from "lit";
import { ref } from "lit/directives/ref.js";

import { t } from "../../text/index.js";
import { outcome, readNumber, stepped } from "../rules.js";

/** @param {Item} item @param {Answer} answer @param {(facts: Answer) => void} change */
export function number(item, answer, change) {
  const value = answer.value ?? null;
  const out = outcome(item, answer) === "fail";
  const typed = (/** @type {any} */ { target }) => {
    const read = readNumber(target.value);
    target.setCustomValidity(read === undefined ? t("number.not") : "");
    target.closest(".stepper").nextElementSibling.querySelector("[role=alert]").textContent = read === undefined ? t("number.not") : "";
    change({ value: read ?? null });
  };
  /** What is typed stays as typed while it means the value: "6," must not become "6" under the finger. */
  const show = (/** @type {any} */ input) => {
    if (input && (readNumber(input.value) ?? null) !== value) input.value = value === null ? "" : String(value);
  };
  const step = (/** @type {1 | -1} */ way) => () => change({ value: stepped(item, value, way) });
  return html`<div class="stepper ${out ? "out" : ""}">
      <button type="button" aria-label=${t("number.less")} @click=${step(-1)}>−</button>
      <label><span class="unseen">${item.text}</span><input inputmode="decimal" autocomplete="off" aria-describedby="l-${item.id}" ${ref(show)} @input=${typed} /><span class="unit">${item.unit}</span></label>
      <button type="button" aria-label=${t("number.more")} @click=${step(1)}>+</button>
    </div>
    <div><p class="fine" id="l-${item.id}">${limits(item) || nothing}${out ? html` <strong>${t("number.out")}</strong>` : nothing}</p><p role="alert"></p></div>`;
}

/** @param {Item} item */
function limits({ min, max, unit }) {
  if (min !== null && max !== null) return t("number.between", { min, max, unit });
  if (min !== null) return t("number.atLeast", { min, unit });
  return max === null ? "" : t("number.atMost", { max, unit });
}
