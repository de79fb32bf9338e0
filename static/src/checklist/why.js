/** The question that a correction asks before all others: why. Drawn and asked like an item of the checklist. */

import { t } from "../text/index.js";

/** @type {Item} */
export const WHY = {
  ...{ id: "why-corrected", kind: "text", text: t("correction.why"), help: t("correction.whyHelp"), required: true },
  ...{ note_on_fail: false, photo_on_fail: false, fails_on: "", unit: "", min: null, max: null, choices: [], failing_choices: [] },
};
