/**
 * <lineside-finished>: what became of a guide that was just finished. It shows the record's own state,
 * and nothing before the record is on the phone. `row` is what outbox.finish answered.
 */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { waitingWords } from "./waiting.js";

const PICTURES = /** @type {const} */ ({ saved: "check", sent: "upload", confirmed: "checks", attention: "alert" });
const WAY = /** @type {const} */ (["saved", "sent", "confirmed"]);

class FinishedView extends View {
  static properties = { row: { attribute: false }, back: { attribute: false } };

  constructor() {
    super();
    /** @type {RecordRow} */ this.row = /** @type {any} */ (undefined);
    this.back = "/";
    this.patient = false; // what matters is known already
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.outbox, "change"], [this.app.identity, "change"]];
  }

  async load() {
    return { row: (await this.app.outbox.list()).find((row) => row.id === this.row.id) ?? this.row };
  }

  firstUpdated() {
    this.querySelector("h2")?.focus();
  }

  /** @param {RecordRow} row */
  #next(row) {
    if (row.state === "saved" && this.app.identity.signedIn === false) return waitingWords("signIn");
    return html`<p>${t(`finished.${row.state}Next`)}</p>`;
  }

  render() {
    /** @type {RecordRow} */ const row = this.data?.row ?? this.row;
    return html`<section class="card" role="status">
        <h2 class="state ${row.state === "attention" ? "warn" : "ok"}" tabindex="-1">${icon(PICTURES[row.state], "large")}${t(`finished.${row.state}`)}</h2>
        <p><strong>${row.title}</strong>${row.equipmentName ? html` · ${row.equipmentName}` : nothing}</p>
        ${track(row.state)}
        ${this.#next(row)}
        ${row.failed ? html`<p><strong>${t("finished.failed", { n: row.failed })}</strong></p>` : nothing}
      </section>
      <div class="actions">
        <a class="button primary" href="#${this.back}">${t("finished.done")}</a>
        <a class="button" href="#/records">${t("bar.records")}</a>
      </div>`;
  }
}

/** Three facts, one after the other; those not reached yet stay empty. @param {RecordRow["state"]} state */
function track(state) {
  const reached = WAY.indexOf(/** @type {any} */ (state));
  return html`<ol class="track">
    ${WAY.map((step, index) => html`<li class=${index <= reached ? "reached" : ""} aria-current=${step === state ? "step" : nothing}>${icon(index <= reached ? "check" : "clock", "small")}${t(`track.${step}`)}</li>`)}
  </ol>`;
}

customElements.define("lineside-finished", FinishedView);
