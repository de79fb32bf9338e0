/** Times come from the server in UTC and are shown in the reader's own zone; the exact one is the tooltip. */

const shown = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export function localiseTimes(part) {
  for (const time of part.querySelectorAll("time[datetime]:not([data-local])")) {
    const when = new Date(time.dateTime);
    time.title = exact.format(when);
    time.textContent = shown.format(when);
    time.dataset.local = "";
  }
}
