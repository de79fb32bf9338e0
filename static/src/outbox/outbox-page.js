/** <lineside-records>: what I did on this phone, each record with how far it has come. */
import { html, nothing } from "lit";

import { stateChip } from "../guides/state-chip.js";
import { comesNext, waitingWords } from "../guides/waiting.js";
import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { moment } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { empty, notice, screen, skeleton } from "../ui/screen.js";
import { marks, why } from "./why.js";

class OutboxPage extends View {
  static properties = { sending: { state: true }, said: { state: true } };

  constructor() {
    super();
    this.sending = false;
    this.said = "";
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [[this.app.outbox, "change"], [this.app.identity, "change"], [window, "online"], [window, "offline"]];
  }

  async load() {
    const { outbox, scans } = this.app;
    const [rows, counts, others, opened] = await Promise.all([outbox.list(), outbox.counts(), outbox.others(), scans.unheard()]);
    return { rows, counts, others, opened };
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    this.said = t("records.sending");
    await Promise.resolve(this.app.outbox.send()).catch(() => undefined);
    const { saved, sent } = await this.app.outbox.counts();
    this.said = saved + sent ? t("records.stillWaiting", { n: saved + sent }) : t("records.allSent");
    this.sending = false;
  }

  render() {
    return screen({ title: t("bar.records"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    const { rows, counts, others, opened } = this.data;
    if (!rows.length && !others.length && !opened) return empty("inbox", t("records.none"), t("records.noneSay"), this.app.identity.person ? nothing : this.#signIn());
    const waiting = counts.saved + counts.sent;
    return html`${counts.attention ? this.#attention(counts.attention) : nothing}
      ${waiting || !counts.attention ? this.#sum(waiting) : nothing}
      ${rows.length ? html`<ul class="list">${rows.map((/** @type {RecordRow} */ row) => this.#row(row))}</ul>` : nothing}
      ${opened ? html`<p class="muted">${t("records.opened", { n: opened })}</p>` : nothing}
      ${others.map((/** @type {import("./outbox.js").Other} */ other) => this.#other(other))}
      <p class="fine">${t("records.keptSay")}</p>
      <a class="button quiet" href="#/rescue">${icon("download")}${t("rescue.title")}</a>`;
  }

  /** @param {number} waiting */
  #sum(waiting) {
    return html`<section class="card">
        <p class="state ${waiting ? "warn" : "ok"}">${icon(waiting ? "phone" : "checks", "large")}${waiting ? t("home.waiting", { n: waiting }) : t("home.allSent")}</p>
        ${waiting ? waitingWords(comesNext(this.data.counts, this.app.identity)) : html`<p class="muted">${t("records.allSaid")}</p>`}
        ${waiting && this.app.identity.person ? html`<button class="button wide" type="button" aria-disabled=${String(this.sending)} @click=${this.send}>${icon("upload")}${t("records.send")}</button>` : nothing}
        <p role="status">${this.said}</p>
      </section>`;
  }

  /** What the server did not take is not lost: it leaves this phone as a file. @param {number} n */
  #attention(n) {
    return notice("warn", "alert", t("home.attention", { n }), html`<p>${t("records.attentionSay")}</p><p><a class="button" href="#/rescue">${icon("download")}${t("rescue.save")}</a></p>`);
  }

  #signIn() {
    return html`<a class="button primary" href=${signInHref()}>${t("home.signIn")}</a>`;
  }

  /** What others did is theirs: only how many still wait here. @param {import("./outbox.js").Other} other */
  #other({ name, waiting, attention }) {
    const words = [waiting ? t("records.othersWaiting", { n: waiting }) : "", attention ? t("home.attention", { n: attention }) : ""].filter(Boolean);
    return words.length ? notice("", "person", t("records.others", { name }), html`<p>${words.join(" · ")}</p>`) : nothing;
  }

  /** @param {RecordRow} row */
  #row(row) {
    const result = row.failed ? t("records.failed", { n: row.failed }) : row.flagged ? t("records.flagged", { n: row.flagged }) : "";
    const corrected = this.data.rows.some((/** @type {RecordRow} */ other) => other.corrects === row.id);
    return html`<li><a class="row record" href="#/record/${row.id}">
      <span class="text">
        <span class="title">${row.title}</span>
        <span class="sub">${row.equipmentName ? html`${row.equipmentName} · ` : nothing}<time datetime=${row.finishedAt}>${moment(row.finishedAt)}</time></span>
        <span class="cluster">${stateChip(row.state)}${result ? html`<span class="chip ${row.failed ? "fail" : "warn"}">${icon(row.failed ? "cross" : "flag")}${result}</span>` : nothing}${marks(row, corrected)}</span>
        ${why(row)}
      </span>
      <span class="trailing">${icon("chevron")}</span>
    </a></li>`;
  }
}

customElements.define("lineside-records", OutboxPage);
