/** The state of a record as a chip: four words that are four different facts. */
import { html } from "lit";

import { t } from "../text/index.js";
import { icon } from "../ui/icon.js";

const PICTURES = { saved: "phone", sent: "upload", confirmed: "checks", attention: "alert" };

/** @param {RecordRow["state"]} state */
export function stateChip(state) {
  return html`<span class="chip ${state}">${icon(PICTURES[state])}${t(`state.${state}`)}</span>`;
}
