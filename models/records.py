"""The types that every room speaks: what one PDF says, as data.

Nothing enters; the dataclasses and their JSON codec leave.  Every value is the
text as printed, `""` where the cell is blank.  Boxes are PDF points from the
top left of the page as seen (rotation applied); pointers are JSON Pointers
(RFC 6901) into a `Record`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal, TypeVar

import msgspec

T = TypeVar("T")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")

Box = tuple[float, float, float, float]
Pointer = str
Source = Literal["text", "ocr"]
Proof = Literal["proven", "consistent", "conflict", "none"]
Severity = Literal["error", "warning", "info"]
Blame = Literal["extraction", "issuer", "unknown"]
NoteCode = Literal["hidden-text", "repeated-text", "restored-text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """One row of the 项目资金 block."""

    source: Literal["total", "fiscal", "carried_over", "other"]
    label: str = ""
    initial_budget: str = ""
    adjusted_budget: str = ""
    executed: str = ""
    weight: str = ""
    rate: str = ""
    score: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """The 年度目标 block: what was planned, what came of it."""

    planned: str = ""
    achieved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One level-3 row of the 绩效指标 block, with its merged group labels."""

    level1: str = ""
    level1_weight: str = ""
    level2: str = ""
    level3: str = ""
    nature: str = ""
    unit: str = ""
    target: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One form as printed; `extras` keeps what has no field, by printed label."""

    title: str = ""
    year: str = ""
    project_name: str = ""
    department: str = ""
    department_code: str = ""
    implementing_unit: str = ""
    amount_unit: str = ""
    funds: tuple[Fund, ...] = ()
    goals: Goals = field(default_factory=Goals)
    indicators: tuple[Indicator, ...] = ()
    total_weight: str = ""
    total_score: str = ""
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where one value stands on its page, and how far it can be trusted."""

    page: int
    box: Box
    source: Source = "text"
    confidence: float = 1.0
    proof: Proof = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One broken rule: which, whose mistake, where, what was seen and due."""

    code: str
    severity: Severity
    blame: Blame
    fields: tuple[Pointer, ...]
    seen: str
    expected: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One category of a reason text; `text[start:end]` are the words that show it."""

    code: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The categories of one reason cell."""

    field: Pointer
    labels: tuple[Label, ...] = ()
    explains: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Text on a form's pages that no field claimed.

    `outside` is what stands apart from the table: page numbers, running heads, prose.
    """

    page: int
    box: Box
    text: str
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Where the text as read is not what the text layer says: what stood there, what was made of it."""

    code: NoteCode
    page: int
    box: Box
    seen: str
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One page whose text cannot be read without optical recognition."""

    page: int
    why: Literal["no-text", "rubbish-text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One self-evaluation form, read, checked and classified."""

    pages: tuple[int, ...]
    template: str
    record: Record
    evidence: dict[Pointer, Evidence] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    needs_review: bool = False
    why_review: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a file gave no forms."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one PDF gave: its forms, or the error that stands in their place."""

    file: str
    sha256: str
    pages: int = 0
    error: Failure | None = None
    forms: tuple[Form, ...] = ()
    unread: tuple[Unread, ...] = ()


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
    value_at(record, pointer)
    tree: Any = to_plain(record)
    *path, last = steps_of(pointer)
    node = tree
    for step in path:
        node = node[_index(step)] if isinstance(node, list) else node[step]
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


def _index(step: str) -> int:
    """Return an array index as RFC 6901 §4 writes it: ASCII digits without a leading zero."""
    if not _INDEX.fullmatch(step):
        raise ValueError(step)
    return int(step)


def steps_of(pointer: Pointer) -> list[str]:
    """Return the unescaped steps of a pointer.

    Raises:
        KeyError: It does not begin with `/`.
    """
    if not pointer.startswith("/"):
        raise KeyError(pointer)
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]
