/** What the equipment page needs to know. */
import { draftFacts } from "../guides/draft-facts.js";

/**
 * @param {App} app @param {string} id @param {string} [code] the label it was opened by
 * @returns {Promise<any>} `equipment` is undefined when this phone does not know it
 */
export async function readEquipment({ store, drafts, pack }, id, code) {
  const [placed, guides, unfinished, label] = await Promise.all([store.placed(id), store.guidesFor(id), drafts.list(), code ? store.label(code) : undefined]);
  if (!placed) return { equipment: undefined };
  const begun = unfinished.filter((draft) => draft.equipment === id);
  const rows = await Promise.all(guides.map(async (guide) => ({ guide, here: await isHere(pack, guide) })));
  return { ...placed, label, guides: rows, drafts: await Promise.all(begun.map((draft) => draftFacts({ store, drafts }, draft))) };
}

/** @param {Pack} pack @param {Guide} guide */
async function isHere(pack, guide) {
  return guide.kind !== "clip" || pack.has(guide.body.video.sha256);
}
