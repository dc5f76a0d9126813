"""The record types as JSON and back, and the JSON Schema of what `extract` prints."""

from typing import Any, TypeVar

import msgspec

from models.records import Extraction

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


def to_json(value: object) -> bytes:
    """Return any of these types as one line of UTF-8 JSON."""
    return _encoder.encode(value)


def from_json(data: bytes | str, kind: type[T]) -> T:
    """Return JSON as `kind`, checked against its types.

    Raises:
        msgspec.ValidationError: The JSON does not fit the type.
    """
    return msgspec.json.decode(data, type=kind)


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON trees have no narrower type
    """Return any of these types as dicts, lists and strings."""
    return msgspec.json.decode(_encoder.encode(value))


def from_plain(data: object, kind: type[T]) -> T:
    """Return a JSON tree as `kind`, checked against its types.

    Raises:
        msgspec.ValidationError: The tree does not fit the type.
    """
    return msgspec.convert(data, type=kind)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one line of `zipingbiao extract`."""
    (schema,), parts = msgspec.json.schema_components([Extraction], ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "$defs": parts}
