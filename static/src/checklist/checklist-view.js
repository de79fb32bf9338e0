/**
 * <lineside-checklist>: fills one checklist. Each tap is kept at once; Finish is always there, names the
 * first item that still needs something, and says "saved" only after the outbox has the record.
 */
import { html, nothing } from "lit";

import { Filling } from "../guides/filling.js";
import { whyNotKept } from "../guides/keeper.js";
import { t } from "../text/index.js";
import { icon } from "../ui/icon.js";
import { notice } from "../ui/screen.js";
import "./item-view.js";
import { allMissing, answered } from "./rules.js";
import { WHY } from "./why.js";

class ChecklistView extends Filling {
  static properties = { asked: { state: true } };

  constructor() {
    super();
    /** whether Finish was tapped: only then a gap is a mistake */ this.asked = false;
  }

  get items() {
    const { items } = /** @type {ChecklistBody} */ (this.guide.body);
    return this.draft.corrects ? [WHY, ...items] : items;
  }

  /** A correction also answers why it is made. */
  get answers() {
    const { answers, corrects, reason = "" } = this.draft;
    return corrects ? { ...answers, [WHY.id]: { value: reason.trim() ? reason : "" } } : answers;
  }

  get gaps() {
    return allMissing(this.items, this.answers);
  }

  /** @param {CustomEvent<{item: string, answer: Answer}>} event */
  #answer = ({ detail: { item, answer } }) => {
    if (this.finishing || this.row) return;
    const given = item === WHY.id ? { reason: answer.value } : { answers: { ...this.draft.answers, [item]: answer } };
    this.keeper?.change(given);
    this.requestUpdate();
  };

  /** A photo that is still being made small belongs to it; one that could not be kept is said first. */
  #finish = async () => {
    const photos = /** @type {any[]} */ ([...this.querySelectorAll("lineside-photos")]);
    if ((await Promise.all(photos.map((one) => one.taking))).includes(false)) return;
    this.asked = true;
    if (this.gaps.length && !this.row) await this.#goTo(this.gaps[0].item.id);
    else await this.finish();
  };

  /** @param {string} id */
  async #goTo(id) {
    await this.updateComplete;
    const heading = /** @type {HTMLElement | null} */ (this.querySelector(`#q-${id}`));
    heading?.closest(".item")?.scrollIntoView({ block: "start" });
    heading?.focus({ preventScroll: true });
  }

  render() {
    if (this.row) return this.finished();
    const { summary } = /** @type {ChecklistBody} */ (this.guide.body);
    return html`${this.#tally()} ${summary ? html`<p class="lead">${summary}</p>` : nothing}
      ${this.items.map((item, index) => html`<lineside-item class="view" .item=${item} .number=${index + 1} .answer=${this.answers[item.id] ?? BLANK} .asked=${this.asked} .drafts=${this.app.drafts} @answer=${this.#answer}></lineside-item>`)}
      ${this.#foot()}`;
  }

  #tally() {
    const n = answered(this.items, this.answers);
    const trouble = this.keeper?.problem;
    return html`<div class="tally">
        <p><strong>${t("checklist.progress", { n, of: this.items.length })}</strong><span class="muted" role="status">${n && this.keeper?.kept ? t("checklist.kept") : nothing}</span></p>
        <progress class="progress slim ${n === this.items.length ? "ok" : ""}" max=${this.items.length} .value=${n} aria-label=${t("checklist.progress", { n, of: this.items.length })}></progress>
        <div role="alert">${trouble ? notice("fail", "alert", t("draft.notKept"), html`<p>${t(`draft.${whyNotKept(trouble)}`)}</p><button class="button" type="button" @click=${() => this.keeper?.keep()}>${t("again")}</button>`) : nothing}</div>
      </div>`;
  }

  #foot() {
    const gaps = this.asked ? this.gaps : [];
    return html`<div role="alert">${gaps.length ? this.#gap(gaps) : nothing}${this.notSaved()}</div>
      <div class="actions"><button class="button primary" type="button" aria-disabled=${String(this.finishing)} @click=${this.#finish}>${icon("check")}${t(this.finishing ? "finish.saving" : "finish.button")}</button></div>`;
  }

  /** @param {ReturnType<typeof allMissing>} gaps */
  #gap(gaps) {
    const [{ item, number, lacks }] = gaps;
    return notice("warn", "alert", t("checklist.gap", { number, text: item.text }), html`<p>${lacks.map((lack) => t(/** @type {any} */ (`item.lacks.${lack}`))).join(" · ")}${gaps.length > 1 ? html` ${t("checklist.gaps", { n: gaps.length - 1 })}` : nothing}</p>
      <button class="button" type="button" @click=${() => this.#goTo(item.id)}>${t("checklist.goTo", { number })}</button>`);
  }
}

/** @type {Answer} */ const BLANK = {};

customElements.define("lineside-checklist", ChecklistView);
