/** What the equipment page needs to know. */

/**
 * @param {App} app @param {string} id @param {string} [code] the label it was opened by
 * @returns {Promise<any>} `equipment` is undefined when this phone does not know it
 */
export async function readEquipment({ store, drafts, pack }, id, code) {
  const [machine, guides, unfinished, label] = await Promise.all([store.machine(id), store.guidesFor(id), drafts.list(), code ? store.label(code) : undefined]);
  if (!machine) return { equipment: undefined };
  const rows = await Promise.all(guides.map(async (guide) => ({ guide, here: await isHere(pack, guide) })));
  return { ...machine, label, guides: rows, drafts: await begun(store, unfinished, id) };
}

/** @param {Pack} pack @param {Guide} guide */
async function isHere(pack, guide) {
  return guide.kind !== "clip" || pack.has(guide.body.video.sha256);
}

/** @param {Store} store @param {Draft[]} drafts @param {string} equipment */
async function begun(store, drafts, equipment) {
  const mine = drafts.filter((draft) => draft.equipment === equipment);
  return Promise.all(mine.map(async (draft) => {
    const guide = draft.frozen ?? (await store.guide(draft.guide));
    return { draft, title: guide?.title ?? "", items: guide?.body.items?.length };
  }));
}
