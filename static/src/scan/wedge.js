/**
 * Hardware scanners type like a keyboard, but faster than anybody, and end with Enter or Tab. Heard on every screen,
 * never while somebody types into a field: there the scanner types into it as people expect.
 */

const FAST = 60; // ms between two keys; people need 80 and more
const LEAST = 5; // characters: a shorter burst is two hands on a keyboard
const SURE = 3; // characters so fast are a scanner already: they must not press the button that has the focus
const FIELD = "input:not([type=button], [type=submit], [type=checkbox], [type=radio], [type=file], [type=range]), textarea, select, [contenteditable]";

export class Wedge {
  #text = "";
  #last = -Infinity;

  /** @param {(text: string) => void} read what it said, without the key at its end */
  constructor(read) {
    this.read = read;
  }

  /** @param {Pick<EventTarget, "addEventListener">} page */
  listen(page) {
    page.addEventListener("keydown", (event) => this.key(/** @type {KeyboardEvent} */ (event)), { capture: true });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || inField(event.target)) return this.#forget();
    if (event.timeStamp - this.#last > FAST) this.#text = "";
    this.#last = event.timeStamp;
    if (event.key === "Enter" || event.key === "Tab") return this.#end(event);
    if (event.key.length !== 1) return; // Shift, before a capital
    this.#text += event.key;
    if (this.#text.length >= SURE) event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #end(event) {
    const text = this.#text;
    this.#forget();
    if (text.length < LEAST) return;
    event.preventDefault();
    event.stopPropagation();
    this.read(text);
  }

  #forget() {
    this.#text = "";
  }
}

/** @param {EventTarget | null} target */
function inField(target) {
  return Boolean(/** @type {Element | null} */ (target)?.closest?.(FIELD));
}
