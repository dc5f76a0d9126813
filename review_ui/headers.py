"""Every answer → the same with the headers that fence a browser in.

Scripts and styles come from our own files alone, so text out of a PDF can never
run, and no other site may frame these pages or learn their addresses.
"""

from http import HTTPStatus

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FOR_EVER = "public, max-age=31536000, immutable"
"""Of scripts and styles, which have another address once they are changed."""
_TWO_YEARS = "max-age=63072000"


def install(app: Flask) -> None:
    """Set the headers on every answer of an application; pages are kept by no cache unless they say so."""

    @app.after_request
    def _fence(response: Response) -> Response:
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST:
            response.headers["Cache-Control"] = _FOR_EVER
        else:
            response.headers.setdefault("Cache-Control", "no-store")
            response.vary.add("Cookie")
        if request.is_secure and app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
        return response
