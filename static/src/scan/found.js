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

/** @param {Store} store @param {string} text what the camera read @param {OpenedBy} by @returns {Promise<Found>} */
export async function findScan(store, text, by) {
  const label = labelIn(text);
  return label ? findCode(store, label, by) : ((await findFurther(store, text, by)) ?? { kind: "foreign", text });
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

/** A code of somebody else that was bound to equipment; where several sites use it, the person chooses. @param {Store} store @param {string} text @param {OpenedBy} by @returns {Promise<Found | undefined>} */
async function findFurther(store, text, by) {
  const code = furtherCode(text);
  const [equipment, other] = code ? await store.equipmentOf(code) : [];
  if (other) return { kind: "open", path: `/which?${new URLSearchParams({ by, read: text })}` };
  return equipment ? { kind: "open", path: equipmentPath(equipment, by) } : undefined;
}

/** @param {Store} store @param {string} code a good code @param {OpenedBy} by @returns {Promise<Found>} */
export async function findCode(store, code, by) {
  const label = await store.label(code);
  if (!label) return { kind: (await store.summary()).syncedAt ? "unknown" : "empty", code };
  if (label.state === "retired" && !label.replaced_by) return { kind: "retired", code, equipment: label.equipment };
  if (label.state === "unbound" || !label.equipment) return { kind: "unbound", code };
  return { kind: "open", path: equipmentPath(label.equipment, by, code), code };
}
