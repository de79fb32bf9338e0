/**
 * A worker of its own: reads the QR code in a picture with zxing-wasm. It gets {id, image: ImageData}
 * and answers {id, text} with the text or null, or {id, problem} when the decoder itself is not there.
 */
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm"; // our own copy: the default address is a stranger's

prepareZXingModule({
  overrides: { locateFile: (/** @type {string} */ path, /** @type {string} */ prefix) => (path.endsWith(".wasm") ? wasm : prefix + path) },
});

/** @type {import("zxing-wasm/reader").ReaderOptions} */
const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };

self.onmessage = async ({ data: { id, image } }) => {
  try {
    const [found] = await readBarcodes(image, OPTIONS);
    self.postMessage({ id, text: found?.text ?? null });
  } catch (problem) {
    self.postMessage({ id, problem: String(problem) });
  }
};
