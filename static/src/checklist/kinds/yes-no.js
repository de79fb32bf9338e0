/** Yes, no, or not applicable; the author said which of them fails. */
import { t } from "../../text/index.js";
import { radios } from "./radio.js";

/** @param {Item} item @param {Answer} answer @param {(facts: Answer) => void} change */
export function yesNo(item, answer, change) {
  const tone = (/** @type {string} */ value) => (!item.fails_on ? "pass" : item.fails_on === value ? "fail" : "pass");
  const options = [
    { value: "yes", words: t("answer.yes"), tone: tone("yes") },
    { value: "no", words: t("answer.no"), tone: tone("no") },
    { value: "na", words: t("answer.na") },
  ];
  return radios(item, answer, options, change);
}
