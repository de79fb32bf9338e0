/**
 * <lineside-photos>: the photos of one answer, with a way to take and to remove one. Fires "photos" with
 * the new list of SHA-256 after a photo was kept or removed. A photo that cannot be kept is said, not lost in silence.
 */
import { html, nothing } from "lit";

import { whyNotKept } from "../guides/keeper.js";
import { t } from "../text/index.js";
import { Element } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { shrink, UnreadablePhoto } from "./photo.js";

class PhotosView extends Element {
  static properties = {
    drafts: { attribute: false },
    photos: { attribute: false },
    busy: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {Drafts} */ this.drafts = /** @type {any} */ (undefined);
    /** @type {string[]} */ this.photos = [];
    this.busy = false;
    /** @type {"" | "unreadable" | "full" | "enrol" | "failed"} */ this.problem = "";
    /** @type {Promise<boolean> | undefined} the photo on its way: true when it was kept */ this.taking = undefined;
    /** @type {Map<string, string>} */ this.addresses = new Map();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const address of this.addresses.values()) URL.revokeObjectURL(address);
    this.addresses.clear();
  }

  /** @param {Map<string, any>} changed */
  updated(changed) {
    if (changed.has("photos")) this.#open();
  }

  async #open() {
    for (const sha256 of this.photos.filter((each) => !this.addresses.has(each))) {
      const photo = await this.drafts.photo(sha256);
      if (!photo || !this.isConnected) continue;
      this.addresses.set(sha256, URL.createObjectURL(new Blob([photo.bytes], { type: photo.contentType })));
      this.requestUpdate();
    }
  }

  /** @param {Event} event */
  take({ target }) {
    const input = /** @type {HTMLInputElement} */ (target);
    const file = input.files?.[0];
    if (file) this.taking ??= this.#keep(file, input).finally(() => (this.taking = undefined));
  }

  /** @param {File} file @param {HTMLInputElement} input @returns {Promise<boolean>} */
  async #keep(file, input) {
    this.busy = true;
    this.problem = "";
    try {
      const { bytes, contentType } = await shrink(file);
      const sha256 = await this.drafts.putPhoto(bytes, contentType);
      this.#change([...this.photos.filter((each) => each !== sha256), sha256]);
    } catch (problem) {
      this.problem = problem instanceof UnreadablePhoto ? "unreadable" : whyNotKept(problem);
    } finally {
      this.busy = false;
      input.value = "";
    }
    return !this.problem;
  }

  /** @param {string[]} photos */
  #change(photos) {
    this.dispatchEvent(new CustomEvent("photos", { detail: photos }));
  }

  render() {
    return html`<ul class="photos">
        ${this.photos.map((sha256, index) => this.#photo(sha256, index + 1))}
        <li>
          <label class="add">${icon("camera")}${t(this.busy ? "photo.keeping" : "photo.take")}<input type="file" accept="image/*" capture="environment" ?disabled=${this.busy} @change=${this.take} /></label>
        </li>
      </ul>
      <p role="alert">${this.problem ? t(`photo.${this.problem}`) : nothing}</p>`;
  }

  /** @param {string} sha256 @param {number} n */
  #photo(sha256, n) {
    const address = this.addresses.get(sha256);
    return html`<li>
      ${address ? html`<img alt=${t("photo.alt", { n })} src=${address} width="88" height="88" />` : html`<img alt=${t("photo.alt", { n })} width="88" height="88" />`}
      <button class="remove" type="button" aria-label=${t("photo.remove", { n })} @click=${() => this.#change(this.photos.filter((each) => each !== sha256))}>${icon("close")}</button>
    </li>`;
  }
}

customElements.define("lineside-photos", PhotosView);
