/**
 * Trusted Types for the console. htmx hands strings to the parser; the `default` policy cleans them, so a
 * fragment can bring no script, no handler and no foreign picture, and keeps its hx-* attributes.
 */
import DOMPurify from "dompurify";

const OPTIONS = {
  ADD_TAGS: ["use"],
  ADD_ATTR: ["aria-current", "aria-live", "form", "formaction", "formmethod", "formnovalidate", "formtarget"],
  SANITIZE_DOM: false, // would drop name="title"; the markup is our own and escaped by the server
};

export function installPolicy() {
  DOMPurify.addHook("uponSanitizeAttribute", keepHtmx);
  DOMPurify.addHook("afterSanitizeAttributes", keepOwnPictures);
  self.trustedTypes?.createPolicy("default", {
    createHTML: (html) => DOMPurify.sanitize(html, OPTIONS),
    createScriptURL: () => null,
    createScript: () => null,
  });
}

function keepHtmx(_element, attribute) {
  if (/^hx-(?!on)/.test(attribute.attrName)) attribute.forceKeepAttr = true;
}

function keepOwnPictures(element) {
  if (element.localName !== "use") return;
  const target = element.getAttribute("href") ?? "";
  if (!target.startsWith("/static/built/")) element.remove();
}
