/**
 * Reads a code from a picture: by the phone's own detector where it proves itself on a known code, and by the decoder
 * worker where there is none, or where it has seen nothing. One reader serves the whole visit.
 */
import { scriptUrl } from "../ui/trusted.js";
import { LOOKS, PHOTO_LOOKS, pixelsOf, sizeOf } from "./frames.js";
import { drawProof, PROOF } from "./proof.js";

/** The decoder is not on this phone, and there is no network to get it. */
export class NoDecoder extends Error {}

/**
 * @typedef {import("./frames.js").Look} Look
 * @typedef {HTMLVideoElement | ImageBitmap} Picture
 * @typedef {{text: string, qr: boolean}} Seen
 * @typedef {(picture: Picture | HTMLCanvasElement, look: Look) => Promise<Seen | null>} Own
 * @typedef {(image: VideoFrame | ImageBitmap | ImageData, looks: Look[]) => Promise<Seen | null>} Ask throws NoDecoder
 */

/** @type {Promise<Own | undefined> | undefined} */
let native;
/** @type {Ask | undefined} */
let worker;
/** @type {HTMLCanvasElement | undefined} where the worker has none */
let canvas;

/**
 * One look at the camera's picture.
 * @param {Picture} video @param {number} turn counts up from 0 as long as nothing was found
 * @returns {Promise<Seen | null>} throws NoDecoder
 */
export async function readFrame(video, turn) {
  const own = await (native ??= nativeReader());
  const look = LOOKS[turn % LOOKS.length];
  if (!sizeOf(video)[0]) return null; // no picture yet
  if (own && !look.way) return own(video, look);
  return byWorker(video, [look]).catch((problem) => forgiven(problem, own));
}

/** All looks at a photo, one after the other; it is used up. @param {ImageBitmap} photo @returns {Promise<Seen | null>} throws NoDecoder */
export async function readPhoto(photo) {
  const own = await (native ??= nativeReader());
  const [first] = PHOTO_LOOKS;
  return (own && (await own(photo, first))) || byWorker(photo, PHOTO_LOOKS).catch((problem) => forgiven(problem, own));
}

/** The page only hands the picture over, where the worker can cut it. @param {Picture} picture @param {Look[]} looks @returns {Promise<Seen | null>} */
async function byWorker(picture, looks) {
  worker ??= workerReader();
  if ("OffscreenCanvas" in globalThis) return worker(await handedOver(picture), looks);
  for (const look of looks) {
    const seen = await worker(pixelsOf((canvas ??= document.createElement("canvas")), picture, look), [look]);
    if (seen) return seen;
  }
  return null;
}

/** A frame of the camera goes as it is, where the browser can: turning 1920 pixels into a bitmap blocks a slow page. @param {Picture} picture */
function handedOver(picture) {
  return "videoWidth" in picture && "VideoFrame" in globalThis ? new VideoFrame(picture) : createImageBitmap(picture);
}

/** Without the worker the phone's own detector still reads. @param {unknown} problem @param {unknown} own */
function forgiven(problem, own) {
  if (own && problem instanceof NoDecoder) return null;
  throw problem;
}

/** Present is not working: some phones have the name and no detector behind it. @returns {Promise<Own | undefined>} */
async function nativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  if (!Detector) return undefined;
  try {
    const known = await Detector.getSupportedFormats?.();
    const formats = ["qr_code", "data_matrix", "code_128", "code_39"].filter((name) => !known || known.includes(name));
    const detectors = { narrow: new Detector({ formats: ["qr_code"] }), wide: new Detector({ formats }) };
    /** @type {Own} */
    const read = async (picture, { wide }) => {
      const [found] = await (wide ? detectors.wide : detectors.narrow).detect(picture);
      return found ? { text: found.rawValue, qr: found.format === "qr_code" } : null;
    };
    return (await read(drawProof(), LOOKS[0]))?.text === PROOF ? read : undefined;
  } catch {
    return undefined;
  }
}

/** @returns {Ask} */
function workerReader() {
  /** @type {Map<number, {resolve: (seen: Seen | null) => void, reject: (problem: Error) => void}>} */
  const asked = new Map();
  const decoder = new Worker(scriptUrl(document.body.dataset.decoder ?? ""));
  let count = 0;
  const give = () => {
    decoder.terminate();
    worker = undefined; // the next visit tries again: the network may be back
    for (const { reject } of asked.values()) reject(new NoDecoder());
    asked.clear();
  };
  decoder.onerror = give;
  decoder.onmessage = ({ data: { id, seen, problem } }) => {
    if (problem) return give();
    asked.get(id)?.resolve(seen);
    asked.delete(id);
  };
  return (image, looks) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      asked.set(id, { resolve, reject });
      decoder.postMessage({ id, image, looks }, ["data" in image ? image.data.buffer : image]);
    });
}
