/**
 * Uploading on the library page: drop or choose, several at once, resumed after a lost network, a reload or
 * a restart of the server. The page hands over `[data-upload]`; each file gets a row, then becomes a card.
 */
import htmx from "htmx.org";
import { Upload } from "tus-js-client";

const PART = 6 * 1024 * 1024;
const WAITS = [0, 1000, 3000, 5000, 10000, 15000, 30000, 30000, 30000, 30000];

export function offerUpload(page = document) {
  const zone = page.querySelector("[data-upload]");
  if (!zone) return;
  const take = (files) => [...files].forEach((file) => start(file, zone));
  const chooser = zone.querySelector("input[type=file]");
  chooser.addEventListener("change", () => {
    take(chooser.files);
    chooser.value = "";
  });
  page.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  page.addEventListener("dragleave", (event) => event.relatedTarget || zone.classList.remove("over"));
  page.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take(event.dataTransfer.files);
  });
}

async function start(file, zone) {
  const row = makeRow(file);
  if (file.size > Number(zone.dataset.most)) return row.fail("This file is too large. Film in 1080p, or cut the video.");
  const upload = new Upload(file, {
    endpoint: zone.dataset.upload,
    chunkSize: PART,
    retryDelays: WAITS,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type, site: zone.querySelector("[data-site]").value },
    onProgress: row.show,
    onShouldRetry: (error) => {
      row.wait();
      const status = error.originalResponse?.getStatus() ?? 0;
      return status === 0 || status >= 500 || [409, 423, 429].includes(status);
    },
    onError: (error) => row.fail(reasonOf(error)),
    onSuccess: () => becomeCard(upload, row),
  });
  row.onCancel(() => upload.abort(true).catch(() => {}));
  const [earlier] = await upload.findPreviousUploads();
  if (earlier) upload.resumeFromPreviousUpload(earlier);
  upload.start();
}

function becomeCard(upload, row) {
  document.querySelector("#no-media")?.remove();
  row.done();
  const url = `${new URL(upload.url, location).pathname}/medium`;
  // Each row asks for itself: of one element htmx drops all requests but the last.
  htmx.ajax("POST", url, { source: row.element, target: "#media", swap: "afterbegin" }).catch(() => {});
}

function reasonOf(error) {
  const response = error.originalResponse;
  if (!response) return "The server cannot be reached. Choose the same file again: the upload goes on where it stopped.";
  try {
    return JSON.parse(response.getBody()).detail;
  } catch {
    return "Your sign-in has ended. Sign in again, then choose the same file: the upload goes on where it stopped.";
  }
}

function makeRow(file) {
  const row = document.createElement("li");
  const [name, bar, says, cancel] = ["strong", "progress", "span", "button"].map((tag) => document.createElement(tag));
  name.textContent = file.name;
  bar.max = file.size || 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Uploading ${file.name}`);
  says.className = "fine";
  says.textContent = "Starting";
  cancel.type = "button";
  cancel.className = "btn btn-sm";
  cancel.textContent = "Cancel";
  row.append(name, bar, says, cancel);
  document.querySelector("#arriving").append(row);
  let giveUp = () => {};
  cancel.addEventListener("click", () => {
    giveUp();
    row.remove();
  });
  const fail = (reason) => {
    row.className = "failed";
    says.setAttribute("role", "alert");
    bar.remove();
    says.textContent = reason;
    cancel.textContent = "Dismiss";
    row.append(cancel);
  };
  row.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) row.remove();
    else fail("The file has arrived, but the server did not answer. Reload this page.");
  });
  return {
    element: row,
    fail,
    show: (sent, whole) => {
      bar.value = sent;
      says.textContent = `${megabytes(sent)} of ${megabytes(whole)} MB sent`;
    },
    wait: () => (says.textContent = "Waiting for the network. Nothing sent so far is lost."),
    done: () => {
      cancel.remove();
      says.textContent = "Sent";
    },
    onCancel: (action) => (giveUp = action),
  };
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
