/** @returns {string} the sign-in page, which comes back to where the person was */
export function signInHref() {
  return `/sign-in?next=${encodeURIComponent(location.pathname + location.hash)}`;
}
