/** For whom a guide is. It decides what comes first and which clips are here, never what may be opened. */

/**
 * A guide that names no trade is for everybody; rows pulled before guides had trades name none.
 * @param {{trades?: string[]}} guide @param {string[] | null} trades ids; null: whatever the trade
 */
export function isFor(guide, trades) {
  const meant = guide.trades ?? [];
  return !trades || !meant.length || meant.some((id) => trades.includes(id));
}

/**
 * Each part in the order in which they came.
 * @template {{trades?: string[]}} G @param {G[]} guides @param {string | undefined} trade whoever has none gets all as theirs
 * @returns {{own: G[], others: G[]}}
 */
export function parted(guides, trade) {
  const mine = (/** @type {G} */ guide) => isFor(guide, trade ? [trade] : null);
  return { own: guides.filter(mine), others: guides.filter((guide) => !mine(guide)) };
}
