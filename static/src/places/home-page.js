/** <lineside-home>: who and where, what still waits, whether this phone is loaded, and the way back to work. */
import { html, nothing } from "lit";

import { draftRow } from "../guides/draft-row.js";
import { equipmentPath } from "../guides/path.js";
import { comesNext } from "../guides/waiting.js";
import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { age, megabytes } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { installOffer } from "../ui/install.js";
import { notice, screen, skeleton } from "../ui/screen.js";
import { equipmentRow } from "./equipment-row.js";
import { readHome } from "./home-facts.js";

class HomePage extends View {
  /** @returns {[EventTarget, string][]} */
  watched() {
    const { store, outbox, pack, identity } = this.app;
    return [[store, "change"], [outbox, "change"], [pack, "progress"], [identity, "change"], [installOffer, "change"], [window, "online"], [window, "offline"]];
  }

  load() {
    return readHome(this.app);
  }

  render() {
    return screen({ title: "Lineside", sub: this.#who() }, this.data ? this.#body() : skeleton);
  }

  #who() {
    return [this.data?.sites, this.app.identity.person?.name].filter(Boolean).join(" · ");
  }

  #body() {
    const { drafts, recent } = this.data;
    return html`${this.#lost()} ${this.#signIn()} ${this.#state()} ${this.#phone()}
      ${drafts.length ? html`<section class="stack"><h2>${t("home.unfinished")}</h2><ul class="list">${drafts.map((/** @type {any} */ row) => draftRow(row.draft, row))}</ul></section>` : nothing}
      ${recent.length ? html`<section class="stack"><h2 class="heading">${t("home.recent")}<a href="#/equipment">${t("home.all")}</a></h2><ul class="list">${recent.map((/** @type {any} */ row) => equipmentRow(row.equipment, { ...row, href: `#${equipmentPath(row.equipment.id, "list")}` }))}</ul></section>` : this.#start()}
      ${this.#install()}
      <a class="button wide" href="#/account">${icon("person")}${this.app.identity.person?.name ?? t("account.title")}</a>`;
  }

  /** A phone that had records and finds none says so, until someone has read it. */
  #lost() {
    if (!this.app.outbox.lost) return nothing;
    const read = html`<button class="button" type="button" @click=${() => this.app.outbox.acknowledgeLoss()}>${t("home.lostRead")}</button>`;
    return html`<div role="alert">${notice("fail", "alert", t("home.lost"), html`<p>${t("home.lostSay")}</p>${read}`)}</div>`;
  }

  #signIn() {
    const { person, signedIn } = this.app.identity;
    if (person && signedIn !== false) return nothing;
    const words = person ? t("home.signInAgain") : t("home.signInSay");
    return notice("warn", "person", t("home.notSignedIn"), html`<p>${words}</p><a class="button primary" href=${signInHref()}>${t("home.signIn")}</a>`);
  }

  /** The line that never lies: what waits is counted from the outbox, and "all sent" needs something sent. */
  #state() {
    const { counts, offline } = this.data;
    const waiting = counts.saved + counts.sent;
    const next = waiting ? comesNext(counts, this.app.identity) : undefined;
    const words = next ? t(`waiting.${next}`) : t(counts.confirmed ? "home.allSentSay" : "home.nothingSay");
    return html`<section class="card" aria-live="polite">
      <p class="state ${waiting ? "warn" : "ok"}">${icon(waiting ? "phone" : "checks", "large")}${waiting ? t("home.waiting", { n: waiting }) : t(counts.confirmed ? "home.allSent" : "home.nothing")}</p>
      <p class="muted">${words}</p>
      ${counts.attention ? html`<a class="button wide" href="#/records">${icon("alert")}${t("home.attention", { n: counts.attention })}</a>` : nothing}
      ${offline ? html`<p class="cluster"><span class="chip offline">${icon("cloud-off")}${t("offline")}</span></p>` : nothing}
    </section>`;
  }

  /** What the last check found; the check itself is made on the page that loads, or after a pull. */
  #phone() {
    const { summary, state, busy, found } = this.data;
    if (!found.clips && !this.#mayLoad) return nothing;
    if (found.ready && !busy) return html`<ul class="list"><li><a class="row" href="#/load"><span class="state ok">${icon("checks", "large")}</span><span class="text"><span class="title">${t("home.ready")}</span><span class="sub">${t("home.readySay", { clips: found.clips, equipment: summary.equipment, age: age(found.syncedAt) })}</span></span><span class="trailing">${icon("chevron")}</span></a></li></ul>`;
    return html`<section class="card">
      <h2>${t(busy ? "load.clips" : "load.title")}</h2>
      ${busy
        ? html`<progress class="progress" max=${state.totalBytes || 1} .value=${state.bytes} aria-label=${t("load.clips")}></progress><p class="muted">${t("load.clipsOf", { done: state.done, total: state.total })} · ${megabytes(state.bytes)}</p>`
        : html`<p>${this.#notReady()}</p>`}
      <a class="button ${busy ? "wide" : "primary"}" href="#/load">${icon("download")}${t(busy ? "home.see" : "load.title")}</a>
    </section>`;
  }

  #notReady() {
    const { found } = this.data;
    if (!found.syncedAt) return t("load.say");
    if (!found.known) return t("home.changed");
    if (found.clips < found.of) return t("home.partly", { n: found.clips, of: found.of, size: megabytes(found.missingBytes) });
    return found.lacks.length ? t("home.notReady") : t("home.old", { age: age(found.syncedAt) });
  }

  /** Nothing is there for nobody: signing in comes first. */
  get #mayLoad() {
    const { person, signedIn } = this.app.identity;
    return Boolean(person && signedIn !== false);
  }

  #start() {
    return html`<a class="button wide" href="#/equipment">${icon("list")}${t("home.list")}</a>`;
  }

  #install() {
    const { way } = installOffer;
    if (!way) return nothing;
    const more = way === "button" ? html`<button class="button" type="button" @click=${() => installOffer.ask()}>${t("install.button")}</button>` : html`<p>${t("install.words")}</p>`;
    return notice("", "phone", t("install.say"), more);
  }
}

customElements.define("lineside-home", HomePage);
