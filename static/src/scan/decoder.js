/**
 * A worker of its own: reads the code in a picture with zxing-wasm. It gets {id, image, looks}, the image
 * as VideoFrame or ImageBitmap, or as ImageData that was cut for the one look, and answers {id, seen} with {text, qr} or null, or
 * {id, problem} when the decoder itself is not there.
 */
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm"; // our own copy: the default address is a stranger's

import { prepared } from "./clearer.js";
import { pixelsOf } from "./frames.js";

prepareZXingModule({
  overrides: { locateFile: (/** @type {string} */ path, /** @type {string} */ prefix) => (path.endsWith(".wasm") ? wasm : prefix + path) },
});

/** @type {import("zxing-wasm/reader").ReaderOptions} */
const QR = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };
/** @type {import("zxing-wasm/reader").ReaderOptions} what machines wear besides our labels */
const WIDE = { ...QR, formats: ["QRCode", "DataMatrix", "Code128", "Code39"], minLineCount: 3 };

/** @type {OffscreenCanvas | undefined} */ let canvas;

self.onmessage = async ({ data: { id, image, looks } }) => {
  try {
    self.postMessage({ id, seen: await firstSeen(image, looks) });
  } catch (problem) {
    self.postMessage({ id, problem: String(problem) });
  } finally {
    if (!("data" in image)) image.close();
  }
};

/** @param {VideoFrame | ImageBitmap | ImageData} image pixels are cut already @param {import("./frames.js").Look[]} looks */
async function firstSeen(image, looks) {
  for (const look of looks) {
    const pixels = "data" in image ? image : pixelsOf((canvas ??= new OffscreenCanvas(1, 1)), image, look);
    const [found] = await readBarcodes(prepared(pixels, look.way), look.wide ? WIDE : QR);
    if (found) return { text: found.text, qr: found.format === "QRCode" };
  }
  return null;
}
