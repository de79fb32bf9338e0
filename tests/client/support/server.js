/** The server of docs/wire.md in memory, with faults on request. The real one is met in tests/journeys/. */

import { claims } from "../../../static/src/outbox/record.js";
import { sha256hex } from "../../../static/src/storage/values.js";

export const NOW = "2026-03-01T10:00:00.000Z";
export const HTML = () => new Response("<h1>Welcome to Hotel Wi-Fi</h1>", { status: 200, headers: { "Content-Type": "text/html" } });

export class Server {
  records = new Map(); // id → {jws, sha256, receipt}
  evidence = new Map();
  begun = new Map(); // sha256 → what came of a photo in parts
  lengths = new Map(); // sha256 → how long it will be
  requests = []; // {method, path, body}
  pages = []; // answers of GET /sync, in order
  files = new Map(); // sha256 → bytes
  held = null; // reason
  person = { id: "p-1", name: "Ana", handle: "ana" };
  trade = null; // of the person
  stopped = false;
  ranges = true; // whether a rest is sent when only that is asked for
  time = NOW;
  faults = []; // taken one a request: (request, answer: () => Promise<Response>) => Promise<Response>

  fetch = async (url, init = {}) => {
    const path = new URL(url, "http://phone.test").pathname;
    const request = { method: init.method ?? "GET", path, search: new URL(url, "http://phone.test").search, headers: init.headers ?? {}, body: await read(init) };
    this.requests.push(request);
    if (this.stopped) throw new TypeError("Failed to fetch");
    const fault = this.faults.shift();
    return fault ? fault(request, () => this.answer(request)) : this.answer(request);
  };

  async answer({ method, path, headers, body }) {
    if (path === "/api/v1/me" && method === "DELETE") this.person = null;
    if (path === "/api/v1/me") return json({ person: this.person ?? null, trade: this.trade, roles: {} });
    if (path === "/api/v1/enrolments") return json({ enrolment: `e-${this.person.id}`, server_key: {}, server_time: this.time, person: this.person });
    if (path === "/api/v1/sync") return this.pages.length ? json(this.pages.shift()) : new Response(null, { status: 304 });
    if (path === "/api/v1/records" && method === "POST") return this.push(JSON.parse(body));
    if (path.startsWith("/api/v1/evidence") && method !== "PUT") return this.parts(method, path, headers, body);
    const sha256 = path.split("/").pop();
    if (path.startsWith("/media/")) return this.files.has(sha256) ? this.file(this.files.get(sha256), headers.Range) : problem(404, "not-found");
    if ((await sha256hex(body)) !== sha256) return problem(422, "wrong-bytes");
    this.evidence.set(sha256, body);
    return json({ sha256, bytes: body.byteLength });
  }

  file(bytes, range) {
    if (!range || !this.ranges) return new Response(bytes);
    const from = Number(/^bytes=(\d+)-$/.exec(range)[1]);
    return new Response(bytes.slice(from), { status: 206, headers: { "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } });
  }

  /** tus 1.0, as far as the phone speaks it; whole and not what its name says, the upload begins anew. */
  async parts(method, path, headers, body) {
    const named = /sha256 (\S+?),/.exec(headers["Upload-Metadata"] ?? "");
    const sha256 = named ? atob(named[1]) : path.split("/")[4];
    const begun = this.begun.get(sha256) ?? new Uint8Array();
    const part = new Uint8Array(method === "PATCH" ? body : 0);
    if (method === "PATCH" && Number(headers["Upload-Offset"]) !== begun.length) return problem(409, "upload-offset");
    const bytes = new Uint8Array([...begun, ...part]);
    const length = headers["Upload-Length"] ?? this.lengths.get(sha256);
    this.lengths.set(sha256, length);
    this.begun.set(sha256, bytes);
    if ((await sha256hex(bytes)) === sha256) this.evidence.set(sha256, bytes.buffer);
    else if (bytes.length >= Number(length)) return this.begun.delete(sha256) && problem(422, "wrong-bytes");
    const said = { "Tus-Resumable": "1.0.0", "Upload-Offset": String(bytes.length), Location: `/api/v1/evidence/${sha256}/parts/1/jpeg` };
    return new Response(null, { status: method === "POST" ? 201 : 204, headers: said });
  }

  async push({ records }) {
    const results = [];
    const first = this.records.size + 1;
    for (const jws of records) results.push(await this.take(jws));
    const fresh = [...this.records.values()].slice(first - 1);
    const receipt = jwsOf({ seq: first, records: fresh.map(({ sha256 }) => sha256) });
    for (const record of fresh) record.receipt = receipt;
    const told = results.map(({ id, receipt }) => receipt !== undefined && this.records.get(id).receipt);
    const receipts = [...new Set(told.filter(Boolean))];
    results.forEach((result, n) => told[n] && (result.receipt = receipts.indexOf(told[n])));
    return json({ results, receipts, head: jwsOf({ seq: this.records.size, hash: "00", at: this.time, epoch: "1" }), server_time: this.time });
  }

  async take(jws) {
    const payload = claims(jws);
    const sha256 = await sha256hex(new TextEncoder().encode(jws));
    if (!payload?.id) return { sha256, state: "refused", code: "not-a-record", detail: "no id" };
    const known = this.records.get(payload.id);
    if (known && known.sha256 !== sha256) return { id: payload.id, sha256, state: "conflict" };
    if (!known) this.records.set(payload.id, { jws, sha256, payload });
    const missing = payload.evidence.map((file) => file.sha256).filter((hash) => !this.evidence.has(hash));
    const state = this.held ? "held" : known ? "already" : "stored";
    return { id: payload.id, state, receipt: 0, complete: !missing.length, missing, held: this.held };
  }

  asked(path) {
    return this.requests.filter((request) => request.path.startsWith(path));
  }
}

export function json(value, status = 200) {
  return new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });
}

export function problem(status, code, headers = {}) {
  const type = { "Content-Type": "application/problem+json", ...headers };
  return new Response(JSON.stringify({ code, status, detail: `${code} it is` }), { status, headers: type });
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
export const jwsOf = (payload) => `${part({ alg: "ES256" })}.${part(payload)}.c2ln`;

/** The body as it is after the server has unpacked it. */
async function read({ body, headers = {} }) {
  if (headers["Content-Encoding"] !== "gzip") return body;
  return new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** A line that brings this answer, whatever the server would say. */
export const instead = (response) => async () => response;
