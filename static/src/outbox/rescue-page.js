/** <lineside-rescue>: save what this phone cannot send as a file, and deliver a file of another phone. */
import { html, nothing } from "lit";

import { signInHref } from "../people/sign-in.js";
import { Unreachable } from "../server/refusals.js";
import { t, tOr } from "../text/index.js";
import { View } from "../ui/element.js";
import { moment } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { notice, screen, skeleton } from "../ui/screen.js";
import { NotARescueFile } from "./rescue.js";
import { saveFile } from "./save-file.js";

const GOOD = ["stored", "already"];

class RescuePage extends View {
  static properties = { busy: { state: true }, said: { state: true }, outcomes: { state: true }, problem: { state: true } };

  constructor() {
    super();
    this.busy = false;
    this.said = "";
    /** @type {(import("./rescue.js").Outcome & {title: string})[] | undefined} */ this.outcomes = undefined;
    /** @type {"" | "not" | "offline" | "sign-in" | "trouble"} */ this.problem = "";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.outbox, "change"], [this.app.identity, "change"]];
  }

  async load() {
    return { unsent: (await this.app.rescue.unsent()).length };
  }

  async save() {
    const file = await this.app.rescue.file();
    if (await saveFile(file)) this.said = t("rescue.saved", { name: file.name });
  }

  /** @param {any} event */
  async deliver({ target }) {
    const [file] = target.files;
    if (!file || this.busy) return;
    this.busy = true;
    this.problem = "";
    this.outcomes = undefined;
    try {
      this.outcomes = await this.#named(await this.app.rescue.deliver(await file.text()));
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.busy = false;
      target.value = ""; // so that the same file can be chosen again
    }
  }

  /** @param {import("./rescue.js").Outcome[]} outcomes */
  #named(outcomes) {
    const title = async (/** @type {string} */ guide) => (guide && (await this.app.store.guide(guide))?.title) || t("rescue.unknown");
    return Promise.all(outcomes.map(async (one) => ({ ...one, title: await title(one.guide) })));
  }

  render() {
    return screen({ title: t("rescue.title"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { unsent } = this.data;
    return html`<section class="card">
        <h2>${t("rescue.save")}</h2>
        <p>${unsent ? t("rescue.saveSay", { n: unsent }) : t("rescue.nothing")}</p>
        ${unsent ? html`<button class="button wide" type="button" @click=${this.save}>${icon("download")}${t("rescue.saveAll", { n: unsent })}</button>` : nothing}
        <p role="status">${this.said}</p>
      </section>
      <section class="card">
        <h2>${t("rescue.deliver")}</h2>
        <p>${t("rescue.deliverSay")}</p>
        ${this.app.identity.person ? this.#chooser() : html`<a class="button primary" href=${signInHref()}>${t("home.signIn")}</a>`}
        <div role="alert">${this.problem ? notice("fail", "alert", t(`rescue.${this.problem}`), html`<p>${t(this.problem === "not" ? "rescue.notDo" : "rescue.again")}</p>`) : nothing}</div>
        <p role="status">${this.busy ? t("rescue.delivering") : this.outcomes ? t("rescue.done", { n: this.outcomes.length }) : ""}</p>
      </section>
      ${this.outcomes ? html`<ul class="list">${this.outcomes.map(outcome)}</ul>` : nothing}`;
  }

  #chooser() {
    return html`<label class="button wide" aria-disabled=${String(this.busy)}>${icon("upload")}${t("rescue.choose")}<input class="unseen" type="file" accept=".json,application/json,text/plain" @change=${this.deliver} /></label>`;
  }
}

/** @param {import("./rescue.js").Outcome & {title: string}} one */
function outcome(one) {
  const tone = GOOD.includes(one.state) ? "ok" : one.state === "refused" ? "fail" : "warn";
  return html`<li class="row"><span class="text">
    <span class="title">${one.title}</span>
    ${one.finishedAt ? html`<span class="sub">${one.mine ? nothing : html`${t("rescue.others")} · `}${moment(one.finishedAt)}</span>` : nothing}
    <span class="cluster"><span class="chip ${tone}">${icon(tone === "ok" ? "check" : "alert")}${tOr(`rescue.is.${one.state}`, one.state)}</span></span>
    ${one.held ? html`<span class="sub">${tOr(`held.${one.held}`, one.held)}</span>` : nothing}
    ${one.missing ? html`<span class="sub">${t("rescue.missing", { n: one.missing })}</span>` : nothing}
  </span></li>`;
}

/** @param {any} error @returns {"not" | "offline" | "sign-in" | "trouble"} */
function problemOf(error) {
  if (error instanceof NotARescueFile) return "not";
  if (error instanceof Unreachable) return "offline";
  return error.status === 401 ? "sign-in" : "trouble";
}

customElements.define("lineside-rescue", RescuePage);
