/** One piece of equipment as a row: its type's picture, name, tag and place. */
import { html, nothing } from "lit";

import { icon, typeTile } from "../ui/icon.js";

/** @param {{name: string, tag: string}} equipment @param {{picture: string, href: string, place?: string}} facts */
export function equipmentRow(equipment, { picture, href, place = "" }) {
  return html`<li>
    <a class="row" href=${href}>
      ${typeTile(picture)}
      <span class="text">
        <span class="title">${equipment.name}</span>
        <span class="sub"><span class="codetext">${equipment.tag}</span>${place ? html` · ${place}` : nothing}</span>
      </span>
      <span class="trailing">${icon("chevron")}</span>
    </a>
  </li>`;
}
