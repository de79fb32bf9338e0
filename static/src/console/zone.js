/** Filters by day mean the reader's days: the form carries the name of the browser's time zone. */

export function fillZone(part) {
  for (const input of part.querySelectorAll("input[data-zone]")) {
    input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  }
}
