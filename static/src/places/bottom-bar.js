/**
 * <lineside-bar>: home, the equipment list, Scan in the middle within the thumb's reach, and my records
 * with the count of what still waits. `section` is the first part of the route.
 */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";

class BottomBar extends View {
  static properties = { section: { attribute: false } };

  constructor() {
    super();
    this.section = "home";
  }

  connectedCallback() {
    super.connectedCallback();
    this.classList.remove("contents");
    this.setAttribute("aria-label", t("bar.label"));
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.outbox, "change"]];
  }

  async load() {
    const { saved, sent } = await this.app.outbox.counts();
    return { waiting: saved + sent };
  }

  render() {
    const waiting = this.data?.waiting ?? 0;
    return html`${this.#link("equipment", "list")}
      <a class="scan" href="#/scan" aria-current=${this.section === "scan" ? "page" : nothing}>${icon("scan")}${t("bar.scan")}</a>
      ${this.#link("records", "upload", waiting ? html`<span class="count" aria-hidden="true">${waiting}</span><span class="unseen">${t("bar.waiting", { n: waiting })}</span>` : nothing)}`;
  }

  /** @param {"equipment" | "records"} section @param {string} picture @param {unknown} [more] */
  #link(section, picture, more = nothing) {
    return html`<a href="#/${section}" aria-current=${this.section === section ? "page" : nothing}>${icon(picture)}${t(`bar.${section}`)}${more}</a>`;
  }
}

customElements.define("lineside-bar", BottomBar);
