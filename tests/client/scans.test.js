/** What a scan does to a label: signed and kept at once, shown at once on this phone, told as often as decided. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { mayBind } from "../../static/src/labels/binders.js";
import { noteOpenings } from "../../static/src/labels/openings.js";
import { brought, scanFor } from "../../static/src/labels/scan-link.js";
import { scanOf, Scans } from "../../static/src/labels/scans.js";
import { claims } from "../../static/src/outbox/record.js";
import { enLater } from "../../static/src/text/en-later.js";
import { learn } from "../../static/src/text/index.js";
import { parse } from "../../static/src/ui/router.js";
import { page, phone } from "./support/phone.js";

learn(enLater);
const { payload } = JSON.parse(readFileSync(new URL("../contract/scan.json", import.meta.url), "utf-8"));
const BLANK = "001115P";
const DAY = "2026-03-01";

async function withScans() {
  const tab = await phone();
  await tab.index.apply(page([{ type: "label", id: BLANK, rev: 8, body: { state: "unbound", equipment: null, site: "s-1" } }], { cursor: "c2" }), "c1");
  const scans = new Scans(tab);
  return Object.assign(tab, { scans, press: await tab.store.equipment("q-1") });
}

const said = async (tab) => (await tab.outboxStore.records()).map((row) => claims(row.jws));

test("the payload of a scan is the one both sides agreed on", () => {
  const { id, time, does, label, replaces, opened_by: by, decode_ms: ms, device, previous } = payload;
  const enrolment = { id: payload.enrolment, person: { id: payload.person }, device, counter: payload.counter - 1, previous };
  const made = scanOf({ id, time, enrolment, does, scanned: { label, equipment: { id: payload.equipment, site: payload.site }, by, ms, replaces } });
  assert.equal(JSON.stringify(made), JSON.stringify(payload), "order of members and all");
});

test("a bound label opens its equipment at once, and the record of it is signed and chained", async () => {
  const tab = await withScans();
  await tab.finish();
  const row = await tab.scans.bind({ label: BLANK, equipment: tab.press, by: "camera", ms: 230 }, { shown: true });
  assert.deepEqual(await tab.store.label(BLANK), { id: BLANK, state: "bound", equipment: "q-1", site: "s-1" });
  const [first, second] = await said(tab);
  const members = ["kind", "does", "label", "equipment", "replaces", "opened_by", "decode_ms", "site", "counter"];
  assert.deepEqual(members.map((member) => second[member]), ["scan", "bind", BLANK, "q-1", null, "camera", 230, "s-1", 2]);
  assert.equal(second.previous, (await tab.outboxStore.records())[0].sha256);
  assert.equal(first.kind, "completion");
  assert.deepEqual([row.state, row.equipmentName], ["saved", "Press 2"]);
});

test("a label that was moved says what it meant here, and opens the other equipment at once", async () => {
  const tab = await withScans();
  await tab.scans.bind({ label: "K7M4QXZ", equipment: { ...tab.press, id: "q-9" }, by: "camera", movedFrom: "q-1" }, { shown: true });
  const [record] = await said(tab);
  assert.deepEqual([record.does, record.moved_from, Object.keys(record).at(-1)], ["bind", "q-1", "moved_from"]);
  assert.equal((await tab.store.label("K7M4QXZ")).equipment, "q-9");
});

test("a code that was there before opens its equipment at once, at its site", async () => {
  const tab = await withScans();
  const row = await tab.scans.bind({ label: "INV-0042 B", equipment: tab.press, by: "scanner" }, { shown: true });
  assert.deepEqual(await tab.store.equipmentOf("INV-0042 B"), ["q-1"]);
  assert.deepEqual(await tab.store.equipmentOf("INV-0042 B", "s-1"), ["q-1"]);
  assert.deepEqual(await tab.store.equipmentOf("INV-0042 B", "s-9"), []);
  assert.equal(row.title, "Code INV-0042 B put on equipment");
  assert.equal((await said(tab))[0].label, "INV-0042 B");
});

test("a barcode that looks like the code of a label is no label", async () => {
  const tab = await withScans();
  await tab.scans.bind({ label: `text:${BLANK}`, equipment: tab.press, by: "camera" }, { shown: true });
  assert.deepEqual(await tab.store.equipmentOf(`text:${BLANK}`), ["q-1"]);
  assert.equal((await tab.store.label(BLANK)).state, "unbound");
});

test("what a supervisor has to confirm is kept, and not shown as done", async () => {
  const tab = await withScans();
  await tab.scans.bind({ label: BLANK, equipment: tab.press, by: "typed" }, { shown: false });
  assert.equal((await tab.store.label(BLANK)).state, "unbound");
  assert.equal((await said(tab)).length, 1);
});

test("a replaced label is known as replaced on this phone", async () => {
  const tab = await withScans();
  await tab.scans.replace({ label: BLANK, equipment: tab.press, by: "camera", replaces: "K7M4QXZ" }, { shown: true });
  assert.deepEqual(await tab.store.label("K7M4QXZ"), { id: "K7M4QXZ", state: "retired", equipment: "q-1", site: "s-1", replaced_by: BLANK });
  assert.deepEqual((await tab.store.labelsOf("q-1")).map(({ id }) => id), [BLANK]);
});

test("the server's word takes the place of what this phone showed", async () => {
  const tab = await withScans();
  await tab.scans.bind({ label: BLANK, equipment: tab.press, by: "camera" }, { shown: true });
  await tab.index.apply(page([{ type: "label", id: BLANK, rev: 9, body: { state: "bound", equipment: "q-9", site: "s-1" } }], { cursor: "c3" }), "c2");
  assert.equal((await tab.store.label(BLANK)).equipment, "q-9");
});

test("two tabs that bind at once keep both records in one chain", async () => {
  const tab = await withScans();
  const other = tab.otherTab();
  await other.identity.restore();
  const scanned = { label: BLANK, equipment: tab.press, by: "camera" };
  await Promise.all([tab.scans.bind(scanned, { shown: true }), new Scans(other).verify(scanned, { right: true })]);
  assert.deepEqual((await said(tab)).map(({ counter }) => counter).sort(), [1, 2]);
});

test("an opened label is told once a day, is no line of My records, and is no reason to send", async () => {
  const tab = await withScans();
  const sent = [];
  tab.outbox.sender = { send: async () => sent.push(1), kick: async () => sent.push(1) };
  const scanned = { label: "K7M4QXZ", equipment: tab.press, by: "camera", ms: 400 };
  for (const day of [DAY, DAY, "2026-03-02"]) await tab.scans.open(scanned, day);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual((await said(tab)).map(({ does }) => does), ["open", "open"]);
  assert.deepEqual([await tab.outbox.list(), await tab.scans.unheard(), sent], [[], 2, []]);
});

test("only what was read is an opening: neither the list nor a link", async () => {
  const tab = await withScans();
  const opened = [];
  const router = Object.assign(new EventTarget(), { route: parse("#/") });
  noteOpenings({ router, store: tab.store, scans: { open: async (scanned) => opened.push([scanned.label, scanned.by, scanned.ms]) } });
  for (const hash of ["by=camera&label=K7M4QXZ&ms=230", "by=list", "by=link&label=K7M4QXZ", "by=typed&label=K7M4QXZ", "by=camera&label=K7M4QXZ&ms=x"]) {
    router.route = parse(`#/equipment/q-1?${hash}`);
    router.dispatchEvent(new Event("change"));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(opened, [["K7M4QXZ", "camera", 230], ["K7M4QXZ", "typed", undefined], ["K7M4QXZ", "camera", undefined]]);
});

test("walked labels of a day are told apart by whether they stick in the right place", async () => {
  const tab = await withScans();
  const scanned = { label: "K7M4QXZ", equipment: tab.press, by: "camera" };
  await tab.scans.verify(scanned, { right: true });
  const { finishedAt } = await tab.scans.verify(scanned, { right: false });
  const rows = await tab.scans.verified(finishedAt.slice(0, 10));
  assert.deepEqual(rows.map(({ failed }) => failed), [1, 0]);
  assert.deepEqual(await tab.scans.verified("1999-01-01"), []);
});

test("the role at the equipment's site decides offline who may bind, as the site allows", async () => {
  const may = (roles, binders) => mayBind({ identity: { person: { roles } }, store: { site: async () => ({ binders }) } }, "s-1");
  assert.deepEqual(await Promise.all([may({ "s-1": "worker" }), may({ "s-1": "worker" }, "worker"), may({ "s-1": "supervisor" }), may({ "s-2": "admin" }), may(undefined)]), [false, true, true, false, false]);
});

test("the scanner brings a code back to where it was asked for, and nothing else", () => {
  const { query } = parse(scanFor("/replace/q-1?old=K7M4QXZ"));
  assert.equal(query.to, "/replace/q-1?old=K7M4QXZ");
  assert.deepEqual(brought(parse(`#/bind?code=${BLANK}&by=camera&ms=90`)), { code: BLANK, by: "camera", ms: 90 });
  assert.equal(brought(parse("#/bind?code=nonsense")), undefined);
  assert.equal(brought(parse("#/bind")), undefined);
});
