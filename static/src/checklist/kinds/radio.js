/** Answers of which one is chosen: large buttons that are radio inputs underneath. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import { icon } from "../../ui/icon.js";

/**
 * @param {Item} item @param {Answer} answer
 * @param {{value: string, words: string, tone?: string, picture?: string}[]} options
 * @param {(facts: Answer) => void} change
 */
export function radios(item, answer, options, change) {
  const list = options.some(({ words }) => words.length > 12);
  return html`<div class="answers ${list ? "list-of" : ""}" role="radiogroup" aria-labelledby="q-${item.id}">
    ${options.map(
      ({ value, words, tone = "", picture }) => html`<label class="answer ${tone}">
        <input type="radio" name="a-${item.id}" .checked=${live(answer.value === value)} value=${value} @change=${() => change({ value })} />
        <span>${picture ? icon(picture) : nothing}${words}</span>
      </label>`,
    )}
  </div>`;
}
