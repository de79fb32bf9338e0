"""Text leaves as gzip where the browser takes it. Media, parts of files and streams are left alone."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

KINDS = {
    "application/json",
    "application/manifest+json",
    "application/problem+json",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
}
FLOOR = 400  # bytes; below, gzip gains nothing
LARGEST = 4 * 1024 * 1024


def install(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The same response, smaller. Its ETag then names the smaller one, so that caches keep the two apart."""
    if response.mimetype not in KINDS:
        return response
    response.vary.add("Accept-Encoding")
    if not _wanted(response):
        return response
    response.direct_passthrough = False
    data = response.get_data()
    etag, weak = response.get_etag()
    static = request.path.startswith("/static/built/")
    response.set_data(_kept(data) if static else gzip.compress(data, 9 if len(data) < 4000 else 4, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    if etag:
        response.set_etag(f"{etag}-gzip", weak or False)
        response.make_conditional(request)
    return response


def _wanted(response: Response) -> bool:
    length = response.content_length
    return (
        request.method in ("GET", "POST")
        and response.status_code == 200
        and request.accept_encodings["gzip"] > 0
        and "Range" not in request.headers
        and "Content-Encoding" not in response.headers
        and length is not None
        and FLOOR <= length <= LARGEST
    )


@lru_cache(maxsize=64)
def _kept(data: bytes) -> bytes:
    """Built files are few and asked for often: packed once, as small as gzip goes."""
    return gzip.compress(data, 9, mtime=0)
