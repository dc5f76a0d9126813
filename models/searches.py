"""Words → the rows that hold all of them, however many rows there are.

SQLite looks at row after row, in the list's order, until a page is full.  On
PostgreSQL the first rows in the list's order are looked at likewise, which soon
fills a page with words that many rows have; rarer words are found by an index of
their single characters and pairs (`grams`, made by the revisions).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.texts import fold

FIRST = 2000
"""So many rows are looked at before the index is asked."""
Condition = ColumnElement[bool]


class Page(NamedTuple):
    """So many rows by id, the first or the last ones first."""

    limit: int
    last_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What forms must be; None leaves it open."""

    state: str | None = None
    needs_review: bool | None = None
    document_id: int | None = None
    after: int | None = None
    before: int | None = None

    def of(self, form: Any) -> list[Condition]:  # noqa: ANN401 - the table or a statement with its columns
        """Return the conditions on a form's columns."""
        wanted = [form.state == self.state] if self.state is not None else []
        wanted += [form.needs_review.is_(self.needs_review)] if self.needs_review is not None else []
        wanted += [form.document_id == self.document_id] if self.document_id is not None else []
        return wanted + self.within(form.id)

    def within(self, form_id: ColumnElement[int] | InstrumentedAttribute[int]) -> list[Condition]:
        """Return those on its id alone."""
        wanted = [form_id > self.after] if self.after is not None else []
        return wanted + ([form_id < self.before] if self.before is not None else [])


def find(
    session: Session, column: InstrumentedAttribute[str], text: str, wanted: Sequence[Condition], page: Page
) -> list[Condition]:
    """Return conditions that pick the first rows whose column holds all words of a text.

    Args:
        session: Any session.
        column: Where to look; folded text.
        text: Words, whatever their case.
        wanted: What else the rows must be.
        page: The list's order, and how many rows it shows.
    """
    words = fold(text).split()
    held = [column.contains(word, autoescape=True) for word in words]
    if not words or session.get_bind().dialect.name == "sqlite":
        return held
    key: InstrumentedAttribute[int] = column.class_.id
    order = key.desc() if page.last_first else key.asc()
    near = (
        select(key.label("id"), column.label("words")).where(*wanted).order_by(order).limit(FIRST).subquery()
    )
    seen = [near.c.words.contains(word, autoescape=True) for word in words]
    ids = session.scalars(select(near.c.id).where(*seen).limit(page.limit)).all()
    if len(ids) < page.limit:
        ids = _by_index(session, column, words, [*held, *wanted], page)
    return [key.in_(ids)]


def _by_index(
    session: Session,
    column: InstrumentedAttribute[str],
    words: Sequence[str],
    wanted: Sequence[Condition],
    page: Page,
) -> Sequence[int]:
    key: InstrumentedAttribute[int] = column.class_.id
    grams = func.grams(column).op("@>")(cast(_grams(words), ARRAY(Text)))
    every = select(key.label("id")).where(grams, *wanted).cte("every").prefix_with("MATERIALIZED")
    order = every.c.id.desc() if page.last_first else every.c.id
    return session.scalars(select(every.c.id).order_by(order).limit(page.limit)).all()


def _grams(words: Sequence[str]) -> list[str]:
    return sorted({gram for word in words for gram in _grams_of(word)})


def _grams_of(word: str) -> list[str]:
    return [one + two for one, two in pairwise(word)] or [word]
