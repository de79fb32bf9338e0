/**
 * What every view of a guide that is worked through has in common: its draft is kept at each step, and Finish says
 * "saved" only after the outbox has the record.
 */
import { html, nothing } from "lit";

import { signInHref } from "../people/sign-in.js";
import { t } from "../text/index.js";
import { Element } from "../ui/element.js";
import { notice } from "../ui/screen.js";
import "./finished-view.js";
import { DraftKeeper, finishedElsewhere, whyNotKept } from "./keeper.js";
import { equipmentPath } from "./path.js";

export class Filling extends Element {
  /** @type {import("lit").PropertyDeclarations} */
  static properties = {
    app: { attribute: false },
    guide: { attribute: false },
    draft: { attribute: false },
    finishing: { state: true },
    row: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {App} */ this.app = /** @type {any} */ (undefined);
    /** @type {Guide} */ this.guide = /** @type {any} */ (undefined);
    /** @type {Draft} */ this.draft = /** @type {any} */ (undefined);
    this.finishing = false;
    /** @type {RecordRow | undefined} */ this.row = undefined;
    /** @type {"" | "full" | "enrol" | "failed"} why Finish did not work */ this.problem = "";
    /** @type {DraftKeeper | undefined} */ this.keeper = undefined;
  }

  willUpdate() {
    if (this.keeper?.draft === this.draft) return;
    this.row = undefined;
    this.problem = "";
    this.keeper = new DraftKeeper(this.app.drafts, this.draft);
    this.keeper.addEventListener("change", () => {
      this.row ??= finishedElsewhere(this.keeper?.problem);
      this.requestUpdate();
    });
    this.begun();
  }

  /** Called when app, guide and draft are there, and again for another draft. */
  begun() {}

  /** Makes the draft a record. A second tap, or another window, gives the same one. */
  async finish() {
    if (this.finishing || this.row) return;
    this.finishing = true;
    this.problem = "";
    try {
      await this.keeper?.close();
      this.row = await this.app.outbox.finish(this.draft);
    } catch (problem) {
      this.row = finishedElsewhere(problem);
      this.problem = this.row ? "" : whyNotKept(problem);
      this.keeper?.reopen();
    } finally {
      this.finishing = false;
    }
  }

  finished() {
    const { equipment, openedBy, label } = this.draft;
    const back = equipment ? equipmentPath(equipment, openedBy, label ?? undefined) : "/";
    return html`<lineside-finished class="stack" .app=${this.app} .row=${this.row} .back=${back}></lineside-finished>`;
  }

  notSaved() {
    if (!this.problem) return nothing;
    const signIn = html`<a class="button" href=${signInHref()}>${t("home.signIn")}</a>`;
    return notice("fail", "alert", t("finish.notSaved"), html`<p>${t(`finish.${this.problem}`)}</p>${this.problem === "enrol" ? signIn : nothing}`);
  }
}
