"""Results and errors → HTTP answers: JSON for programs, a page for people, each with its code."""

import logging
import tempfile
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

import msgspec
from flask import Flask, current_app, render_template, request, send_file
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from models import errors, pressures
from models.blobs import FULL
from models.reviews import StaleSave
from review_ui import presentations
from review_ui.guards import CSRFError, NotSignedIn, is_program
from review_ui.languages import words

log = logging.getLogger(__name__)
STATUS: Mapping[str, int] = {
    errors.BadRequest.code: 400,
    errors.BadName.code: 400,
    NotSignedIn.code: 401,
    errors.NotAllowed.code: 403,
    errors.NotFound.code: 404,
    errors.ReviewConflict.code: 409,
    errors.TooLarge.code: 413,
    errors.NotAPdf.code: 415,
    errors.BrokenSetup.code: 503,
    errors.TooBusy.code: 503,
    errors.StoreAway.code: 503,
    errors.NoRoom.code: 507,
    errors.ServiceError.code: 500,
}
UNPROCESSABLE = 422
HTTP_CODES = {
    400: "bad-request",
    401: NotSignedIn.code,
    403: "not-allowed",
    404: "not-found",
    405: "bad-request",
    413: "too-large",
    415: "bad-request",
    429: "too-many",
}


def status_of(code: str) -> int:
    """Return the HTTP status of an error code: 422 for a bad file unless HTTP has a name for its fault."""
    return STATUS.get(code, UNPROCESSABLE)


def reply(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:  # noqa: ANN401 - any JSON
    """Return a JSON answer."""
    answer = current_app.response_class(
        msgspec.json.encode(body), status=status, mimetype="application/json", headers=dict(headers or {})
    )
    found: Response = answer
    return found


def download(write: Callable[[BinaryIO], None], name: str, media_type: str) -> Response:
    """Return a file that is written whole before its first byte is sent."""
    # Flask closes the file when the answer has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write(file)
    file.seek(0)
    return send_file(file, mimetype=media_type, as_attachment=True, download_name=name)


def install(app: Flask) -> None:
    """Give every error of an application an answer with its code; unforeseen ones are logged, not shown."""
    app.register_error_handler(errors.ServiceError, _ours)
    app.register_error_handler(CSRFError, lambda _: _answer("stale-page", 400))
    app.register_error_handler(OperationalError, lambda error: _ours(pressures.of_database(error)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: errors.ServiceError) -> Response:
    status = status_of(error.code)
    if status >= 500:  # noqa: PLR2004 - HTTP's server errors
        log.error("%s: %s", error.code, error.message)
    extra: dict[str, Any] = {}
    if isinstance(error, StaleSave) and error.desk:
        extra["current"] = presentations.form(error.desk, words())
    answer = _answer(error.code, status, error.message, extra, getattr(error, "words", error.code))
    if isinstance(error, errors.Overloaded):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:  # noqa: PLR2004 - redirects are no errors
        return error.get_response()
    answer = _answer(HTTP_CODES.get(status, "service"), status, error.description or "")
    answer.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return answer


def _unforeseen(error: Exception) -> Response:
    if isinstance(error, OSError) and error.errno in FULL:
        return _ours(errors.NoRoom(f"the folder of temporary files: {error.strerror}. Nothing was stored."))
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _answer("service", 500)


def _answer(
    code: str, status: int, detail: str = "", extra: Mapping[str, Any] | None = None, said: str = ""
) -> Response:
    """Answer an error; `said` names its words where they say more than those of its code."""
    t = words()
    message = presentations.error_words(said or code, t)
    if is_program() or request.accept_mimetypes.best == "application/json":
        error = presentations.failure(code, detail or None, None, t) | {"message": message}
        return reply({"error": error, **(extra or {})}, status)
    page = render_template(
        "error.html",
        status=status,
        code=code,
        message=message,
        title=t("error.title"),
    )
    answer: Response = current_app.response_class(page, status=status)
    return answer
