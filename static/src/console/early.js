/**
 * What was typed into a search before this script was there. No event told htmx of it, so it is told now:
 * the field or its form lists `early` among its triggers.
 */
export function searchWhatWasTyped(page = document) {
  page.addEventListener("htmx:load", () => page.querySelectorAll("input[type=search]").forEach(search), { once: true });
}

function search(input) {
  if (input.value !== input.defaultValue) input.dispatchEvent(new Event("early", { bubbles: true }));
}
