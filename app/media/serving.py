"""A rendition as an answer: immutable, ETag, Range; its type is ours, never the uploader's."""

from flask import Response, request
from werkzeug import Response as BaseResponse
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from app.core import storage
from app.media.models import Rendition

FOR_EVER = "private, max-age=31536000, immutable"
CHUNK = 256 * 1024


def serve(found: Rendition, *, caching: str = FOR_EVER) -> BaseResponse:
    """The whole file, or the range that was asked for."""
    file = storage.blobs().path(found.sha256).open("rb")
    response = Response(wrap_file(request.environ, file, CHUNK), direct_passthrough=True)
    response.content_type, response.content_length = found.content_type, found.bytes
    response.headers["Cache-Control"] = caching
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.set_etag(found.sha256)
    try:
        return response.make_conditional(request, accept_ranges=True, complete_length=found.bytes)
    except RequestedRangeNotSatisfiable:
        file.close()
        raise
