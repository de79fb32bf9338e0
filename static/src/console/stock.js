/** Where to start is asked for sheets only, and only up to their last label: a roll has no half-used page. */

export function fitStart(page = document) {
  for (const chooser of page.querySelectorAll("select[data-stock]")) {
    const start = chooser.form.querySelector("[data-start]");
    const fit = () => {
      const cells = Number(chooser.selectedOptions[0].dataset.cells);
      start.max = String(cells);
      start.disabled = cells === 1;
      start.closest(".field").hidden = cells === 1;
    };
    chooser.addEventListener("change", fit);
    fit();
  }
}
