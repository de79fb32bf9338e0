/**
 * A box that ticks all boxes of a name in its form (`data-tick-all="name"`), and a count of what is ticked
 * (`data-ticked="name"`, `data-words="{n} chosen"`); a button that needs one of them (`data-needs-ticked="name"`).
 */
export function offerTickAll(page = document) {
  for (const all of page.querySelectorAll("[data-tick-all]")) {
    const form = all.closest("form");
    const boxes = [...form.querySelectorAll(`input[name="${all.dataset.tickAll}"]`)];
    const count = form.querySelector(`[data-ticked="${all.dataset.tickAll}"]`);
    const needy = form.querySelector(`[data-needs-ticked="${all.dataset.tickAll}"]`);
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      if (needy) needy.disabled = !ticked;
      if (count) count.textContent = ticked ? count.dataset.words.replace("{n}", String(ticked)) : count.dataset.none;
    };
    all.hidden = false;
    all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
    form.addEventListener("change", show);
    show();
  }
}
