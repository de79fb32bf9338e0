/** What htmx gets that is no fragment: the sign-in page, a refusal, or nothing. */

const QUIET = "[hx-trigger^=every]"; // polling goes on by itself

export function tellTrouble(page = document) {
  const told = page.querySelector("#told");
  const tell = (event, sentence) => event.target.matches?.(QUIET) || (told.textContent = sentence);
  page.addEventListener("htmx:beforeRequest", () => (told.textContent = ""));
  page.addEventListener("htmx:beforeSwap", (event) => {
    if (!new URL(event.detail.xhr.responseURL).pathname.startsWith("/sign-in")) return;
    event.detail.shouldSwap = false;
    location.reload(); // comes back here after signing in
  });
  page.addEventListener("htmx:sendError", (event) =>
    tell(event, "The server cannot be reached. What you typed is still here; try again in a moment."),
  );
  page.addEventListener("htmx:responseError", (event) => tell(event, reasonIn(event.detail.xhr.responseText)));
}

function reasonIn(page) {
  const said = new DOMParser().parseFromString(page, "text/html").querySelector("main section p");
  return said?.textContent ?? "That was not done. Reload the page and try again.";
}
