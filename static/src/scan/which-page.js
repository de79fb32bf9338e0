/** <lineside-which>: a code that means more than one piece of equipment; the person says which stands there. `read` is in the route's query. */
import { html } from "lit";

import { equipmentPath } from "../guides/path.js";
import { equipmentRow } from "../places/equipment-row.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { empty, screen, skeleton } from "../ui/screen.js";
import { furtherCode } from "./further.js";

class WhichPage extends View {
  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.store, "change"]];
  }

  async load() {
    const { store } = this.app;
    const code = furtherCode(this.route.query.read ?? "") ?? "";
    const placed = await store.allPlaced(await store.equipmentOf(code));
    return { code, rows: await Promise.all(placed.map(async (one) => ({ ...one, site: await store.site(one.equipment.site) }))) };
  }

  render() {
    return screen({ title: t("which.title"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { code, rows } = this.data;
    if (!rows.length) return empty("label", t("which.none"), t("which.noneSay"), html`<a class="button wide" href="#/scan">${t("found.scan")}</a>`);
    return html`<p class="lead">${t("which.say", { code })}</p><ul class="list">${rows.map(this.#row)}</ul>`;
  }

  /** @param {Placed & {site: any}} one */
  #row = ({ equipment, type, path, site }) => {
    const by = /** @type {OpenedBy} */ (this.route.query.by ?? "scanner");
    return equipmentRow(equipment, { picture: type?.icon ?? "", place: [site?.name, ...path].filter(Boolean).join(" · "), href: `#${equipmentPath(equipment.id, by)}` });
  };
}

customElements.define("lineside-which", WhichPage);
