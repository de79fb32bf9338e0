/** A record with a photo, as it stands on the phone. */

export const PHOTO = new TextEncoder().encode("a photo").buffer;

/** @returns {Promise<{sha256: string, row: RecordRow}>} of a record just finished, with this one photo */
export async function withPhoto(tab, bytes = PHOTO) {
  const sha256 = await tab.drafts.putPhoto(bytes.slice(0), "image/jpeg");
  const row = await tab.finish({ answers: { cccc: { value: null, photos: [sha256] } } });
  return { sha256, row };
}
