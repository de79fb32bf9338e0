/** Pictures from the sprite. They say nothing to a screen reader: the words beside them do. */
import { html } from "lit";

import sprite from "./pictograms.svg";

/** @param {string} name without "icon-" @param {"" | "small" | "large"} [size] */
export function icon(name, size = "") {
  return html`<svg class="icon ${size}" aria-hidden="true"><use href="${sprite}#icon-${name}"></use></svg>`;
}

/** The picture of an equipment type. @param {string} id such as "type-press" */
export function typeTile(id) {
  return html`<span class="tile"><svg class="icon large" aria-hidden="true"><use href="${sprite}#${id || "type-generic"}"></use></svg></span>`;
}

/** @param {string} id such as "ppe-eyes" */
export function pictogram(id) {
  return html`<svg class="pictogram" aria-hidden="true"><use href="${sprite}#${id}"></use></svg>`;
}
