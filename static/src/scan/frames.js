/** Pictures for the reader: cut and scaled on one canvas, so that a frame costs no new memory. */

const EDGE = 640;
const canvas = document.createElement("canvas");

/**
 * The middle of the camera's picture: that is where the frame on the screen is.
 * @param {HTMLVideoElement} video
 * @returns {HTMLCanvasElement | undefined} undefined while there is no picture yet
 */
export function frameOf(video) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (!side) return undefined;
  const edge = Math.min(side, EDGE);
  return drawn(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, edge, edge);
}

/** A whole photo at several sizes, largest first: a small code needs pixels, a blurred one fewer. @param {ImageBitmap} photo */
export function* sizesOf(photo) {
  const long = Math.max(photo.width, photo.height);
  for (const edge of [1600, 1000, 500]) {
    const scale = Math.min(1, edge / long);
    yield drawn(photo, 0, 0, photo.width, photo.height, Math.round(photo.width * scale), Math.round(photo.height * scale));
  }
}

/** @param {CanvasImageSource} from @param {number} x @param {number} y @param {number} w @param {number} h @param {number} width @param {number} height */
function drawn(from, x, y, w, h, width, height) {
  canvas.width = width;
  canvas.height = height;
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true })).drawImage(from, x, y, w, h, 0, 0, width, height);
  return canvas;
}
