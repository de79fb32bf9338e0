/** Who may put labels on equipment: known offline, decided by the server. */

const RANK = ["worker", "supervisor", "admin"];

/** @param {App} app @param {string} site @returns {Promise<boolean>} */
export async function mayBind({ identity, store }, site) {
  const role = RANK.indexOf(identity.person?.roles?.[site] ?? "");
  const needed = RANK.indexOf((await store.site(site))?.binders ?? "supervisor");
  return role >= 0 && role >= needed;
}
