/** The pixels that a distance is calculated with are asked of the camera, and looked at. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { SIZE } from "../../static/src/scan/camera.js";
import { LOOKS, pixelsOf, sizeOf } from "../../static/src/scan/frames.js";

const { across } = JSON.parse(readFileSync(new URL("../contract/camera.json", import.meta.url), "utf-8"));

test("the camera is asked for the picture that the console calculates with", () => assert.equal(SIZE.width.ideal, across));

test("a round of looks reads the middle of it without making it smaller", () => {
  const shrunk = LOOKS.map((look) => {
    let drawn = [];
    const canvas = { getContext: () => ({ drawImage: (_, ...numbers) => (drawn = numbers), getImageData: () => undefined }) };
    pixelsOf(canvas, { videoWidth: across, videoHeight: (across * 9) / 16 }, look);
    const [x, , width, , , , onto] = drawn;
    return x <= across / 4 && onto / width;
  });
  assert.ok(shrunk.includes(1), String(shrunk));
});

test("a frame of the camera is as large as it is shown", () => assert.deepEqual(sizeOf({ displayWidth: 1920, displayHeight: 1080 }), [1920, 1080]));
