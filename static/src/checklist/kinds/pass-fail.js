/** Pass, flag (something to look at), or fail. */
import { t } from "../../text/index.js";
import { radios } from "./radio.js";

/** @param {Item} item @param {Answer} answer @param {(facts: Answer) => void} change */
export function passFail(item, answer, change) {
  const options = [
    { value: "pass", words: t("answer.pass"), tone: "pass", picture: "check" },
    { value: "flag", words: t("answer.flag"), tone: "flag", picture: "flag" },
    { value: "fail", words: t("answer.fail"), tone: "fail", picture: "cross" },
  ];
  return radios(item, answer, options, change);
}
