/**
 * Drafts: what is being filled in, kept from the first tap, each its person's own. What was begun while nobody was
 * signed in is nobody's, until somebody says that it is theirs.
 */

import { changed, copyOf, merged } from "../storage/merged.js";
import { AlreadyBegun } from "../storage/outbox-store.js";
import { sha256hex, uuid7, wall } from "../storage/values.js";

export class Drafts extends EventTarget {
  /** @type {WeakMap<Draft, Draft>} each draft as it was read or written last: what differs now was changed here */
  #bases = new WeakMap();

  /**
   * @param {object} parts
   * @param {import("../storage/outbox-store.js").OutboxStore} parts.outboxStore
   * @param {{guide(id: string): Promise<any>}} parts.store
   * @param {{person?: {id: string}}} parts.identity
   */
  constructor({ outboxStore, store, identity }) {
    super();
    this.outboxStore = outboxStore;
    this.store = store;
    this.identity = identity;
  }

  /**
   * This person's, else nobody's.
   * @param {string} guide @param {string | null} equipment @param {string} [corrects] id of a record
   * @returns {Promise<Draft | undefined>}
   */
  async get(guide, equipment, corrects) {
    const own = await this.outboxStore.draft(keyOf({ guide, equipment, corrects, person: this.#person() }));
    const found = own ?? (await this.outboxStore.draft(keyOf({ guide, equipment, corrects })));
    return found && this.opened(found);
  }

  /** What is in it now was not changed by this window. @template {Draft} T @param {T} draft @returns {T} the same object */
  opened(draft) {
    this.#bases.set(draft, copyOf(draft));
    return draft;
  }

  /** Nobody's draft, and somebody is here who could say "mine". @param {Draft} draft */
  unclaimed(draft) {
    return draft.person === "" && Boolean(this.#person());
  }

  /**
   * The person says that nobody's draft is theirs.
   * @param {Draft} draft @returns {Promise<boolean>} false: they have begun one of their own meanwhile; both stay as they are
   */
  async claim(draft) {
    const mine = { ...draft, person: this.#person() };
    try {
      await this.outboxStore.putDraft(/** @type {any} */ ({ ...mine, key: keyOf(mine) }), { from: keyOf(draft), base: this.#bases.get(draft) });
    } catch (error) {
      if (error instanceof AlreadyBegun) return false;
      throw error;
    }
    draft.person = mine.person;
    this.dispatchEvent(new Event("change"));
    return true;
  }

  /**
   * Resolves when what was changed here is on the phone, together with what other windows wrote, which the object then
   * has, too. Gives the draft its id, person and frozen guide the first time.
   * Throws AlreadyFinished when it was finished meanwhile.
   * @param {Draft} draft @returns {Promise<Draft & {frozen: Guide}>} the same object
   */
  async put(draft) {
    await this.#written(draft);
    return /** @type {Draft & {frozen: Guide}} */ (draft);
  }

  /** What Finish signs: the draft as it lies on the phone, with all that was changed here. @param {Draft} draft @returns {Promise<Draft & {frozen: Guide}>} */
  async settled(draft) {
    const base = this.#bases.get(draft);
    const stored = draft.id && base && !changed(base, draft) ? await this.outboxStore.draft(keyOf(draft)) : undefined;
    return /** @type {any} */ (stored && stored.id === draft.id ? stored : await this.#written(draft));
  }

  /** @param {Draft} draft @returns {Promise<Draft & {frozen: Guide}>} as it is on the phone now */
  async #written(draft) {
    draft.person ??= this.#person();
    draft.started ??= wall();
    draft.updated ??= draft.started;
    const frozen = (draft.frozen ??= await this.store.guide(draft.guide));
    if (!frozen) throw new TypeError(`Guide ${draft.guide} is not on this phone.`);
    draft.version ??= frozen.version;
    draft.versionHash ??= frozen.hash;
    const sent = { ...draft, id: (draft.id ??= uuid7()), key: keyOf(draft), frozen };
    const base = copyOf(sent);
    const kept = /** @type {typeof sent} */ (await this.outboxStore.putDraft(sent, { base: this.#bases.get(draft) }));
    Object.assign(draft, merged(base, draft, kept)); // the taps made meanwhile stay
    this.#bases.set(draft, copyOf(kept));
    this.dispatchEvent(new Event("change"));
    return kept;
  }

  /** @param {Draft} draft */
  async remove(draft) {
    await this.outboxStore.removeDraft(keyOf({ ...draft, person: draft.person ?? this.#person() }));
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {Promise<Draft[]>} this person's and nobody's, newest first */
  async list() {
    const own = (await this.outboxStore.drafts()).filter((draft) => !draft.person || draft.person === this.#person());
    return own.sort((a, b) => Date.parse(b.updated ?? "") - Date.parse(a.updated ?? ""));
  }

  /** @param {ArrayBuffer} bytes @param {string} contentType @returns {Promise<string>} its SHA-256, once it is on the phone */
  async putPhoto(bytes, contentType) {
    const sha256 = await sha256hex(bytes);
    await this.outboxStore.putEvidence({ sha256, bytes, contentType });
    return sha256;
  }

  /** @param {string} sha256 @returns {Promise<{bytes: ArrayBuffer, contentType: string} | undefined>} */
  photo(sha256) {
    return this.outboxStore.evidence(sha256);
  }

  #person() {
    return this.identity.person?.id ?? "";
  }
}

/** @param {{guide: string, equipment?: string | null, person?: string, corrects?: string}} draft */
export function keyOf({ guide, equipment, person, corrects }) {
  return [person ?? "", guide, equipment ?? "", ...(corrects ? [corrects] : [])].join("|");
}
