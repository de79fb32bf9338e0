/** t(key, values): the sentence for a key, with its {places} filled in. */
import { en } from "./en.js";

const plural = new Intl.PluralRules("en");

/**
 * A sentence with `one` and `other` is chosen by `values.n`.
 * @param {keyof typeof en} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = en[key];
  const sentence = typeof entry === "string" ? entry : plural.select(Number(values.n)) === "one" ? entry.one : entry.other;
  return sentence.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/** The sentence for a key made of a part that may be unknown; then the fallback. @param {string} key @param {string} fallback */
export function tOr(key, fallback) {
  return key in en ? t(/** @type {keyof typeof en} */ (key)) : fallback;
}
