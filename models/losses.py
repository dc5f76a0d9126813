"""Where marks were lost and why: kept a form and category, and summed, so that no page reads forms.

`store` is called for changed forms by the one process that folds changes; pages
read the sums, and the forms behind a number by index.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.counters import Losses, LossSums

ANY = "*"
"""The category under which each row counts once."""
UNSORTED = ""
UNIT = 10_000
MOST_MARKS = 10_000
"""No row of a form has more; what is misread must not drown the others, nor overflow."""
YEAR_LENGTH, DEPARTMENT_LENGTH = 32, 200
MOST_FORMS = 200
MOST_LINES = 200
"""Lines of one sum that a page shows; one more is found, by which it is known that there are others."""
_BY_YEAR, _BY_DEPARTMENT = 1, 2
_ADD = text(
    "INSERT INTO loss_sums (grain, code, year, department, rows, forms, marks)"
    " VALUES (:grain, :code, :year, :department, :rows, :forms, :marks)"
    " ON CONFLICT (grain, code, year, department) DO UPDATE SET rows = loss_sums.rows + excluded.rows,"
    " forms = loss_sums.forms + excluded.forms, marks = loss_sums.marks + excluded.marks"
)
Key = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Loss:
    """Marks lost in one row of a form; `codes` are its reason's categories."""

    marks: Decimal
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLosses:
    """All that one form lost; nothing where it was rejected."""

    form_id: int
    year: str
    department: str
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows, forms and marks lost under one heading."""

    rows: int = 0
    forms: int = 0
    marks: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page is narrowed to; None does not narrow."""

    category: str | None = None
    year: str | None = None
    department: str | None = None

    @property
    def code(self) -> str:
        """The category under which the sums stand."""
        return ANY if self.category is None else self.category


def store(session: Session, changed: Sequence[FormLosses]) -> None:
    """Put what some forms lost in the place of what was known of them, in the sums too."""
    ids = [form.form_id for form in changed]
    columns = (Losses.form_id, Losses.code, Losses.year, Losses.department, Losses.rows, Losses.marks)
    old = [dict(row._mapping) for row in session.execute(select(*columns).where(Losses.form_id.in_(ids)))]  # noqa: SLF001 - SQLAlchemy's public name
    new = [row for form in changed for row in _rows_of(form)]
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sign, rows in ((-1, old), (1, new)):
        for row in rows:
            _count(sums, row, sign)
    session.execute(delete(Losses).where(Losses.form_id.in_(ids)))
    if new:
        session.execute(insert(Losses.__table__), new)  # type: ignore[arg-type]  # typed as any selectable
    names = ("grain", "code", "year", "department", "rows", "forms", "marks")
    changes = [(*key, *values) for key, values in sorted(sums.items()) if any(values)]
    if changes:
        session.execute(_ADD, [dict(zip(names, change, strict=True)) for change in changes])


def total(session: Session, chosen: Chosen) -> Sum:
    """Return what was lost in all that is chosen."""
    grain, place = _place(chosen)
    row = session.execute(
        select(LossSums.rows, LossSums.forms, LossSums.marks).where(
            LossSums.grain == grain, LossSums.code == chosen.code, *place
        )
    ).one_or_none()
    return Sum(row.rows, row.forms, Decimal(row.marks) / UNIT) if row else Sum()


def by_category(session: Session, chosen: Chosen) -> list[tuple[str, Sum]]:
    """Return what was lost by category, the most first."""
    grain, place = _place(chosen)
    one = LossSums.code != ANY if chosen.category is None else LossSums.code == chosen.category
    return _lines(session, LossSums.code, [LossSums.grain == grain, *place, one])


def by_year(session: Session, chosen: Chosen) -> list[tuple[str, Sum]]:
    """Return what was lost by year, the most first."""
    grain, place = _place(chosen)
    wanted = [LossSums.grain == (grain | _BY_YEAR), LossSums.code == chosen.code, *place]
    return _lines(session, LossSums.year, wanted)


def by_department(session: Session, chosen: Chosen) -> list[tuple[str, Sum]]:
    """Return what was lost by department, the most first."""
    grain, place = _place(chosen)
    wanted = [LossSums.grain == (grain | _BY_DEPARTMENT), LossSums.code == chosen.code, *place]
    return _lines(session, LossSums.department, wanted)


def forms_behind(session: Session, chosen: Chosen) -> list[int]:
    """Return the forms that lost something that is chosen, at most 200, by id."""
    wanted = [Losses.code == chosen.code]
    wanted += [Losses.year == chosen.year[:YEAR_LENGTH]] if chosen.year is not None else []
    if chosen.department is not None:
        wanted.append(Losses.department == chosen.department[:DEPARTMENT_LENGTH])
    return list(
        session.scalars(select(Losses.form_id).where(*wanted).order_by(Losses.form_id).limit(MOST_FORMS))
    )


def _place(chosen: Chosen) -> tuple[int, list[ColumnElement[bool]]]:
    """Return the grain of the sums in which the choice is one, and what picks it there."""
    grain = 0
    place: list[ColumnElement[bool]] = []
    if chosen.year is not None:
        grain |= _BY_YEAR
        place.append(LossSums.year == chosen.year[:YEAR_LENGTH])
    if chosen.department is not None:
        grain |= _BY_DEPARTMENT
        place.append(LossSums.department == chosen.department[:DEPARTMENT_LENGTH])
    return grain, place


def _lines(
    session: Session, heading: InstrumentedAttribute[str], wanted: Iterable[ColumnElement[bool]]
) -> list[tuple[str, Sum]]:
    query = select(heading, LossSums.rows, LossSums.forms, LossSums.marks).where(*wanted, LossSums.marks > 0)
    rows = session.execute(query.order_by(LossSums.marks.desc()).limit(MOST_LINES + 1))
    found = [(key, Sum(rows_, forms, Decimal(marks) / UNIT)) for key, rows_, forms, marks in rows]
    return sorted(found, key=lambda pair: (-pair[1].marks, pair[0]))


def _rows_of(form: FormLosses) -> list[dict[str, Any]]:
    """Return a form's rows of `losses`: one a category, and one for all of it."""
    found: Mapping[str, list[int]] = defaultdict(lambda: [0, 0])
    for loss in form.losses:
        marks = int(min(loss.marks, Decimal(MOST_MARKS)) * UNIT)
        for code in (ANY, *dict.fromkeys(loss.codes or (UNSORTED,))):
            found[code][0] += 1
            found[code][1] += marks
    place = {"year": form.year[:YEAR_LENGTH], "department": form.department[:DEPARTMENT_LENGTH]}
    return [
        {"form_id": form.form_id, "code": code[:64], **place, "rows": rows, "marks": marks}
        for code, (rows, marks) in found.items()
    ]


def _count(sums: dict[Key, list[int]], row: Mapping[str, Any], sign: int) -> None:
    for grain in range(4):
        year = row["year"] if grain & _BY_YEAR else ""
        department = row["department"] if grain & _BY_DEPARTMENT else ""
        values = sums[grain, row["code"], year, department]
        values[0] += sign * row["rows"]
        values[1] += sign
        values[2] += sign * row["marks"]
