/**
 * <lineside-clip>: plays one clip from the phone at a tap, with captions; remembers where it was and how
 * much was really played. "Watched" finishes it as a completion, once most of it was.
 */
import { html, nothing } from "lit";

import { Filling } from "../guides/filling.js";
import { t } from "../text/index.js";
import { languageName, length } from "../ui/format.js";
import { icon } from "../ui/icon.js";
import { notice } from "../ui/screen.js";
import { enough, joined, lengthOf } from "./played.js";

const KEEP_EVERY = 3; // seconds of film between two writes of the draft

class ClipView extends Filling {
  static properties = { here: { state: true }, phase: { state: true }, watched: { state: true } };

  constructor() {
    super();
    /** @type {boolean | undefined} is it stored on this phone */ this.here = undefined;
    /** @type {"poster" | "started" | "ended" | "broken"} */ this.phase = "poster";
    /** seconds played until now, in whole ones */ this.watched = 0;
    /** @type {import("./played.js").Ranges} played before this view was opened */ this.playedBefore = [];
    this.keptAt = 0;
  }

  begun() {
    this.playedBefore = this.draft.played ?? [];
    this.watched = Math.floor(this.draft.watched_s);
    this.phase = "poster";
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
    this.keeper?.change({ watched_s: Math.round(this.draft.watched_s * 10) / 10, played: this.draft.played, position: this.draft.position });
  }

  #play = async () => {
    const video = this.#video;
    if (!video) return;
    if (this.phase === "poster" && this.draft.position < this.clip.duration_s - 1) video.currentTime = this.draft.position;
    if (this.phase === "ended") video.currentTime = 0;
    this.phase = "started";
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
    this.#count(video);
    this.draft.position = video.currentTime;
    if (Math.abs(video.currentTime - this.keptAt) < KEEP_EVERY) return;
    this.keptAt = video.currentTime;
    this.#keep();
  };

  /** @param {HTMLVideoElement} video */
  #count({ played }) {
    this.draft.played = joined(this.playedBefore, played);
    this.draft.watched_s = Math.min(this.clip.duration_s, lengthOf(this.draft.played));
    this.watched = Math.floor(this.draft.watched_s);
  }

  #ended = (/** @type {any} */ { target }) => {
    this.#count(target);
    this.phase = "ended";
    this.draft.position = 0;
    this.#keep();
  };

  #finish = async () => {
    if (!this.#enough) return;
    this.#video?.pause();
    if (!this.row) this.#keep();
    await this.finish();
  };

  get #enough() {
    return enough(this.draft.watched_s, this.clip.duration_s);
  }

  render() {
    if (this.row) return this.finished();
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
        ${this.#done()}
      </div>`;
  }

  /** Not offered before most of the clip was played: "Watched" is a record. */
  #done() {
    const words = this.finishing ? "finish.saving" : "clip.done";
    const button = html`<button class="button ${this.#enough ? "primary" : "wide"}" type="button" aria-disabled=${String(this.finishing || !this.#enough)} @click=${this.#finish}>${icon("check")}${t(words)}</button>`;
    if (this.#enough) return button;
    return html`<p class="muted">${t("clip.playFirst", { played: length(this.watched), of: length(this.clip.duration_s) })}</p>${button}`;
  }

  #player() {
    const { video, poster, captions, duration_s } = this.clip;
    const waiting = this.phase !== "started";
    const from = this.phase === "poster" && this.draft.position > 1 ? t("clip.playFrom", { length: length(this.draft.position) }) : t("clip.play");
    return html`<figure class="player ${shape(video)}">
      <video playsinline preload="metadata" controlslist="nodownload noremoteplayback" disablepictureinpicture ?controls=${!waiting} aria-label=${this.guide.title} src="/media/${video.sha256}" @timeupdate=${this.#moved} @ended=${this.#ended} @error=${() => (this.phase = "broken")}>
        ${captions.map((file, index) => html`<track kind="captions" src="/media/${file.sha256}" srclang=${file.language ?? "en"} label=${languageName(file.language ?? "en")} ?default=${index === 0} />`)}
      </video>
      ${waiting ? html`<img class="poster" alt="" src="/media/${poster.sha256}" /><button class="play" type="button" aria-label=${from} @click=${this.#play}>${icon("play")}</button><span class="length">${length(duration_s)}</span>` : nothing}
    </figure>`;
  }

  #trouble() {
    if (this.problem) return this.notSaved();
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
