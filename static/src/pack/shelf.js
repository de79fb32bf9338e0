/** The clips on this phone: which are chosen, which are here, and which go first when room is needed. Nothing but clips ever goes. */

import { isFor } from "../guides/relevance.js";
import { freedBy, isHere, planned, ranked, stamped, USUAL, wantedIn } from "./choice.js";
import { filesIn, readLibrary, sum } from "./library.js";
import { tradesIn } from "./trades.js";

/**
 * @typedef {import("./library.js").Clip} Clip
 * @typedef {import("./choice.js").Choice} Choice
 * @typedef {import("./choice.js").Plan & {library: import("./library.js").Library, choice: Choice, stamp: string,
 *   ofTrade: Clip[], wanted: Clip[], opened: string[], here: Set<string>, begun: Map<string, number>}} Look
 *   `ofTrade` are those of the chosen trades, `wanted` those of them that are of the chosen areas
 */

const REMEMBERED = 500;

export class Shelf {
  /** @type {Promise<unknown>} */
  #noted = Promise.resolve();

  /** @param {{index: import("../storage/index-store.js").IndexStore, clips: import("./clips.js").Clips, own: () => import("./trades.js").Own}} parts */
  constructor({ index, clips, own }) {
    this.index = index;
    this.clips = clips;
    this.own = own;
  }

  /** @returns {Promise<Look>} */
  async look() {
    const [library, here, begun, noted] = await Promise.all([readLibrary(this.index), this.clips.stored(), this.clips.pieces.sizes(), this.#notes()]);
    const { choice, opened } = noted;
    const trades = tradesIn(choice.trades, this.own());
    const ofTrade = library.clips.filter((clip) => isFor(clip, trades));
    const wanted = await wantedIn(this.index, ofTrade, choice.areas);
    const plan = planned(wanted, { budget: choice.budget, opened, here });
    return { library, here, begun, choice, opened, stamp: stamped(choice, trades), ofTrade, wanted, ...plan };
  }

  /** Stands for what is chosen now: another stamp, other clips. @param {Partial<Choice> | undefined} noted */
  stamp(noted) {
    const choice = { ...USUAL, ...noted };
    return stamped(choice, tradesIn(choice.trades, this.own()));
  }

  /** @param {Partial<Choice>} changed */
  async choose(changed) {
    await this.#note("choice", ({ choice }) => ({ ...choice, ...changed }));
  }

  /** Somebody has opened this clip. Order, not time: phones' clocks jump. @param {string} id */
  async open(id) {
    await this.#note("opened", ({ opened }) => [id, ...opened.filter((other) => other !== id)].slice(0, REMEMBERED));
  }

  /** Makes the clips that are here and those still to come fit the budget. @param {Look} look */
  async fit(look) {
    const { library, here, choice, chosen } = look;
    const needed = (/** @type {import("./library.js").StoredFile[]} */ files) => sum(files.filter((file) => here.has(file.sha256)));
    const missing = sum(filesIn(chosen).filter((file) => !here.has(file.sha256)));
    for (const victim of unchosen(look)) {
      if (needed(filesIn(library.clips)) + missing <= choice.budget) return;
      await this.#evict([victim], look);
    }
  }

  /** Throws out the least important clip, so that `clip` gets room. @param {Clip} clip @param {Look} look @returns {Promise<boolean>} false: none may go */
  async makeRoomFor(clip, look) {
    const below = look.chosen.slice(look.chosen.indexOf(clip) + 1).reverse();
    const victim = [...unchosen(look), ...below].find((one) => someHere(one, look.here));
    return victim ? this.#evict([victim], look) : false;
  }

  /** Room for what matters more than clips. @param {number} bytes @returns {Promise<boolean>} whether anything went */
  async makeRoom(bytes) {
    const look = await this.look();
    const victims = [];
    for (const clip of [...unchosen(look), ...[...look.chosen].reverse()].filter((one) => someHere(one, look.here))) {
      if (sum(freedBy(victims, rest(look, victims)).filter((file) => look.here.has(file.sha256))) >= bytes) break;
      victims.push(clip);
    }
    return victims.length > 0 && this.#evict(victims, look);
  }

  /** @param {Clip[]} victims @param {Look} look @returns {Promise<boolean>} */
  async #evict(victims, look) {
    const files = freedBy(victims, rest(look, victims)).filter((file) => look.here.delete(file.sha256) || look.begun.has(file.sha256));
    for (const file of files) await this.clips.drop(file.sha256);
    return files.length > 0;
  }

  /** One change after the other. @param {string} key @param {(notes: {choice: Choice, opened: string[]}) => any} change */
  #note(key, change) {
    this.#noted = this.#noted.catch(() => {}).then(async () => this.index.note(key, change(await this.#notes())));
    return this.#noted;
  }

  /** @returns {Promise<{choice: Choice, opened: string[]}>} */
  #notes() {
    return this.index.read(async (rows) => {
      const [choice, opened] = await Promise.all([rows.noted("choice"), rows.noted("opened")]);
      return { choice: { ...USUAL, ...choice }, opened: opened ?? [] };
    });
  }
}

/** Those that may go, the least important first: of other areas and trades, then what the budget has no room for. @param {Look} look */
function unchosen({ library, chosen, left, opened, here }) {
  const known = new Set([...chosen, ...left]);
  const elsewhere = ranked(library.clips.filter((clip) => !known.has(clip)), opened, here);
  return [...elsewhere.reverse(), ...[...left].reverse()];
}

/** Who still needs a file when `victims` are gone. @param {Look} look @param {Clip[]} victims */
function rest({ library, here }, victims) {
  return library.clips.filter((clip) => !victims.includes(clip) && isHere(clip, here));
}

/** @param {Clip} clip @param {Set<string>} here */
function someHere(clip, here) {
  return clip.files.some((file) => here.has(file.sha256));
}
