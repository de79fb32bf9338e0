/** What a browser offers, where versions of Node differ. */

/** @param {any} navigator the browser's, for as long as `work` goes on @param {() => Promise<any>} work */
export async function withNavigator(navigator, work) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  try {
    return await work();
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else delete globalThis.navigator;
  }
}
