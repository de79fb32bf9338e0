"""Every failure leaves in one shape: problem details for the API, a plain page for people."""

from flask import Flask, Response, jsonify, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.core.refusal import Refusal


class Busy(Refusal):
    code, status, title = "busy", 503, "The server is busy"


class StorageFull(Refusal):
    code, status, title = "storage-full", 507, "The server has no room"


class Broken(Refusal):
    code, status, title = "internal", 500, "Something broke on the server"


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(OperationalError, _from_database)
    app.register_error_handler(OSError, _from_disk)
    app.register_error_handler(500, lambda _: answer(Broken("Nothing was saved. Try again in a minute.")))


def answer(refusal: Refusal) -> Response:
    """The response for a refusal: JSON for the API and media, else a page."""
    if request.path.startswith(("/api/", "/media/")):
        response = jsonify(refusal.problem())
        response.mimetype = "application/problem+json"
    else:
        response = Response(render_template("problem.html", refusal=refusal))
    response.status_code = refusal.status
    if "retry_after" in refusal.data or refusal.status in (503, 507):
        response.headers["Retry-After"] = str(refusal.data.get("retry_after", 30))
    return response


def _from_http(error: HTTPException) -> BaseResponse:
    if error.code is not None and error.code < 400:  # a redirect for a missing slash
        return error.get_response()
    refusal = Refusal(error.description or error.name)
    refusal.status, refusal.title = error.code or 500, error.name
    refusal.code = error.name.lower().replace(" ", "-")
    response = answer(refusal)
    for name in ("Allow", "Retry-After", "Content-Range"):
        if name in error.get_response().headers:
            response.headers[name] = error.get_response().headers[name]
    return response


def _from_database(error: OperationalError) -> Response:
    reason = str(error.orig).lower()
    if "full" in reason or "disk i/o" in reason:
        return answer(StorageFull("Nothing was saved. Your phone keeps its records and tries again."))
    if "locked" in reason or "busy" in reason:
        return answer(Busy("Nothing was saved. Your phone keeps its records and tries again."))
    raise error


def _from_disk(error: OSError) -> Response:
    if error.errno in (28, 122, 27):  # ENOSPC, EDQUOT, EFBIG
        return answer(StorageFull("Nothing was saved. Your phone keeps its records and tries again."))
    raise error
