/**
 * <lineside-scan>: the camera on a label. Our label opens its equipment at once; anything else is said in
 * words. Without a camera, or without the decoder, the code is typed. In the route's query: `read` is what a hardware
 * scanner or a tag said (`by` which), `to` a page that wants the code instead of the equipment.
 */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { notice, screen } from "../ui/screen.js";
import { camera, NoCamera } from "./camera.js";
import "./code-pad.js";
import { findScan } from "./found.js";
import { foundCard } from "./found-card.js";
import { takesAny } from "./further.js";
import { NoDecoder, readFrame, readPhoto } from "./reader.js";

const BREATH = 40; // ms between two frames: the phone stays cool

class ScanPage extends View {
  static properties = {
    found: { state: true },
    trouble: { state: true },
    typing: { state: true },
    torch: { state: true },
    hasTorch: { state: true },
    cameras: { state: true },
    zoom: { state: true },
    photo: { state: true },
    more: { state: true },
  };

  constructor() {
    super();
    /** @type {import("./found.js").Found | undefined} */ this.found = undefined;
    /** @type {"" | "refused" | "absent" | "busy" | "decoder"} */ this.trouble = "";
    this.typing = false;
    this.torch = false;
    this.hasTorch = false;
    this.cameras = 0;
    this.zoom = 0;
    /** @type {"" | "reading" | "nothing"} */ this.photo = "";
    /** whether the second script has brought what stands below */ this.more = false;
    this.running = 0;
    this.began = 0;
    this.by = "";
    this.seen = () => (document.hidden ? this.#away() : this.#start());
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.seen);
    customElements.whenDefined("lineside-scan-more").then(() => (this.more = true));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
    this.#stop();
  }

  firstUpdated() {
    const { read, by = "scanner" } = this.route.query;
    if (read) this.#take(read, /** @type {OpenedBy} */ (by));
    else this.#start();
  }

