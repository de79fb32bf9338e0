/**
 * <lineside-code>: what sticks on equipment already, a GS1 asset number or a barcode, is made to open it, offline.
 * `equipment` is its id, "" to choose it here; what was read is in the route's query.
 */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { furtherCode } from "../scan/further.js";
import { labelIn } from "../scan/found.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import { mayBind } from "./binders.js";
import "./equipment-picker.js";
import { measured } from "./openings.js";
import { savedCard } from "./saved-card.js";
import { scanFor } from "./scan-link.js";

class CodePage extends View {
  static properties = { equipment: { attribute: false }, row: { state: true } };

  constructor() {
    super();
    this.equipment = "";
    this.saving = false;
    /** @type {RecordRow | undefined} */ this.row = undefined;
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.identity, "change"]];
  }

  async load() {
    const { store } = this.app;
    const { read } = this.route.query;
    const code = read ? furtherCode(read) : undefined;
    const ours = read ? labelIn(read) : undefined;
    const label = ours && (!code || (await store.label(ours))) ? ours : undefined;
    const placed = await store.placed(this.equipment);
    const allowed = placed && (await mayBind(this.app, placed.equipment.site));
    const [means] = code && placed ? await store.equipmentOf(code, placed.equipment.site) : [];
    return { read, label, code, placed, allowed, now: means && (await store.placed(means)) };
  }

  render() {
    const { placed } = this.data ?? {};
    return screen({ title: t("code.title"), sub: placed?.equipment.name ?? "", back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { read, label, code, placed, now } = this.data;
    if (this.row) return savedCard(this.row, html`${this.#open(placed)}${this.#scan(false)}`);
    if (!this.app.identity.person) return notice("warn", "person", t("bind.nobody"), html`<p>${t("bind.nobodySay")}</p>`);
    if (this.equipment && !placed) return empty("inbox", t("equipment.unknown"), t("equipment.unknownSay"));
    if (label) return html`${notice("", "label", t("code.ours"), html`${code ? html`<p>${t("code.oursSay")}</p>` : nothing}<p><a class="button" href="#/bind?code=${label}&by=${this.#by}">${t("bind.title")}</a></p>`)}${this.#scan(false)}`;
    if (read && !code) return html`${notice("warn", "info", t("code.none"), html`<p class="inert">${read}</p>`)}${this.#ways()}`;
    if (!code) return html`<p class="lead">${t("code.how")}</p>${this.#ways()}`;
    if (!placed) return html`<p class="lead">${t("bind.where")}</p><lineside-picker class="view" .app=${this.app} @pick=${this.#picked}></lineside-picker>`;
    return now?.equipment.id === placed.equipment.id ? html`${notice("ok", "check", t("code.already", { name: placed.equipment.name }))}${this.#open(placed)}` : this.#confirm();
  }

  /** @param {Placed} placed */
  #open({ equipment }) {
    return html`<a class="button wide" href="#${equipmentPath(equipment.id, "list")}">${t("bind.open")}</a>`;
  }

  #ways() {
    return html`${this.#scan(true)}
      <form class="stack" @submit=${this.#typed}>
        <label class="field"><span>${t("code.type")}</span><input name="read" maxlength="300" autocomplete="off" autocapitalize="off" spellcheck="false" required /></label>
        <button class="button wide">${t("code.goOn")}</button>
      </form>`;
  }

  /** @param {boolean} first whether this is what to do now */
  #scan(first) {
    return html`<a class="button ${first ? "primary" : "wide"}" href=${scanFor(`/code/${this.equipment}`)}>${icon("scan")}${t(first ? "code.scan" : "code.next")}</a>`;
  }

  /** What it means now is said before anybody signs that it means something else. */
  #confirm() {
    const { code, placed, now, allowed } = this.data;
    const name = placed.equipment.name;
    return html`<section class="card"><h2>${name}</h2><p class="codetext">${placed.equipment.tag}</p><p class="muted">${placed.path.join(" · ")}</p>
        <dl class="facts"><dt>${t("code.read")}</dt><dd class="codetext">${code}</dd></dl></section>
      ${now ? notice("warn", "alert", t("moved.now", { code, name: now.equipment.name }), html`<p>${t("moved.then", { name })}</p>`) : nothing}
      <button class="button primary" type="button" @click=${this.#bind}>${icon("label")}${t("bind.does", { name })}</button>
      ${this.#scan(false)}
      ${allowed ? nothing : html`<p class="fine">${t("bind.asks")}</p>`}`;
  }

  get #by() {
    return this.route.query.by ?? "typed";
  }

  /** @param {SubmitEvent} event */
  #typed = (event) => {
    event.preventDefault();
    const read = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("read"));
    this.app.router.replace(`/code/${this.equipment}?${new URLSearchParams({ read, by: "typed" })}`);
  };

  /** @param {CustomEvent<string>} event */
  #picked = ({ detail }) => {
    const { read = "", ms } = this.route.query;
    this.app.router.replace(`/code/${detail}?${new URLSearchParams({ read, by: this.#by, ...(ms ? { ms } : {}) })}`);
  };

  #bind = async () => {
    if (this.saving) return;
    this.saving = true;
    const { code, placed, now, allowed } = this.data;
    const scanned = { label: code, equipment: placed.equipment, by: this.#by, ms: measured(this.route.query.ms), movedFrom: now?.equipment.id };
    this.row = await this.app.scans.bind(scanned, { shown: allowed }).finally(() => (this.saving = false));
  };
}

customElements.define("lineside-code", CodePage);
