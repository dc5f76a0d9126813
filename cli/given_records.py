"""JSON that someone wrote → the records, forms and extractions in it, checked against their types."""

import hashlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import msgspec

from models.errors import BadRequest
from models.records import Extraction, Form, Record, from_plain

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FIELDS = frozenset(one.name for one in fields(Record))


def read_given(data: bytes, label: str) -> list[Extraction]:
    """Return what a JSON file holds, in order; records and forms count as extractions of their own.

    Args:
        data: One record, form or extraction, an array of them, or JSON Lines.
        label: The file's name.

    Raises:
        BadRequest: It is no JSON, or something in it is none of the three.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        trees = list(_trees(data.removeprefix(BYTE_ORDER_MARK)))
        return [_extraction(tree, label, digest) for tree in trees]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"it is neither PDF nor workbook, and no JSON of a form: {error}") from error


def _trees(data: bytes) -> Iterator[object]:
    """Yield the objects of a JSON document; of each line where there are several."""
    try:
        whole = msgspec.json.decode(data)
    except msgspec.DecodeError:
        lines = [line for line in data.splitlines() if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004 - one broken document
            raise
        for line in lines:
            yield msgspec.json.decode(line)
        return
    yield from whole if isinstance(whole, list) else [whole]


def _extraction(tree: Any, label: str, digest: str) -> Extraction:  # noqa: ANN401 - JSON trees have no narrower type
    if not isinstance(tree, dict):
        raise BadRequest("it is no JSON of a form: an object is expected")
    if "forms" in tree or "error" in tree:
        return from_plain(tree, Extraction)
    if "record" in tree:
        form = from_plain({"pages": [], "template": ""} | tree, Form)
    elif _FIELDS.isdisjoint(tree):
        raise BadRequest(
            f"it is no record: none of its fields is there, such as {', '.join(sorted(_FIELDS)[:4])}"
        )
    else:
        form = Form(pages=(), template="", record=from_plain(tree, Record))
    return Extraction(file=label, sha256=digest, forms=(form,))
