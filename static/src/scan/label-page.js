/** <lineside-label>: a label opened by its address, as the phone's own camera does. `code` is as in the address. */
import { html } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { empty, screen, skeleton } from "../ui/screen.js";
import { CodeRefusal, normalise, parseCode } from "./code.js";
import { findCode } from "./found.js";
import { foundCard } from "./found-card.js";
import { judge } from "./judge.js";

class LabelPage extends View {
  static properties = { code: { attribute: false } };

  constructor() {
    super();
    this.code = "";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.store, "change"], [this.app.identity, "change"]];
  }

  async load() {
    try {
      const found = await findCode(this.app.store, parseCode(decodeURIComponent(this.code)), "link");
      if (found.kind !== "open") return { found };
      this.app.router.replace(found.path);
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof CodeRefusal)) throw refusal;
      return { found: undefined, words: judge(normalise(decodeURIComponent(this.code))).words };
    }
  }

  render() {
    return screen({ title: t("label.title"), back: () => this.app.router.go("/") }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { found, words } = this.data;
    const scan = html`<a class="button wide" href="#/scan">${t("found.scan")}</a>`;
    return found ? html`${foundCard(found, this.app.identity, "link")}${scan}` : empty("label", t("label.wrong"), t("label.wrongDo", { words }), scan);
  }
}

customElements.define("lineside-label", LabelPage);
