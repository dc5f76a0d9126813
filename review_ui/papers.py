"""A record → the shape of its paper: rows of cells, merged where the print merges.

Enters a `Record`; leaves the blocks that the desk's templates draw, top to
bottom as on the form.  Columns that a template of another year lacks are left
out.  A group label is printed once for many rows, so its cell carries the
pointers of all of them: whoever corrects it corrects every row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from models.pointers import escape
from models.records import Fund, Indicator, Pointer, Record

NUMERIC = frozenset(
    {
        "initial_budget",
        "adjusted_budget",
        "executed",
        "weight",
        "rate",
        "score",
        "total_weight",
        "total_score",
    }
)
_FUND_COLUMNS = ("label", "initial_budget", "adjusted_budget", "executed", "weight", "rate", "score")
_ROW_COLUMNS = ("level3", "nature", "unit", "target", "actual", "weight", "score", "reason")
_OPTIONAL = frozenset({"adjusted_budget", "nature", "unit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One printed cell.  `column` names its words; `about` is its row's own label, `''` outside rows.

    `is_reason` is of one that has categories.
    """

    pointers: tuple[Pointer, ...]
    text: str
    column: str
    about: str = ""
    is_reason: bool = False

    @property
    def pointer(self) -> Pointer:
        """The first pointer, by which the cell is known on the page."""
        return self.pointers[0]

    @property
    def numeric(self) -> bool:
        """Whether figures stand here: right aligned, in tabular figures."""
        return self.column in NUMERIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A merged label cell over `span` indicator rows; one or two values (label, its weight)."""

    cells: tuple[Cell, ...]
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fund or indicator row: groups that begin here, then its own cells."""

    start: Pointer
    groups: tuple[Group, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The whole form, block by block."""

    head: dict[str, Cell]
    fund_columns: tuple[str, ...]
    funds: tuple[Row, ...]
    goals: tuple[Cell, ...]
    row_columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...]
    extras: tuple[Cell, ...]

    def cells(self) -> Iterable[Cell]:
        """Return every cell in reading order."""
        yield from self.head.values()
        for row in self.funds:
            yield from row.cells
        yield from self.goals
        for row in self.rows:
            for group in row.groups:
                yield from group.cells
            yield from row.cells
        yield from self.totals
        yield from self.extras

    def starts(self) -> list[Pointer]:
        """Return the places below which findings stand, in reading order."""
        heads = [cell.pointer for cell in (*self.head.values(), *self.totals, *self.extras)]
        return [*heads, *(row.start for row in self.funds), "/goals", *(row.start for row in self.rows)]


def lay_out(record: Record, seen: Iterable[Pointer] = (), reasons: Iterable[Pointer] = ()) -> Paper:
    """Return the record in its paper's shape.

    Args:
        record: Values as printed or corrected.
        seen: Pointers with a place on the page; an optional column stands also
            where only blank cells of it were seen.
        reasons: Pointers to reasons with categories; a cell outside rows is known as one by them alone.

    Returns:
        Blocks whose cells carry every pointer of the record exactly once, but
        for optional columns that are blank throughout and were not seen, and
        the funds' machine names.
    """
    kept = frozenset(seen)
    fund_columns = _columns(_FUND_COLUMNS, "/funds", record.funds, kept)
    row_columns = _columns(_ROW_COLUMNS, "/indicators", record.indicators, kept)
    return Paper(
        head={name: _plain(record, name) for name in _HEAD},
        fund_columns=fund_columns,
        funds=tuple(_fund_row(index, fund, fund_columns) for index, fund in enumerate(record.funds)),
        goals=tuple(
            Cell(pointers=(f"/goals/{name}",), text=getattr(record.goals, name), column=name)
            for name in ("planned", "achieved")
        ),
        row_columns=row_columns,
        rows=_indicator_rows(record.indicators, row_columns),
        totals=(_plain(record, "total_weight"), _plain(record, "total_score")),
        extras=_extras(record, frozenset(reasons)),
    )


_HEAD = (
    "title",
    "project_name",
    "department",
    "department_code",
    "implementing_unit",
    "year",
    "amount_unit",
)


def _plain(record: Record, name: str) -> Cell:
    return Cell(pointers=(f"/{name}",), text=getattr(record, name), column=name)


def _columns(
    names: Sequence[str], block: str, rows: Sequence[Fund] | Sequence[Indicator], seen: frozenset[Pointer]
) -> tuple[str, ...]:
    def stands(name: str) -> bool:
        return any(getattr(row, name) or f"{block}/{index}/{name}" in seen for index, row in enumerate(rows))

    return tuple(name for name in names if name not in _OPTIONAL or stands(name))


def _fund_row(index: int, fund: Fund, columns: Sequence[str]) -> Row:
    start = f"/funds/{index}"
    cells = tuple(
        Cell(pointers=(f"{start}/{name}",), text=getattr(fund, name), column=name, about=fund.label)
        for name in columns
    )
    return Row(start=start, groups=(), cells=cells)


def _indicator_rows(indicators: Sequence[Indicator], columns: Sequence[str]) -> tuple[Row, ...]:
    first = _groups(indicators, ("level1", "level1_weight"), ("level1", "level1_weight"))
    second = _groups(indicators, ("level2",), ("level1", "level1_weight", "level2"))
    rows = []
    for index, indicator in enumerate(indicators):
        start = f"/indicators/{index}"
        cells = tuple(
            Cell(
                pointers=(f"{start}/{name}",),
                text=getattr(indicator, name),
                column=name,
                about=indicator.level3,
                is_reason=name == "reason",
            )
            for name in columns
        )
        groups = tuple(found[index] for found in (first, second) if index in found)
        rows.append(Row(start=start, groups=groups, cells=cells))
    return tuple(rows)


def _groups(indicators: Sequence[Indicator], shown: Sequence[str], key: Sequence[str]) -> dict[int, Group]:
    """Return merged cells by the index of their first row: neighbours equal in `key` are one."""
    found: dict[int, Group] = {}
    at = 0
    for _, same in groupby(indicators, key=lambda row: tuple(getattr(row, name) for name in key)):
        members = tuple(same)
        span = range(at, at + len(members))
        cells = tuple(
            Cell(
                pointers=tuple(f"/indicators/{index}/{name}" for index in span),
                text=getattr(members[0], name),
                column=name,
                about=members[0].level1 if name == "level1_weight" else "",
            )
            for name in shown
        )
        found[at] = Group(cells=cells, span=len(members))
        at += len(members)
    return found


def _extras(record: Record, reasons: frozenset[Pointer]) -> tuple[Cell, ...]:
    return tuple(_extra(key, text, record, reasons) for key, text in record.extras.items())


def _extra(key: str, text: str, record: Record, reasons: frozenset[Pointer]) -> Cell:
    about = ""
    label = key
    block, _, rest = key.partition("/")
    index, _, column = rest.partition("/")
    if block == "indicators" and column and index.isdecimal() and int(index) < len(record.indicators):
        about, label = record.indicators[int(index)].level3, column
    pointer = f"/extras/{escape(key)}"
    return Cell(pointers=(pointer,), text=text, column=f"={label}", about=about, is_reason=pointer in reasons)
