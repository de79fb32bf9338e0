/** <lineside-guide>: one guide for one piece of equipment; chooses the view by kind. `guide` is its id. */
import { html, nothing } from "lit";

import "../checklist/checklist-view.js";
import "../player/clip-view.js";
import { signInHref } from "../people/sign-in.js";
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

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.identity, "change"]];
  }

  /** A draft keeps the version it was begun on, whatever was published since. */
  async load() {
    if (this.data?.guide && this.#stays(this.data.draft)) return { ...this.data };
    const { equipment = null, by = "link", label = null, corrects } = this.route.query;
    const published = corrects ? undefined : await this.app.store.guide(this.guide);
    const old = corrects ? await this.app.outbox.correction(corrects) : undefined;
    const stored = (await this.app.drafts.get(this.guide, equipment, corrects)) ?? old;
    const guide = stored?.frozen ?? published;
    if (!guide) return { guide: undefined };
    const draft = this.app.drafts.opened(stored ?? beginDraft(guide, { equipment, label, openedBy: /** @type {OpenedBy} */ (by) }));
    const place = equipment ? await this.app.store.equipment(equipment) : undefined;
    return { guide, draft, place, newer: Boolean(stored && published && published.hash !== guide.hash) };
  }

  /** What somebody has begun is not gone on with by the next person. @param {Draft} draft */
  #stays({ person }) {
    return !person || person === this.app.identity.person?.id;
  }

  async claim() {
    if (!(await this.app.drafts.claim(this.data.draft))) this.data = undefined; // the own one is gone on with first
    await this.reload();
  }

  async beginAnew() {
    await this.app.drafts.remove(this.data.draft);
    this.data = undefined;
    await this.reload();
  }

  render() {
    const { guide, place } = this.data ?? {};
    const back = () => this.app.router.back();
    return screen({ title: guide?.title ?? t("guide.title"), sub: place?.name, back }, this.#body());
  }

  #body() {
    if (!this.data) return skeleton;
    const { guide, draft, newer } = this.data;
    if (!guide) return empty("inbox", t("guide.unknown"), t("guide.unknownDo"), html`<a class="button" href="#/load">${t("load.title")}</a>`);
    const view =
      guide.kind === "clip"
        ? html`<lineside-clip class="stack" .app=${this.app} .guide=${guide} .draft=${draft}></lineside-clip>`
        : html`<lineside-checklist class="stack" .app=${this.app} .guide=${guide} .draft=${draft}></lineside-checklist>`;
    if (this.app.drafts.unclaimed(draft)) return html`${this.#whose()}<div class="stack" inert>${view}</div>`;
    return html`${this.app.identity.person ? nothing : this.#nobody()}${newer ? this.#newer() : nothing}${view}`;
  }

  /** Nobody is the author yet, so it cannot be finished; reading and filling in is never stopped. */
  #nobody() {
    return notice("warn", "person", t("guide.nobody"), html`<p>${t("guide.nobodySay")}</p><a class="button" href=${signInHref()}>${t("home.signIn")}</a>`);
  }

  /** Begun while nobody was signed in: only the person can say that it is theirs. */
  #whose() {
    const { name } = /** @type {{name: string}} */ (this.app.identity.person);
    return notice("warn", "person", t("guide.whose"), html`<p>${t("guide.whoseSay")}</p>
      <button class="button primary" type="button" @click=${this.claim}>${t("guide.mine", { name })}</button>
      <button class="button wide" type="button" @click=${this.beginAnew}>${t("guide.beginAnew")}</button>`);
  }

  #newer() {
    const anew = html`<p>${t("guide.newerSay")}</p>
      <button class="button" type="button" @click=${this.beginAnew}>${t("guide.beginAnew")}</button>`;
    return notice("", "info", t("guide.newer"), anew);
  }
}

customElements.define("lineside-guide", GuidePage);
