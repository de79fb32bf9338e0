/** Where a guide is opened, and how its person got there. */

/**
 * @param {string} guide
 * @param {{equipment?: string | null, by?: string, label?: string | null, corrects?: string}} from
 * @returns {string} a path for the router
 */
export function guidePath(guide, { equipment, by, label, corrects }) {
  const query = new URLSearchParams();
  if (equipment) query.set("equipment", equipment);
  if (by) query.set("by", by);
  if (label) query.set("label", label);
  if (corrects) query.set("corrects", corrects);
  return `/guide/${guide}?${query}`;
}

/** @param {string} equipment @param {OpenedBy} by @param {string} [label] */
export function equipmentPath(equipment, by, label) {
  return `/equipment/${equipment}?by=${by}${label ? `&label=${label}` : ""}`;
}
