/** The camera of the phone: one stream for a visit, the chosen camera remembered, the torch where there is one. */

const CHOICE = "lineside.camera";
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

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
  }

  /** Shows the picture in `video`. @param {HTMLVideoElement} video throws NoCamera */
  async open(video) {
    this.wanted = true;
    const stream = this.stream ?? (await openStream());
    if (!this.wanted) return release(stream); // left while the phone was asking
    this.stream = stream;
    video.srcObject = stream;
    await video.play().catch(() => undefined);
    await this.#focus();
  }

  close() {
    this.wanted = false;
    if (this.stream) release(this.stream);
    this.stream = undefined;
  }

  get #track() {
    return this.stream?.getVideoTracks()[0];
  }

  get hasTorch() {
    return Boolean(/** @type {any} */ (this.#track?.getCapabilities?.())?.torch);
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

  /** A wide lens cannot focus on a small label: twice the size where the camera can, and steady focus. */
  async #focus() {
    const can = /** @type {any} */ (this.#track?.getCapabilities?.() ?? {});
    const advanced = [];
    if (can.focusMode?.includes("continuous")) advanced.push({ focusMode: "continuous" });
    if (can.zoom?.max >= 2) advanced.push({ zoom: 2 });
    if (advanced.length) await this.#track?.applyConstraints(/** @type {any} */ ({ advanced })).catch(() => undefined);
  }
}

async function openStream() {
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera("absent");
  const chosen = choice();
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
