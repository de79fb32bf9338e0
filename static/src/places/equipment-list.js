/** <lineside-equipment-list>: every piece of equipment on this phone, by area; found by name or tag. */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { empty, screen, skeleton } from "../ui/screen.js";
import { equipmentRow } from "./equipment-row.js";

const SHOWN = 30; // rows at a time: whoever looks for one among thousands types

class EquipmentList extends View {
  static properties = { wanted: { state: true } };

  constructor() {
    super();
    this.wanted = "";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.store, "change"]];
  }

  async load() {
    return { finder: await this.app.store.finder() };
  }

  render() {
    return screen({ title: t("bar.equipment"), back: () => this.app.router.go("/") }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { n, rows } = this.data.finder.find(this.wanted, SHOWN);
    if (!n && !this.wanted) return empty("inbox", t("list.none"), t("list.noneSay"), html`<a class="button" href="#/load">${t("load.title")}</a>`);
    return html`<label class="search">${icon("search")}<span class="unseen">${t("list.search")}</span><input type="search" placeholder=${t("list.search")} autocomplete="off" enterkeyhint="search" @input=${this.#search} /></label>
      <p class="unseen" role="status">${this.wanted ? t("list.found", { n }) : ""}</p>
      ${n ? [...byPlace(rows)].map(([place, there]) => this.#group(place, there)) : empty("search", t("list.nothing", { wanted: this.wanted }), t("list.nothingSay"))}
      ${n > rows.length ? html`<p class="muted">${t("list.more", { n: n - rows.length })}</p>` : nothing}`;
  }

  /** @param {string} place @param {FoundEquipment[]} rows */
  #group(place, rows) {
    return html`<section class="stack">
      <h2>${place}</h2>
      <ul class="list">${rows.map((row) => equipmentRow(row, { picture: row.picture, href: `#${equipmentPath(row.id, "list")}` }))}</ul>
    </section>`;
  }

  /** @param {Event} event */
  #search = (event) => {
    this.wanted = /** @type {HTMLInputElement} */ (event.target).value;
  };
}

/** @param {FoundEquipment[]} rows in order of their places @returns {Map<string, FoundEquipment[]>} */
function byPlace(rows) {
  /** @type {Map<string, FoundEquipment[]>} */ const groups = new Map();
  for (const row of rows) groups.set(row.place, [...(groups.get(row.place) ?? []), row]);
  return groups;
}

customElements.define("lineside-equipment-list", EquipmentList);
