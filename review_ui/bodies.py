"""A request's body → what an operation of the API takes."""

import json
from typing import TypeVar

import msgspec
from flask import request

from models.errors import BadRequest

T = TypeVar("T")
DRAIN_BYTES = 1 << 20
FORM = "multipart/form-data"


def drain() -> None:
    """Read what is left of a body: a browser that still sends when answered sees a broken connection."""
    while request.mimetype != FORM and request.stream.read(DRAIN_BYTES):
        pass


def body_as(kind: type[T]) -> T:
    """Return the request's JSON body as `kind`.

    Raises:
        BadRequest: It is no JSON, or not what is wanted.
    """
    data = request.get_data()
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise BadRequest(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(_fault(data)) from error


def _fault(data: bytes) -> str:
    """Return what is wrong with a body; the decoder calls half a surrogate pair a truncation."""
    try:
        json.loads(data)
    except UnicodeDecodeError:
        return "the body is no UTF-8"
    except json.JSONDecodeError as error:
        return f"the body is no whole JSON: {error}"
    except RecursionError:
        return "the body is nested too deeply"
    return "a string in the body holds half of a surrogate pair, which is no character"
