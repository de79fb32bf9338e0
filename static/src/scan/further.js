/**
 * Codes that are not ours but may be bound to equipment: a GS1 individual asset (GIAI, AI 8004) as Digital Link,
 * as element string or spelled out, and the bare text of an asset barcode.
 * GS1 General Specifications 3.2 and 7.11 (what characters there are); GS1 Digital Link URI Syntax 1.2.
 */

import { CodeRefusal, parseCode } from "./code.js";

const LINK = /^https?:\/\/[^/?#\s]+\/(?:[^?#]*\/)?8004\/([^/?#]+)/i;
const ELEMENT = /^(?:\][CdQeJ]\d)?\x1d?(?:\(8004\)|8004(?=[!-z]{4}))([!-z]{1,30})(?:\x1d.*)?$/;
const GIAI = /^[!-"%-?A-Z_a-z]{1,30}$/;
const BARE = /^[!-~](?:[ -~]{0,46}[!-~])$/;

/** @param {string} text what was read @returns {string | undefined} `8004:` and the asset, or the bare text, after `text:` where a label could have it; undefined for what is neither */
export function furtherCode(text) {
  const read = text.trim();
  const asset = decoded(LINK.exec(read)?.[1]) ?? ELEMENT.exec(read)?.[1];
  if (asset !== undefined) return GIAI.test(asset) ? `8004:${asset}` : undefined;
  const kept = looksLikeLabel(read) ? `text:${read}` : read;
  return BARE.test(kept) && !read.includes("://") ? kept : undefined;
}

/** One of 32 texts of seven characters does. @param {string} read */
function looksLikeLabel(read) {
  try {
    return Boolean(parseCode(read));
  } catch (refusal) {
    if (refusal instanceof CodeRefusal) return false;
    throw refusal;
  }
}

/** Whether a page wants to know what any code says, whosever it is. @param {string} path a route of ours */
export function takesAny(path) {
  return /^\/code(\/|\?|$)/.test(path);
}

/** @param {string | undefined} part of an address @returns {string | undefined} */
function decoded(part) {
  try {
    return part && decodeURIComponent(part);
  } catch {
    return part; // a stray percent sign
  }
}
