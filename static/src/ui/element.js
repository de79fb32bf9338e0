/** The two bases of every element here. Both render into light DOM, so that base.css reaches them. */
import { LitElement } from "lit";

const PATIENCE = 300; // ms

export class Element extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/**
 * A screen: it shows what `load()` answers, and loads again when something it watches changes.
 * `arrived` says that the person came here by a tap, so the heading takes the focus.
 */
export class View extends Element {
  /** @type {import("lit").PropertyDeclarations} */
  static properties = {
    app: { attribute: false },
    route: { attribute: false },
    arrived: { attribute: false },
    data: { state: true },
  };

  constructor() {
    super();
    /** @type {App} */ this.app = /** @type {any} */ (undefined);
    /** @type {Route} */ this.route = { path: "/", params: {}, query: {} };
    this.arrived = false;
    /** @type {any} */ this.data = undefined;
    this.loading = false;
    this.again = false;
    /** whether the first picture needs what load() answers */ this.patient = true;
    /** @type {Promise<undefined> | undefined} */ this.loaded = undefined;
    this.reload = this.reload.bind(this);
  }

  /** @returns {Promise<any>} what the screen shows; undefined keeps the skeleton */
  async load() {
    return {};
  }

  /** @returns {[EventTarget, string][]} */
  watched() {
    return [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.classList.add("contents");
    for (const [target, type] of this.watched()) target.addEventListener(type, this.reload);
    this.loaded = new Promise((resolve) => this.reload().finally(() => resolve(undefined)));
  }

  /** The first picture waits a moment for its data: a skeleton that only flashes by costs a slow phone a whole layout. */
  async scheduleUpdate() {
    if (this.patient && !this.hasUpdated) await Promise.race([this.loaded, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    super.scheduleUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const [target, type] of this.watched()) target.removeEventListener(type, this.reload);
  }

  /** Changes that come while it loads are one more round, so a busy store never starves the screen. */
  async reload() {
    this.again = true;
    if (this.loading) return;
    this.loading = true;
    try {
      while (this.again && this.isConnected) {
        this.again = false;
        this.data = await this.load();
      }
    } finally {
      this.loading = false;
    }
  }

  /** @param {Map<string, any>} changed */
  updated(changed) {
    const heading = this.querySelector("h1");
    if (!changed.has("data") || !this.data || !heading) return;
    const name = heading.querySelector(".name")?.textContent ?? "";
    document.title = name === "Lineside" ? name : `${name} – Lineside`;
    if (this.arrived) heading.focus();
    this.arrived = false;
  }
}
