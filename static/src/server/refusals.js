/** What a request may end with besides its answer. */

/** The server said no. `code` is stable; `retryAfter` is in milliseconds or null. */
export class ServerRefusal extends Error {
  name = "ServerRefusal";

  /** @param {{status: number, code?: string, detail?: string, retryAfter?: number | null}} facts */
  constructor({ status, code = "", detail = "", retryAfter = null }) {
    super(detail || code || String(status));
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/** No answer: no network, the server stopped, or it took too long. */
export class Unreachable extends Error {
  name = "Unreachable";
}

/** Something answered, but not our server: a captive portal, a proxy's page. Nothing in it is believed. */
export class NotOurServer extends Unreachable {
  name = "NotOurServer";
}
