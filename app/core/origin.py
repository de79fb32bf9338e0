"""One guard against cross-site writes: Sec-Fetch-Site, else Origin, else no (OWASP CSRF sheet)."""

from flask import Flask, request

from app.core.database import SAFE
from app.core.refusal import Refusal


class ForeignOrigin(Refusal):
    code, status, title = "foreign-origin", 403, "Not from this site"


def install(app: Flask) -> None:
    app.before_request(guard)


def guard() -> None:
    """Refuse an unsafe request unless the browser says that our own page sent it."""
    if request.method in SAFE:
        return
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from:
        own = fetched_from == "same-origin"
    else:
        own = request.headers.get("Origin") == request.host_url.rstrip("/")
    if not own:
        raise ForeignOrigin("This request did not come from a page of this site, so nothing was changed.")
