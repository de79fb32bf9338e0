/** The second script: the screens that the first ones do not need, and what only these need of the app. Imported by nobody. */
import { html } from "lit";

import "./labels/bind-page.js";
import "./labels/code-page.js";
import "./labels/replace-page.js";
import "./labels/verify-page.js";
import "./outbox/outbox-page.js";
import "./outbox/record-page.js";
import "./outbox/rescue-page.js";
import "./pack/load-page.js";
import "./people/account-page.js";
import { noteOpenings } from "./labels/openings.js";
import { Scans } from "./labels/scans.js";
import "./scan/scan-more.js";
import "./scan/scanner-page.js";
import "./scan/tag-page.js";
import "./scan/which-page.js";
import { Rescue } from "./outbox/rescue.js";
import { saidPath } from "./scan/said.js";
import { signal } from "./scan/signal.js";
import { Wedge } from "./scan/wedge.js";
import { enLater } from "./text/en-later.js";
import { learn } from "./text/index.js";
import { arrive } from "./ui/later.js";

/** @type {Record<string, import("./ui/later.js").Screen>} by the first part of their route */
const screens = {
  bind: ({ app, route, arrived }) => html`<lineside-bind .app=${app} .route=${route} .arrived=${arrived}></lineside-bind>`,
  code: ({ app, route, arrived }, id) => html`<lineside-code .app=${app} .route=${route} .arrived=${arrived} .equipment=${id}></lineside-code>`,
  which: ({ app, route, arrived }) => html`<lineside-which .app=${app} .route=${route} .arrived=${arrived}></lineside-which>`,
  replace: ({ app, route, arrived }, id) => html`<lineside-replace .app=${app} .route=${route} .arrived=${arrived} .equipment=${id}></lineside-replace>`,
  verify: ({ app, route, arrived }) => html`<lineside-verify .app=${app} .route=${route} .arrived=${arrived}></lineside-verify>`,
  records: ({ app, route, arrived }) => html`<lineside-records .app=${app} .route=${route} .arrived=${arrived}></lineside-records>`,
  record: ({ app, route, arrived }, id) => html`<lineside-record .app=${app} .route=${route} .arrived=${arrived} .record=${id}></lineside-record>`,
  rescue: ({ app, route, arrived }) => html`<lineside-rescue .app=${app} .route=${route} .arrived=${arrived}></lineside-rescue>`,
  load: ({ app, route, arrived }) => html`<lineside-load .app=${app} .route=${route} .arrived=${arrived}></lineside-load>`,
  scanner: ({ app, route, arrived }) => html`<lineside-scanner .app=${app} .route=${route} .arrived=${arrived}></lineside-scanner>`,
  tag: ({ app, route, arrived }, code) => html`<lineside-tag .app=${app} .route=${route} .arrived=${arrived} .code=${code}></lineside-tag>`,
  account: ({ app, route, arrived }) => html`<lineside-account .app=${app} .route=${route} .arrived=${arrived}></lineside-account>`,
};

/** @param {App} app @param {ConstructorParameters<typeof Rescue>[0]} parts */
function wire(app, parts) {
  app.rescue = new Rescue(parts);
  app.scans = new Scans(/** @type {any} */ (app));
  noteOpenings(app);
  document.addEventListener("lineside-read", signal);
  new Wedge((text) => app.router.go(saidPath(text, "scanner", app.router.route))).listen(document);
}

learn(enLater);
arrive({ screens, wire });
