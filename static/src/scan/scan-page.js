/**
 * <lineside-scan>: the camera on a label. Our label opens its equipment at once; anything else is said in
 * words. Without a camera, or without the decoder, the code is typed.
 */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { notice, screen } from "../ui/screen.js";
import { Camera, NoCamera } from "./camera.js";
import "./code-pad.js";
import { findCode, findScan } from "./found.js";
import { foundCard } from "./found-card.js";
import { frameOf, sizesOf } from "./frames.js";
import { NoDecoder, openReader } from "./reader.js";

const BREATH = 40; // ms between two frames: the phone stays cool

class ScanPage extends View {
  static properties = {
    found: { state: true },
    trouble: { state: true },
    typing: { state: true },
    torch: { state: true },
    hasTorch: { state: true },
    cameras: { state: true },
    photo: { state: true },
  };

  constructor() {
    super();
    this.camera = new Camera();
    /** @type {import("./found.js").Found | undefined} */ this.found = undefined;
    /** @type {"" | "refused" | "absent" | "busy" | "decoder"} */ this.trouble = "";
    this.typing = false;
    this.torch = false;
    this.hasTorch = false;
    this.cameras = 0;
    /** @type {"" | "reading" | "nothing"} */ this.photo = "";
    this.running = 0;
    this.began = 0;
    this.by = "";
    this.seen = () => (document.hidden ? this.#stop() : this.#start());
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.seen);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.seen);
    this.#stop();
  }

  firstUpdated() {
    this.#start();
  }

  get #video() {
    return /** @type {HTMLVideoElement | null} */ (this.querySelector("video"));
  }

  async #start() {
    if (this.typing || this.found || !this.#video || !this.isConnected) return;
    const run = ++this.running;
    this.trouble = "";
    try {
      await this.camera.open(this.#video);
      this.hasTorch = this.camera.hasTorch;
      this.cameras = (await this.camera.cameras()).length;
      await this.#look(run);
    } catch (problem) {
      if (run === this.running) this.#fail(problem);
    }
  }

  #stop() {
    this.running += 1;
    this.torch = false;
    this.camera.close();
  }

  /** @param {unknown} problem */
  #fail(problem) {
    if (!(problem instanceof NoCamera) && !(problem instanceof NoDecoder)) throw problem;
    this.#stop();
    this.trouble = problem instanceof NoCamera ? problem.reason : "decoder";
  }

  /** One frame in flight, until something is found or the page is left. @param {number} run */
  async #look(run) {
    const reader = await openReader();
    this.began = performance.now();
    while (run === this.running && this.#video) {
      const frame = frameOf(this.#video);
      const text = frame ? await reader.read(frame) : null;
      if (text !== null && run === this.running) return this.#take(text, "camera");
      await new Promise((resolve) => setTimeout(resolve, BREATH));
    }
  }

  /** @param {string} text @param {"camera" | "photo"} by */
  async #take(text, by) {
    navigator.vibrate?.(40);
    const ms = by === "camera" ? `&ms=${Math.round(performance.now() - this.began)}` : "";
    await this.#show(await findScan(this.app.store, text, by), by + ms);
  }

  /** @param {import("./found.js").Found} found @param {string} by and for the camera how long it looked, as in a query */
  async #show(found, by) {
    this.#stop();
    const { to } = this.route.query;
    if (to && "code" in found) return this.app.router.go(`${to}${to.includes("?") ? "&" : "?"}code=${found.code}&by=${by}`);
    if (found.kind === "open") return this.app.router.go(found.path.replace(/by=\w+/, `by=${by}`));
    this.by = by;
    this.found = found;
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector(".found-card"))?.focus();
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
      const text = await readPhoto(file);
      this.photo = text === null ? "nothing" : "";
      if (text !== null) await this.#take(text, "photo");
    } catch (problem) {
      this.photo = "";
      this.#fail(problem);
    } finally {
      input.value = "";
    }
  }

  async #toggleTorch() {
    this.torch = !this.torch;
    await this.camera.torch(this.torch).catch(() => (this.torch = false));
  }

  render() {
    return screen({ title: t("scan.title"), back: () => this.app.router.back() }, this.#body());
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
        ${this.cameras > 1 ? html`<button class="iconbutton" type="button" aria-label=${t("scan.otherCamera")} @click=${this.#otherCamera}>${icon("camera")}</button>` : nothing}
      </div>
      <p class="hint">${t("scan.hint")}</p>
    </div>`;
  }

  #otherCamera() {
    if (this.#video) this.camera.next(this.#video).catch((problem) => this.#fail(problem));
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
    await this.#show(await findCode(this.app.store, detail, "typed"), "typed");
  };
}

/** @param {Blob} file @returns {Promise<string | null>} null when there is no code to see in it */
async function readPhoto(file) {
  const photo = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => undefined);
  if (!photo) return null;
  const reader = await openReader();
  for (const picture of sizesOf(photo)) {
    const text = await reader.read(picture);
    if (text !== null) return text;
  }
  return null;
}

customElements.define("lineside-scan", ScanPage);
