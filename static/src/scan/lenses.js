/** Which of a phone's cameras reads labels best, told by the names that browsers give them. */

const BACK = /back|rear|environment|rück|hinten|arri[eè]re|traser[ao]|posteriore|traseira|achter/i;
const SPECIAL = /ultra|wide|weit|tele|macro|makro|depth|tiefen|infrared|\bir\b|0[.,]5/i;

/**
 * The main camera on the back: no other lens focuses as near. Android numbers it first.
 * @param {{deviceId: string, label: string}[]} cameras @returns {string} its id; "" where the names do not tell
 */
export function mainCamera(cameras) {
  const back = cameras.filter(({ label }) => BACK.test(label));
  const plain = back.filter(({ label }) => !SPECIAL.test(label));
  const [best] = (plain.length ? plain : back).sort((a, b) => rank(a) - rank(b) || a.label.length - b.label.length);
  return best?.deviceId ?? "";
}

/** @param {{label: string}} camera */
function rank({ label }) {
  return Number(/\d+(?!.*\d)/.exec(label)?.[0] ?? 0);
}

/**
 * What the zoom starts with, and what a tap brings next: about 2 × and 4 × of the widest, where the camera can.
 * @param {{min?: number, max?: number} | undefined} can as the track tells it @returns {number[]} empty where it cannot zoom
 */
export function zoomSteps(can) {
  const min = Math.max(can?.min ?? 1, 1); // below 1 is another lens, which does not focus near
  const max = can?.max ?? 1;
  return max >= min * 2 ? [2, 4, 1].map((times) => min * times).filter((zoom) => zoom <= max) : [];
}
