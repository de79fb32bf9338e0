/** A piece of a stored file, as a player asks for it (RFC 9110, 14.1.2 and 15.3.7; one range). */

/**
 * @param {string} header the Range header @param {number} size in bytes
 * @returns {{first: number, last: number} | null | undefined} null: cannot be satisfied; undefined: not for us, send it whole
 */
export function rangeOf(header, size) {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(header.trim()) ?? [];
  if (from === undefined || (!from && !to)) return undefined;
  if (!from) return size && Number(to) ? { first: Math.max(0, size - Number(to)), last: size - 1 } : null;
  if (to && Number(to) < Number(from)) return undefined; // an invalid range is ignored
  const last = to ? Math.min(Number(to), size - 1) : size - 1; // past the end means the rest
  return Number(from) < size ? { first: Number(from), last } : null;
}

/** @param {string | null} header the Range header @param {Response} whole @returns {Promise<Response>} 206, 416, or the whole */
export async function inRange(header, whole) {
  if (!header) return whole;
  const headers = new Headers(whole.headers);
  const bytes = await whole.blob();
  const range = rangeOf(header, bytes.size);
  if (range === undefined) return new Response(bytes, { status: 200, headers });
  if (range === null) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${bytes.size}` } });
  const { first, last } = range;
  headers.set("Content-Length", String(last - first + 1));
  headers.set("Content-Range", `bytes ${first}-${last}/${bytes.size}`);
  return new Response(bytes.slice(first, last + 1), { status: 206, statusText: "Partial Content", headers });
}
