/** <lineside-equipment-list>: every piece of equipment on this phone, by area; found by name or tag. */
import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { equipmentPath } from "../guides/path.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { empty, screen, skeleton } from "../ui/screen.js";
import { equipmentRow } from "./equipment-row.js";

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

  /** @returns {Promise<{rows: {equipment: Equipment, picture: string, place: string, words: string}[]}>} */
  async load() {
    const { store } = this.app;
    const all = await store.allEquipment();
    const places = await named(all.map(({ area }) => area), async (id) => (await store.areaPath(id)).join(" · "));
    const types = await named(all.map((row) => row.equipment_type), (id) => store.equipmentType(id));
    const rows = all.map((equipment) => {
      const type = types.get(equipment.equipment_type);
      const words = [equipment.name, equipment.tag, type?.name, type?.make, type?.model].join(" ").toLowerCase();
      return { equipment, words, picture: type?.icon ?? "", place: places.get(equipment.area) ?? "" };
    });
    return { rows };
  }

  render() {
    return screen({ title: t("bar.equipment"), back: () => this.app.router.go("/") }, this.data ? this.#body() : skeleton);
  }

  #body() {
    if (!this.data.rows.length) return empty("inbox", t("list.none"), t("list.noneSay"), html`<a class="button" href="#/load">${t("load.title")}</a>`);
    const groups = this.#groups();
    const n = groups.reduce((sum, [, rows]) => sum + rows.length, 0);
    return html`<label class="search">${icon("search")}<span class="unseen">${t("list.search")}</span><input type="search" placeholder=${t("list.search")} autocomplete="off" enterkeyhint="search" @input=${this.#search} /></label>
      <p class="unseen" role="status">${this.wanted ? t("list.found", { n }) : ""}</p>
      ${n ? repeat(groups, ([place]) => place, ([place, rows]) => this.#group(place, rows)) : empty("search", t("list.nothing", { wanted: this.wanted }), t("list.nothingSay"))}`;
  }

  /** @param {string} place @param {any[]} rows */
  #group(place, rows) {
    return html`<section class="stack">
      <h2>${place}</h2>
      <ul class="list">${repeat(rows, ({ equipment }) => equipment.id, ({ equipment, picture }) => equipmentRow(equipment, { picture, href: `#${equipmentPath(equipment.id, "list")}` }))}</ul>
    </section>`;
  }

  /** @returns {[string, any[]][]} areas by name, each with its rows by name */
  #groups() {
    const wanted = this.wanted.trim().toLowerCase().split(/\s+/);
    /** @type {Map<string, any[]>} */ const groups = new Map();
    for (const row of this.data.rows) {
      if (!wanted.every((word) => row.words.includes(word))) continue;
      const rows = groups.get(row.place) ?? [];
      rows.push(row);
      groups.set(row.place, rows);
    }
    return [...groups].sort(([a], [b]) => a.localeCompare(b));
  }

  /** @param {Event} event */
  #search = (event) => {
    this.wanted = /** @type {HTMLInputElement} */ (event.target).value;
  };
}

/** Each id is asked for once. @param {string[]} ids @param {(id: string) => any} find @returns {Promise<Map<string, any>>} */
async function named(ids, find) {
  const each = [...new Set(ids)];
  return new Map(await Promise.all(each.map(async (id) => /** @type {[string, any]} */ ([id, await find(id)]))));
}

customElements.define("lineside-equipment-list", EquipmentList);
