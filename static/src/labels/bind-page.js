/**
 * <lineside-bind>: a label gets its equipment, offline; one that means other equipment says so first. The code is in
 * the route's query.
 */
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
  static properties = { picked: { state: true }, moved: { state: true }, row: { state: true } };

  constructor() {
    super();
    /** @type {Placed | undefined} */ this.picked = undefined;
    /** @type {RecordRow | undefined} */ this.row = undefined;
    /** whether somebody has said that it sticks on other equipment now */ this.moved = false;
    this.saving = false;
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.identity, "change"]];
  }

  async load() {
    const scan = brought(this.route);
    const label = scan ? await this.app.store.label(scan.code) : undefined;
    const now = label?.state === "bound" && label.equipment ? await this.app.store.placed(label.equipment) : undefined;
    return { scan, label, now };
  }

  render() {
    const { scan } = this.data ?? {};
    return screen({ title: t("bind.title"), sub: scan ? pretty(scan.code) : "", back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { scan, label, now } = this.data;
    const again = html`<a class="button wide" href=${scanFor("/bind")}>${icon("scan")}${t("bind.next")}</a>`;
    if (this.row) return savedCard(this.row, html`<a class="button primary" href="#${equipmentPath(this.row.equipment ?? "", "list")}">${t("bind.open")}</a>${again}`);
    if (!scan) return empty("label", t("bind.none"), t("bind.noneSay"), again);
    if (label?.state === "retired") return this.#gone(label, again);
    if (!this.app.identity.person) return notice("warn", "person", t("bind.nobody"), html`<p>${t("bind.nobodySay")}</p>`);
    if (now && !this.moved) return this.#bound(now, again);
    return this.picked ? this.#confirm(this.picked) : this.#pick();
  }

  /** @param {Label} label @param {unknown} again */
  #gone(label, again) {
    return html`${notice("warn", "label", t("bind.gone"), html`<p>${t("bind.goneSay")}</p>`)}
      ${label.equipment ? html`<a class="button wide" href="#${equipmentPath(label.equipment, "list")}">${t("bind.open")}</a>` : nothing}${again}`;
  }

  /** It means equipment already: plainly said, and whether that is to change. @param {Placed} now @param {unknown} again */
  #bound({ equipment }, again) {
    return html`${notice("warn", "label", this.#means(equipment), html`<p>${t("moved.ask")}</p>`)}
      <button class="button primary" type="button" @click=${() => (this.moved = true)}>${icon("label")}${t("bind.moved")}</button>
      <a class="button wide" href="#${equipmentPath(equipment.id, "list")}">${t("bind.open")}</a>${again}`;
  }

  /** @param {Equipment} equipment */
  #means({ name }) {
    return t("moved.now", { code: pretty(this.data.scan.code), name });
  }

  #pick() {
    return html`<p class="lead">${t("bind.where")}</p>
      <lineside-picker class="view" .app=${this.app} @pick=${this.#picked}></lineside-picker>`;
  }

  /** @param {Placed} picked */
  #confirm({ equipment, path }) {
    const { now } = this.data;
    if (now?.equipment.id === equipment.id) return html`${notice("ok", "check", t("bind.already", { name: equipment.name }))}<button class="button wide" type="button" @click=${() => (this.picked = undefined)}>${t("bind.other")}</button>`;
    return html`<section class="card"><h2>${equipment.name}</h2><p class="codetext">${equipment.tag}</p><p class="muted">${path.join(" · ")}</p></section>
      ${now ? notice("warn", "alert", this.#means(now.equipment), html`<p>${t("moved.then", { name: equipment.name })}</p>`) : nothing}
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
    const { scan, label, allowed } = this.data;
    if (!this.picked || this.saving) return;
    this.saving = true;
    const scanned = { label: scan.code, equipment: this.picked.equipment, by: scan.by, ms: scan.ms, movedFrom: label?.state === "bound" ? label.equipment : undefined };
    this.row = await this.app.scans.bind(scanned, { shown: allowed }).finally(() => (this.saving = false));
  };
}

customElements.define("lineside-bind", BindPage);
