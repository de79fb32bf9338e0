/**
 * The camera of the phone: one stream for a visit, kept for a while between two labels, so that the phone asks once
 * and the next label is read at once; the main camera on the back, or the one that was chosen; torch and zoom.
 */
import { mainCamera, zoomSteps } from "./lenses.js";

const CHOICE = "lineside.camera";
/** How far a label reads is calculated from it (app/labels/verdict.py); tests/contract/camera.json holds both. */
export const SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const LINGER = 20_000; // ms that the stream outlives the screen

/** Why there is no picture: "refused", "absent", "busy". */
export class NoCamera extends Error {
  /** @param {"refused" | "absent" | "busy"} reason */
  constructor(reason) {
    super(reason);
    this.name = "NoCamera";
    this.reason = reason;
  }
}

export class Camera {
  constructor() {
    /** @type {MediaStream | undefined} */ this.stream = undefined;
    this.wanted = false;
    this.zoom = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */ this.leaving = undefined;
  }

  /** Shows the picture in `video`. @param {HTMLVideoElement} video throws NoCamera */
  async open(video) {
    this.wanted = true;
    clearTimeout(this.leaving);
    const stream = this.stream?.active ? this.stream : await this.#best();
    if (!this.wanted) return release(stream); // left while the phone was asking
    const anew = stream !== this.stream;
    this.stream = stream;
    video.srcObject = stream;
    await video.play().catch(() => undefined);
    if (anew) await this.#focus();
  }

  /** The screen is left: the stream stays for a moment, without its torch. */
  async rest() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.close(), LINGER);
    this.wanted = false;
    if (this.hasTorch) await this.torch(false).catch(() => undefined);
  }

  close() {
    clearTimeout(this.leaving);
    this.wanted = false;
    if (this.stream) release(this.stream);
    this.stream = undefined;
  }

  get #track() {
    return this.stream?.getVideoTracks()[0];
  }

  /** @returns {any} what the track can do, as far as the browser tells */
  get #can() {
    return this.#track?.getCapabilities?.() ?? {};
  }

  get hasTorch() {
    return Boolean(this.#can.torch);
  }

  /** @param {boolean} on */
  async torch(on) {
    await this.#track?.applyConstraints(/** @type {any} */ ({ advanced: [{ torch: on }] }));
  }

  /** @returns {Promise<MediaDeviceInfo[]>} */
  async cameras() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(({ kind }) => kind === "videoinput");
  }

  /** Another camera, remembered for next time. @param {HTMLVideoElement} video */
  async next(video) {
    const all = await this.cameras();
    const now = all.findIndex(({ deviceId }) => deviceId === this.#track?.getSettings().deviceId);
    remember(all[(now + 1) % all.length]?.deviceId ?? "");
    this.close();
    await this.open(video);
  }

  /** @returns {string} id of the camera that was chosen; "" for the main one */
  get chosen() {
    return choice();
  }

  /** @param {string} id for the next visit; "" is the main one on the back */
  choose(id) {
    remember(id);
    this.close();
  }

  /** @returns {number[]} empty where the camera cannot zoom */
  get zooms() {
    return zoomSteps(this.#can.zoom);
  }

  /** The next step of the zoom. */
  async nearer() {
    const steps = this.zooms;
    await this.#zoomTo(steps[(steps.indexOf(this.zoom) + 1) % steps.length]);
  }

  /** A stream of the main camera. The first time the browser chooses, and only then tells the names. */
  async #best() {
    const stream = await openStream(choice());
    if (choice()) return stream;
    const main = mainCamera(await this.cameras());
    const now = stream.getVideoTracks()[0]?.getSettings().deviceId;
    if (!main || !now || main === now) return stream;
    release(stream);
    remember(main);
    return openStream(main);
  }

  /** A wide lens cannot focus on a small label: twice the size where the camera can, and steady focus. */
  async #focus() {
    if (this.#can.focusMode?.includes("continuous")) await this.#apply({ focusMode: "continuous" });
    this.zoom = 0;
    const [first] = this.zooms;
    if (first) await this.#zoomTo(first);
  }

  /** @param {number} zoom */
  async #zoomTo(zoom) {
    if (await this.#apply({ zoom })) this.zoom = zoom;
  }

  /** @param {any} wish @returns {Promise<boolean>} whether the camera did it */
  async #apply(wish) {
    return Boolean(await this.#track?.applyConstraints({ advanced: [wish] }).then(() => true, () => false));
  }
}

/** The one camera of the app. */
export const camera = new Camera();

/** @param {string} chosen id of a camera, or "" */
async function openStream(chosen) {
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera("absent");
  const remembered = chosen ? [{ deviceId: { exact: chosen }, ...SIZE }] : [];
  let last;
  for (const video of [...remembered, { facingMode: "environment", ...SIZE }, true]) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (problem) {
      last = problem;
      if (reasonOf(problem) === "refused") break;
    }
  }
  throw new NoCamera(reasonOf(last));
}

/** @param {unknown} problem @returns {"refused" | "absent" | "busy"} */
function reasonOf(problem) {
  const name = /** @type {any} */ (problem)?.name;
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "absent";
}

/** @param {MediaStream} stream */
function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function choice() {
  try {
    return localStorage.getItem(CHOICE) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} id */
function remember(id) {
  try {
    localStorage.setItem(CHOICE, id);
  } catch {
    // the next visit starts with the rear camera again
  }
}
