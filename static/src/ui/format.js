/** Figures as people read them, in the language of the phone. */
import { t } from "../text/index.js";

/** @param {number} seconds @returns {string} 0:07, 1:30 */
export function length(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} bytes @returns {string} megabytes, one decimal below ten */
export function megabytes(bytes) {
  const value = bytes / 1e6;
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} MB`;
}

/** @param {string | number | Date | undefined | null} time @returns {string} the clock today, else day and clock */
export function moment(time) {
  if (!time) return "";
  const date = new Date(time);
  const clock = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === new Date().toDateString()) return clock;
  return `${date.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock}`;
}

/** @param {string} time @returns {string} how long ago that was */
export function age(time) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(time)) / 60_000));
  if (minutes < 2) return t("age.now");
  if (minutes < 120) return t("age.minutes", { n: minutes });
  return minutes < 48 * 60 ? t("age.hours", { n: Math.floor(minutes / 60) }) : t("age.days", { n: Math.floor(minutes / 1440) });
}

/** @param {string} tag BCP 47 @returns {string} the language's own name, as the console has it: English, Deutsch */
export function languageName(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.replace(/^./u, (first) => first.toLocaleUpperCase(tag));
}
