/**
 * <lineside-scan-more>: below the camera, what else leads to equipment: a tag held to the phone, what was opened last,
 * what stands near it. Not where another page waits for a code.
 */
import { html, nothing } from "lit";

import { equipmentPath } from "../guides/path.js";
import { equipmentRow } from "../places/equipment-row.js";
import { recentEquipment } from "../places/recent.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { notice } from "../ui/screen.js";
import { hasNfc, listenToTags, nfcAllowed, NoTag } from "./nfc.js";
import { saidPath } from "./said.js";

const RECENT = 3;
const NEAR = 5;

class ScanMore extends View {
  static properties = { tags: { state: true } };

  constructor() {
    super();
    /** @type {"" | "on" | "refused" | "absent" | "moved"} */ this.tags = "";
    this.left = new AbortController();
  }

  connectedCallback() {
    super.connectedCallback();
    this.classList.remove("contents");
    this.left = new AbortController();
    if (hasNfc()) nfcAllowed().then((allowed) => (allowed ? this.listen() : undefined));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.left.abort();
  }

  async load() {
    const ids = recentEquipment();
    const recent = await this.app.store.allPlaced(ids.slice(0, RECENT));
    const near = ids.length ? await this.app.store.near(ids[0], NEAR + RECENT) : [];
    const shown = new Set(recent.map(({ equipment }) => equipment.id));
    return { recent, near: near.filter(({ equipment }) => !shown.has(equipment.id)).slice(0, NEAR) };
  }

  listen = async () => {
    try {
      await listenToTags((text) => this.app.router.go(saidPath(text, "nfc", this.route)), this.left.signal);
      this.tags = "on";
    } catch (problem) {
      if (!(problem instanceof NoTag)) throw problem;
      this.tags = problem.reason;
    }
  };

  render() {
    const { recent = [], near = [] } = this.route.query.to ? {} : (this.data ?? {});
    return html`${hasNfc() ? this.#nfc() : nothing}
      ${this.#list("more.recent", recent)} ${this.#list("more.near", near)}
      <a class="button quiet" href="#/scanner">${t("scanner.title")}</a>`;
  }

  #nfc() {
    if (this.tags === "on") return html`<p class="muted" role="status">${t("more.tagOn")}</p>`;
    return html`<button class="button wide" type="button" @click=${this.listen}>${icon("phone")}${t("more.tag")}</button>
      <div role="status">${this.tags ? notice("warn", "info", t(`tag.${this.tags}`)) : nothing}</div>`;
  }

  /** @param {"more.recent" | "more.near"} title @param {Placed[]} placed */
  #list(title, placed) {
    if (!placed.length) return nothing;
    const row = (/** @type {Placed} */ { equipment, type, path }) =>
      equipmentRow(equipment, { picture: type?.icon ?? "", place: path.join(" · "), href: `#${equipmentPath(equipment.id, "list")}` });
    return html`<section class="stack"><h2>${t(title)}</h2><ul class="list">${placed.map(row)}</ul></section>`;
  }
}

customElements.define("lineside-scan-more", ScanMore);
