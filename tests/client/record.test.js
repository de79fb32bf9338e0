import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { claims, payloadOf, photosIn, sign } from "../../static/src/outbox/record.js";
import { sha256hex, uuid7, wall } from "../../static/src/storage/values.js";

const { payload } = JSON.parse(readFileSync(new URL("../contract/payload.json", import.meta.url), "utf-8"));
const CURVE = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

async function enrolment() {
  const keys = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const { enrolment: id, device, previous } = payload;
  return { id, person: { id: payload.person, name: "", handle: "" }, device, keys, counter: payload.counter - 1, previous };
}

function draftOfPayload() {
  const items = [...payload.answers.map(({ item, photos }) => ({ id: item, kind: photos.length ? "photo" : "text" })), { id: "unanswered", kind: "text" }];
  const answers = Object.fromEntries(payload.answers.map(({ item, ...answer }) => [item, answer]).reverse());
  return {
    guide: payload.guide, equipment: payload.equipment, label: payload.label, openedBy: payload.opened_by, started: payload.started,
    version: payload.version, versionHash: payload.version_hash, answers, frozen: { kind: "checklist", body: { items } },
  };
}

test("the payload of a finished draft is the one both sides agreed on", async () => {
  const { id, site, evidence, time } = payload;
  const made = payloadOf({ id, draft: draftOfPayload(), site, enrolment: await enrolment(), evidence, time });
  assert.equal(JSON.stringify(made), JSON.stringify(payload), "order of members and all");
});

test("a clip's payload says how long it was watched, and has no answers", async () => {
  const draft = { ...draftOfPayload(), frozen: { kind: "clip" }, watched_s: 41, equipment: null };
  const made = payloadOf({ id: "x", draft, site: "s", enrolment: await enrolment(), evidence: [], time: {} });
  assert.equal(made.watched_s, 41);
  assert.equal(made.equipment, null);
  assert.ok(!("answers" in made));
});

test("a JWS verifies with the public key alone, and its hash is that of its text", async () => {
  const author = await enrolment();
  const { jws, sha256 } = await sign({ ...payload, site: "Bäckerei ☕" }, author);
  const [head, body, signature] = jws.split(".");
  const header = { alg: "ES256", kid: payload.enrolment, typ: "lineside-record+jws" };
  assert.deepEqual(JSON.parse(Buffer.from(head, "base64url").toString()), header);
  assert.equal(claims(jws).site, "Bäckerei ☕");
  const jwk = await crypto.subtle.exportKey("jwk", author.keys.publicKey);
  const key = await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["verify"]);
  const verify = (text) => crypto.subtle.verify(CURVE, key, Buffer.from(signature, "base64url"), Buffer.from(text));
  assert.equal(await verify(`${head}.${body}`), true);
  assert.equal(await verify(`${head}.${body.slice(0, -1)}A`), false);
  assert.equal(sha256, await sha256hex(new TextEncoder().encode(jws)));
  assert.match(jws, /^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test("of the two signatures that ES256 allows, a record has the one with the lower s", async () => {
  const author = await enrolment();
  for (let count = 0; count < 40; count += 1) {
    const { jws } = await sign({ ...payload, counter: count }, author);
    const [head, body, text] = jws.split(".");
    const signature = Buffer.from(text, "base64url");
    assert.equal(signature.length, 64);
    assert.ok(signature.subarray(32).compare(Buffer.from("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8", "hex")) <= 0);
    assert.ok(await crypto.subtle.verify(CURVE, author.keys.publicKey, signature, Buffer.from(`${head}.${body}`)));
  }
});

test("what is no JWS claims nothing", () => assert.deepEqual([claims(""), claims("a.b.c"), claims("x")], [null, null, null]));

test("an id is a UUID of version 7 that sorts by time", () => {
  const ids = [uuid7(1), uuid7(1_700_000_000_000), uuid7(1_700_000_000_001), uuid7(2 ** 47)];
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(uuid7(1_645_557_742_000).slice(0, 13), "017f22e2-79b0", "the example of RFC 9562, A.6");
});

test("wall time is local, with its offset and milliseconds", () => {
  const date = new Date(1_769_836_323_120);
  assert.match(wall(date), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.120[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(wall(date)), date.getTime());
  assert.equal(wall({ getTime: () => date.getTime(), getTimezoneOffset: () => 210 }).slice(-6), "-03:30");
  assert.equal(wall({ getTime: () => date.getTime(), getTimezoneOffset: () => -345 }).slice(-6), "+05:45");
});

test("what was wrong is not signed once nothing is wrong any more", () => {
  const item = (id, kind) => ({ id, kind });
  const frozen = { kind: "checklist", body: { items: [item("guard", "pass_fail"), item("horn", "pass_fail"), item("seen", "photo")] } };
  const given = { note: "bolt missing", photos: ["aa"] };
  const draft = { ...draftOfPayload(), frozen, answers: { guard: { value: "pass", ...given }, horn: { value: "fail", ...given }, seen: { photos: ["bb"] } } };
  assert.deepEqual(photosIn(draft), ["aa", "bb"]);
  draft.answers.horn.value = "pass";
  assert.deepEqual(photosIn(draft), ["bb"]);
});
