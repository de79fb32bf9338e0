/** Cache Storage in memory: named caches in the order they were made, and a phone that can be full. */

class QuotaExceeded extends Error {
  name = "QuotaExceededError";
}

export class Caches {
  caches = new Map();
  room = Infinity; // entries over all caches

  async open(name) {
    if (!this.caches.has(name)) this.caches.set(name, new Cache(this));
    return this.caches.get(name);
  }

  async has(name) {
    return this.caches.has(name);
  }

  async delete(name) {
    return this.caches.delete(name);
  }

  async keys() {
    return [...this.caches.keys()];
  }

  async match(request) {
    for (const cache of this.caches.values()) {
      const found = await cache.match(request);
      if (found) return found;
    }
    return undefined;
  }

  take() {
    if (this.room <= 0) throw new QuotaExceeded("");
    this.room -= 1;
  }
}

class Cache {
  entries = new Map();

  constructor(phone) {
    this.phone = phone;
  }

  async put(request, response) {
    if (response.status === 206) throw new TypeError("a piece cannot be stored");
    this.phone.take();
    const body = await response.arrayBuffer();
    this.entries.set(pathOf(request), () => new Response(body, { status: response.status, headers: response.headers }));
  }

  async match(request) {
    return this.entries.get(pathOf(request))?.();
  }

  async delete(request) {
    return this.entries.delete(pathOf(request));
  }

  async keys() {
    return [...this.entries.keys()].map((path) => ({ url: `https://phone.test${path}` }));
  }
}

const pathOf = (request) => new URL(request.url ?? request, "https://phone.test").pathname;
