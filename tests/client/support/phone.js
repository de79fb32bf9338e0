/** A phone: real stores on a fake IndexedDB, the client's own parts, and a second tab on the same storage. */

import "fake-indexeddb/auto";

import { Drafts } from "../../../static/src/checklist/drafts.js";
import { Heads } from "../../../static/src/outbox/heads.js";
import { Outbox } from "../../../static/src/outbox/outbox.js";
import { Sender } from "../../../static/src/outbox/sender.js";
import { Identity } from "../../../static/src/people/identity.js";
import { Store } from "../../../static/src/places/store.js";
import { Api } from "../../../static/src/server/api.js";
import { ServerClock } from "../../../static/src/server/clock.js";
import { IndexStore } from "../../../static/src/storage/index-store.js";
import { indexSteps, outboxSteps } from "../../../static/src/storage/migrations.js";
import { Database } from "../../../static/src/storage/opener.js";
import { OutboxStore } from "../../../static/src/storage/outbox-store.js";
import { Server } from "./server.js";

let phones = 0;

const item = (id, kind, more = {}) => ({ id, kind, text: id, required: true, fails_on: "no", choices: [], failing_choices: [], min: null, max: null, ...more });
export const CHECKLIST = {
  kind: "checklist", title: "Before the shift", site: "s-1", version: 2, hash: "ab".repeat(32),
  attached: [{ target: "equipment_type", id: "t-1" }],
  body: { summary: "", items: [item("aaaa", "tick"), item("bbbb", "pass_fail"), item("cccc", "photo", { required: false })] },
};
export const ROWS = [
  { type: "site", id: "s-1", rev: 1, body: { name: "Plant" } },
  { type: "area", id: "a-1", rev: 2, body: { name: "Hall", site: "s-1", parent: null } },
  { type: "area", id: "a-2", rev: 3, body: { name: "Line 1", site: "s-1", parent: "a-1" } },
  { type: "equipment_type", id: "t-1", rev: 4, body: { name: "Press", site: "s-1", hazards: ["crush"], ppe: ["gloves"] } },
  { type: "equipment", id: "q-1", rev: 5, body: { name: "Press 2", tag: "P2", site: "s-1", area: "a-2", equipment_type: "t-1", hazards: ["hot"], ppe: [] } },
  { type: "label", id: "K7M4QXZ", rev: 6, body: { state: "bound", equipment: "q-1", site: "s-1" } },
  { type: "guide", id: "g-1", rev: 7, body: CHECKLIST },
];
export const page = (changes, more = {}) => ({ cursor: "c1", reset: false, more: false, server_time: "2026-03-01T10:00:00.000Z", head: "", changes, ...more });

/** One tab. Tabs of one phone share `name`, the server and the marker. */
export class Tab {
  constructor({ name, server, marker, ticket, locks }) {
    Object.assign(this, { name, server, marker, ticket, locks });
    this.databases = [new Database(`${name}-index`, indexSteps), new Database(`${name}-outbox`, outboxSteps)];
    this.index = new IndexStore(this.databases[0]);
    this.outboxStore = new OutboxStore(this.databases[1], marker);
    this.clock = new ServerClock();
    this.api = new Api({ fetch: server.fetch, clock: this.clock, timeout: 200 });
    this.heads = new Heads(this.outboxStore);
    this.identity = new Identity(this);
    this.store = new Store(this.index);
    this.drafts = new Drafts(this);
    const { identity } = this;
    const asks = { signInNeeded: () => identity.signInNeeded(), signedOut: () => identity.signedIn === false, stranger: () => identity.refresh() };
    this.sender = new Sender({ ...this, ...asks });
    this.outbox = new Outbox({ ...this, sender: { send: async () => {}, kick: async () => {} } }); // tests send when they say so
  }

  otherTab() {
    return new Tab(this);
  }

  draft(more = {}) {
    return {
      guide: "g-1", equipment: "q-1", label: "K7M4QXZ", openedBy: "camera", watched_s: 0, position: 0,
      answers: { aaaa: { value: true }, bbbb: { value: "fail", note: "bent" } }, ...more,
    };
  }

  async finish(more) {
    return this.outbox.finish(this.draft(more));
  }

  async states() {
    return (await this.outboxStore.records()).map((row) => row.state);
  }
}

/** A phone that has met its server once: enrolled and with the index loaded. */
export async function phone() {
  const tab = await newPhone();
  await tab.index.apply(page(ROWS, { reset: true }), null);
  return tab;
}

/** A phone that is enrolled and has nothing of its site yet. */
export async function newPhone() {
  let marker = null;
  const name = `phone-${(phones += 1)}`;
  const tab = new Tab({ name, server: new Server(), marker: { read: () => marker, write: () => (marker = "1") } });
  await tab.outboxStore.lost();
  await tab.identity.restore();
  await tab.identity.refresh();
  tab.server.requests.length = 0;
  return tab;
}
