import assert from "node:assert/strict";
import { test } from "node:test";

import { findCode, findScan } from "../../static/src/scan/found.js";

/** A phone that knows these labels, as the store tells them. */
function phone(labels, syncedAt = "2026-01-31T06:12:03Z") {
  return { label: async (code) => labels.find(({ id }) => id === code), summary: async () => ({ syncedAt }), equipmentOf: async () => [] };
}
const bound = { id: "K7M4QXZ", state: "bound", equipment: "press", site: "north" };
const retired = { id: "ABCDEFP", state: "retired", equipment: "press", site: "north" };
const unbound = { id: "001115P", state: "unbound", equipment: null, site: "north" };
const store = phone([retired, bound, unbound]);

test("our label opens its equipment, whatever host it was printed for", async () => {
  const found = await findScan(store, "HTTPS://OLD.EXAMPLE/Q/K7M4QXZ", "camera");
  assert.deepEqual(found, { kind: "open", path: "/equipment/press?by=camera&label=K7M4QXZ", code: "K7M4QXZ" });
});

test("how it was opened is kept", async () => {
  assert.match((await findCode(store, "K7M4QXZ", "typed")).path, /by=typed/);
});

for (const text of ["https://evil.example/pay", "javascript:alert(1)", "WIFI:S:guest;;", "https://lineside.example/q/K7M4QXP"]) {
  test(`${text} is shown, not opened`, async () => assert.deepEqual(await findScan(store, text, "camera"), { kind: "foreign", text }));
}

test("a retired label does not open by itself, but says where it was", async () => {
  assert.deepEqual(await findCode(store, "ABCDEFP", "camera"), { kind: "retired", code: "ABCDEFP", equipment: "press" });
});

test("a replaced label still opens its equipment, which asks to peel it off", async () => {
  const replaced = { ...retired, id: "3V9A2T6", replaced_by: "K7M4QXZ" };
  const found = await findCode(phone([replaced]), "3V9A2T6", "camera");
  assert.equal(found.path, "/equipment/press?by=camera&label=3V9A2T6");
});

test("a label that hangs nowhere yet is said", async () => assert.equal((await findCode(store, "001115P", "camera")).kind, "unbound"));

test("unknown here is not the same as a phone that was never loaded", async () => {
  assert.equal((await findCode(store, "7K3M9Q8", "camera")).kind, "unknown");
  assert.equal((await findCode(phone([], null), "7K3M9Q8", "camera")).kind, "empty");
});
