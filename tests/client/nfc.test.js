import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { addressOf, hasNfc, listenToTags, NoTag, textOf, writeTag } from "../../static/src/scan/nfc.js";

const URL = "HTTPS://PLANT.EXAMPLE/Q/K7M4QXZ";
const record = (text, recordType = "url") => ({ recordType, data: new DataView(new TextEncoder().encode(text).buffer) });

/** A browser with Web NFC; `problem` is the name of what goes wrong. */
function phone(problem) {
  const made = { written: [] };
  const maybe = () => (problem ? Promise.reject(new DOMException("", problem)) : Promise.resolve());
  globalThis.NDEFReader = class {
    scan() {
      made.hold = (...records) => this.onreading({ message: { records } });
      return maybe();
    }
    write(message) {
      made.written.push(message);
      return maybe();
    }
  };
  return made;
}

afterEach(() => delete globalThis.NDEFReader);

test("a browser without Web NFC is told from one with it", () => {
  assert.equal(hasNfc(), false);
  phone();
  assert.equal(hasNfc(), true);
});

test("a tag says its address, whatever else is on it", async () => {
  const made = phone();
  const heard = [];
  await listenToTags((text) => heard.push(text), new AbortController().signal);
  made.hold(record("x", "mime"), record(URL), record("more", "text"));
  made.hold(record("x", "mime"));
  made.hold();
  assert.deepEqual(heard, [URL]);
});

test("a tag gets the address that the QR has", async () => {
  const made = phone();
  await writeTag(addressOf("K7M4QXZ", "https://plant.example"), new AbortController().signal);
  assert.deepEqual(made.written, [{ records: [{ recordType: "url", data: URL }] }]);
});

for (const [name, reason] of [["NotAllowedError", "refused"], ["NotSupportedError", "absent"], ["NotReadableError", "absent"], ["NetworkError", "moved"]]) {
  test(`${name} is said as ${reason}`, async () => {
    phone(name);
    const signal = new AbortController().signal;
    await assert.rejects(listenToTags(() => {}, signal), (problem) => problem instanceof NoTag && problem.reason === reason);
    await assert.rejects(writeTag(URL, signal), (problem) => problem instanceof NoTag && problem.reason === reason);
  });
}

test("text in another encoding is read as such", () => {
  const data = new DataView(Uint8Array.from([...URL].flatMap((letter) => [0, letter.charCodeAt(0)])).buffer);
  assert.equal(textOf([{ recordType: "text", encoding: "utf-16be", data }]), URL);
});
