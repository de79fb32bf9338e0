/** What the equipment page needs to know. */
import { draftFacts } from "../guides/draft-facts.js";
import { parted } from "../guides/relevance.js";

/**
 * @param {App} app @param {string} id @param {string} [code] the label it was opened by
 * @returns {Promise<any>} `equipment` is undefined when this phone does not know it; `guides` are for one's own trade or everybody, `others` for other trades
 */
export async function readEquipment({ store, drafts, pack, identity }, id, code) {
  const [placed, guides, unfinished, label] = await Promise.all([store.placed(id), store.guidesFor(id), drafts.list(), code ? store.label(code) : undefined]);
  if (!placed) return { equipment: undefined };
  const begun = unfinished.filter((draft) => draft.equipment === id);
  const { own, others } = parted(guides, identity.person?.trade?.id);
  const whose = await namesOf(store, others);
  const row = async (/** @type {Guide} */ guide, trades = "") => ({ guide, here: await isHere(pack, guide), trades });
  const rows = { guides: await Promise.all(own.map((guide) => row(guide))), others: await Promise.all(others.map((guide) => row(guide, whose(guide)))) };
  return { ...placed, label, ...rows, drafts: await Promise.all(begun.map((draft) => draftFacts({ store, drafts }, draft))) };
}

/** The names of the trades that one of these guides is for. @param {Store} store @param {Guide[]} guides @returns {Promise<(guide: Guide) => string>} */
async function namesOf(store, guides) {
  const known = guides.length ? await store.trades() : [];
  return ({ trades = [] }) => known.filter(({ id }) => trades.includes(id)).map(({ name }) => name).join(", ");
}

/** @param {Pack} pack @param {Guide} guide */
async function isHere(pack, guide) {
  return guide.kind !== "clip" || pack.has(guide.body.video.sha256);
}
