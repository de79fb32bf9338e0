/** One of the author's own answers. */
import { radios } from "./radio.js";

/** @param {Item} item @param {Answer} answer @param {(facts: Answer) => void} change */
export function choice(item, answer, change) {
  const options = item.choices.map((value) => ({ value, words: value, tone: item.failing_choices.includes(value) ? "fail" : "" }));
  return radios(item, answer, options, change);
}
