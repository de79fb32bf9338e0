/** <lineside-tag>: writes the address of a label to a tag, so that holding the phone to it opens the same equipment. `code` may be there already. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { notice, screen } from "../ui/screen.js";
import { normalise, pretty } from "./code.js";
import "./code-pad.js";
import { judge } from "./judge.js";
import { addressOf, hasNfc, NoTag, writeTag } from "./nfc.js";

class TagPage extends View {
  static properties = { code: { attribute: false }, phase: { state: true } };

  constructor() {
    super();
    this.code = "";
    /** @type {"" | "waiting" | "written" | "refused" | "absent" | "moved"} */ this.phase = "";
    this.left = new AbortController();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.left.abort();
  }

  /** @returns {string} the code, when it is a good one */
  get #good() {
    const { code = "" } = judge(normalise(this.code));
    return code;
  }

  async load() {
    const { store } = this.app;
    const label = await store.label(this.#good);
    const [equipment, site] = label ? await Promise.all([store.equipment(label.equipment ?? ""), store.site(label.site)]) : [];
    return { equipment, origin: site?.host || location.origin };
  }

  #write = async () => {
    if (!this.data) return;
    this.phase = "waiting";
    try {
      await writeTag(addressOf(this.#good, this.data.origin), this.left.signal);
      this.phase = "written";
    } catch (problem) {
      if (!(problem instanceof NoTag)) throw problem;
      this.phase = problem.reason;
    }
  };

  /** @param {CustomEvent<string>} event */
  #chosen = ({ detail }) => {
    this.app.router.replace(`/tag/${detail}`);
  };

  render() {
    return screen({ title: t("tag.title"), back: () => this.app.router.back() }, this.#body());
  }

  #body() {
    if (!hasNfc()) return notice("warn", "info", t("tag.absent"));
    if (!this.#good) return html`<p>${t("tag.which")}</p><lineside-code-pad class="view" @code=${this.#chosen}></lineside-code-pad>`;
    return html`<section class="card"><h2>${this.data?.equipment?.name ?? nothing} <span class="codetext">${pretty(this.#good)}</span></h2><p>${t("tag.say")}</p></section>
      <div role="status">${this.#said()}</div>
      <button class="button primary" type="button" aria-disabled=${String(this.phase === "waiting")} @click=${this.#write}>${icon("edit")}${t(this.phase === "written" ? "tag.again" : "tag.write")}</button>`;
  }

  #said() {
    if (!this.phase) return nothing;
    return notice(this.phase === "written" ? "ok" : this.phase === "waiting" ? "" : "warn", this.phase === "written" ? "check" : "phone", t(`tag.${this.phase}`));
  }
}

customElements.define("lineside-tag", TagPage);
