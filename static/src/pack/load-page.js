/** <lineside-load>: puts everything on this phone, says how far it is, and what is there. */
import { html, nothing } from "lit";

import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { megabytes, moment } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { inTime } from "../ui/patience.js";
import { notice, screen, skeleton } from "../ui/screen.js";

class LoadPage extends View {
  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.pack, "progress"], [this.app.store, "change"]];
  }

  async load() {
    const summary = await this.app.store.summary();
    const unknown = { clips: 0, of: summary.clips, bytes: 0, scanner: false };
    const stored = await inTime(this.app.pack.stored(), unknown);
    return { stored, summary, state: { ...this.app.pack.state } };
  }

  /** The pack tells every problem in its state; nothing is left to catch here. */
  start() {
    Promise.resolve(this.app.pack.load()).catch(() => undefined).finally(this.reload);
  }

  render() {
    return screen({ title: t("load.title"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { state, stored, summary } = this.data;
    const busy = state.phase === "index" || state.phase === "clips";
    const whole = Boolean(summary.syncedAt) && stored.clips >= stored.of && stored.scanner;
    return html`<section class="card">
        <div role="status">${this.#heading(busy, whole)}</div>
        ${busy ? this.#progress() : nothing}
        ${state.problem ? this.#problem() : nothing}
        ${!busy && !whole ? html`<p>${t("load.say")}</p>` : nothing}
        ${busy
          ? html`<button class="button wide" type="button" @click=${() => this.app.pack.stop()}>${t("load.stop")}</button>`
          : html`<button class="button ${whole ? "wide" : "primary"}" type="button" @click=${this.start}>${icon("download")}${whole ? t("load.again") : state.phase === "stopped" || state.phase === "failed" ? t("load.goOn") : t("load.title")}</button>`}
      </section>
      ${this.#stored()}`;
  }

  /** @param {boolean} busy @param {boolean} whole */
  #heading(busy, whole) {
    const { state } = this.data;
    if (busy) return html`<p class="state">${icon("download", "large")}${t(state.phase === "index" ? "load.index" : "load.clips")}</p>`;
    if (whole) return html`<p class="state ok">${icon("checks", "large")}${t("load.ready")}</p>`;
    return html`<p class="state warn">${icon("phone", "large")}${t(state.phase === "stopped" ? "load.stopped" : "load.notReady")}</p>`;
  }

  #progress() {
    const { state } = this.data;
    if (state.phase === "index") return html`<progress class="progress" aria-label=${t("load.index")}></progress>`;
    return html`<progress class="progress" max=${state.totalBytes || 1} .value=${state.bytes} aria-label=${t("load.clips")}></progress>
      <p class="cluster"><span>${t("load.clipsOf", { done: state.done, total: state.total })}</span><span class="muted">${t("load.bytesOf", { done: megabytes(state.bytes), total: megabytes(state.totalBytes) })}</span></p>`;
  }

  #problem() {
    const problem = /** @type {Exclude<LoadState["problem"], "">} */ (this.data.state.problem);
    const more = problem === "sign-in" ? html`<a class="button" href=${signInHref()}>${t("home.signIn")}</a>` : nothing;
    return notice("fail", "alert", t(`load.${problem}`), html`<p>${t(`load.${problem}Do`)}</p>${more}`);
  }

  #stored() {
    const { stored, summary } = this.data;
    return html`<section class="card">
      <h2>${t("load.here")}</h2>
      <dl class="facts">
        <dt>${t("load.equipment")}</dt><dd>${summary.equipment}</dd>
        <dt>${t("load.checklists")}</dt><dd>${summary.checklists}</dd>
        <dt>${t("load.clipsWord")}</dt><dd>${t("load.clipsHere", { n: stored.clips, of: stored.of, size: megabytes(stored.bytes) })}</dd>
        <dt>${t("load.scanner")}</dt><dd>${t(stored.scanner ? "load.scannerReady" : "load.scannerMissing")}</dd>
        <dt>${t("load.checked")}</dt><dd>${summary.syncedAt ? moment(summary.syncedAt) : t("load.never")}</dd>
      </dl>
    </section>`;
  }
}

customElements.define("lineside-load", LoadPage);
