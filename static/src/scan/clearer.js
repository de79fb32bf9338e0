/** Makes a hard picture readable, in the decoder's worker: grey pictures as {data, width, height}, one byte a pixel. */

/** @typedef {{data: Uint8ClampedArray, width: number, height: number}} Grey */
/** @typedef {"" | "sharp" | "soft"} Way how a picture is prepared: "sharp" for what is small or out of focus, "soft" for grain */

const REACH = 4; // pixels around one that say what is near it
const STRENGTH = 3;

/** @param {ImageData} image @param {Way} way @returns {ImageData} */
export function prepared(image, way) {
  if (way === "sharp") return coloured(sharpened(doubled(grey(image))));
  return way === "soft" ? coloured(softened(grey(image), 1)) : image;
}

/** Luma of Rec. 601, in whole numbers. @param {ImageData} image @returns {Grey} */
export function grey({ data, width, height }) {
  const out = new Uint8ClampedArray(width * height);
  for (let n = 0, at = 0; n < out.length; n++, at += 4) out[n] = (data[at] * 77 + data[at + 1] * 150 + data[at + 2] * 29) >> 8;
  return { data: out, width, height };
}

/** @param {Grey} picture @returns {Grey} twice as wide and high, the pixels between are the mean of their neighbours */
export function doubled({ data, width, height }) {
  const out = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height * 2; y++) {
    const row = (y >> 1) * width;
    const below = Math.min(height - 1, (y + 1) >> 1) * width;
    for (let x = 0; x < width * 2; x++) {
      const [left, right] = [x >> 1, Math.min(width - 1, (x + 1) >> 1)];
      out[y * width * 2 + x] = (data[row + left] + data[row + right] + data[below + left] + data[below + right] + 2) >> 2;
    }
  }
  return { data: out, width: width * 2, height: height * 2 };
}

/** Unsharp mask. @param {Grey} picture @returns {Grey} */
export function sharpened(picture) {
  const around = softened(softened(picture, REACH), REACH).data;
  const data = picture.data.map((value, n) => value + STRENGTH * (value - around[n]));
  return { ...picture, data };
}

/** The mean of a square, row by row and then column by column. @param {Grey} picture @param {number} reach @returns {Grey} */
export function softened({ data, width, height }, reach) {
  const across = new Uint8ClampedArray(data.length);
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0; y < height; y++) means(data, across, y * width, 1, width, reach);
  for (let x = 0; x < width; x++) means(across, out, x, width, height, reach);
  return { data: out, width, height };
}

/**
 * Running means along one line; its ends count on outwards.
 * @param {Uint8ClampedArray} from @param {Uint8ClampedArray} to @param {number} start @param {number} step @param {number} count @param {number} reach
 */
function means(from, to, start, step, count, reach) {
  const at = (/** @type {number} */ n) => from[start + Math.min(count - 1, Math.max(0, n)) * step];
  let sum = 0;
  for (let n = -reach; n <= reach; n++) sum += at(n);
  for (let n = 0; n < count; n++) {
    to[start + n * step] = sum / (2 * reach + 1);
    sum += at(n + reach + 1) - at(n - reach);
  }
}

/** @param {Grey} picture @returns {ImageData} */
function coloured({ data, width, height }) {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let n = 0; n < data.length; n++) pixels[n] = 0xff000000 | (data[n] * 0x010101);
  return image;
}
