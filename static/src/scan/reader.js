/**
 * Reads a QR code from a canvas: by the phone's own detector where it proves itself on a known code,
 * else by the decoder worker. One reader serves the whole visit.
 */
import { scriptUrl } from "../ui/trusted.js";
import { drawProof, PROOF } from "./proof.js";

/** The decoder is not on this phone, and there is no network to get it. */
export class NoDecoder extends Error {}

/** @typedef {{read(canvas: HTMLCanvasElement): Promise<string | null>}} Reader `read` throws NoDecoder */

/** @type {Promise<Reader> | undefined} */
let opened;

/** @returns {Promise<Reader>} */
export function openReader() {
  opened ??= nativeReader().then((reader) => reader ?? workerReader());
  return opened;
}

/** Present is not working: some phones have the name and no detector behind it. @returns {Promise<Reader | undefined>} */
async function nativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  if (!Detector) return undefined;
  try {
    const detector = new Detector({ formats: ["qr_code"] });
    const reader = { read: async (/** @type {HTMLCanvasElement} */ canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null };
    return (await reader.read(drawProof())) === PROOF ? reader : undefined;
  } catch {
    return undefined;
  }
}

/** @returns {Reader} */
function workerReader() {
  /** @type {Map<number, {resolve: (text: string | null) => void, reject: (problem: Error) => void}>} */
  const asked = new Map();
  const worker = new Worker(scriptUrl(document.body.dataset.decoder ?? ""));
  let count = 0;
  const give = () => {
    worker.terminate();
    opened = undefined; // the next visit tries again: the network may be back
    for (const { reject } of asked.values()) reject(new NoDecoder());
    asked.clear();
  };
  worker.onerror = give;
  worker.onmessage = ({ data: { id, text, problem } }) => {
    if (problem) return give();
    asked.get(id)?.resolve(text);
    asked.delete(id);
  };
  return {
    read: (canvas) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
        const image = pen.getImageData(0, 0, canvas.width, canvas.height);
        asked.set(id, { resolve, reject });
        worker.postMessage({ id, image }, [image.data.buffer]);
      }),
  };
}
