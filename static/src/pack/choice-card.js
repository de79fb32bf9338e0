/** Which clips this phone holds: of which areas and trades, and how much of its storage they may take. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { megabytes } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { tradesIn, withoutAll, withTrade } from "./trades.js";

/** @typedef {Awaited<ReturnType<import("./pack.js").Pack["choice"]>>} Choices */

/** @param {Choices} choice @param {(changed: Partial<import("./choice.js").Choice>) => void} change */
export function choiceCard(choice, change) {
  return html`<section class="card">
    <h2>${t("load.which")}</h2>
    <p class="muted">${t("load.whichSay")}</p>
    ${choice.places.length ? areaChoice(choice, change) : nothing}
    ${choice.offered.length ? tradeChoice(choice, change) : nothing}
    <label class="field"><span>${t("load.budget")}</span>
      <select @change=${(/** @type {any} */ event) => change({ budget: Number(event.target.value) })}>
        ${choice.budgets.map(({ bytes, clips }) => html`<option value=${bytes} ?selected=${bytes === choice.budget}>${t("load.budgetOf", { size: megabytes(bytes), n: clips, of: choice.clips })}</option>`)}
      </select>
    </label>
    ${choice.all ? html`<p>${chosenWords(choice)}</p>` : nothing}
  </section>`;
}

/** @param {Choices} choice @param {(changed: Partial<import("./choice.js").Choice>) => void} change */
function areaChoice({ areas, places }, change) {
  const chosen = areas ?? [];
  const others = (/** @type {string} */ id) => chosen.filter((one) => one !== id);
  return html`<details class="stack">
    <summary class="button wide">${icon("list")}${areas ? t("load.areas", { n: chosen.length }) : t("load.allAreas")}</summary>
    <fieldset class="answers list-of">
      <legend class="unseen">${t("load.which")}</legend>
      ${tick(t("load.allAreas"), !areas, false, (on) => change({ areas: on ? null : [] }))}
      ${places.map(({ id, path, within }) => {
        const around = within.some((one) => chosen.includes(one));
        return tick(path, !areas || around || chosen.includes(id), !areas || around, (on) => change({ areas: on ? [...others(id), id] : others(id) }));
      })}
    </fieldset>
  </details>`;
}

/** @param {Choices} choice @param {(changed: Partial<import("./choice.js").Choice>) => void} change */
function tradeChoice({ trades, own, offered }, change) {
  const meant = tradesIn(trades, own);
  return html`<details class="stack">
    <summary class="button wide">${icon("person")}${tradeWords(trades, own)}</summary>
    <fieldset class="answers list-of">
      <legend class="unseen">${t("load.whichTrades")}</legend>
      ${tick(t("load.allTrades"), !meant, false, (on) => change({ trades: on ? null : withoutAll(own) }))}
      ${offered.map(({ id, name }) => tick(id === own?.id ? t("load.ownTrade", { name }) : name, !meant || meant.includes(id), !meant, (on) => change({ trades: withTrade(trades, own, id, on) })))}
      <p class="muted">${t("load.tradesSay")}</p>
    </fieldset>
  </details>`;
}

/** @param {import("./trades.js").Chosen} trades @param {import("./trades.js").Own} own */
function tradeWords(trades, own) {
  const meant = tradesIn(trades, own);
  if (!meant) return t("load.allTrades");
  if (!meant.length) return t("load.noTrade");
  return own && meant.join() === own.id ? t("load.ownTrade", own) : t("load.trades", { n: meant.length });
}

/** What the choice comes to. @param {Choices} choice */
function chosenWords({ chosen, all, bytes }) {
  const figures = { n: chosen, of: all, size: megabytes(bytes) };
  return chosen < all ? t("load.chosen", figures) : t("load.chosenAll", figures);
}

/** @param {string} words @param {boolean} on @param {boolean} fixed @param {(on: boolean) => void} change */
function tick(words, on, fixed, change) {
  return html`<label class="answer tick"><input type="checkbox" .checked=${on} ?disabled=${fixed} @change=${(/** @type {any} */ event) => change(event.target.checked)} /><span>${icon("check")}${words}</span></label>`;
}
