/**
 * <lineside-code-pad>: types the code that stands under the QR, with keys for gloves or the phone's own
 * keyboard. Says while typing which character is wrong. Fires "code" with a good code.
 */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { Element } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { normalise } from "./code.js";
import { judge, KEYS, LENGTH } from "./judge.js";

class CodePad extends Element {
  static properties = { typed: { state: true }, keyboard: { state: true } };

  constructor() {
    super();
    this.typed = "";
    this.keyboard = false;
  }

  /** @param {string} typed */
  #set(typed) {
    this.typed = normalise(typed).slice(0, LENGTH + 1);
    const { code } = judge(this.typed);
    if (code) this.dispatchEvent(new CustomEvent("code", { detail: code }));
  }

  render() {
    const { wrong, words } = judge(this.typed);
    return html`<div class="codepad" role="group" aria-label=${t("pad.title")}>
      ${this.keyboard ? this.#field(wrong) : this.#output(wrong)}
      <p class="words ${wrong === undefined ? "muted" : "wrong"}" role="status">${words}</p>
      ${this.keyboard ? nothing : this.#keys()}
      <button class="button quiet" type="button" @click=${() => (this.keyboard = !this.keyboard)}>${icon("keypad")}${t(this.keyboard ? "pad.keys" : "pad.keyboard")}</button>
    </div>`;
  }

  /** @param {number | undefined} wrong */
  #output(wrong) {
    const places = Array.from({ length: LENGTH }, (_, place) => {
      const here = place === this.typed.length ? "here" : "";
      return html`<span class=${wrong === place + 1 ? "wrong" : here}>${this.typed[place] ?? nothing}</span>`;
    });
    return html`<output class="code" aria-label=${this.typed ? [...this.typed].join(" ") : t("pad.empty")}>${places}</output>`;
  }

  #keys() {
    return html`<div class="keys">
      ${KEYS.map((key) => html`<button type="button" @click=${() => this.typed.length < LENGTH && this.#set(this.typed + key)}>${key}</button>`)}
      <button class="wide" type="button" @click=${() => this.#set("")}>${t("pad.clear")}</button>
      <button class="wide" type="button" @click=${() => this.#set(this.typed.slice(0, -1))}>${t("pad.delete")}</button>
    </div>`;
  }

  /** @param {number | undefined} wrong */
  #field(wrong) {
    return html`<label class="field ${wrong === undefined ? "" : "invalid"}"><span>${t("pad.field")}</span>
      <input class="codetext" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" aria-invalid=${String(wrong !== undefined)} .value=${this.typed} @input=${(/** @type {any} */ { target }) => this.#set(target.value)} /></label>`;
  }
}

customElements.define("lineside-code-pad", CodePad);
