import assert from "node:assert/strict";
import { test } from "node:test";

import { findScan } from "../../static/src/scan/found.js";
import { takesAny } from "../../static/src/scan/further.js";
import { parse } from "../../static/src/ui/router.js";

const ASSET = "8004:0614141123452A/7";
const equipmentOf = async (code) => ({ [ASSET]: ["press"], "INV-0042": ["mixer"], "INV-7 & by=x": ["mixer", "lathe"] })[code] ?? [];
const bound = { label: async () => undefined, summary: async () => ({ syncedAt: "2026-01-31T06:12:03Z" }), equipmentOf };

test("a further code that was bound opens its equipment", async () => {
  assert.deepEqual(await findScan(bound, "https://id.gs1.org/8004/0614141123452A%2F7", "camera"), { kind: "open", path: "/equipment/press?by=camera" });
  assert.deepEqual(await findScan(bound, "INV-0042", "scanner"), { kind: "open", path: "/equipment/mixer?by=scanner" });
});

test("one that two sites use opens neither of them by itself", async () => {
  const { kind, path } = await findScan(bound, "INV-7 & by=x", "camera");
  assert.deepEqual([kind, parse(`#${path}`)], ["open", { path: "/which", params: {}, query: { by: "camera", read: "INV-7 & by=x" } }]);
});

test("one that was not bound is shown as text", async () => {
  assert.deepEqual(await findScan(bound, "INV-0043", "camera"), { kind: "foreign", text: "INV-0043" });
});

test("our own label is never looked up as a further code", async () => {
  const found = await findScan({ ...bound, equipmentOf: () => assert.fail("looked up") }, "HTTPS://OLD.EXAMPLE/Q/K7M4QXZ", "camera");
  assert.equal(found.kind, "unknown");
});

const BARE = "K7M4QXZ"; // an asset's barcode, which has the form of a label's code
const which = (by) => ({ kind: "open", path: `/which?by=${by}&read=${BARE}` });
const phone = ({ label, codes = [] }) => ({ ...bound, label: async () => label, equipmentOf: async (code) => (code === `text:${BARE}` ? codes : []) });
const LABEL = { id: BARE, state: "bound", equipment: "press", site: "north" };

test("a barcode that looks like the code of a label opens what it was bound to", async () => {
  assert.deepEqual(await findScan(phone({ codes: ["mixer"] }), BARE, "camera"), { kind: "open", path: "/equipment/mixer?by=camera" });
  assert.deepEqual(await findScan(phone({}), BARE, "camera"), { kind: "foreign", text: BARE }, "and is no label of ours");
});

test("typed, or read from a QR, it is the code of a label", async () => {
  assert.deepEqual(await findScan(phone({ label: LABEL }), BARE, "typed", true), { kind: "open", path: `/equipment/press?by=typed&label=${BARE}`, code: BARE });
  assert.deepEqual(await findScan(phone({}), BARE, "photo", true), { kind: "unknown", code: BARE });
  assert.deepEqual(await findScan(phone({ codes: ["mixer"] }), BARE, "typed", true), { kind: "open", path: "/equipment/mixer?by=typed" });
});

test("a label and a barcode never hide each other: the person is asked", async () => {
  assert.deepEqual(await findScan(phone({ label: LABEL, codes: ["mixer"] }), BARE, "camera"), which("camera"));
  assert.deepEqual(await findScan(phone({ label: LABEL, codes: ["mixer"] }), BARE, "typed", true), which("typed"));
  assert.deepEqual(await findScan(phone({ label: LABEL }), BARE, "scanner"), which("scanner"), "by chance a label's code");
});

test("only the page of further codes wants to know what any code says", () => {
  assert.deepEqual(["/code", "/code/q-1", "/code?read=x", "/codes", "/bind", "/verify", ""].map(takesAny), [true, true, true, false, false, false, false]);
});
