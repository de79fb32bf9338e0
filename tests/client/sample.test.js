import assert from "node:assert/strict";
import { test } from "node:test";

import { openSample } from "../../static/src/pack/sample.js";

/** A page whose video does what it is told once it has an address. */
function page(happens) {
  const shown = new Set();
  class Video extends EventTarget {
    videoWidth = 480;
    setAttribute() {}
    removeAttribute(name) {
      if (name === "src") this.src = "";
    }
    play = async () => happens?.(this);
    pause() {}
    load() {}
    remove = () => shown.delete(this);
  }
  return { shown, createElement: () => new Video(), body: { append: (video) => shown.add(video) } };
}

const inCharge = Object.assign(new EventTarget(), { controller: {} });
const says = (type) => (video) => video.dispatchEvent(new Event(type));

for (const [name, happens, seen] of [
  ["a frame", says("loadeddata"), "opened"],
  ["an error", says("error"), "broken"],
  ["sound without a picture", (video) => ((video.videoWidth = 0), says("loadeddata")(video)), "broken"],
  ["nothing", undefined, "unproven"],
  ["a refusal to play", () => Promise.reject(new DOMException("", "NotAllowedError")), "unproven"],
]) {
  test(`${name} is ${seen}, from storage alone, and leaves nothing on the page`, async () => {
    let asked = "";
    const document = page((video) => ((asked = video.src), happens?.(video)));
    assert.equal(await openSample("ab", { page: document, container: inCharge, patience: 30 }), seen);
    assert.deepEqual([asked, document.shown.size], ["/media/ab?stored", 0]);
  });
}

test("nothing is proven where no service worker answers; the first one is waited for", async () => {
  const document = page(says("loadeddata"));
  assert.equal(await openSample("ab", { page: document, container: undefined, patience: 30 }), "unproven");
  const coming = Object.assign(new EventTarget(), { controller: null });
  assert.equal(await openSample("ab", { page: document, container: coming, patience: 30 }), "unproven");
  setTimeout(() => ((coming.controller = {}), coming.dispatchEvent(new Event("controllerchange"))), 5);
  assert.equal(await openSample("ab", { page: document, container: coming, patience: 500 }), "opened");
});
