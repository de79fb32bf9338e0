/** Own words. */
import { html } from "lit";
import { live } from "lit/directives/live.js";

/** @param {Item} item @param {Answer} answer @param {(facts: Answer) => void} change */
export function text(item, answer, change) {
  const typed = (/** @type {any} */ { target }) => change({ value: target.value });
  return html`<label class="field"><span class="unseen">${item.text}</span><textarea rows="3" .value=${live(answer.value ?? "")} @input=${typed}></textarea></label>`;
}
