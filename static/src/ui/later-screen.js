/**
 * <lineside-later>: a screen of the second script. `section` and `item` are the first and second part of the
 * route. Where the script cannot come, it says so, and tries again by itself when the network is back.
 */
import { html } from "lit";

import { t } from "../text/index.js";
import { View } from "./element.js";
import { fetchLater, NotHere } from "./later.js";
import { notice, screen, skeleton } from "./screen.js";

class LaterScreen extends View {
  static properties = { section: { attribute: false }, item: { attribute: false } };

  constructor() {
    super();
    this.section = "";
    this.item = "";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[window, "online"]];
  }

  async load() {
    if (this.data?.shown) return this.data;
    try {
      const { screens } = await fetchLater();
      if (Object.hasOwn(screens, this.section)) return { shown: screens[this.section] };
      this.app.router.replace("/"); // no such screen
      return undefined;
    } catch (problem) {
      if (!(problem instanceof NotHere)) throw problem;
      return {};
    }
  }

  render() {
    if (this.data?.shown) return this.data.shown(this, this.item);
    return screen({ title: "Lineside", back: () => this.app.router.back() }, this.data ? this.#missing() : skeleton);
  }

  #missing() {
    const again = () => location.reload(); // a newer build may have taken its place
    return notice("warn", "cloud-off", t("later.missing"), html`<p>${t("later.missingDo")}</p><button class="button" type="button" @click=${again}>${t("again")}</button>`);
  }
}

customElements.define("lineside-later", LaterScreen);
