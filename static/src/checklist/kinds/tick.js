/** Done, or not yet. */
import { html } from "lit";
import { live } from "lit/directives/live.js";

import { t } from "../../text/index.js";
import { icon } from "../../ui/icon.js";

/** @param {Item} item @param {Answer} answer @param {(facts: Answer) => void} change */
export function tick(item, answer, change) {
  const tapped = (/** @type {any} */ event) => change({ value: event.target.checked ? true : null });
  return html`<label class="answer tick">
    <input type="checkbox" aria-describedby="q-${item.id}" .checked=${live(answer.value === true)} @change=${tapped} />
    <span>${icon("check")}${t("answer.done")}</span>
  </label>`;
}
