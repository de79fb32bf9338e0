// Runs before the first paint, so that a chosen theme does not flash. Must stay tiny.
const kept = (() => {
  try {
    return localStorage.getItem("lineside-theme");
  } catch {
    return null;
  }
})();
if (kept === "light" || kept === "dark") document.documentElement.dataset.bsTheme = kept;
