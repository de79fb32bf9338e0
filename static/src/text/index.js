/** t(key, values): the sentence for a key, with its {places} filled in. */
import { en } from "./en.js";

/**
 * @typedef {keyof typeof en | keyof typeof import("./en-later.js").enLater} Key
 * @typedef {string | {one: string, other: string}} Entry
 */

const plural = new Intl.PluralRules("en");
/** @type {Record<string, Entry>} */ const sentences = { ...en };

/** The second script brings the sentences of its screens. @param {Record<string, Entry>} more */
export function learn(more) {
  Object.assign(sentences, more);
}

/**
 * A sentence with `one` and `other` is chosen by `values.n`.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = sentences[key];
  const sentence = typeof entry === "string" ? entry : plural.select(Number(values.n)) === "one" ? entry.one : entry.other;
  return sentence.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/** The sentence for a key made of a part that may be unknown; then the fallback. @param {string} key @param {string} fallback */
export function tOr(key, fallback) {
  return key in sentences ? t(/** @type {Key} */ (key)) : fallback;
}
