/**
 * When to send: at start, when the network or the person comes back, at Finish, on the button, and by a timer that
 * waits longer after every failure. Push before pull: the index is pulled after a round.
 */

const SEEN = { first: 5_000, longest: 60_000 }; // somebody looks at the screen: ms
const UNSEEN = { first: 30_000, longest: 600_000 };
const BROKEN = { problem: "broken", retryAfter: null, busy: false }; // the phone's own storage, as when it is full
const BUSY_MS = 3_000; // another tab is at it: look soon whether it took ours too

export class Schedule {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #failures = 0;

  /**
   * @param {object} parts
   * @param {{send(): Promise<import("./sender.js").Round>}} parts.sender
   * @param {() => Promise<boolean>} parts.waiting whether something is still to be sent
   * @param {() => Promise<unknown>} [parts.after] follows a round that met no problem
   * @param {() => void} [parts.unreached] the server was not reached; told once until it is, because Background Sync
   *   fires at once on a phone that thinks it is online
   * @param {import("./patience.js").Patience} parts.patience
   * @param {() => boolean} [parts.seen] whether somebody looks at the screen
   * @param {() => number} [parts.random] 0 to 1
   */
  constructor({ sender, waiting, after = async () => {}, unreached = () => {}, patience, seen = () => document.visibilityState === "visible", random = Math.random }) {
    this.sender = sender;
    this.waiting = waiting;
    this.after = after;
    this.unreached = unreached;
    this.patience = patience;
    this.seen = seen;
    this.random = random;
  }

  /** @param {Window} page */
  start(page) {
    const { document } = page;
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.kick());
    for (const type of ["online", "pageshow"]) page.addEventListener(type, () => this.kick());
    this.kick();
  }

  /** Something says that now may be a good time; a wait the server asked for is kept. */
  async kick() {
    const left = await this.patience.left();
    if (left) this.#after(left);
    else await this.send();
  }

  /** Now, whatever was planned. Whatever comes of it, the timer goes on. */
  async send() {
    clearTimeout(this.#timer);
    try {
      return await this.#round();
    } catch (error) {
      this.#failures += 1;
      this.#plan(BROKEN);
      throw error;
    }
  }

  /** @returns {Promise<import("./sender.js").Round>} */
  async #round() {
    const round = await this.sender.send();
    const failed = round.problem !== "";
    this.#failures = failed ? this.#failures + 1 : 0;
    await this.patience.asked(round.retryAfter);
    if (failed && round.problem === "offline" && this.#failures === 1) this.unreached();
    if (!failed && !round.busy) await this.after();
    if (failed || round.busy || (await this.waiting())) this.#plan(round);
    return round;
  }

  /** @param {import("./sender.js").Round} round */
  wait({ problem, retryAfter, busy }) {
    if (busy) return BUSY_MS;
    const { first, longest } = this.seen() ? SEEN : UNSEEN;
    const backOff = Math.min(longest, first * 2 ** Math.max(0, this.#failures - 1));
    const long = problem === "" ? first : Math.max(backOff, retryAfter ?? 0);
    return long * (1 + this.random() / 4); // never sooner than asked, never all phones at once
  }

  /** @param {import("./sender.js").Round} round */
  #plan(round) {
    this.#after(this.wait(round));
  }

  /** @param {number} ms */
  #after(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send().catch(console.error), ms);
  }
}
