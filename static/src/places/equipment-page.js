/** <lineside-equipment>: what matters first at one piece of equipment. `equipment` is its id. */
import { html, nothing } from "lit";

import { draftRow } from "../guides/draft-row.js";
import { guideRow } from "../guides/guide-row.js";
import { guidePath } from "../guides/path.js";
import { pretty } from "../scan/code.js";
import { t, tOr } from "../text/index.js";
import { View } from "../ui/element.js";
import { pictogram, typeTile } from "../ui/icon.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import { readEquipment } from "./equipment-facts.js";
import { rememberEquipment } from "./recent.js";

class EquipmentPage extends View {
  static properties = { equipment: { attribute: false } };

  constructor() {
    super();
    this.equipment = "";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.store, "change"], [this.app.pack, "progress"], [this.app.identity, "change"]];
  }

  async load() {
    const facts = await readEquipment(this.app, this.equipment, this.route.query.label);
    if (facts.equipment) rememberEquipment(facts.equipment.id);
    return facts;
  }

  render() {
    const { equipment, path } = this.data ?? {};
    return screen({ title: equipment?.name ?? t("equipment.title"), sub: path?.join(" · "), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { equipment, drafts, guides, others } = this.data;
    if (!equipment) return empty("inbox", t("equipment.unknown"), t("equipment.unknownSay"), html`<a class="button" href="#/load">${t("load.title")}</a>`);
    return html`${this.#label()} ${this.#status()} ${this.#facts()} ${this.#signs()}
      ${drafts.length ? html`<ul class="list">${drafts.map((/** @type {any} */ row) => draftRow(row.draft, row))}</ul>` : nothing}
      <section class="stack">
        <h2>${t("equipment.guides")}</h2>
        ${guides.length ? this.#list(guides) : html`<p>${t(others.length ? "equipment.noneOfTrade" : "equipment.noGuides")}</p>`}
      </section>
      ${others.length ? html`<section class="stack"><h2>${t("equipment.otherTrades")}</h2>${this.#list(others)}</section>` : nothing}
      <a class="button quiet" href="#/replace/${equipment.id}?old=${this.route.query.label ?? ""}">${t("equipment.replace")}</a>${this.#more()}`;
  }

  /** What sticks on it: a label that was moved here, a code that was there before. */
  #more() {
    const { equipment, label } = this.data;
    return html`${label?.state === "bound" && label.equipment === equipment.id ? html`<a class="button quiet" href="#/bind?code=${label.id}&by=${this.route.query.by ?? "link"}">${t("equipment.moved")}</a>` : nothing}
      <a class="button quiet" href="#/code/${equipment.id}">${t("equipment.code")}</a>`;
  }

  /** @param {{guide: Guide, here: boolean, trades: string}[]} rows */
  #list(rows) {
    return html`<ul class="list">${rows.map((row) => guideRow(row.guide, { ...row, href: this.#href(row.guide) }))}</ul>`;
  }

  /** A label gives context: what it says of itself comes before everything else. */
  #label() {
    const { label, equipment } = this.data;
    if (!label) return nothing;
    if (label.state === "retired") return notice("warn", "label", t("label.retired"), html`<p>${t(label.replaced_by ? "label.replacedHere" : "label.retiredHere")}</p>`);
    if (label.equipment !== equipment.id) return notice("warn", "label", t("label.moved"), html`<p>${t("label.movedSay")}</p>`);
    return nothing;
  }

  /** What must not be used says so before anything that could be done with it. */
  #status() {
    /** @type {"active" | "out_of_service" | "retired"} */ const status = this.data.equipment.status ?? "active";
    return status === "active" ? nothing : notice("fail", "alert", t(`equipment.${status}`), html`<p>${t(`equipment.${status}Say`)}</p>`);
  }

  #facts() {
    const { equipment, type } = this.data;
    const code = this.route.query.label;
    const made = [type?.make, type?.model].filter(Boolean).join(" ");
    return html`<section class="card nameplate">
      ${typeTile(type?.icon ?? "")}
      <div>
        <p class="codetext">${equipment.tag}</p>
        <p class="muted">${type?.name ?? ""}${made ? html` · ${made}` : nothing}</p>
        ${equipment.contact ? html`<p class="muted">${t("equipment.contact")} ${equipment.contact}</p>` : nothing}
        ${code ? html`<p class="muted">${t("equipment.label")} <span class="codetext">${pretty(code)}</span></p>` : nothing}
      </div>
    </section>`;
  }

  #signs() {
    /** @type {string[]} */ const signs = [...this.data.equipment.hazards, ...this.data.equipment.ppe];
    if (!signs.length) return nothing;
    return html`<section class="card signs">
      <h2 class="unseen">${t("equipment.signs")}</h2>
      <ul class="pictograms">${signs.map((id) => html`<li>${pictogram(id)}${tOr(`sign.${id}`, id)}</li>`)}</ul>
    </section>`;
  }

  /** @param {Guide} guide */
  #href(guide) {
    const { by = "link", label } = this.route.query;
    return `#${guidePath(guide.id, { equipment: this.equipment, by, label })}`;
  }
}

customElements.define("lineside-equipment", EquipmentPage);
