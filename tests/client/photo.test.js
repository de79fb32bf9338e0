import assert from "node:assert/strict";
import { test } from "node:test";

import { ENOUGH, fit, LONG_EDGE, shrink, UnreadablePhoto } from "../../static/src/checklist/photo.js";

/** A phone's picture, and an encoder whose bytes depend on size and quality as a JPEG's do. */
function means(width, height, bytesPerPixel) {
  const asked = [];
  let closed = 0;
  return {
    asked,
    closed: () => closed,
    decode: async () => ({ width, height, close: () => (closed += 1) }),
    encode: async (_picture, size, quality) => {
      asked.push({ ...size, quality });
      return new ArrayBuffer(Math.round(size.width * size.height * bytesPerPixel * quality));
    },
  };
}

test("the long edge becomes 1600 px, upright or lying, and the shape stays", () => {
  assert.deepEqual(fit(4000, 3000), { width: LONG_EDGE, height: 1200 });
  assert.deepEqual(fit(3000, 4000), { width: 1200, height: LONG_EDGE });
  assert.deepEqual(fit(9000, 10), { width: LONG_EDGE, height: 2 });
  assert.deepEqual(fit(90000, 10), { width: LONG_EDGE, height: 1 });
});

test("a small photo is not made larger", () => assert.deepEqual(fit(800, 600), { width: 800, height: 600 }));

test("a calm photo is encoded once", async () => {
  const phone = means(4000, 3000, 0.15);
  const { bytes, contentType } = await shrink(new Blob(["raw"]), phone);
  assert.equal(contentType, "image/jpeg");
  assert.ok(bytes instanceof ArrayBuffer && bytes.byteLength <= ENOUGH);
  assert.equal(phone.asked.length, 1);
  assert.equal(phone.closed(), 1);
});

test("a busy photo is encoded with less quality until it is small enough", async () => {
  const phone = means(4000, 3000, 0.27);
  const { bytes } = await shrink(new Blob(["raw"]), phone);
  assert.ok(bytes.byteLength <= ENOUGH, `${bytes.byteLength} bytes`);
  assert.deepEqual(phone.asked.map(({ quality }) => quality), [0.8, 0.65]);
});

test("a photo that no quality makes small is kept all the same", async () => {
  const phone = means(1600, 1600, 9);
  const { bytes } = await shrink(new Blob(["raw"]), phone);
  assert.ok(bytes.byteLength > ENOUGH);
  assert.equal(phone.asked.length, 3);
});

test("a picture the browser cannot read is refused by name", async () => {
  const broken = { ...means(1, 1, 1), decode: async () => Promise.reject(new DOMException("", "InvalidStateError")) };
  await assert.rejects(shrink(new Blob(["heic"]), broken), UnreadablePhoto);
});
