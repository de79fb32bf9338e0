/**
 * <lineside-item>: one item of a checklist with its answer. Only the tapped one renders again. Fires "answer"
 * with {item, answer}. `missing` lists what Finish lacked here, so that it is marked.
 */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import { t } from "../text/index.js";
import { Element } from "../ui/element.js";
import { choice } from "./kinds/choice.js";
import { number } from "./kinds/number.js";
import { passFail } from "./kinds/pass-fail.js";
import { photo } from "./kinds/photo.js";
import { text } from "./kinds/text.js";
import { tick } from "./kinds/tick.js";
import { yesNo } from "./kinds/yes-no.js";
import { missing, outcome } from "./rules.js";

const KINDS = { tick, yes_no: yesNo, pass_fail: passFail, number, choice, text, photo };
/** @type {Answer} */ const BLANK = {};
/** @type {string[]} */ const NONE = [];

class ItemView extends Element {
  static properties = {
    item: { attribute: false },
    answer: { attribute: false },
    number: { attribute: false },
    asked: { attribute: false },
    drafts: { attribute: false },
  };

  constructor() {
    super();
    /** @type {Item} */ this.item = /** @type {any} */ (undefined);
    /** @type {Answer} */ this.answer = BLANK;
    this.number = 1;
    /** whether Finish was tapped: only then a gap is a mistake */ this.asked = false;
    /** @type {Drafts} */ this.drafts = /** @type {any} */ (undefined);
    this.change = this.change.bind(this);
  }

  /** @param {Answer} facts */
  change(facts) {
    const answer = { note: "", photos: [], ...this.answer, ...facts };
    this.dispatchEvent(new CustomEvent("answer", { detail: { item: this.item.id, answer } }));
  }

  render() {
    const { item, answer } = this;
    const result = outcome(item, answer);
    const lacks = missing(item, answer);
    const state = result === "fail" ? "failed" : this.asked && lacks.length ? "missing" : result === "blank" ? "" : "done";
    return html`<section class="item ${state}" aria-labelledby="q-${item.id}">
      <header><span class="number" aria-hidden="true">${this.number}</span><h2 id="q-${item.id}" tabindex="-1">${item.text}${item.required ? nothing : html` <span class="fine">${t("item.optional")}</span>`}</h2></header>
      ${item.help ? html`<p class="muted">${item.help}</p>` : nothing}
      ${KINDS[item.kind](item, answer, this.change, this.drafts)}
      ${result === "fail" || result === "flag" ? this.#note(lacks) : nothing}
      ${this.asked && lacks.length ? html`<p class="chip attention">${lacks.map((lack) => t(`item.lacks.${lack}`)).join(" · ")}</p>` : nothing}
      ${!item.required && result !== "blank" && item.kind !== "tick" && item.kind !== "photo" ? html`<button class="button quiet" type="button" @click=${() => this.change({ value: null })}>${t("item.clear")}</button>` : nothing}
    </section>`;
  }

  /** What the author wants to know of a failure, asked for at once. @param {string[]} lacks */
  #note(lacks) {
    const { item, answer } = this;
    const failed = outcome(item, answer) === "fail";
    const typed = (/** @type {any} */ { target }) => this.change({ note: target.value });
    const kept = (/** @type {any} */ { detail }) => this.change({ photos: detail });
    return html`<div class="note">
      <label class="field ${this.asked && lacks.includes("note") ? "invalid" : ""}"><span>${t("item.wrong")} ${failed && item.note_on_fail ? t("item.needed") : t("item.optional")}</span><textarea rows="2" .value=${live(answer.note ?? "")} @input=${typed}></textarea></label>
      ${item.kind === "photo" ? nothing : html`<p><strong>${t("item.photo")}</strong> ${failed && item.photo_on_fail ? t("item.needed") : t("item.optional")}</p><lineside-photos .drafts=${this.drafts} .photos=${answer.photos ?? NONE} @photos=${kept}></lineside-photos>`}
    </div>`;
  }
}

customElements.define("lineside-item", ItemView);
