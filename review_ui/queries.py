"""A request's query → values of the kinds that its address declares, or `BadRequest` by the parameter's name.

The API takes nothing that its table does not list and ignores nothing that is wrong.
Bytes that are no UTF-8 become lone surrogates, as in Python's own file names, so that
a bad name is seen to be bad.  Ids fit the database's 32 bits, in paths as in queries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, cast
from urllib.parse import parse_qsl

from flask import Flask, Request, g, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

from models.errors import BadRequest
from models.texts import storable

MOST_ID = 2**31 - 1
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query.  An integer lies between `least` and `most`; `any_bytes` are judged later."""

    name: str
    kind: Literal["string", "integer", "boolean"] = "string"
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = MOST_ID
    any_bytes: bool = False

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the values."""
        if self.kind == "integer":
            return {"type": "integer", "minimum": self.least, "maximum": self.most}
        return {"type": self.kind, **({"enum": list(self.choices)} if self.choices else {})}

    def read(self, text: str) -> Value:
        """Return the value that a text stands for.

        Raises:
            BadRequest: It stands for none; the message names the parameter.
        """
        if self.kind == "integer":
            return self._integer(text)
        if self.kind == "boolean":
            return _FLAGS[self._one_of(text, _FLAGS)]
        if self.choices:
            return self._one_of(text, self.choices)
        if not self.any_bytes and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
            raise BadRequest(f"{self.name}: the text is no UTF-8 or holds a NUL")
        return text

    def _integer(self, text: str) -> int:
        short = text.isascii() and text.isdecimal() and len(text) <= len(str(self.most))
        if not short or not self.least <= int(text) <= self.most:
            raise BadRequest(f"{self.name}: give a whole number from {self.least} to {self.most}")
        return int(text)

    def _one_of(self, text: str, choices: Iterable[str]) -> str:
        if text not in choices:
            raise BadRequest(f"{self.name}: give one of {', '.join(choices)}")
        return text


AFTER = Parameter("after", "integer")


class Query:
    """What one request asked for, each value by its parameter's name; what was not given is None."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def text(self, name: str) -> str | None:
        """Return a string parameter."""
        return cast("str | None", self._values.get(name))

    def number(self, name: str) -> int | None:
        """Return an integer parameter."""
        return cast("int | None", self._values.get(name))

    def flag(self, name: str) -> bool | None:
        """Return a boolean parameter."""
        return cast("bool | None", self._values.get(name))


def read(parameters: Iterable[Parameter], query_string: bytes) -> Query:
    """Return what a query asks for.

    Raises:
        BadRequest: A parameter is unknown, given twice or no value of its kind; the message names it.
    """
    known = {one.name: one for one in parameters}
    values: dict[str, Value] = {}
    for name, text in _pairs(query_string, "surrogateescape"):
        if name not in known:
            raise BadRequest(f"{name!a}: no such parameter; there are {', '.join(known)}")
        if name in values:
            raise BadRequest(f"{name}: give it once")
        values[name] = known[name].read(text)
    return Query(values)


def keep(parameters: Iterable[Parameter]) -> None:
    """Read this request's query for its view.

    Raises:
        BadRequest: As `read`.
    """
    g.query = read(parameters, request.query_string)


def asked() -> Query:
    """Return what `keep` read."""
    return cast("Query", g.query)


def page_start() -> int | None:
    """Return the id behind which a page's list begins.

    Raises:
        BadRequest: It is no id.
    """
    text = request.args.get(AFTER.name)
    return cast("int", AFTER.read(text)) if text is not None else None


def page_batch() -> int | None:
    """Return the batch to which a page's list is bound, if any.

    Raises:
        BadRequest: It is no id.
    """
    text = request.args.get("batch")
    return cast("int", AFTER.read(text)) if text else None


class Narrowing(NamedTuple):
    """What a list of forms is narrowed to, beside their state."""

    doubtful: bool
    text: str
    batch_id: int | None

    @property
    def query(self) -> dict[str, str | int | None]:
        """The same as the query of an address."""
        return {
            "doubtful": "1" if self.doubtful else None,
            "text": self.text or None,
            "batch": self.batch_id,
        }


def page_narrowing() -> Narrowing:
    """Return what a page's list of forms is narrowed to.

    Raises:
        BadRequest: The batch is no id.
    """
    text = request.args.get("text", "").strip()[:200]
    return Narrowing(request.args.get("doubtful") == "1", text, page_batch())


def install(app: Flask) -> None:
    """Let an application's paths hold only numbers that an id can be, and its pages only real characters."""
    app.url_map.converters["int"] = _Id
    app.request_class = _Request


class _Id(IntegerConverter):
    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug gives it by this name
        super().__init__(map, max=MOST_ID)


class _Request(Request):
    @property
    def args(self) -> MultiDict[str, str]:
        """The query of a page, what is no UTF-8 and NUL replaced by U+FFFD."""
        pairs = _pairs(self.query_string, "replace")
        return ImmutableMultiDict([(name, storable(text)) for name, text in pairs])


def _pairs(query_string: bytes, errors: str) -> list[tuple[str, str]]:
    return parse_qsl(query_string.decode("utf-8", errors), keep_blank_values=True, errors=errors)
