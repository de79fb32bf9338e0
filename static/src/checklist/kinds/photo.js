/** A photo is the answer. */
import { html } from "lit";

import "../photos-view.js";

/** @param {Item} _item @param {Answer} answer @param {(facts: Answer) => void} change @param {Drafts} drafts */
export function photo(_item, answer, change, drafts) {
  const changed = (/** @type {any} */ { detail }) => change({ value: null, photos: detail });
  return html`<lineside-photos .drafts=${drafts} .photos=${answer.photos ?? NONE} @photos=${changed}></lineside-photos>`;
}

/** @type {string[]} */ const NONE = [];
