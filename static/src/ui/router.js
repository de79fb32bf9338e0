/** Hash routes: `#/equipment/<id>?by=camera` is {path: "/equipment/<id>", params: {id}, query: {by}}. */

/** @typedef {{path: string, params: Record<string, string>, query: Record<string, string>}} Route */

export class Router extends EventTarget {
  /** @param {Window} [page] */
  constructor(page = window) {
    super();
    this.page = page;
    this.route = parse(page.location.hash);
    page.addEventListener("hashchange", () => this.#arrive());
    page.addEventListener("popstate", () => this.#arrive());
  }

  /** @param {string} path such as `/equipment/<id>?by=list` */
  go(path) {
    this.page.location.hash = path;
  }

  /** As go, but Back does not return to where we are now. @param {string} path */
  replace(path) {
    this.page.history.replaceState(null, "", `/#${path}`);
    this.#arrive();
  }

  /** To where the person came from; home when they came from outside. */
  back() {
    const from = this.page.location.href;
    const alone = this.page.history.length <= 1;
    if (!alone) this.page.history.back();
    this.page.setTimeout(() => this.page.location.href === from && this.replace("/"), alone ? 0 : 300);
  }

  #arrive() {
    const route = parse(this.page.location.hash);
    if (JSON.stringify(route) === JSON.stringify(this.route)) return;
    this.route = route;
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} hash @returns {Route} */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decoded);
  return { path: `/${parts.join("/")}`, params: parts[1] ? { id: parts[1] } : {}, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** A hand-written address may hold a stray percent sign. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
