/**
 * <lineside-replace>: a worn label of one piece of equipment gives way to a new one, offline. `equipment` is its id;
 * the route's query has the old code if one was scanned, and the new one when the scanner has read it.
 */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { pretty } from "../scan/code.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import { mayBind } from "./binders.js";
import { savedCard } from "./saved-card.js";
import { brought, scanFor } from "./scan-link.js";

class ReplacePage extends View {
  static properties = { equipment: { attribute: false }, row: { state: true } };

  constructor() {
    super();
    this.equipment = "";
    this.saving = false;
    /** @type {RecordRow | undefined} */ this.row = undefined;
  }

  async load() {
    const { store } = this.app;
    const scan = brought(this.route);
    const [placed, labels, label] = await Promise.all([store.placed(this.equipment), store.labelsOf(this.equipment), scan && store.label(scan.code)]);
    const allowed = placed && (await mayBind(this.app, placed.equipment.site));
    return { placed, scan, label, allowed, old: labels.find(({ id }) => id === this.route.query.old) ?? labels[0], labels };
  }

  render() {
    const { placed } = this.data ?? {};
    return screen({ title: t("replace.title"), sub: placed?.equipment.name ?? "", back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { placed, scan, label, old } = this.data;
    if (!placed) return empty("inbox", t("equipment.unknown"), t("equipment.unknownSay"));
    const open = html`<a class="button wide" href="#${equipmentPath(this.equipment, "list")}">${t("bind.open")}</a>`;
    if (this.row) return savedCard(this.row, html`${old ? notice("", "label", t("replace.peel"), html`<p>${t("replace.peelSay")}</p>`) : nothing}${open}`);
    if (!this.app.identity.person) return notice("warn", "person", t("bind.nobody"), html`<p>${t("bind.nobodySay")}</p>`);
    if (!scan) return this.#old();
    if (label?.state === "bound" && label.equipment === this.equipment) return html`${notice("ok", "check", t("replace.same"), html`<p>${t("replace.sameSay")}</p>`)}${open}${this.#scan()}`;
    if (label && label.state !== "unbound") return html`${notice("warn", "label", t("bind.taken"), html`<p>${t("replace.takenSay")}</p>`)}${this.#scan()}`;
    return this.#confirm();
  }

  /** Which label goes: the one that was scanned, or the one that is chosen. */
  #old() {
    const { labels, old } = this.data;
    const choice = (/** @type {Label} */ { id }) => html`<label class="answer"><input type="radio" name="old" value=${id} .checked=${id === old.id} @change=${() => (this.data = { ...this.data, old: labels.find((/** @type {Label} */ one) => one.id === id) })} /><span>${pretty(id)}</span></label>`;
    return html`<p class="lead">${t("replace.how")}</p>
      ${labels.length > 1 ? html`<fieldset class="answers list-of"><legend>${t("replace.which")}</legend>${labels.map(choice)}</fieldset>` : html`<p>${old ? t("replace.old", { code: pretty(old.id) }) : t("replace.noneOld")}</p>`}
      ${this.#scan()}`;
  }

  #scan() {
    return html`<a class="button primary" href=${this.#scanner}>${icon("scan")}${t("replace.scan")}</a>`;
  }

  get #scanner() {
    const { old } = this.data;
    return scanFor(`/replace/${this.equipment}${old ? `?old=${old.id}` : ""}`);
  }

  #confirm() {
    const { scan, old, allowed } = this.data;
    const codes = { code: pretty(scan.code), old: old ? pretty(old.id) : "" };
    return html`<section class="card"><p class="lead">${t(old ? "replace.sure" : "replace.sureNew", codes)}</p></section>
      <button class="button primary" type="button" @click=${this.#replace}>${icon("label")}${t("replace.does")}</button>
      <a class="button wide" href=${this.#scanner}>${t("replace.another")}</a>
      ${allowed ? nothing : html`<p class="fine">${t("bind.asks")}</p>`}`;
  }

  #replace = async () => {
    if (this.saving) return;
    this.saving = true;
    const { scan, old, placed, allowed } = this.data;
    const scanned = { label: scan.code, equipment: placed.equipment, by: scan.by, ms: scan.ms };
    const { scans } = this.app;
    const shown = { shown: allowed };
    const work = old ? scans.replace({ ...scanned, replaces: old.id }, shown) : scans.bind(scanned, shown);
    this.row = await work.finally(() => (this.saving = false));
  };
}

customElements.define("lineside-replace", ReplacePage);
