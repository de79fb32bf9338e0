/**
 * <lineside-verify>: a walk along labels that were stuck on. Scan one after the other; each says what it belongs to,
 * and the person says whether it sticks there. The scanned code is in the route's query.
 */
import { html, nothing } from "lit";

import { stateChip } from "../guides/state-chip.js";
import { pretty } from "../scan/code.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon, typeTile } from "../ui/icon.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import "./equipment-picker.js";
import { today } from "./openings.js";
import { brought, scanFor } from "./scan-link.js";

const NEXT = scanFor("/verify");

class VerifyPage extends View {
  static properties = { elsewhere: { state: true } };

  constructor() {
    super();
    this.elsewhere = false;
    this.saving = false;
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.outbox, "change"], [this.app.identity, "change"]];
  }

  async load() {
    const scan = brought(this.route);
    const label = scan && (await this.app.store.label(scan.code));
    const placed = label?.equipment ? await this.app.store.placed(label.equipment) : undefined;
    return { scan, label, placed, rows: await this.app.scans.verified(today()) };
  }

  render() {
    const { scan } = this.data ?? {};
    return screen({ title: t("verify.title"), sub: scan ? pretty(scan.code) : "", back: () => this.app.router.go("/account") }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { scan, label, placed } = this.data;
    if (!this.app.identity.person) return notice("warn", "person", t("bind.nobody"), html`<p>${t("bind.nobodySay")}</p>`);
    if (!scan) return this.#walk();
    if (label?.state === "bound" && placed) return this.elsewhere ? this.#where() : this.#ask();
    return html`${this.#strange(scan.code, label)}${this.#next()}`;
  }

  /** @param {string} code @param {Label} [label] */
  #strange(code, label) {
    if (label?.state === "retired") return notice("warn", "label", t("found.retired", { code: pretty(code) }), html`<p>${t("verify.retiredSay")}</p>`);
    const bind = html`<p><a class="button" href="#/bind?code=${code}">${t("bind.title")}</a></p>`;
    return notice("warn", "label", t(label ? "found.unbound" : "found.unknown", { code: pretty(code) }), bind);
  }

  #ask() {
    const { equipment, type, path } = this.data.placed;
    return html`<section class="card nameplate">${typeTile(type?.icon ?? "")}<div><h2>${equipment.name}</h2><p class="codetext">${equipment.tag}</p><p class="muted">${path.join(" · ")}</p></div></section>
      <p class="lead">${t("verify.ask", { name: equipment.name })}</p>
      <button class="button primary" type="button" @click=${() => this.#say(equipment)}>${icon("check")}${t("verify.right")}</button>
      <button class="button wide" type="button" @click=${() => (this.elsewhere = true)}>${icon("cross")}${t("verify.wrong")}</button>`;
  }

  #where() {
    return html`${notice("warn", "alert", t("verify.belongs", { name: this.data.placed.equipment.name }), html`<p>${t("verify.belongsSay")}</p>`)}
      <p class="lead">${t("verify.where")}</p>
      <lineside-picker class="view" .app=${this.app} @pick=${this.#picked}></lineside-picker>`;
  }

  #walk() {
    const { rows } = this.data;
    return html`<p class="lead">${t("verify.how")}</p>${this.#next()}
      ${rows.length ? html`<h2>${t("verify.today", { n: rows.length })}</h2><ul class="list">${rows.map((/** @type {RecordRow} */ row) => this.#row(row))}</ul>` : empty("label", t("verify.none"), t("verify.noneSay"))}`;
  }

  /** @param {RecordRow} row */
  #row(row) {
    return html`<li class="row"><span class="text"><span class="title">${row.equipmentName}</span><span class="sub">${row.title}</span><span class="cluster">${stateChip(row.state)}${row.failed ? html`<span class="chip fail">${icon("cross")}${t("verify.elsewhere")}</span>` : html`<span class="chip ok">${icon("check")}${t("verify.isRight")}</span>`}</span></span></li>`;
  }

  #next() {
    return html`<a class="button primary" href=${NEXT}>${icon("scan")}${t(this.data.scan ? "verify.next" : "verify.scan")}</a>`;
  }

  /** @param {CustomEvent<string>} event */
  #picked = async ({ detail }) => {
    const found = await this.app.store.equipment(detail);
    if (found) await this.#say(found);
  };

  /** @param {Equipment} equipment where the label sticks */
  async #say(equipment) {
    if (this.saving) return;
    this.saving = true;
    const { scan, placed } = this.data;
    const scanned = { label: scan.code, equipment, by: scan.by, ms: scan.ms };
    await this.app.scans.verify(scanned, { right: placed.equipment.id === equipment.id }).finally(() => (this.saving = false));
    navigator.vibrate?.(40);
    this.app.router.replace("/verify");
  }
}

customElements.define("lineside-verify", VerifyPage);
