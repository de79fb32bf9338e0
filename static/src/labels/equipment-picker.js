/** <lineside-picker>: finds one piece of equipment by words. Fires "pick" with its id when a row is tapped. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon, typeTile } from "../ui/icon.js";
import { empty, skeleton } from "../ui/screen.js";

const SHOWN = 20; // rows at a time: whoever looks for one among thousands types

class EquipmentPicker extends View {
  static properties = { wanted: { state: true } };

  constructor() {
    super();
    this.wanted = "";
  }

  async load() {
    return { finder: await this.app.store.finder() };
  }

  render() {
    if (!this.data) return skeleton;
    const { n, rows } = this.data.finder.find(this.wanted, SHOWN);
    const search = (/** @type {any} */ { target }) => (this.wanted = target.value);
    return html`<label class="search">${icon("search")}<span class="unseen">${t("list.search")}</span><input type="search" placeholder=${t("list.search")} autocomplete="off" enterkeyhint="search" @input=${search} /></label>
      ${n ? html`<ul class="list">${rows.map((/** @type {FoundEquipment} */ row) => this.#row(row))}</ul>` : empty("search", t("list.nothing", { wanted: this.wanted }), t("list.nothingSay"))}
      ${n > rows.length ? html`<p class="muted">${t("list.more", { n: n - rows.length })}</p>` : nothing}`;
  }

  /** @param {FoundEquipment} row */
  #row({ id, name, tag, picture, place }) {
    const pick = () => this.dispatchEvent(new CustomEvent("pick", { detail: id }));
    return html`<li><button class="row" type="button" @click=${pick}>
      ${typeTile(picture)}
      <span class="text"><span class="title">${name}</span><span class="sub"><span class="codetext">${tag}</span> · ${place}</span></span>
    </button></li>`;
  }
}

customElements.define("lineside-picker", EquipmentPicker);
