/** <lineside-scanner>: how this phone reads labels: what it does when one was read, which camera, tags. */
import { html, nothing } from "lit";

import { t } from "../text/index.js";
import { View } from "../ui/element.js";
import { icon } from "../ui/icon.js";
import { screen, skeleton } from "../ui/screen.js";
import { camera } from "./camera.js";
import { hasNfc } from "./nfc.js";
import { chooseSignals, signal, signals } from "./signal.js";

class ScannerPage extends View {
  async load() {
    const cameras = await camera.cameras().catch(() => []);
    return { cameras: cameras.filter(({ deviceId, label }) => deviceId && label), chosen: camera.chosen, signals: signals() };
  }

  render() {
    return screen({ title: t("scanner.title"), back: () => this.app.router.back() }, this.data ? this.#body() : skeleton);
  }

  #body() {
    return html`<fieldset class="card">
        <legend class="unseen">${t("scanner.read")}</legend>
        <h2 aria-hidden="true">${t("scanner.read")}</h2>
        ${"vibrate" in navigator ? this.#tick("buzz", t("scanner.buzz")) : nothing} ${this.#tick("tone", t("scanner.tone"))}
        <p class="fine">${t("scanner.toneSay")}</p>
      </fieldset>
      <section class="card">
        <h2>${t("scanner.camera")}</h2>
        ${this.data.cameras.length ? this.#cameras() : html`<p>${t("scanner.noCameras")}</p>`}
      </section>
      <section class="card">
        <h2>${t("scanner.hand")}</h2>
        <p>${t("scanner.handSay")}</p>
      </section>
      <section class="card">
        <h2>${t("scanner.tags")}</h2>
        ${hasNfc() ? html`<a class="button wide" href="#/tag">${icon("edit")}${t("tag.title")}</a>` : html`<p>${t("tag.absent")}</p>`}
      </section>`;
  }

  /** @param {"buzz" | "tone"} which @param {string} words */
  #tick(which, words) {
    const change = (/** @type {any} */ { target }) => {
      chooseSignals({ [which]: target.checked });
      if (target.checked) signal(); // so that one knows it
      this.reload();
    };
    return html`<label class="answer tick"><input type="checkbox" .checked=${this.data.signals[which]} @change=${change} /><span>${icon("check")}${words}</span></label>`;
  }

  #cameras() {
    const change = (/** @type {any} */ { target }) => camera.choose(target.value);
    return html`<label class="field"><span>${t("scanner.which")}</span>
      <select @change=${change}>
        <option value="" ?selected=${!this.data.chosen}>${t("scanner.main")}</option>
        ${this.data.cameras.map((/** @type {MediaDeviceInfo} */ { deviceId, label }) => html`<option value=${deviceId} ?selected=${deviceId === this.data.chosen}>${label}</option>`)}
      </select></label>`;
  }
}

customElements.define("lineside-scanner", ScannerPage);
