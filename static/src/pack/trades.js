/**
 * Of which trades clips are chosen. Until somebody chooses otherwise it is the trade of whoever uses this phone.
 *
 * @typedef {{id: string, name: string}} Trade
 * @typedef {Trade | null | undefined} Own null: the person has none; undefined: nobody uses this phone
 * @typedef {"own" | string[] | null} Chosen ids; null: all; "own": that of the person, whoever it is
 */

/** The ids that are meant; null: all. Whoever has no trade gets all; for nobody, what is for everybody is enough. @param {Chosen} chosen @param {Own} own @returns {string[] | null} */
export function tradesIn(chosen, own) {
  if (chosen !== "own") return chosen;
  if (own === null) return null;
  return own ? [own.id] : [];
}

/**
 * Those there are to choose from: one's own, then those that clips are meant for; none as long as no clip names any.
 * @param {{trades: string[]}[]} clips @param {Trade[]} known in their order @param {Own} own @returns {Trade[]}
 */
export function tradesOf(clips, known, own) {
  const named = new Set(clips.flatMap((clip) => clip.trades));
  if (!named.size) return [];
  const others = known.filter(({ id }) => named.has(id) && id !== own?.id);
  return [...(own ? [own] : []), ...others.map(({ id, name }) => ({ id, name }))];
}

/** One trade more, or one less. Only one's own again is "own". @param {Chosen} chosen @param {Own} own @param {string} id @param {boolean} on @returns {Chosen} */
export function withTrade(chosen, own, id, on) {
  const others = (tradesIn(chosen, own) ?? []).filter((other) => other !== id);
  const next = on ? [...others, id] : others;
  return own && next.join() === own.id ? "own" : next;
}

/** Back from all of them. @param {Own} own @returns {Chosen} */
export function withoutAll(own) {
  return own ? "own" : [];
}
