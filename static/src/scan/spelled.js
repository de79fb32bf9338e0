/** Codes as people read them. */
import { CodeRefusal, parseCode, pretty } from "./code.js";

/** @param {string} code of a label, or a further code @returns {string} K7M-4QXP; a further code as it is */
export function spelled(code) {
  try {
    return pretty(parseCode(code));
  } catch (refusal) {
    if (refusal instanceof CodeRefusal) return code;
    throw refusal;
  }
}
