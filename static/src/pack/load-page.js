/** <lineside-load>: puts everything on this phone, says how far it is, what is missing, and what is there. */
import { html, nothing } from "lit";

import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { age, megabytes, moment } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { notice, screen, skeleton } from "../ui/screen.js";
import { choiceCard } from "./choice-card.js";

const BUSY = ["index", "clips", "check"];

class LoadPage extends View {
  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.pack, "progress"], [this.app.store, "change"], [this.app.identity, "change"]];
  }

  /** Opened here, a clip is tried again. */
  connectedCallback() {
    super.connectedCallback();
    if (!BUSY.includes(this.app.pack.state.phase)) Promise.resolve(this.app.pack.check({ anew: true })).catch(console.error);
  }

  /** While it loads, only the bar moves. */
  async load() {
    const { store, pack } = this.app;
    const state = { ...pack.state };
    if (this.data && BUSY.includes(state.phase)) return { ...this.data, state };
    const [summary, found, choice, room] = await Promise.all([store.summary(), pack.readiness(), pack.choice(), pack.room()]);
    return { summary, found, choice, room, state: { ...pack.state } };
  }

  /** The pack tells every problem in its state; nothing is left to catch here. */
  start() {
    Promise.resolve(this.app.pack.load()).catch(() => undefined).finally(this.reload);
  }

  render() {
    return screen({ title: t("load.title"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { state, choice } = this.data;
    const busy = BUSY.includes(state.phase);
    return html`<section class="card">
        <div role="status">${busy ? this.#busy() : this.#found()}</div>
        ${busy ? this.#progress() : nothing}
        ${state.problem ? this.#problem() : nothing}
        ${busy ? nothing : this.#missing()}
        ${busy ? this.#stop() : this.#start()}
      </section>
      ${this.#here()}
      ${busy ? nothing : choiceCard(choice, (changed) => this.app.pack.choose(changed))}`;
  }

  #busy() {
    const words = { index: "load.index", clips: "load.clips", check: "load.trying" };
    const { phase } = this.data.state;
    return html`<p class="state">${icon("download", "large")}${t(/** @type {any} */ (words)[phase])}</p>`;
  }

  #found() {
    const { found, state } = this.data;
    if (found.ready) return html`<p class="state ok">${icon("checks", "large")}${t("load.ready")}</p><p class="muted">${t("load.readySay", { age: age(found.syncedAt) })} ${found.clips ? t("load.readyClip") : nothing}</p>`;
    return html`<p class="state warn">${icon("phone", "large")}${t(state.phase === "stopped" ? "load.stopped" : "load.notReady")}</p>`;
  }

  #progress() {
    const { state } = this.data;
    if (state.phase !== "clips") return html`<progress class="progress" aria-label=${t("load.title")}></progress>`;
    return html`<progress class="progress" max=${state.totalBytes || 1} .value=${state.bytes} aria-label=${t("load.clips")}></progress>
      <p class="cluster"><span>${t("load.clipsOf", { done: state.done, total: state.total })}</span><span class="muted">${t("load.bytesOf", { done: megabytes(state.bytes), total: megabytes(state.totalBytes) })}</span></p>`;
  }

  #problem() {
    const problem = /** @type {Exclude<LoadState["problem"], "">} */ (this.data.state.problem);
    const more = problem === "sign-in" ? html`<a class="button" href=${signInHref()}>${t("home.signIn")}</a>` : nothing;
    return notice("fail", "alert", t(`load.${problem}`), html`<p>${t(`load.${problem}Do`)}</p>${more}`);
  }

  /** Everything that keeps this phone from being ready, in figures. */
  #missing() {
    const { found, summary } = this.data;
    if (found.ready) return nothing;
    if (!found.syncedAt && !summary.equipment) return html`<p>${t("load.say")}</p>`;
    const figures = { n: found.of - found.clips, size: megabytes(found.missingBytes), age: age(found.syncedAt) };
    const lacks = [...found.lacks, ...(found.syncedAt && found.old ? ["old"] : [])];
    return html`<ul class="stack">${lacks.map((/** @type {Lack | "old"} */ lack) => html`<li>${t(`load.lacks.${lack}`, figures)}</li>`)}</ul>`;
  }

  #stop() {
    return html`<button class="button wide" type="button" @click=${() => this.app.pack.stop()}>${t("load.stop")}</button>`;
  }

  #start() {
    const { found, state } = this.data;
    const begun = state.phase === "stopped" || state.phase === "failed" || found.bytes > 0;
    return html`<button class="button ${found.ready ? "wide" : "primary"}" type="button" @click=${this.start}>${icon("download")}${t(found.ready ? "load.again" : begun ? "load.goOn" : "load.title")}</button>`;
  }

  #here() {
    const { found, summary, choice, room } = this.data;
    return html`<section class="card">
      <h2>${t("load.here")}</h2>
      <dl class="facts">
        <dt>${t("load.equipment")}</dt><dd>${summary.equipment}</dd>
        <dt>${t("load.checklists")}</dt><dd>${summary.checklists}</dd>
        <dt>${t("load.clipsWord")}</dt><dd>${t("load.clipsHere", { n: found.clips, of: found.of, size: megabytes(found.bytes) })}</dd>
        ${choice.more ? html`<dt>${t("load.more")}</dt><dd>${t("load.moreHere", { n: choice.more, size: megabytes(choice.moreBytes) })}</dd>` : nothing}
        <dt>${t("load.scanner")}</dt><dd>${t(found.scanner ? "load.scannerReady" : "load.scannerMissing")}</dd>
        <dt>${t("load.checked")}</dt><dd>${found.syncedAt ? moment(found.syncedAt) : t("load.never")}</dd>
        ${room.used === undefined ? nothing : html`<dt>${t("load.used")}</dt><dd>${megabytes(room.used)}</dd>`}
      </dl>
      ${room.safe === undefined ? nothing : html`<p class="muted">${t(room.safe ? "load.safe" : "load.unsafe")}</p>`}
    </section>`;
  }
}

customElements.define("lineside-load", LoadPage);
