/** One record: its payload as docs/wire.md fixes it, and the JWS over it (RFC 7515, ES256, compact). */

import { outcome } from "../checklist/rules.js";
import { sha256hex, wall } from "../storage/values.js";

/**
 * @typedef {Draft & {frozen: Guide}} Begun
 * @typedef {import("../storage/outbox-store.js").Enrolment} Enrolment
 * @typedef {{sha256: string, content_type: string, bytes: number}} Manifest
 */

const CURVE = { name: "ECDSA", hash: "SHA-256" };
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // of P-256, FIPS 186-5
export const BOOT = crypto.randomUUID(); // this page load

/**
 * @param {object} facts
 * @param {string} facts.id @param {Begun} facts.draft @param {string} facts.site @param {Enrolment} facts.enrolment
 * @param {Manifest[]} facts.evidence @param {object} facts.time
 * @returns {object} the payload; its key order is what gets signed
 */
export function payloadOf({ id, draft, site, enrolment, evidence, time }) {
  const done = draft.frozen.kind === "checklist" ? { answers: answersOf(draft) } : { watched_s: draft.watched_s ?? 0 };
  return {
    ...begun(id, kindOf(draft), enrolment, time),
    started: draft.started,
    site,
    equipment: draft.equipment ?? null,
    label: draft.label ?? null,
    opened_by: draft.openedBy ?? "list",
    guide: draft.guide,
    version: draft.version,
    version_hash: draft.versionHash,
    ...done,
    evidence,
  };
}

/** What every record begins with. @param {string} id @param {object} kind @param {Enrolment} enrolment @param {object} time */
export function begun(id, kind, enrolment, time) {
  return {
    v: 1,
    id,
    ...kind,
    person: enrolment.person.id,
    enrolment: enrolment.id,
    device: enrolment.device,
    counter: enrolment.counter + 1,
    previous: enrolment.previous,
    time,
  };
}

const LONGEST_REASON = 2_000; // docs/wire.md

/** @param {Begun} draft */
function kindOf({ corrects, reason = "" }) {
  return corrects ? { kind: "correction", corrects, reason: reason.trim().slice(0, LONGEST_REASON) } : { kind: "completion" };
}

/** @param {Begun} draft @returns {string[]} SHA-256 of every photo the record names, each once */
export function photosIn(draft) {
  const answers = draft.frozen.kind === "checklist" ? answersOf(draft) : [];
  return [...new Set(answers.flatMap((/** @type {any} */ answer) => answer.photos))];
}

/**
 * In the order of the checklist, only what was answered. A note on what is wrong, and its photos, stay out once
 * nothing is wrong any more: they are not on the screen then.
 * @param {Begun} draft
 */
function answersOf(draft) {
  const given = draft.answers ?? {};
  const items = draft.frozen.body.items.filter((/** @type {any} */ item) => given[item.id]);
  return items.map((/** @type {any} */ item) => {
    const { value = null, note = "", photos = [] } = given[item.id];
    const wrong = ["fail", "flag"].includes(outcome(item, given[item.id]));
    return { item: item.id, value, note: wrong ? note : "", photos: wrong || item.kind === "photo" ? photos : [] };
  });
}

/**
 * The draft of a correction: what the old record says, to be changed.
 * @param {string} id of the old record @param {any} said its payload @param {Guide} guide of its version @returns {Draft}
 */
export function corrected(id, said, guide) {
  const answers = Object.fromEntries(said.answers.map((/** @type {any} */ { item, ...answer }) => [item, answer]));
  const now = wall();
  return {
    ...{ guide: said.guide, equipment: said.equipment, label: said.label, openedBy: said.opened_by },
    ...{ version: said.version, versionHash: said.version_hash, frozen: guide, started: now, updated: now },
    ...{ answers, watched_s: 0, position: 0, corrects: id, reason: "" },
  };
}

/** @param {object} payload @param {Enrolment} enrolment @returns {Promise<{jws: string, sha256: string}>} */
export async function sign(payload, enrolment) {
  const header = { alg: "ES256", kid: enrolment.id, typ: "lineside-record+jws" };
  const signed = [header, payload].map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
  const signature = await crypto.subtle.sign(CURVE, enrolment.keys.privateKey, utf8(signed)); // raw r‖s, as JWS wants it
  const jws = `${signed}.${base64url(lower(new Uint8Array(signature)))}`;
  return { jws, sha256: await sha256hex(utf8(jws)) };
}

/**
 * With the lower s: of (r, s) anybody makes (r, n − s), which is as good, and a record must have one text only.
 * @param {Uint8Array} signature
 */
function lower(signature) {
  const s = BigInt("0x" + [...signature.subarray(32)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  const least = (s < ORDER - s ? s : ORDER - s).toString(16).padStart(64, "0");
  return Uint8Array.from(signature, (byte, place) => (place < 32 ? byte : parseInt(least.slice(2 * place - 64, 2 * place - 62), 16)));
}

/** What a JWS says, without checking who says it; null when it is none. @param {string} jws @returns {any} */
export function claims(jws) {
  try {
    const text = atob(jws.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  } catch {
    return null;
  }
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function utf8(text) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (new TextEncoder().encode(text));
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
