/** <lineside-bind>: a label that is on nothing yet gets its equipment, offline. The code is in the route's query. */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { pretty } from "../scan/code.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import { mayBind } from "./binders.js";
import "./equipment-picker.js";
import { savedCard } from "./saved-card.js";
import { brought, scanFor } from "./scan-link.js";

class BindPage extends View {
  static properties = { picked: { state: true }, row: { state: true } };

  constructor() {
    super();
    /** @type {Placed | undefined} */ this.picked = undefined;
    /** @type {RecordRow | undefined} */ this.row = undefined;
    this.saving = false;
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.identity, "change"]];
  }

  async load() {
    const scan = brought(this.route);
    const label = scan ? await this.app.store.label(scan.code) : undefined;
    return { scan, label };
  }

  render() {
    const { scan } = this.data ?? {};
    return screen({ title: t("bind.title"), sub: scan ? pretty(scan.code) : "", back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { scan, label } = this.data;
    const again = html`<a class="button wide" href=${scanFor("/bind")}>${icon("scan")}${t("bind.next")}</a>`;
    if (this.row) return savedCard(this.row, html`<a class="button primary" href="#${equipmentPath(this.row.equipment ?? "", "list")}">${t("bind.open")}</a>${again}`);
    if (!scan) return empty("label", t("bind.none"), t("bind.noneSay"), again);
    if (label && label.state !== "unbound") return this.#taken(label, again);
    if (!this.app.identity.person) return notice("warn", "person", t("bind.nobody"), html`<p>${t("bind.nobodySay")}</p>`);
    return this.picked ? this.#confirm(this.picked) : this.#pick();
  }

  /** @param {Label} label @param {unknown} again */
  #taken(label, again) {
    return html`${notice("warn", "label", t("bind.taken"), html`<p>${t("bind.takenSay")}</p>`)}
      ${label.equipment ? html`<a class="button wide" href="#${equipmentPath(label.equipment, "list")}">${t("bind.open")}</a>` : nothing}${again}`;
  }

  #pick() {
    return html`<p class="lead">${t("bind.where")}</p>
      <lineside-picker class="view" .app=${this.app} @pick=${this.#picked}></lineside-picker>`;
  }

  /** @param {Placed} picked */
  #confirm({ equipment, path }) {
    return html`<section class="card"><h2>${equipment.name}</h2><p class="codetext">${equipment.tag}</p><p class="muted">${path.join(" · ")}</p></section>
      <button class="button primary" type="button" @click=${this.#bind}>${icon("label")}${t("bind.does", { name: equipment.name })}</button>
      <button class="button wide" type="button" @click=${() => (this.picked = undefined)}>${t("bind.other")}</button>
      ${this.data.allowed === false ? html`<p class="fine">${t("bind.asks")}</p>` : nothing}`;
  }

  /** @param {CustomEvent<string>} event */
  #picked = async ({ detail }) => {
    const picked = await this.app.store.placed(detail);
    this.data = { ...this.data, allowed: picked && (await mayBind(this.app, picked.equipment.site)) };
    this.picked = picked;
  };

  #bind = async () => {
    const { scan, allowed } = this.data;
    if (!this.picked || this.saving) return;
    this.saving = true;
    const scanned = { label: scan.code, equipment: this.picked.equipment, by: scan.by, ms: scan.ms };
    this.row = await this.app.scans.bind(scanned, { shown: allowed }).finally(() => (this.saving = false));
  };
}

customElements.define("lineside-bind", BindPage);
