/**
 * <lineside-clip>: plays one clip from the phone at a tap, with captions; remembers where it was and how
 * much was really watched; "Watched" finishes it as a completion.
 */
import { html, nothing } from "lit";

import "../guides/finished-view.js";
import { DraftKeeper, finishedElsewhere, whyNotKept } from "../guides/keeper.js";
import { equipmentPath } from "../guides/path.js";
import { t } from "../text/index.js";
import { Element } from "../ui/element.js";
import { length } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { notice } from "../ui/screen.js";

const KEEP_EVERY = 3; // seconds of film between two writes of the draft
const LEAP = 1.5; // a larger step of the clock is a seek, not watching

class ClipView extends Element {
  static properties = {
    app: { attribute: false },
    guide: { attribute: false },
    draft: { attribute: false },
    machine: { attribute: false },
    here: { state: true },
    phase: { state: true },
    finishing: { state: true },
    row: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {App} */ this.app = /** @type {any} */ (undefined);
    /** @type {Guide} */ this.guide = /** @type {any} */ (undefined);
    /** @type {Draft} */ this.draft = /** @type {any} */ (undefined);
    /** @type {Equipment | undefined} */ this.machine = undefined;
    /** @type {boolean | undefined} is it stored on this phone */ this.here = undefined;
    /** @type {"poster" | "started" | "ended" | "broken"} */ this.phase = "poster";
    this.finishing = false;
    /** @type {RecordRow | undefined} */ this.row = undefined;
    /** @type {"" | "full" | "enrol" | "failed"} */ this.problem = "";
    this.last = 0;
    this.keptAt = 0;
  }

  willUpdate() {
    if (this.keeper) return;
    this.keeper = new DraftKeeper(this.app.drafts, this.draft);
    Promise.resolve(this.app.pack.has(this.clip.video.sha256)).then((here) => (this.here = here));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.phase === "started" && !this.row) this.#keep();
  }

  /** @returns {ClipBody} */
  get clip() {
    return this.guide.body;
  }

  get #video() {
    return /** @type {HTMLVideoElement | null} */ (this.querySelector("video"));
  }

  #keep() {
    this.keeper?.change({ watched_s: Math.round(this.draft.watched_s * 10) / 10, position: this.draft.position });
  }

  #play = async () => {
    const video = this.#video;
    if (!video) return;
    if (this.phase === "poster" && this.draft.position < this.clip.duration_s - 1) video.currentTime = this.draft.position;
    if (this.phase === "ended") video.currentTime = 0;
    this.phase = "started";
    this.last = video.currentTime;
    if (video.textTracks[0]) video.textTracks[0].mode = "showing";
    await video.play().catch((problem) => this.#broken(problem));
  };

  /** @param {any} problem */
  #broken(problem) {
    if (problem?.name === "AbortError") return;
    this.phase = problem?.name === "NotAllowedError" ? "poster" : "broken";
  }

  #moved = () => {
    const video = this.#video;
    if (!video || this.row) return;
    const step = video.currentTime - this.last;
    if (step > 0 && step < LEAP) this.draft.watched_s += step;
    this.last = this.draft.position = video.currentTime;
    if (Math.abs(video.currentTime - this.keptAt) < KEEP_EVERY) return;
    this.keptAt = video.currentTime;
    this.#keep();
  };

  #ended = () => {
    this.phase = "ended";
    this.draft.position = 0;
    this.#keep();
  };

  #finish = async () => {
    if (this.finishing || this.row) return;
    this.finishing = true;
    this.problem = "";
    this.#video?.pause();
    try {
      this.#keep();
      await this.keeper?.close();
      this.row = await this.app.outbox.finish(this.draft);
    } catch (problem) {
      this.row = finishedElsewhere(problem);
      this.problem = this.row ? "" : whyNotKept(problem);
      this.keeper?.reopen();
    } finally {
      this.finishing = false;
    }
  };

  render() {
    if (this.row) return html`<lineside-finished class="stack" .app=${this.app} .row=${this.row} .back=${this.#back}></lineside-finished>`;
    const { summary, speech } = this.clip;
    return html`${this.#player()}
      <p class="cluster">
        ${speech ? nothing : html`<span class="chip">${icon("clip")}${t("clip.noSpeech")}</span>`}
        ${this.here === undefined ? nothing : this.here ? html`<span class="chip ok">${icon("phone")}${t("clip.here")}</span>` : html`<span class="chip">${icon("cloud")}${t("clip.notHere")}</span>`}
      </p>
      <div role="alert">${this.#trouble()}</div>
      ${summary ? html`<p class="lead">${summary}</p>` : nothing}
      <div class="actions">
        ${this.phase === "ended" ? html`<button class="button" type="button" @click=${this.#play}>${icon("play")}${t("clip.again")}</button>` : nothing}
        <button class="button ${this.phase === "ended" ? "primary" : "wide"}" type="button" aria-disabled=${String(this.finishing)} @click=${this.#finish}>${icon("check")}${t(this.finishing ? "finish.saving" : "clip.done")}</button>
      </div>`;
  }

  get #back() {
    const { equipment, openedBy, label } = this.draft;
    return equipment ? equipmentPath(equipment, openedBy, label ?? undefined) : "/";
  }

  #player() {
    const { video, poster, captions, duration_s } = this.clip;
    const waiting = this.phase !== "started";
    const from = this.phase === "poster" && this.draft.position > 1 ? t("clip.playFrom", { length: length(this.draft.position) }) : t("clip.play");
    return html`<figure class="player ${shape(video)}">
      <video playsinline preload="metadata" controlslist="nodownload noremoteplayback" disablepictureinpicture ?controls=${!waiting} aria-label=${this.guide.title} src="/media/${video.sha256}" @timeupdate=${this.#moved} @ended=${this.#ended} @error=${() => (this.phase = "broken")}>
        ${captions.map((file, index) => html`<track kind="captions" src="/media/${file.sha256}" srclang=${file.language ?? "en"} label=${file.language ?? "en"} ?default=${index === 0} />`)}
      </video>
      ${waiting ? html`<img class="poster" alt="" src="/media/${poster.sha256}" /><button class="play" type="button" aria-label=${from} @click=${this.#play}>${icon("play")}</button><span class="length">${length(duration_s)}</span>` : nothing}
    </figure>`;
  }

  #trouble() {
    if (this.problem) return notice("fail", "alert", t("finish.notSaved"), html`<p>${t(`finish.${this.problem}`)}</p>`);
    if (this.here === false && (!navigator.onLine || this.phase === "broken")) return notice("warn", "cloud-off", t("clip.missing"), html`<p>${t("clip.missingDo")}</p><a class="button" href="#/load">${t("load.title")}</a>`);
    if (this.phase === "broken") return notice("warn", "alert", t("clip.broken"), html`<p>${t("clip.brokenDo")}</p><a class="button" href="#/load">${t("load.title")}</a>`);
    return nothing;
  }
}

/** @param {StoredFile} video */
function shape({ width, height }) {
  if (!width || !height || width > height * 1.1) return "";
  return height > width * 1.1 ? "portrait" : "square";
}

customElements.define("lineside-clip", ClipView);
