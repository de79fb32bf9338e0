/** Tags that are held to the phone, where the browser has Web NFC: they carry the same address as the QR. */

/** Why a tag was not read or written: "refused" by the person, "absent" or switched off, "moved" away too soon. */
export class NoTag extends Error {
  /** @param {"refused" | "absent" | "moved"} reason */
  constructor(reason) {
    super(reason);
    this.name = "NoTag";
    this.reason = reason;
  }
}

/** @typedef {{recordType: string, data?: DataView, encoding?: string}} TagRecord */

export function hasNfc() {
  return "NDEFReader" in globalThis;
}

/** @returns {Promise<boolean>} whether listening asks nobody for leave */
export async function nfcAllowed() {
  const state = await navigator.permissions?.query(/** @type {any} */ ({ name: "nfc" })).catch(() => undefined);
  return state?.state === "granted";
}

/** @param {(text: string) => void} read @param {AbortSignal} signal ends it @returns {Promise<void>} when it listens; throws NoTag */
export async function listenToTags(read, signal) {
  const reader = new /** @type {any} */ (globalThis).NDEFReader();
  reader.onreading = (/** @type {{message: {records: TagRecord[]}}} */ { message }) => {
    const text = textOf(message.records);
    if (text) read(text);
  };
  await reader.scan({ signal }).catch(refused);
}

/** @param {string} url @param {AbortSignal} signal gives up @returns {Promise<void>} when a tag has it; throws NoTag */
export async function writeTag(url, signal) {
  const writer = new /** @type {any} */ (globalThis).NDEFReader();
  await writer.write({ records: [{ recordType: "url", data: url }] }, { signal }).catch(refused);
}

/** @param {TagRecord[]} records @returns {string} the first address or text; "" when there is none */
export function textOf(records) {
  const record = records.find(({ recordType }) => ["url", "absolute-url", "text"].includes(recordType));
  return record ? new TextDecoder(record.encoding ?? "utf-8").decode(record.data) : "";
}

/** The address that the label's QR has. @param {string} code @param {string} origin @returns {string} */
export function addressOf(code, origin) {
  return `${origin.toUpperCase()}/Q/${code}`;
}

/** @param {DOMException} problem @returns {never} */
function refused(problem) {
  if (problem.name === "NotAllowedError") throw new NoTag("refused");
  throw new NoTag(problem.name === "NetworkError" || problem.name === "AbortError" ? "moved" : "absent");
}
