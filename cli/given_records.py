"""JSON that someone wrote → the records, forms and extractions in it, checked against their types."""

import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from typing import Any

import msgspec

from models.codecs import from_plain, to_plain
from models.errors import BadRequest, UnknownForm
from models.names import shown
from models.pointers import escape
from models.records import Extraction, Form, Pointer, Record

MOST_NAMED = 10
"""An error names at most this many unknown fields."""
_FIELDS = frozenset(one.name for one in fields(Record))


def read_given(data: bytes, label: str) -> list[Extraction]:
    """Return what a JSON file holds, in order; records and forms count as extractions of their own.

    Args:
        data: One record, form or extraction, an array of them, or JSON Lines.
        label: The file's name.

    Raises:
        BadRequest: It is no JSON, something in it is none of the three, or it has fields that none of
            our types has: a misspelt one would pass for a blank.
        UnknownForm: It is an empty array.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        trees = list(_trees(data.removeprefix(BOM_UTF8)))
        read = [_extraction(tree, label, digest) for tree in trees]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"it is neither PDF nor workbook, and no JSON of a form: {error}") from error
    if not read:
        raise UnknownForm("the array holds no forms")
    for number, (tree, given) in enumerate(zip(trees, read, strict=True), 1):
        if unknown := list(islice(_unknown(tree, _twin(tree, given), ""), MOST_NAMED)):
            place = f" in object {number}" if len(read) > 1 else ""
            raise BadRequest(f"it has fields that are not known{place}: {', '.join(map(shown, unknown))}")
    return read


def _trees(data: bytes) -> Iterator[Any]:
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
    if _is_extraction(tree):
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


def _is_extraction(tree: dict[str, Any]) -> bool:
    return "forms" in tree or "error" in tree


def _twin(tree: dict[str, Any], given: Extraction) -> object:
    """Return what was read of an object, in the object's own shape."""
    if _is_extraction(tree):
        return to_plain(given)
    (form,) = given.forms
    return to_plain(form if "record" in tree else form.record)


def _unknown(tree: object, read: object, path: Pointer) -> Iterator[Pointer]:
    """Yield where a JSON tree has fields that were not read."""
    if isinstance(tree, dict) and isinstance(read, dict):
        for name, value in tree.items():
            below = f"{path}/{escape(name)}"
            if name in read:
                yield from _unknown(value, read[name], below)
            else:
                yield below
    elif isinstance(tree, list) and isinstance(read, list):
        for at, (value, twin) in enumerate(zip(tree, read, strict=True)):
            yield from _unknown(value, twin, f"{path}/{at}")
