/** <lineside-account>: who is signed in here, and signing out without losing anything. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { notice, screen, skeleton } from "../ui/screen.js";
import { signInHref } from "./sign-in.js";

class AccountPage extends View {
  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.identity, "change"], [this.app.outbox, "change"]];
  }

  async load() {
    const { saved, sent } = await this.app.outbox.counts();
    const { person, enrolment, signedIn } = this.app.identity;
    return { person, enrolment, signedIn, waiting: saved + sent };
  }

  render() {
    return screen({ title: t("account.title"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { person, enrolment, waiting } = this.data;
    return html`${person ? this.#person(person) : this.#nobody()}
      ${waiting ? notice("warn", "phone", t("account.waiting", { n: waiting }), html`<p>${t("account.waitingSay")}</p>`) : nothing}
      ${person
        ? html`<form method="post" action="/sign-out"><button class="button wide danger">${t("account.signOut")}</button></form>
            <p class="fine">${t("account.signOutSay")}</p>`
        : nothing}
      ${person ? html`<a class="button wide" href="#/verify">${icon("label")}${t("verify.title")}</a>` : nothing}
      <a class="button wide" href="#/rescue">${icon("download")}${t("rescue.title")}</a>
      <p class="fine">${t("account.build", { build: this.app.build })}${enrolment ? html`<br />${t("account.device", { device: enrolment.device.slice(0, 8) })}` : nothing}</p>`;
  }

  /** @param {{name: string, handle: string}} person */
  #person({ name, handle }) {
    const { signedIn } = this.data;
    return html`<section class="card">
      <p class="state">${icon("person", "large")}${name}</p>
      <dl class="facts"><dt>${t("account.handle")}</dt><dd>${handle}</dd></dl>
      ${signedIn === undefined ? html`<p class="muted">${t("account.unknown")}</p>` : nothing}
      ${signedIn === false ? html`<p>${t("home.signInAgain")}</p><a class="button primary" href=${signInHref()}>${t("home.signIn")}</a>` : nothing}
    </section>`;
  }

  #nobody() {
    return html`<section class="card">
      <p class="state">${icon("person", "large")}${t("account.nobody")}</p>
      <p>${t("home.signInSay")}</p>
      <a class="button primary" href=${signInHref()}>${t("home.signIn")}</a>
    </section>`;
  }
}

customElements.define("lineside-account", AccountPage);
