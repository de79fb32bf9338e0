import assert from "node:assert/strict";
import { test } from "node:test";

import { doubled, grey, prepared, sharpened, softened } from "../../static/src/scan/clearer.js";

globalThis.ImageData = class {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(width * height * 4) });
  }
};

const picture = (width, ...values) => ({ width, height: values.length / width, data: Uint8ClampedArray.from(values) });

test("grey weighs colours as eyes do", () => {
  const image = { width: 4, height: 1, data: Uint8ClampedArray.from([255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 255]) };
  assert.deepEqual([...grey(image).data], [255, 0, 76, 149]);
});

test("twice the size has the means between", () => {
  assert.deepEqual(doubled(picture(2, 0, 100, 0, 100)), picture(4, ...Array(4).fill([0, 50, 100, 100]).flat()));
});

test("a flat picture stays as it is", () => {
  const flat = picture(20, ...Array(400).fill(90));
  assert.deepEqual(sharpened(flat), flat);
  assert.deepEqual(softened(flat, 3), flat);
});

test("an edge becomes steeper", () => {
  const edge = picture(20, ...Array(20).fill([...Array(8).fill(100), 110, 120, 130, 140, ...Array(8).fill(150)]).flat());
  const steeper = sharpened(edge).data.subarray(200, 220);
  assert.ok(steeper[11] - steeper[8] > 2 * (140 - 110), [...steeper].join(" "));
});

test("one grain is spread over its neighbours", () => {
  const grain = picture(5, ...Array(25).fill(0));
  grain.data[12] = 90;
  assert.deepEqual([...softened(grain, 1).data], [0, 0, 0, 0, 0, 0, 10, 10, 10, 0, 0, 10, 10, 10, 0, 0, 10, 10, 10, 0, 0, 0, 0, 0, 0]);
});

test("the decoder gets a picture of the same kind", () => {
  const image = new ImageData(6, 4);
  assert.equal(prepared(image, ""), image);
  assert.deepEqual([prepared(image, "sharp").width, prepared(image, "soft").height], [12, 4]);
  assert.equal(prepared(image, "soft").data[3], 255, "nothing is seen through");
});
