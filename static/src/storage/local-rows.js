/** What this phone knows before the server: rows that stand in the site index until a pull brings the server's word. */

const CHEAP = /** @type {const} */ ({ durability: "relaxed" }); // the record behind a row is safe; the row comes again with the next pull

/**
 * @param {import("./index-store.js").IndexStore} index
 * @param {{type: string, id: string, body: any}[]} rows put into the side that is shown
 */
export async function putLocally(index, rows) {
  const { active } = await index.state();
  await index.database.write([active], async (tx) => {
    await Promise.all(rows.map((row) => tx.objectStore(active).put({ ...row, rev: 0, places: [] })));
  }, CHEAP);
}
