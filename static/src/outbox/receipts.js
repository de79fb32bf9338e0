/** What the server signed when it took records in: one receipt for all that were new in a push. See docs/wire.md. */

import { claims } from "./record.js";

/**
 * @typedef {import("../server/api.js").Result} Result
 * @typedef {{text: string, names: Set<string>}} Receipt `names`: SHA-256 of the records that it is for
 */

/** @param {string[]} texts @returns {Receipt[]} */
export function opened(texts) {
  return texts.map((text) => ({ text, names: new Set(claims(text)?.records) }));
}

/** The receipt of one result, when it names these bytes. @param {Result | undefined} result @param {string} sha256 @param {Receipt[]} receipts */
export function receiptOf(result, sha256, receipts) {
  const receipt = receipts[result?.receipt ?? -1];
  return receipt?.names.has(sha256) ? receipt.text : undefined;
}
