/**
 * What a label code is, on the phone. app/labels/rules.py holds the same rules and the
 * proof of the check character; tests/contract/codes.json holds both to the same answers.
 */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 7;
const GAPS = /[ \t\r\n\u00a0\u202f\u2009\u2010-\u2014\u2212-]/g;
const OUR_PATH = /^https?:\/\/[^/?#\s]+\/q\/([^/?#]+)\/?(?:[?#].*)?$/i;

/** @typedef {"wrong-length" | "wrong-character" | "wrong-check" | "foreign"} Reason */

/** A text that is not a label code. `position` counts from 1, without spaces and hyphens. */
export class CodeRefusal extends Error {
  /**
   * @param {Reason} reason
   * @param {{position?: number, character?: string, count?: number, expected?: string, text?: string}} [facts]
   */
  constructor(reason, { position, character, count, expected, text } = {}) {
    super(reason);
    this.name = "CodeRefusal";
    this.reason = reason;
    this.position = position;
    this.character = character;
    this.count = count;
    this.expected = expected;
    this.text = text;
  }
}

/** @param {string} typed @returns {string} the good code; throws CodeRefusal */
export function parseCode(typed) {
  const code = normalise(typed);
  const characters = [...code];
  if (characters.length !== LENGTH) throw new CodeRefusal("wrong-length", { count: characters.length });
  const wrong = characters.findIndex((character) => !ALPHABET.includes(character));
  if (wrong >= 0) throw new CodeRefusal("wrong-character", { position: wrong + 1, character: characters[wrong] });
  const expected = checkCharacter(code.slice(0, -1));
  if (code[LENGTH - 1] !== expected) throw new CodeRefusal("wrong-check", { position: LENGTH, expected });
  return code;
}

/**
 * The host is not looked at: labels outlive the server's name. A refused text is shown, never opened.
 * @param {string} text a bare code, or any host's /q/<code>
 * @returns {string} the code; throws CodeRefusal "foreign"
 */
export function codeOfScan(text) {
  const ours = OUR_PATH.exec(text.trim());
  try {
    return parseCode(ours ? ours[1] : text);
  } catch (refusal) {
    if (refusal instanceof CodeRefusal) throw new CodeRefusal("foreign", { text });
    throw refusal;
  }
}

/** @param {string} text @returns {string} without spaces, hyphens, case, O, I and L */
export function normalise(text) {
  return text
    .replace(GAPS, "")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

/** @param {string} code @returns {string} as printed and read out: K7M-4QXP */
export function pretty(code) {
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}

/** @param {string} six */
function checkCharacter(six) {
  return ALPHABET[[...six].reduce((sum, character) => timesA(sum ^ ALPHABET.indexOf(character)), 0)];
}

/** Multiply an element of GF(2^5) by a: shift, then reduce by x^5 + x^2 + 1. @param {number} element */
function timesA(element) {
  const doubled = element << 1;
  return doubled & 0b100000 ? doubled ^ 0b100101 : doubled;
}
