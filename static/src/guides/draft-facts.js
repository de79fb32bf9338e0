/** @param {Pick<App, "store" | "drafts">} app @param {Draft} draft what a row says of a draft */
export async function draftFacts({ store, drafts }, draft) {
  const guide = draft.frozen ?? (await store.guide(draft.guide));
  return { draft, title: guide?.title ?? "", items: guide?.body.items, unclaimed: drafts.unclaimed(draft) };
}
