/**
 * What an answer means. The server decides the same: app/guides/rules.py, held together by
 * tests/contract/checklist.json.
 */

/** @param {Item} item @param {Answer | null | undefined} answer @returns {"pass" | "flag" | "fail" | "blank"} "n.a." passes */
export function outcome(item, answer) {
  const value = answer?.value;
  if (item.kind === "photo") return answer?.photos?.length ? "pass" : "blank";
  if (value === undefined || value === null || value === "" || value === false) return "blank";
  if (item.kind === "yes_no") return value === item.fails_on ? "fail" : "pass";
  if (item.kind === "pass_fail") return value;
  if (item.kind === "number") return within(item, value) ? "pass" : "fail";
  if (item.kind === "choice") return item.failing_choices.includes(value) ? "fail" : "pass";
  return "pass";
}

/** @param {Item} item @param {Answer | null | undefined} answer @returns {("answer" | "note" | "photo")[]} what Finish still needs */
export function missing(item, answer) {
  const result = outcome(item, answer);
  if (result === "blank") return item.required ? ["answer"] : [];
  if (result !== "fail") return [];
  /** @type {("note" | "photo")[]} */ const lacking = [];
  if (item.note_on_fail && !answer?.note?.trim()) lacking.push("note");
  if (item.photo_on_fail && !answer?.photos?.length) lacking.push("photo");
  return lacking;
}

/** @param {Item[]} items @param {Record<string, Answer>} answers @returns {{item: Item, number: number, lacks: string[]}[]} */
export function allMissing(items, answers) {
  return items
    .map((item, index) => ({ item, number: index + 1, lacks: missing(item, answers[item.id]) }))
    .filter(({ lacks }) => lacks.length);
}

/** How many are answered with nothing lacking. @param {Item[]} items @param {Record<string, Answer>} answers */
export function answered(items, answers) {
  return items.filter((item) => outcome(item, answers[item.id]) !== "blank" && !missing(item, answers[item.id]).length).length;
}

/**
 * A number as people type it: a comma or a point, spaces forgiven.
 * @param {string} text
 * @returns {number | null | undefined} null for nothing typed, undefined for what is not a number
 */
export function readNumber(text) {
  const plain = text.replace(/\s/g, "").replace(",", ".").replace("\u2212", "-");
  if (!plain) return null;
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}

/** One step up or down, as fine as the limits are written. @param {Item} item @param {number | null} value @param {1 | -1} way */
export function stepped(item, value, way) {
  const digits = Math.max(...[item.min, item.max].map((limit) => (String(limit ?? "").split(".")[1] ?? "").length));
  if (value === null) return item.min ?? item.max ?? 0;
  return Number((value + way * 10 ** -digits).toFixed(Math.max(digits, decimals(value))));
}

/** @param {number} value */
function decimals(value) {
  return (String(value).split(".")[1] ?? "").length;
}

/** @param {Item} item @param {number} value */
function within({ min, max }, value) {
  return (min === null || value >= min) && (max === null || value <= max);
}
