/** The proof that clips play without a network: one is opened from storage, off screen, until it has drawn a frame. */

import { urlOf } from "./clips.js";

const PATIENCE_MS = 8_000;

/**
 * `?stored` forbids the service worker to ask the network (sw/routes.js); without a worker nothing is proven.
 * @param {string} sha256 of a film @param {{page?: Document, container?: ServiceWorkerContainer, patience?: number}} [parts]
 * @returns {Promise<"opened" | "broken" | "unproven">} unproven: no answer in time, or nobody there to open it
 */
export async function openSample(sha256, { page = document, container = globalThis.navigator?.serviceWorker, patience = PATIENCE_MS } = {}) {
  if (!(await inCharge(container, patience))) return "unproven";
  const video = page.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, preload: "auto", className: "unseen" });
  video.setAttribute("aria-hidden", "true");
  try {
    return await untilFrame(page, video, `${urlOf(sha256)}?stored`, patience);
  } finally {
    video.pause();
    video.removeAttribute("src");
    video.load();
    video.remove();
  }
}

/** @param {Document} page @param {HTMLVideoElement} video @param {string} url @param {number} patience @returns {Promise<"opened" | "broken" | "unproven">} */
function untilFrame(page, video, url, patience) {
  return new Promise((resolve) => {
    setTimeout(resolve, patience, "unproven");
    video.addEventListener("loadeddata", () => resolve(video.videoWidth ? "opened" : "broken"));
    video.addEventListener("error", () => resolve("broken"));
    video.src = url;
    page.body.append(video);
    video.play().catch(() => {}); // iOS loads nothing before it is asked to play; what fails is told by the events
  });
}

/** Whether a service worker answers for this page; the first one needs a moment. @param {ServiceWorkerContainer | undefined} container @param {number} patience */
async function inCharge(container, patience) {
  if (!container || container.controller) return Boolean(container);
  await Promise.race([
    new Promise((resolve) => container.addEventListener("controllerchange", resolve, { once: true })),
    new Promise((resolve) => setTimeout(resolve, patience)),
  ]);
  return Boolean(container.controller);
}
