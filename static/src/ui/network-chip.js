/** <lineside-network>: says "Offline" while the phone has no network, else nothing. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { Element } from "./element.js";
import { icon } from "./icon.js";

class NetworkChip extends Element {
  constructor() {
    super();
    this.changed = () => this.requestUpdate();
  }

  connectedCallback() {
    super.connectedCallback();
    for (const type of ["online", "offline"]) window.addEventListener(type, this.changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const type of ["online", "offline"]) window.removeEventListener(type, this.changed);
  }

  render() {
    if (navigator.onLine) return nothing;
    return html`<span class="chip offline">${icon("cloud-off")}${t("offline")}</span>`;
  }
}

customElements.define("lineside-network", NetworkChip);
