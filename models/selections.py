"""Conditions such as `code=unknown-form` or `version<0.2` → the documents that meet them all."""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import versions
from models.errors import BadRequest
from models.tables import Documents, Forms
from models.versions import Versions

CHUNK = 100
CURRENT = "current"
"""Of `models` and `patterns`: what would read now."""
_CONDITION = re.compile(r"\s*([a-z]+)\s*(<=|>=|!=|=|<|>)\s*(.*?)\s*")
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)
_COLUMNS: Mapping[str, InstrumentedAttribute[str]] = MappingProxyType(
    {
        "status": Documents.state,
        "models": Documents.model_version,
        "patterns": Documents.pattern_version,
        "reference": Documents.reference,
        "year": Documents.archive_year,
    }
)
FIELDS = ("batch", "code", "document", "template", "version", *_COLUMNS)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a field, how it is compared, and with what."""

    field: str
    comparison: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """One document that meets all conditions."""

    document_id: int
    name: str
    sha256: str
    state: str
    code: str | None


def parse(texts: Iterable[str]) -> list[Condition]:
    """Return the conditions of some texts, several in one parted by commas.

    Raises:
        BadRequest: One makes no sense; the message says which.
    """
    conditions = []
    for text in (part for whole in texts for part in whole.split(",") if part.strip()):
        found = _CONDITION.fullmatch(text)
        condition = Condition(*found.groups()) if found else None
        if condition is None or condition.field not in FIELDS:
            raise BadRequest(f"{text!r}: give FIELD=VALUE, where FIELD is one of {', '.join(sorted(FIELDS))}")
        if condition.comparison not in {"=", "!="} and condition.field != "version":
            raise BadRequest(f"{text!r}: only version is compared by < and >")
        if condition.field in {"batch", "document"} and not re.fullmatch("[0-9]{1,9}", condition.value):
            raise BadRequest(f"{text!r}: {condition.field} is a number")
        conditions.append(condition)
    return conditions


def select_documents(
    session: Session, conditions: Sequence[Condition], now: Versions, after: int = 0
) -> list[Selected]:
    """Return the next documents, by id, that were read and meet all conditions.

    Args:
        session: Any session.
        conditions: From `parse`.
        now: What would read them now.
        after: The last id of the page before.
    """
    columns = Documents.id.label("document_id"), *(getattr(Documents, name) for name in _SHOWN)
    wanted = [_clause(session, one, now) for one in conditions]
    ended = Documents.state != "waiting", Documents.id > after
    query = select(*columns).where(*ended, *wanted).order_by(Documents.id).limit(CHUNK)
    return [Selected(**row._asdict()) for row in session.execute(query)]


_SHOWN = ("name", "sha256", "state", "code")


def _clause(session: Session, one: Condition, now: Versions) -> ColumnElement[bool]:
    negated = one.comparison == "!="
    if one.field == "version":
        return Documents.extractor_version.in_(list(_releases(session, one)))
    if one.field in {"batch", "document"}:
        column = Documents.batch_id if one.field == "batch" else Documents.id
        same = column == int(one.value)
        return or_(column.is_(None), ~same) if negated else same
    if one.field == "template":
        found = exists().where(Forms.document_id == Documents.id, Forms.template == one.value)
        return ~found if negated else found
    if one.field == "code":
        return (
            or_(Documents.code.is_(None), Documents.code != one.value)
            if negated
            else Documents.code == one.value
        )
    value = (
        getattr(now, one.field) if one.value == CURRENT and one.field in {"models", "patterns"} else one.value
    )
    return _COLUMNS[one.field] != value if negated else _COLUMNS[one.field] == value


def _releases(session: Session, one: Condition) -> Iterator[str]:
    """Yield the releases that some document was read by and that meet a condition."""
    meets = _ORDERS[one.comparison]
    for release in session.scalars(select(Documents.extractor_version).distinct()):
        if meets(versions.order(release), versions.order(one.value)):
            yield release
