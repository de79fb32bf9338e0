/**
 * The screens of the first script, and which one a route shows; later.js has the others. mount(app, root) draws
 * the screen of the route and the bar at the bottom, and again at every change of the route.
 */
import { html, render } from "lit";
import { keyed } from "lit/directives/keyed.js";

import "./guides/guide-page.js";
import "./places/equipment-list.js";
import "./places/equipment-page.js";
import "./places/home-page.js";
import "./scan/label-page.js";
import "./scan/scan-page.js";
import "./places/bottom-bar.js";
import "./ui/later-screen.js";

/** @param {App} app @param {Route} route @param {boolean} arrived */
function page(app, route, arrived) {
  const [name, id] = route.path.split("/").filter(Boolean);
  switch (name) {
    case "scan":
      return html`<lineside-scan .app=${app} .route=${route} .arrived=${arrived}></lineside-scan>`;
    case "label":
      return html`<lineside-label .app=${app} .route=${route} .arrived=${arrived} .code=${id}></lineside-label>`;
    case "equipment":
      return id
        ? html`<lineside-equipment .app=${app} .route=${route} .arrived=${arrived} .equipment=${id}></lineside-equipment>`
        : html`<lineside-equipment-list .app=${app} .route=${route} .arrived=${arrived}></lineside-equipment-list>`;
    case "guide":
      return html`<lineside-guide .app=${app} .route=${route} .arrived=${arrived} .guide=${id}></lineside-guide>`;
    case undefined:
      return html`<lineside-home .app=${app} .route=${route} .arrived=${arrived}></lineside-home>`;
    default:
      return html`<lineside-later .app=${app} .route=${route} .arrived=${arrived} .section=${name} .item=${id ?? ""}></lineside-later>`;
  }
}

/**
 * @param {App} app @param {HTMLElement} root hidden behind the page's first paint until a screen has its heading
 * @returns {Promise<void>} resolves then
 */
export function mount(app, root) {
  let moves = 0;
  const draw = () => {
    const { route } = app.router;
    const section = route.path.split("/").filter(Boolean)[0] ?? "home";
    const screen = keyed(moves, page(app, route, moves > 0));
    render(html`${screen}<lineside-bar class="bottombar" role="navigation" .app=${app} .section=${section}></lineside-bar>`, root);
  };
  root.className = "screen";
  const headed = untilHeaded(root);
  app.router.addEventListener("change", () => {
    moves += 1;
    window.scrollTo(0, 0);
    draw();
  });
  draw();
  return headed.then(() => reveal(root));
}

/** Resolves before the paint that would show it. @param {HTMLElement} root @returns {Promise<void>} */
function untilHeaded(root) {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!root.querySelector("h1")) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(root, { childList: true, subtree: true });
  });
}

/** The page's own first paint makes way. @param {HTMLElement} root */
export function reveal(root) {
  document.getElementById("first")?.remove();
  root.hidden = false;
}
