/**
 * <lineside-which>: a code that may mean several things, a barcode of two sites or one that looks like the code of a
 * label; the person says what is there. `read` is in the route's query.
 */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { equipmentRow } from "../places/equipment-row.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { empty, screen, skeleton } from "../ui/screen.js";
import { pretty } from "./code.js";
import { findCode, labelIn } from "./found.js";
import { furtherCode } from "./further.js";

class WhichPage extends View {
  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.store, "change"]];
  }

  async load() {
    const { store } = this.app;
    const { read = "" } = this.route.query;
    const code = furtherCode(read);
    const rows = (await store.allPlaced(code ? await store.equipmentOf(code) : [])).map((one) => ({ ...one, href: equipmentPath(one.equipment.id, this.#by) }));
    const label = await this.#label(labelIn(read));
    return { code: label?.code ?? code, label, rows: await Promise.all([...rows, ...(label?.rows ?? [])].map((one) => this.#sited(one))) };
  }

  get #by() {
    return /** @type {OpenedBy} */ (this.route.query.by ?? "scanner");
  }

  /** The label that has this code, and what it opens. @param {string | undefined} code */
  async #label(code) {
    const { store } = this.app;
    if (!code || !(await store.label(code))) return undefined;
    const found = await findCode(store, code, this.#by);
    const placed = found.kind === "open" ? await store.placed((await store.label(code))?.equipment ?? "") : undefined;
    const rows = placed && found.kind === "open" ? [{ ...placed, href: found.path, label: t("which.label", { code: pretty(code) }) }] : [];
    return { code: pretty(code), href: `#/label/${code}`, rows };
  }

  /** @param {Placed & {href: string, label?: string}} one */
  async #sited(one) {
    const site = await this.app.store.site(one.equipment.site);
    return { ...one, place: [one.label, site?.name, ...one.path].filter(Boolean).join(" · ") };
  }

  render() {
    return screen({ title: t("which.title"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { code, label, rows } = this.data;
    if (!rows.length && !label) return empty("label", t("which.none"), t("which.noneSay"), html`<a class="button wide" href="#/scan">${t("found.scan")}</a>`);
    return html`<p class="lead">${t(label ? "which.both" : "which.say", { code })}</p>
      ${rows.length ? html`<ul class="list">${rows.map(row)}</ul>` : nothing}
      ${label && !label.rows.length ? html`<a class="button wide" href=${label.href}>${t("which.label", { code })}</a>` : nothing}`;
  }
}

/** @param {Placed & {href: string, place: string}} one */
function row({ equipment, type, place, href }) {
  return equipmentRow(equipment, { picture: type?.icon ?? "", place, href: `#${href}` });
}

customElements.define("lineside-which", WhichPage);
