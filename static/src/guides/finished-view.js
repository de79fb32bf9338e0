/**
 * <lineside-finished>: what became of a guide that was just finished. It shows the record's own state,
 * and nothing before the record is on the phone. `row` is what outbox.finish answered.
 */
import { html, nothing } from "lit";

import { stateChip } from "./state-chip.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";

class FinishedView extends View {
  static properties = { row: { attribute: false }, back: { attribute: false } };

  constructor() {
    super();
    /** @type {RecordRow} */ this.row = /** @type {any} */ (undefined);
    this.back = "/";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.outbox, "change"]];
  }

  async load() {
    return { row: (await this.app.outbox.list()).find((row) => row.id === this.row.id) ?? this.row };
  }

  firstUpdated() {
    this.querySelector("h2")?.focus();
  }

  render() {
    /** @type {RecordRow} */ const row = this.data?.row ?? this.row;
    return html`<section class="card" role="status">
        <h2 class="state ok" tabindex="-1">${icon("checks", "large")}${t(`finished.${row.state}`)}</h2>
        <p><strong>${row.title}</strong>${row.equipmentName ? html` · ${row.equipmentName}` : nothing}</p>
        <p>${stateChip(row.state)}</p>
        <p>${t(`finished.${row.state}Next`)}</p>
        ${row.failed ? html`<p><strong>${t("finished.failed", { n: row.failed })}</strong></p>` : nothing}
      </section>
      <div class="actions">
        <a class="button primary" href="#${this.back}">${t("finished.done")}</a>
        <a class="button" href="#/records">${t("bar.records")}</a>
      </div>`;
  }
}

customElements.define("lineside-finished", FinishedView);
