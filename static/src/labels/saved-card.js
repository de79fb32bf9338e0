/** What was done to a label is on this phone, and how far it has come. */
import { html } from "lit";

import { stateChip } from "../guides/state-chip.js";

/** @param {RecordRow} row @param {unknown} next what to do now */
export function savedCard(row, next) {
  return html`<section class="card" role="status">
      <p>${stateChip(row.state)}</p>
      <p><strong>${row.title}</strong> · ${row.equipmentName}</p>
    </section>
    ${next}`;
}
