/** The Trusted Types policy `lineside`: the only scripts started by address are our own. */

const OWN = /^\/(sw\.js|static\/built\/[\w.-]+\.js)$/;

const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("lineside", { createScriptURL: own });

/**
 * For `new Worker` and `register`.
 * @param {string} path such as `/sw.js`; throws TypeError when it is not ours
 * @returns {string} where Trusted Types are on, really a TrustedScriptURL
 */
export function scriptUrl(path) {
  return policy ? /** @type {any} */ (policy.createScriptURL(path)) : own(path);
}

/** @param {string} path */
function own(path) {
  if (OWN.test(path)) return path;
  throw new TypeError(`Not a script of ours: ${path}`);
}
