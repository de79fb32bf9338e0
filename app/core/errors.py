"""Every failure leaves in one shape: problem details for the API, a page for people."""

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_login import current_user
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.core import postgresql
from app.core.refusal import Malformed, Refusal


class Busy(Refusal):
    code, status, title = "busy", 503, "The server is busy"


class StorageFull(Refusal):
    code, status, title = "storage-full", 507, "The server has no room"


class Broken(Refusal):
    code, status, title = "internal", 500, "Something broke on the server"


# What we say where the framework refuses: status to title and sentence.
PLAINLY = {
    400: ("Not understood", "This request could not be read. Reload the page and try again."),
    404: ("Not found", "There is nothing at this address. It may have been moved or deleted."),
    405: ("Not possible here", "This page cannot be asked for in that way. Go back and use its buttons."),
    413: ("Too large", "This is more than is taken at once. Send a smaller file or less text."),
    415: ("Wrong kind of data", "This kind of data is not taken here."),
    416: ("No such part", "The file does not have the part that was asked for."),
}
OTHERWISE = ("Not done", "That was not done. Reload the page and try again.")


def install(app: Flask) -> None:
    """Let every refusal and failure answer in our shape; a failure that is none of ours stays one."""
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(OperationalError, _from_database)
    app.register_error_handler(DataError, _from_data)
    app.register_error_handler(OSError, _from_disk)
    app.register_error_handler(500, lambda _: answer(Broken("Nothing was saved. Try again in a minute.")))


def answer(refusal: Refusal) -> Response:
    """The response for a refusal: JSON for the API and media, else a page (of the console, in its frame)."""
    if request.path.startswith(("/api/", "/media/")):
        response = jsonify(refusal.problem())
        response.mimetype = "application/problem+json"
    else:
        page = "console/problem.html" if _in_console(refusal) else "problem.html"
        response = Response(render_template(page, refusal=refusal))
    response.status_code = refusal.status
    if "retry_after" in refusal.data or refusal.status in (503, 507):
        response.headers["Retry-After"] = str(refusal.data.get("retry_after", 30))
    return response


def _in_console(refusal: Refusal) -> bool:
    """Whether its frame can stand around the sentence; a server in trouble shows what needs no database."""
    if not request.path.startswith("/console/") or refusal.status >= 500:
        return False
    return current_user.is_authenticated and bool(current_user.sites_as("supervisor"))


def _from_http(error: HTTPException) -> BaseResponse:
    if error.code is not None and error.code < 400:  # a redirect for a missing slash
        return error.get_response()
    title, sentence = PLAINLY.get(error.code or 500, OTHERWISE)
    refusal = Refusal(sentence)
    refusal.status, refusal.title = error.code or 500, title
    refusal.code = error.name.lower().replace(" ", "-")
    response = answer(refusal)
    for name in ("Allow", "Retry-After", "Content-Range"):
        if name in error.get_response().headers:
            response.headers[name] = error.get_response().headers[name]
    return response


def _from_data(_error: DataError) -> Response:
    """PostgreSQL takes no zero byte in a text and no number beyond its kind; SQLite takes both."""
    return answer(Malformed("Something in it cannot be kept: a character, or a number. Nothing was changed."))


def _from_database(error: OperationalError) -> Response:
    reason = str(error.orig).lower()
    full, busy = ("full" in reason or "disk i/o" in reason), ("locked" in reason or "busy" in reason)
    if postgresql.is_its(error):
        full, busy = postgresql.is_full(error), True
        current_app.logger.warning("PostgreSQL: %s", reason)
    if full:
        return answer(StorageFull("Nothing was saved. Your phone keeps its records and tries again."))
    if busy:
        return answer(Busy("Nothing was saved. Your phone keeps its records and tries again."))
    raise error


def _from_disk(error: OSError) -> Response:
    if error.errno in (28, 122, 27):  # ENOSPC, EDQUOT, EFBIG
        return answer(StorageFull("Nothing was saved. Your phone keeps its records and tries again."))
    raise error
