/** What to say about a code while it is being typed. */
import { t } from "../text/index.js";
import { CodeRefusal, parseCode, pretty } from "./code.js";

export const KEYS = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
export const LENGTH = 7;

/**
 * @param {string} typed normalised
 * @returns {{code?: string, wrong?: number, words: string}} `wrong` is the place of the character to look at, from 1
 */
export function judge(typed) {
  const bad = [...typed].findIndex((character) => !KEYS.includes(character));
  if (bad >= 0) return { wrong: bad + 1, words: t("pad.character", { position: bad + 1, character: [...typed][bad] }) };
  if (typed.length < LENGTH) return { words: t("pad.more", { n: LENGTH - typed.length }) };
  try {
    return { code: parseCode(typed), words: t("pad.good", { code: pretty(typed) }) };
  } catch (refusal) {
    if (!(refusal instanceof CodeRefusal)) throw refusal;
    if (refusal.reason === "wrong-length") return { wrong: LENGTH, words: t("pad.long") };
    return { wrong: LENGTH, words: t("pad.check", { position: LENGTH, character: typed[LENGTH - 1], expected: refusal.expected ?? "" }) };
  }
}
