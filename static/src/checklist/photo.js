/** Makes a photo small before it is kept: at most 1600 px, JPEG of about 300 KB, its EXIF (place, phone) dropped. */

export const LONG_EDGE = 1600;
export const ENOUGH = 350_000;
const QUALITIES = [0.8, 0.65, 0.5];

/** A picture this phone's browser cannot read. */
export class UnreadablePhoto extends Error {}

/** @param {number} width @param {number} height @returns {{width: number, height: number}} never made larger */
export function fit(width, height) {
  const scale = Math.min(1, LONG_EDGE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * @param {Blob} file
 * @param {{decode: typeof decode, encode: typeof encode}} [means]
 * @returns {Promise<{bytes: ArrayBuffer, contentType: string}>} throws UnreadablePhoto
 */
export async function shrink(file, means = { decode, encode }) {
  const picture = await means.decode(file).catch((cause) => {
    throw new UnreadablePhoto("", { cause });
  });
  const size = fit(picture.width, picture.height);
  let small = await means.encode(picture, size, QUALITIES[0]);
  for (const quality of QUALITIES.slice(1)) {
    if (small.byteLength <= ENOUGH) break;
    small = await means.encode(picture, size, quality);
  }
  picture.close?.();
  return { bytes: small, contentType: "image/jpeg" };
}

/** Turned upright as its EXIF says, which is then gone. @param {Blob} file */
function decode(file) {
  return createImageBitmap(file, { imageOrientation: "from-image" });
}

/** @param {ImageBitmap} picture @param {{width: number, height: number}} size @param {number} quality @returns {Promise<ArrayBuffer>} */
async function encode(picture, { width, height }, quality) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(picture, 0, 0, width, height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  canvas.width = canvas.height = 0; // iOS frees a canvas only when it is empty
  if (!blob) throw new UnreadablePhoto();
  return blob.arrayBuffer();
}
