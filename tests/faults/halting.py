"""Halts a page in the middle of Finish, at a chosen await, so that it can be killed exactly there."""

import json

from playwright.sync_api import ConsoleMessage, Page

# A halted page is busy for ever: no callback runs any more, no transaction commits, until its process ends.
HALT = """
window.halt = { at: Infinity, only: null, step: 0 };
window.halt.after = (name) => {
  const { halt } = window;
  if (halt.only && !halt.only.includes(name)) return;
  halt.step += 1;
  if (halt.step !== halt.at) return;
  const said = document.body.innerText.includes('Saved on this phone');
  console.log('halted ' + JSON.stringify({ name, said }));
  for (;;);
};
for (const name of ['add', 'put', 'delete']) {
  const own = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...given) {
    const request = own.apply(this, given);
    window.halt.after(`${this.name}.${name}`);
    return request;
  };
}
for (const name of ['sign', 'digest']) {
  const own = SubtleCrypto.prototype[name];
  SubtleCrypto.prototype[name] = async function (...given) {
    const made = await own.apply(this, given);
    window.halt.after(name);
    return made;
  };
}
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...given) {
  const tx = begin.apply(this, given);
  tx.addEventListener('complete', () => window.halt.after(`${tx.mode} complete`));
  return tx;
};
new MutationObserver(() => {
  if (window.halt.done || !document.querySelector('lineside-finished h2')) return;
  Object.assign(window.halt, { at: Infinity, done: true });
  console.log('finished');
}).observe(document, { childList: true, subtree: true });
"""
TAP = """([at, only]) => {
  Object.assign(window.halt, { at: at || Infinity, only, step: 0, done: false });
  const finish = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Finish');
  setTimeout(() => finish.click());
}"""


def tap_finish(page: Page, at: int = 0, only: list[str] | None = None) -> None:
    page.evaluate(TAP, [at, only])


def finish_until(page: Page, at: int, only: list[str] | None = None) -> dict | None:
    """Tap Finish, halt after the `at`-th step (of `only` these): where it halted, or None when it ended."""
    with page.expect_console_message(_decisive) as heard:
        tap_finish(page, at, only)
    text = heard.value.text
    return json.loads(text.removeprefix("halted ")) if text.startswith("halted") else None


def _decisive(message: ConsoleMessage) -> bool:
    return message.text.startswith(("halted", "finished"))
