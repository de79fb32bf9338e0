/** Notes that a label was opened by reading it: the wear of labels shows in how they are read. */

import { wall } from "../storage/values.js";

const READ = ["camera", "photo", "typed", "scanner"]; // from the list or by a link nothing was read

/** From now on; also the screen that is open. @param {App} app */
export function noteOpenings({ router, scans, store }) {
  const note = async () => {
    const [, id] = /^\/equipment\/([^/]+)$/.exec(router.route.path) ?? [];
    const { by = "", label, ms } = router.route.query;
    const equipment = id && label && READ.includes(by) ? await store.equipment(id) : undefined;
    if (equipment) await scans.open({ label, equipment, by, ms: measured(ms) }, today());
  };
  const quietly = () => void note().catch(console.error); // no worker waits for this
  router.addEventListener("change", quietly);
  quietly();
}

/** @param {string | undefined} ms of a route @returns {number | undefined} */
export function measured(ms) {
  return ms && /^\d{1,6}$/.test(ms) ? Number(ms) : undefined;
}

/** The day on this phone's clock, as wall times begin. */
export function today() {
  return wall().slice(0, 10);
}