  get #video() {
    return /** @type {HTMLVideoElement | null} */ (this.querySelector("video"));
  }

  async #start() {
    if (this.typing || this.found || !this.#video || !this.isConnected) return;
    const run = ++this.running;
    this.trouble = "";
    try {
      await camera.open(this.#video);
      this.#changed();
      this.cameras = (await camera.cameras()).length;
      await this.#look(run);
    } catch (problem) {
      if (run === this.running) this.#fail(problem);
    }
  }

  #stop() {
    this.running += 1;
    this.torch = false;
    camera.rest();
  }

  #away() {
    this.#stop();
    camera.close();
  }

  /** @param {unknown} problem */
  #fail(problem) {
    if (!(problem instanceof NoCamera) && !(problem instanceof NoDecoder)) throw problem;
    this.#away();
    this.trouble = problem instanceof NoCamera ? problem.reason : "decoder";
  }

  /** One frame in flight, until something is found or the page is left. @param {number} run */
  async #look(run) {
    this.began = performance.now();
    for (let turn = 0; run === this.running && this.#video; turn++) {
      const seen = await readFrame(this.#video, turn);
      if (seen && run === this.running && (seen.qr || this.#anything || (await this.#known(seen.text)))) return this.#take(seen.text, "camera", seen.qr);
      await new Promise((resolve) => setTimeout(resolve, BREATH));
    }
  }

  /** Any other barcode on a machine is not looked at, unless it was bound. @param {string} text */
  async #known(text) {
    return (await findScan(this.app.store, text, "camera")).kind === "open";
  }

  /** A page wants to know what a code says, whosever it is. */
  get #anything() {
    return takesAny(this.route.query.to ?? "");
  }

  /** @param {string} text @param {OpenedBy} by @param {boolean} [qr] whether a QR said it; a scanner and a tag do not tell */
  async #take(text, by, qr) {
    document.dispatchEvent(new Event("lineside-read")); // scan/signal.js
    const ms = by === "camera" ? `&ms=${Math.round(performance.now() - this.began)}` : "";
    if (this.#anything) this.#go(`${this.route.query.to}?read=${encodeURIComponent(text)}&by=${by}${ms}`);
    else await this.#show(await findScan(this.app.store, text, by, qr), by + ms);
  }

  /** @param {import("./found.js").Found} found @param {string} by and for the camera how long it looked, as in a query */
  async #show(found, by) {
    const { to } = this.route.query;
    if (to && "code" in found) return this.#go(`${to}${to.includes("?") ? "&" : "?"}code=${found.code}&by=${by}`);
    if (found.kind === "open") return this.#go(found.path.replace(/by=\w+/, `by=${by}`));
    this.#stop();
    this.by = by;
    this.found = found;
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector(".found-card"))?.focus();
  }

  /** @param {string} path where the code leads; what was read by others than the camera is not gone back to */
  #go(path) {
    this.#stop();
    if (this.route.query.read) this.app.router.replace(path);
    else this.app.router.go(path);
  }

  async #again() {
    this.found = undefined;
    this.typing = false;
    this.photo = "";
    this.trouble = "";
    await this.updateComplete;
    await this.#start();
  }

  async #type() {
    this.#stop();
    this.typing = true;
    this.found = undefined;
  }

  /** @param {Event} event */
  async #photo(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const [file] = input.files ?? [];
    if (!file) return;
    this.photo = "reading";
    try {
      const seen = await readFile(file);
      this.photo = seen ? "" : "nothing";
      if (seen) await this.#take(seen.text, "photo", seen.qr);
    } catch (problem) {
      this.photo = "";
      this.#fail(problem);
    } finally {
      input.value = "";
    }
  }

  async #toggleTorch() {
    this.torch = !this.torch;
    await camera.torch(this.torch).catch(() => (this.torch = false));
  }

  async #nearer() {
    await camera.nearer();
    this.zoom = camera.zoom;
  }

  render() {
    const more = this.more ? html`<lineside-scan-more class="stack" .app=${this.app} .route=${this.route}></lineside-scan-more>` : nothing;
    return screen({ title: t("scan.title"), back: () => this.app.router.back() }, html`${this.#body()}${more}`);
  }

  #body() {
    const { found } = this;
    if (found && found.kind !== "open") return html`<div class="found-card stack" tabindex="-1" role="status">${foundCard(found, this.app.identity, this.by)}</div>${this.#ways(true)}`;
    if (this.typing || this.trouble) return html`${this.#troubleNotice()}${this.#photoWords()}<lineside-code-pad class="view" @code=${this.#typed}></lineside-code-pad>${this.#ways(true)}`;
    return html`${this.#scanner()}${this.#photoWords()}${this.#ways(false)}`;
  }

  #troubleNotice() {
    if (!this.trouble) return nothing;
    return html`<div role="alert">${notice("warn", "camera", t(`scan.${this.trouble}`), html`<p>${t(`scan.${this.trouble}Do`)}</p>`)}</div>`;
  }

  #scanner() {
    return html`<div class="scanner">
      <video playsinline muted aria-label=${t("scan.picture")}></video>
      <div class="reticle"></div>
      <div class="tools">
        ${this.hasTorch ? html`<button class="iconbutton" type="button" aria-pressed=${String(this.torch)} aria-label=${t("scan.torch")} @click=${this.#toggleTorch}>${icon("torch")}</button>` : nothing}
        ${this.zoom ? html`<button class="iconbutton" type="button" aria-label=${t("scan.zoom", { zoom: this.zoom })} @click=${this.#nearer}>${this.zoom}×</button>` : nothing}
        ${this.cameras > 1 ? html`<button class="iconbutton" type="button" aria-label=${t("scan.otherCamera")} @click=${this.#otherCamera}>${icon("camera")}</button>` : nothing}
      </div>
      <p class="hint">${t("scan.hint")}</p>
    </div>`;
  }

  #otherCamera() {
    if (this.#video) camera.next(this.#video).then(() => this.#changed(), (problem) => this.#fail(problem));
  }

  /** Another camera has other gifts. */
  #changed() {
    this.torch = false;
    this.hasTorch = camera.hasTorch;
    this.zoom = camera.zoom;
  }

  #photoWords() {
    return html`<p role="status">${this.photo ? t(this.photo === "reading" ? "scan.photoReading" : "scan.photoNothing") : nothing}</p>`;
  }

  /** @param {boolean} stopped the camera does not look now */
  #ways(stopped) {
    return html`<div class="cols">
      ${stopped ? html`<button class="button" type="button" @click=${this.#again}>${icon("scan")}${t(this.found ? "found.scan" : "scan.tryCamera")}</button>` : html`<button class="button" type="button" @click=${this.#type}>${icon("keypad")}${t("scan.type")}</button>`}
      <label class="button">${icon("camera")}${t("scan.photo")}<input type="file" accept="image/*" capture="environment" @change=${this.#photo} /></label>
    </div>`;
  }

  /** @param {CustomEvent<string>} event */
  #typed = async ({ detail }) => {
    await this.#show(await findScan(this.app.store, detail, "typed", true), "typed");
  };
}

/** @param {Blob} file @returns {Promise<import("./reader.js").Seen | null>} null when there is no code to see in it */
async function readFile(file) {
  const photo = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => undefined);
  return photo ? readPhoto(photo).finally(() => photo.close()) : null;
}

customElements.define("lineside-scan", ScanPage);
