/** The choice of light, dark or what the computer asks for, kept in this browser. */

const NAME = "lineside-theme";

export function offerAppearance(page = document) {
  const choice = page.querySelector("[data-theme-choice]");
  if (!choice) return;
  const now = page.documentElement.dataset.bsTheme ?? "auto";
  choice.querySelector(`[value=${now}]`).checked = true;
  choice.hidden = false;
  choice.addEventListener("change", (event) => choose(page, event.target.value));
}

function choose(page, theme) {
  if (theme === "auto") {
    delete page.documentElement.dataset.bsTheme;
    localStorage.removeItem(NAME);
  } else {
    page.documentElement.dataset.bsTheme = theme;
    localStorage.setItem(NAME, theme);
  }
}
