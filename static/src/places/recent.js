/** The equipment opened last on this phone, newest first. A convenience: losing it costs nothing. */

const KEY = "lineside.recent";
const KEPT = 5;

/** @returns {string[]} ids */
export function recentEquipment() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** @param {string} id */
export function rememberEquipment(id) {
  const kept = [id, ...recentEquipment().filter((other) => other !== id)].slice(0, KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // a full phone forgets what was opened last
  }
}
