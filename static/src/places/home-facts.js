/** What the home page needs to know, read from every part of the app at once. What is stored is asked for apart: it may take long. */
import { recentEquipment } from "./recent.js";

/** @param {App} app */
export async function readHome({ store, drafts, outbox, pack }) {
  const [counts, summary, sites, unfinished, machines] = await Promise.all([
    outbox.counts(), store.summary(), store.sites(), drafts.list(), store.machines(recentEquipment()),
  ]);
  const state = { ...pack.state };
  return {
    counts, summary, state,
    offline: !navigator.onLine,
    busy: state.phase === "index" || state.phase === "clips",
    sites: sites.map(({ name }) => name).join(", "),
    drafts: await Promise.all(unfinished.map((draft) => draftFacts(store, draft))),
    recent: machines.map(({ equipment, type, path }) => ({ equipment, picture: type?.icon ?? "", place: path.join(" · ") })),
  };
}

/** @param {Store} store @param {Draft} draft */
async function draftFacts(store, draft) {
  const guide = draft.frozen ?? (await store.guide(draft.guide));
  const equipment = draft.equipment ? await store.equipment(draft.equipment) : undefined;
  return { draft, title: guide?.title ?? "", equipmentName: equipment?.name, items: guide?.body.items?.length };
}
