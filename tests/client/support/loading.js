/** A phone with a pack, whose site has clips. */

import { Clips } from "../../../static/src/pack/clips.js";
import { IndexPull } from "../../../static/src/pack/index.js";
import { Pack } from "../../../static/src/pack/pack.js";
import { PiecesStore } from "../../../static/src/storage/pieces-store.js";
import { sha256hex } from "../../../static/src/storage/values.js";
import { Caches } from "./caches.js";
import { page, phone } from "./phone.js";
import { NOW } from "./server.js";

export const bytesOf = (text) => new TextEncoder().encode(text);

/** A phone whose site has these clips: one video, one poster and one captions file each. */
export async function loading(...titles) {
  const tab = await phone();
  const file = async (text) => {
    const bytes = bytesOf(text);
    const sha256 = await sha256hex(bytes);
    tab.server.files.set(sha256, bytes);
    return { sha256, bytes: bytes.length, content_type: "video/mp4" };
  };
  const clips = [];
  for (const title of titles) {
    const body = { video: await file(`video of ${title}`), poster: await file(`poster of ${title}`), captions: [await file(`words of ${title}`)] };
    clips.push({ type: "guide", id: title, rev: 9, body: { kind: "clip", title, attached: [], body } });
  }
  tab.server.pages = [page(clips, { cursor: "c2" })];
  const caches = new Caches();
  const extras = { here: false, stored: async () => extras.here, store: async () => (extras.here = true) };
  const storage = { asked: 0, persist: async () => (storage.asked += 1), persisted: async () => storage.asked > 0, estimate: async () => ({ usage: 5 }) };
  const own = () => tab.identity.person && (tab.identity.person.trade ?? null);
  const now = () => Date.parse(NOW);
  const made = () => new Pack({ index: new IndexPull({ ...tab, now: () => pack.now() }), clips: new Clips({ api: tab.api, pieces: new PiecesStore(tab.index.database), caches }), store: tab.store, extras, openSample: async (sha256) => pack.plays(sha256), signInNeeded: () => tab.identity.signInNeeded(), own, storage, now });
  const pack = made();
  pack.plays = () => "opened";
  return { tab, caches, pack, clips, storage, made };
}

/** How many clips are here, by what the last check found. */
export const here = async (pack) => (await pack.readiness()).clips;
