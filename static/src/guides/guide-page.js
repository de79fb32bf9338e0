/** <lineside-guide>: one guide for one piece of equipment; chooses the view by kind. `guide` is its id. */
import { html } from "lit";

import "../checklist/checklist-view.js";
import "../player/clip-view.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import { beginDraft } from "./draft.js";

class GuidePage extends View {
  static properties = { guide: { attribute: false } };

  constructor() {
    super();
    this.guide = "";
  }

  /** A draft keeps the version it was begun on, whatever was published since. */
  async load() {
    if (this.data?.guide) return this.data;
    const { equipment = null, by = "link", label = null } = this.route.query;
    const published = await this.app.store.guide(this.guide);
    const stored = await this.app.drafts.get(this.guide, equipment);
    const guide = stored?.frozen ?? published;
    if (!guide) return { guide: undefined };
    const draft = stored ?? beginDraft(guide, { equipment, label, openedBy: /** @type {OpenedBy} */ (by) });
    const machine = equipment ? await this.app.store.equipment(equipment) : undefined;
    return { guide, draft, machine, newer: Boolean(stored && published && published.hash !== guide.hash) };
  }

  async beginAnew() {
    await this.app.drafts.remove(this.data.draft);
    this.data = undefined;
    await this.reload();
  }

  render() {
    const { guide, machine } = this.data ?? {};
    const back = () => this.app.router.back();
    return screen({ title: guide?.title ?? t("guide.title"), sub: machine?.name, back }, this.#body());
  }

  #body() {
    if (!this.data) return skeleton;
    const { guide, draft, machine, newer } = this.data;
    if (!guide) return empty("inbox", t("guide.unknown"), t("guide.unknownDo"), html`<a class="button" href="#/load">${t("load.title")}</a>`);
    const view =
      guide.kind === "clip"
        ? html`<lineside-clip class="stack" .app=${this.app} .guide=${guide} .draft=${draft} .machine=${machine}></lineside-clip>`
        : html`<lineside-checklist class="stack" .app=${this.app} .guide=${guide} .draft=${draft} .machine=${machine}></lineside-checklist>`;
    return newer ? html`${this.#newer()}${view}` : view;
  }

  #newer() {
    const anew = html`<p>${t("guide.newerSay")}</p>
      <button class="button" type="button" @click=${this.beginAnew}>${t("guide.beginAnew")}</button>`;
    return notice("", "info", t("guide.newer"), anew);
  }
}

customElements.define("lineside-guide", GuidePage);
