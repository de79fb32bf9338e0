/** What the home page needs to know, read from every part of the app at once. */
import { draftFacts } from "../guides/draft-facts.js";
import { recentEquipment } from "./recent.js";

/** @param {App} app */
export async function readHome({ store, drafts, outbox, pack }) {
  const [counts, summary, sites, unfinished, recent, found] = await Promise.all([
    outbox.counts(), store.summary(), store.sites(), drafts.list(), store.allPlaced(recentEquipment()), pack.readiness(),
  ]);
  const state = { ...pack.state };
  return {
    counts, summary, state, found,
    offline: !navigator.onLine,
    busy: state.phase === "index" || state.phase === "clips",
    sites: sites.map(({ name }) => name).join(", "),
    drafts: await Promise.all(unfinished.map((draft) => withPlace({ store, drafts }, draft))),
    recent: recent.map(({ equipment, type, path }) => ({ equipment, picture: type?.icon ?? "", place: path.join(" · ") })),
  };
}

/** @param {Pick<App, "store" | "drafts">} app @param {Draft} draft */
async function withPlace({ store, drafts }, draft) {
  const equipment = draft.equipment ? await store.equipment(draft.equipment) : undefined;
  return { ...(await draftFacts({ store, drafts }, draft)), equipmentName: equipment?.name };
}
