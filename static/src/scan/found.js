/** What a code leads to on this phone. */
import { equipmentPath } from "../guides/path.js";
import { CodeRefusal, codeOfScan } from "./code.js";
import { furtherCode } from "./further.js";

/**
 * @typedef {{kind: "open", path: string, code?: string}
 *   | {kind: "foreign", text: string}
 *   | {kind: "unknown" | "empty" | "unbound", code: string}
 *   | {kind: "retired", code: string, equipment: string | null}} Found
 */

/**
 * The address of a label is ours. A bare text in the form of its code is ours when it was typed or read from a QR: labels
 * wear no other barcode. Anything else may mean equipment as a further code; what could mean several things is asked.
 * @param {Store} store @param {string} text what was read @param {OpenedBy} by @param {boolean} [sure] typed, or from a QR
 * @returns {Promise<Found>}
 */
export async function findScan(store, text, by, sure = false) {
  const [label, code] = [labelIn(text), furtherCode(text)];
  const meant = code ? await store.equipmentOf(code) : [];
  if (label && !meant.length && (sure || !code)) return findCode(store, label, by);
  if (meant.length > 1 || (label && (await store.label(label)))) return { kind: "open", path: `/which?${new URLSearchParams({ by, read: text })}` };
  return meant.length ? { kind: "open", path: equipmentPath(meant[0], by) } : { kind: "foreign", text };
}

/** The code of a label of ours, if this is one. @param {string} text what was read @returns {string | undefined} */
export function labelIn(text) {
  try {
    return codeOfScan(text);
  } catch (refusal) {
    if (refusal instanceof CodeRefusal) return undefined;
    throw refusal;
  }
}

/** @param {Store} store @param {string} code a good code @param {OpenedBy} by @returns {Promise<Found>} */
export async function findCode(store, code, by) {
  const label = await store.label(code);
  if (!label) return { kind: (await store.summary()).syncedAt ? "unknown" : "empty", code };
  if (label.state === "retired" && !label.replaced_by) return { kind: "retired", code, equipment: label.equipment };
  if (label.state === "unbound" || !label.equipment) return { kind: "unbound", code };
  return { kind: "open", path: equipmentPath(label.equipment, by, code), code };
}
