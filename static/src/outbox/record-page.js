/** <lineside-record>: one record I made, with what it says and how far it is; from here it can be corrected. */
import { html, nothing } from "lit";

import { guidePath } from "../guides/path.js";
import { stateChip } from "../guides/state-chip.js";
import { spelled } from "../scan/spelled.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { length, moment } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import { answerRows } from "./answers.js";
import { saveFile } from "./save-file.js";
import { marks, why } from "./why.js";

class RecordPage extends View {
  static properties = { record: { attribute: false } };

  constructor() {
    super();
    this.record = "";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.outbox, "change"], [this.app.identity, "change"]];
  }

  async load() {
    return { found: await this.app.outbox.record(this.record) };
  }

  render() {
    const { row } = this.data?.found ?? {};
    const back = () => this.app.router.back();
    return screen({ title: row?.title ?? t("bar.records"), sub: row?.equipmentName, back }, this.#body());
  }

  #body() {
    if (!this.data) return skeleton;
    if (!this.data.found) return empty("inbox", t("record.unknown"), t("record.unknownSay"));
    const { row, said, guide, correctedBy } = this.data.found;
    return html`<section class="card">
        <p class="cluster">${stateChip(row.state)}${marks(row, Boolean(correctedBy))}</p>
        <dl class="facts"><dt>${t("record.finished")}</dt><dd><time datetime=${row.finishedAt}>${moment(row.finishedAt)}</time></dd>
          ${said.reason ? html`<dt>${t("record.reason")}</dt><dd>${said.reason}</dd>` : nothing}</dl>
        ${why(row)}
        ${row.corrects ? html`<p><a href="#/record/${row.corrects}">${t("record.before")}</a></p>` : nothing}
      </section>
      ${row.scan ? scanned(said) : said.answers ? answerRows(guide?.body.items ?? [], said.answers) : html`<section class="card"><p>${t("record.watched", { length: length(said.watched_s ?? 0) })}</p></section>`}
      ${this.#correct()}
      ${row.state === "confirmed" ? nothing : this.#rescue()}`;
  }

  #rescue() {
    const save = async () => saveFile(await this.app.rescue.file(this.record));
    return html`<button class="button wide" type="button" @click=${save}>${icon("download")}${t("rescue.one")}</button><p class="fine">${t("rescue.oneSay")}</p>`;
  }

  #correct() {
    const { row, said, guide, correctedBy } = this.data.found;
    if (!said.answers) return nothing;
    if (correctedBy) return notice("warn", "edit", t("record.correctedSay"), html`<p><a class="button" href="#/record/${correctedBy}">${t("record.newer")}</a></p>`);
    if (!guide) return html`<p class="fine">${t("record.gone")}</p>`;
    const href = guidePath(row.guide, { equipment: said.equipment, by: said.opened_by, label: said.label, corrects: row.id });
    return html`<a class="button wide" href="#${href}">${icon("edit")}${t("record.correct")}</a><p class="fine">${t("record.correctSay")}</p>`;
  }
}

/** @param {any} said a scan record */
function scanned({ label, replaces }) {
  return html`<section class="card"><dl class="facts"><dt>${t("record.label")}</dt><dd class="codetext">${spelled(label)}</dd>${replaces ? html`<dt>${t("record.replaced")}</dt><dd class="codetext">${spelled(replaces)}</dd>` : nothing}</dl></section>`;
}

customElements.define("lineside-record", RecordPage);
