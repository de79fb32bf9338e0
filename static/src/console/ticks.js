/** A checkbox `data-tick-all="name"` ticks every checkbox of that name in its form. */

export function offerTickAll(part) {
  for (const all of part.querySelectorAll("[data-tick-all]")) {
    const each = () => [...all.form.querySelectorAll(`input[name="${all.dataset.tickAll}"]`)];
    const tell = () => {
      const ticked = each().filter((one) => one.checked).length;
      all.checked = ticked > 0 && ticked === each().length;
      all.indeterminate = ticked > 0 && !all.checked;
    };
    all.hidden = false;
    all.setAttribute("aria-label", "Tick all");
    all.addEventListener("change", () => each().forEach((one) => (one.checked = all.checked)));
    all.form.addEventListener("change", (event) => event.target.name === all.dataset.tickAll && tell());
    tell();
  }
}
