/** The looks that are taken at a picture, in the decoder's worker where it has a canvas, else in the page. */

/**
 * @typedef {object} Look one way to look at a picture
 * @property {"square" | "middle" | "whole"} part of the picture: where the frame on the screen is, half as far around, or all
 * @property {number} edge longest side that is read, in pixels
 * @property {import("./clearer.js").Way} way how it is prepared before it is read
 * @property {boolean} [wide] also barcodes that are not QR
 */

/**
 * One look a frame, in turns: near and plain first. Together they read what one look at everything reads, and more
 * (tests/benchmarks/scanning.py).
 * @type {Look[]}
 */
export const LOOKS = [
  { part: "square", edge: 640, way: "" },
  { part: "middle", edge: 960, way: "sharp" },
  { part: "whole", edge: 1280, way: "", wide: true },
  { part: "square", edge: 720, way: "soft" },
];

/** For a photo, at several sizes: a small code needs pixels, a blurred one fewer. @type {Look[]} */
export const PHOTO_LOOKS = [
  { part: "whole", edge: 1600, way: "", wide: true },
  { part: "whole", edge: 1000, way: "" },
  { part: "middle", edge: 1600, way: "" },
  { part: "middle", edge: 700, way: "sharp" },
  { part: "whole", edge: 1000, way: "soft" },
  { part: "whole", edge: 500, way: "" },
];

/** @param {HTMLVideoElement | VideoFrame | ImageBitmap} picture @returns {[number, number]} zeros while there is no picture yet */
export function sizeOf(picture) {
  if ("displayWidth" in picture) return [picture.displayWidth, picture.displayHeight];
  return "videoWidth" in picture ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
}

/**
 * What a look sees: cut and scaled on the canvas, so that a frame costs no new one.
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas @param {HTMLVideoElement | VideoFrame | ImageBitmap} picture @param {Look} look
 * @returns {ImageData}
 */
export function pixelsOf(canvas, picture, { part, edge }) {
  const [width, height] = sizeOf(picture);
  const [w, h] = partOf(part, width, height);
  const scale = Math.min(1, edge / Math.max(w, h));
  canvas.width = Math.round(w * scale);
  canvas.height = Math.round(h * scale);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  pen.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** @param {Look["part"]} part @param {number} width @param {number} height */
function partOf(part, width, height) {
  if (part === "square") return [Math.min(width, height), Math.min(width, height)];
  return part === "middle" ? [width / 2, height / 2] : [width, height];
}
