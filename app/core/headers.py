"""Response headers that hold for every page: no inline, no third party, Trusted Types."""

from flask import Flask, Response, request

from app.settings import Settings

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "font-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "object-src": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "lineside lit-html",
}
CONSOLE = {**POLICY, "trusted-types": "lineside default dompurify"}
DECODER = {**POLICY, "script-src": "'self' 'wasm-unsafe-eval'"}  # only the decoder may compile wasm
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}


def install(app: Flask, settings: Settings) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        if response.status_code == 304:  # the stored answer keeps its headers; an idle pull stays small
            response.headers.setdefault("Cache-Control", _caching(request.path))
            return response
        response.headers.update(ALWAYS)
        if request.path.startswith("/api/v1/"):
            del response.headers["Permissions-Policy"]  # says nothing about data; 95 bytes a pull
        response.headers.setdefault("Content-Security-Policy", _policy(request.path))
        response.headers.setdefault("Cache-Control", _caching(request.path))
        if settings.tls:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


def _policy(path: str) -> str:
    if path.startswith("/api/v1/"):
        return "default-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    table = CONSOLE if path.startswith("/console") else POLICY
    if path.startswith("/static/built/decoder."):
        table = DECODER
    return "; ".join(f"{name} {value}" for name, value in table.items())


def _caching(path: str) -> str:
    """Built files are named by hash and never change; everything else is asked for again."""
    return "public, max-age=31536000, immutable" if path.startswith("/static/built/") else "no-store, private"
