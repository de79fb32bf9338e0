/**
 * Who uses this phone, and the key that signs for them. Offline it is who it was last; another person's
 * records, drafts and keys stay when the person changes.
 */

import { ServerRefusal, Unreachable } from "../server/refusals.js";

/** @typedef {import("../server/api.js").Person} Person */

const KEY = { name: "ECDSA", namedCurve: "P-256" };

export class Identity extends EventTarget {
  /** @type {Person | undefined} */
  person;
  /** @type {{id: string, person: string, device: string} | undefined} */
  enrolment;
  /** @type {boolean | undefined} undefined: not known, no network */
  signedIn;
  /** @type {Promise<void> | undefined} */
  #asking;
  /** a sign-out is under way */
  #leaving = false;

  /**
   * @param {object} parts
   * @param {import("../storage/outbox-store.js").OutboxStore} parts.outboxStore
   * @param {import("../server/api.js").Api} parts.api
   * @param {{read(): string, drop(): void}} [parts.ticket] the id of the person whose sign-in this browser has
   */
  constructor({ outboxStore, api, ticket = cookie }) {
    super();
    this.ticket = ticket;
    this.outboxStore = outboxStore;
    this.api = api;
  }

  /** What the phone knows by itself. */
  async restore() {
    const [device, person] = await Promise.all([this.outboxStore.meta("device"), this.outboxStore.meta("person")]);
    if (!device) await this.outboxStore.once("device", crypto.randomUUID());
    await this.#becomes(this.#isOthers(person) ? undefined : person);
  }

  /** Somebody else has signed in, here or in another tab: what comes next is not the last person's. */
  async notice() {
    const person = await this.outboxStore.meta("person");
    if (person?.id === this.person?.id && !this.#isOthers(this.person)) return;
    await this.#becomes(this.#isOthers(person) ? undefined : person);
    await this.refresh();
  }

  /** Asks the server who is signed in, and enrols this device for them. Without network nothing changes. */
  refresh() {
    return (this.#asking ??= this.#refresh().finally(() => (this.#asking = undefined)));
  }

  /** The server has said 401. The person stays: what they fill in is still theirs. */
  signInNeeded() {
    if (this.signedIn === false) return;
    this.signedIn = false;
    this.#changed();
  }

  /** The person signs out on purpose: nobody is the author of what comes next. Nothing else is removed. */
  async leave() {
    this.#leaving = true;
    this.signedIn = false;
    try {
      await this.outboxStore.leave(); // first: a kill after this must not bring the person back
      this.ticket.drop();
      await this.#becomes(undefined);
      await this.#asking?.catch(() => {}); // what it asked is of before
      await this.#forget();
    } finally {
      this.#leaving = false;
    }
    await this.refresh();
  }

  async #forget() {
    await this.outboxStore.setMeta("person", null);
    await this.#becomes(undefined);
  }

  /** @returns {Promise<void>} */
  async #refresh() {
    try {
      const leavings = await this.outboxStore.meta("leavings");
      if (await this.#hasLeft()) {
        await this.api.signOut();
        await this.outboxStore.setMeta("left", null);
      }
      const me = await this.api.me();
      if (this.#leaving) return; // signed out while the answer was on its way
      if (!me.person) return this.signInNeeded();
      const person = { ...me.person, roles: me.roles, trade: me.trade };
      if (!(await this.outboxStore.setPerson(person, leavings))) return await this.#refresh(); // or in another tab
      this.signedIn = true;
      const known = await this.outboxStore.enrolmentOf(person.id);
      if (!known || (await this.outboxStore.isStranger(person.id))) await this.#enrol(person);
      if (!this.#leaving && (await this.outboxStore.meta("leavings")) === leavings) await this.#becomes(person);
    } catch (error) {
      if (error instanceof ServerRefusal && error.status === 401) this.signInNeeded();
      else if (!(error instanceof ServerRefusal || error instanceof Unreachable)) throw error;
    }
  }

  /** Signed out without a network: the server hears of it first, before anybody is taken for signed in. */
  async #hasLeft() {
    const left = (await this.outboxStore.meta("left")) && !this.ticket.read();
    if (!left) await this.outboxStore.setMeta("left", null);
    return left;
  }

  /** @param {Person | null | undefined} person */
  #isOthers(person) {
    const signed = this.ticket.read();
    return Boolean(person && signed && signed !== person.id);
  }

  /** The key is kept before the server hears of it: a lost answer must not leave an enrolment without its key. */
  async #enrol(/** @type {Person} */ person) {
    const made = await crypto.subtle.generateKey(KEY, false, ["sign", "verify"]);
    /** @type {CryptoKeyPair} */
    const keys = await this.outboxStore.once(`key:${person.id}`, made);
    const device = await this.outboxStore.meta("device");
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", keys.publicKey);
    const answer = await this.api.enrol({ device, device_name: deviceName(), public_key: { kty, crv, x, y } });
    if (answer.person.id !== person.id) return; // the sign-in changed in between; the next refresh enrols them
    await this.outboxStore.setMeta("serverKey", answer.server_key);
    await this.outboxStore.enrol({ id: answer.enrolment, person, device, keys, counter: 0, previous: null });
  }

  /** @param {Person | null | undefined} person */
  async #becomes(person) {
    const known = person && (await this.outboxStore.enrolmentOf(person.id));
    this.person = person ?? undefined;
    this.enrolment = known ? { id: known.id, person: known.person.id, device: known.device } : undefined;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Set by the server at sign-in, so that it is known even when the network goes right after. */
const cookie = {
  read: () => /(?:^|; )lineside-person=([^;]*)/.exec(globalThis.document?.cookie ?? "")?.[1] ?? "",
  drop: () => void (globalThis.document && (document.cookie = "lineside-person=; Max-Age=0; path=/; SameSite=Lax")),
};

/** Enough to tell two phones apart in a list; no fingerprint. */
function deviceName(agent = globalThis.navigator?.userAgent ?? "") {
  const kind = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"].find((name) => agent.includes(name)) ?? "Device";
  const browser = ["Firefox", "Edg", "Chrome", "Safari"].find((name) => agent.includes(`${name}/`)) ?? "browser";
  return `${kind}, ${browser === "Edg" ? "Edge" : browser}`;
}
