import assert from "node:assert/strict";
import { test } from "node:test";

import { mainCamera, zoomSteps } from "../../static/src/scan/lenses.js";

const named = (...labels) => labels.map((label) => ({ deviceId: label, label }));

for (const [phone, cameras, main] of [
  ["Android with three lenses", named("camera2 2, facing back", "camera2 1, facing front", "camera2 0, facing back"), "camera2 0, facing back"],
  ["an iPhone", named("Back Dual Wide Camera", "Back Ultra Wide Camera", "Back Camera", "Front Camera", "Back Telephoto Camera"), "Back Camera"],
  ["an iPhone that speaks German", named("Frontkamera", "Rückkamera", "Ultra-Weitwinkelkamera auf der Rückseite"), "Rückkamera"],
  ["a phone whose only lens on the back is wide", named("Front Camera", "Back Ultra Wide Camera"), "Back Ultra Wide Camera"],
  ["a notebook", named("FaceTime HD Camera"), ""],
  ["a browser that tells no names yet", named("", ""), ""],
]) {
  test(`on ${phone} the main camera on the back is ${main || "the browser's choice"}`, () => assert.equal(mainCamera(cameras), main));
}

test("the zoom starts at twice the widest and goes round", () => {
  assert.deepEqual(zoomSteps({ min: 1, max: 8 }), [2, 4, 1]);
  assert.deepEqual(zoomSteps({ min: 1, max: 3 }), [2, 1]);
});

test("a lens below one is another one, which does not focus near", () => assert.deepEqual(zoomSteps({ min: 0.5, max: 10 }), [2, 4, 1]));

test("old drivers count in hundreds", () => assert.deepEqual(zoomSteps({ min: 100, max: 400 }), [200, 400, 100]));

test("a camera that cannot zoom has no steps", () => {
  assert.deepEqual([zoomSteps(undefined), zoomSteps({ min: 1, max: 1.5 })], [[], []]);
});
