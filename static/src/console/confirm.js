/** Forms, and buttons that send them, with data-confirm ask once before they are sent. */

export function askBeforeSending(page = document) {
  page.addEventListener(
    "submit",
    (event) => {
      const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
      if (question && !confirm(question)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}
