"""JSON Pointers (RFC 6901) into a record → its printed values, and a record with one of them changed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any

from models.codecs import from_plain, to_plain
from models.records import Fund, Goals, Indicator, Pointer, Record


def value_at(record: Record, pointer: Pointer) -> str:
    """Return the printed value that a pointer names.

    Raises:
        KeyError: No such field in this record.
    """
    return all_values(record)[pointer]


def with_value(record: Record, pointer: Pointer, value: str) -> Record:
    """Return the record with one printed value replaced.

    Raises:
        KeyError: No such field in this record.
    """
    return with_values(record, {pointer: value})


def with_values(record: Record, values: Mapping[Pointer, str]) -> Record:
    """Return the record with some printed values replaced.

    Raises:
        KeyError: One of the fields is not in this record.
    """
    known = all_values(record)
    tree: Any = to_plain(record)
    for pointer, value in values.items():
        if pointer not in known:
            raise KeyError(pointer)
        *path, last = steps_of(pointer)
        node = tree
        for step in path:
            node = node[int(step)] if isinstance(node, list) else node[step]
        node[last] = value
    return from_plain(tree, Record)


def all_values(record: Record) -> Mapping[Pointer, str]:
    """Return every printed value of a record by its pointer, in reading order."""
    found: dict[Pointer, str] = {}
    for name, value in zip(_RECORD, _record_values(record), strict=True):
        path = f"/{name}"
        if isinstance(value, str):
            found[path] = value
        elif isinstance(value, dict):
            found.update((f"{path}/{escape(label)}", text) for label, text in value.items())
        elif isinstance(value, tuple):
            for at, row in enumerate(value):
                found.update(_row_values(f"{path}/{at}", row))
        else:
            found.update(_row_values(path, value))
    return found


def _row_values(path: str, row: Fund | Goals | Indicator) -> Iterator[tuple[Pointer, str]]:
    names, texts = _ROWS[type(row)]
    return zip(_pointers(path, names), texts(row), strict=True)


@lru_cache(maxsize=1024)
def _pointers(path: Pointer, names: tuple[str, ...]) -> tuple[Pointer, ...]:
    return tuple(f"{path}/{name}" for name in names)


def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


_RECORD = _names(Record)
_record_values = attrgetter(*_RECORD)
_ROWS = {kind: (_names(kind), attrgetter(*_names(kind))) for kind in (Fund, Goals, Indicator)}


def escape(step: str) -> str:
    """Return one pointer step with `~` and `/` escaped (RFC 6901 §3)."""
    return step.replace("~", "~0").replace("/", "~1")


def steps_of(pointer: Pointer) -> list[str]:
    """Return the unescaped steps of a pointer.

    Raises:
        KeyError: It does not begin with `/`.
    """
    if not pointer.startswith("/"):
        raise KeyError(pointer)
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


def speaks_for_all(pointer: Pointer) -> bool:
    """Return whether a reason's field is none of a row: it stands at the foot for all indicators."""
    return pointer.startswith("/extras/") and not pointer.startswith("/extras/funds~1")
