/** What loading needs to know of the guides: read once after a pull, then remembered beside the index. */

import { filesOf } from "../places/store.js";

/**
 * @typedef {import("./clips.js").StoredFile} StoredFile
 * @typedef {{target: string, id: string}} Place
 * @typedef {{id: string, attached: Place[], trades: string[], files: StoredFile[], bytes: number}} Clip small files first, the film last
 * @typedef {{edition: string | null, shape: number, clips: Clip[], checklists: number, broken: number}} Library
 *   `broken` checklists have no items: they cannot be filled in
 */

const SHAPE = 2; // one more whenever a Library says more: what an older build has noted is read anew

/** @param {import("../storage/index-store.js").IndexStore} index @returns {Promise<Library>} */
export async function readLibrary(index) {
  const [edition, noted] = await index.read(async (rows) => [rows.state.edition, await rows.noted("library")]);
  if (noted?.edition === edition && noted.shape === SHAPE) return noted;
  const library = await index.read(async (rows) => ({ edition: rows.state.edition, shape: SHAPE, ...sorted(await rows.all("guide")) }));
  await index.note("library", library);
  return library;
}

/** @param {{id: string, body: any}[]} guides */
function sorted(guides) {
  const clips = guides.filter(({ body }) => body.kind === "clip").map(clipOf);
  const checklists = guides.filter(({ body }) => body.kind === "checklist");
  return { clips, checklists: checklists.length, broken: checklists.filter(({ body }) => !body.body.items?.length).length };
}

/** @param {{id: string, body: any}} row @returns {Clip} */
function clipOf({ id, body }) {
  const files = filesOf(body).map(({ sha256, bytes, content_type }) => ({ sha256, bytes, content_type }));
  return { id, attached: body.attached, trades: body.trades ?? [], files, bytes: sum(files) };
}

/** @param {{bytes: number}[]} files */
export function sum(files) {
  return files.reduce((total, file) => total + file.bytes, 0);
}

/** @param {Clip[]} clips @returns {StoredFile[]} each once */
export function filesIn(clips) {
  return [...new Map(clips.flatMap((clip) => clip.files).map((file) => [file.sha256, file])).values()];
}
