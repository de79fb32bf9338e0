/** <lineside-home>: who and where, what still waits, whether this phone is loaded, and the way back to work. */
import { html, nothing } from "lit";

import { draftRow } from "../guides/draft-row.js";
import { equipmentPath } from "../guides/path.js";
import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { megabytes } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { installOffer } from "../ui/install.js";
import { inTime } from "../ui/patience.js";
import { notice, screen, skeleton } from "../ui/screen.js";
import { equipmentRow } from "./equipment-row.js";
import { readHome } from "./home-facts.js";

const NOT_KNOWN = { clips: 0, of: 0, bytes: 0, scanner: false };

class HomePage extends View {
  static properties = { stored: { state: true } };

  constructor() {
    super();
    /** @type {Awaited<ReturnType<Pack["stored"]>> | undefined} not known yet */ this.stored = undefined;
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    const { store, outbox, pack, identity } = this.app;
    return [[store, "change"], [outbox, "change"], [pack, "progress"], [identity, "change"], [installOffer, "change"], [window, "online"], [window, "offline"]];
  }

  load() {
    this.#askStored();
    return readHome(this.app);
  }

  /** The answer comes from the service worker, which may still be starting: the page does not wait for it. */
  async #askStored() {
    const answer = Promise.resolve(this.app.pack.stored()).then((stored) => (this.stored = stored));
    this.stored ??= await inTime(answer, NOT_KNOWN);
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
    return notice("warn", "person", t("home.notSignedIn"), html`<p>${words}</p><a class="button" href=${signInHref()}>${t("home.signIn")}</a>`);
  }

  /** The line that never lies: what waits is counted from the outbox, and "all sent" needs something sent. */
  #state() {
    const { counts, offline } = this.data;
    const waiting = counts.saved + counts.sent;
    const next = waiting ? t(offline ? "home.waitingOffline" : counts.saved ? "home.waitingOnline" : "home.sentSay") : counts.confirmed ? t("home.allSentSay") : t("home.nothingSay");
    return html`<section class="card" aria-live="polite">
      <p class="state ${waiting ? "warn" : "ok"}">${icon(waiting ? "phone" : "checks", "large")}${waiting ? t("home.waiting", { n: waiting }) : t(counts.confirmed ? "home.allSent" : "home.nothing")}</p>
      <p class="muted">${next}</p>
      ${counts.attention ? html`<a class="button wide" href="#/records">${icon("alert")}${t("home.attention", { n: counts.attention })}</a>` : nothing}
      ${offline ? html`<p class="cluster"><span class="chip offline">${icon("cloud-off")}${t("offline")}</span></p>` : nothing}
    </section>`;
  }

  #phone() {
    const { summary, state, busy } = this.data;
    const { stored } = this;
    if (summary.syncedAt && !stored) return html`<div class="skeleton" aria-hidden="true"></div>`;
    const whole = stored && stored.clips >= stored.of && stored.scanner && summary.syncedAt;
    if (whole && !busy) return html`<ul class="list"><li><a class="row" href="#/load"><span class="tile">${icon("checks", "large")}</span><span class="text"><span class="title">${t("home.ready")}</span><span class="sub">${t("home.readySay", { clips: stored.clips, equipment: summary.equipment })}</span></span><span class="trailing">${icon("chevron")}</span></a></li></ul>`;
    return html`<section class="card">
      <h2>${t(busy ? "load.clips" : "load.title")}</h2>
      ${busy
        ? html`<progress class="progress" max=${state.totalBytes || 1} .value=${state.bytes} aria-label=${t("load.clips")}></progress><p class="muted">${t("load.clipsOf", { done: state.done, total: state.total })} · ${megabytes(state.bytes)}</p>`
        : html`<p>${summary.syncedAt && stored && stored.clips < stored.of ? t("home.partly", { n: stored.clips, of: stored.of }) : t("load.say")}</p>`}
      <a class="button ${busy ? "wide" : "primary"}" href="#/load">${icon("download")}${t(busy ? "home.see" : "load.title")}</a>
    </section>`;
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
