"""Collations of many files → how good their reading is, by field, by file, and where it is worst."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.evaluation.collations import Cell, Collation, worst_first
from models.tallies import Share, ratio, share


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldScore:
    """How one kind of field was read; `exact` is which share of the wanted values is right."""

    right: int
    wrong: int
    missing: int
    surplus: int
    exact: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileScore:
    """How one file was read; `error` is the code where it gave no form."""

    file: str
    error: str
    cells: FieldScore
    forms: Share
    rows: Share
    surplus_forms: int
    surplus_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCell:
    """One cell that is not right, and its file."""

    file: str
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingScore:
    """All that was measured over some files.

    Attributes:
        perfect: Files with every value right and nothing else.
        fields: By kind, in the order met.
    """

    perfect: Share
    cells: FieldScore
    forms: Share
    rows: Share
    surplus_forms: int
    surplus_rows: int
    fields: dict[str, FieldScore]
    files: tuple[FileScore, ...]
    worst: tuple[WrongCell, ...]


def sum_up(collated: Sequence[tuple[str, str, Collation]]) -> ReadingScore:
    """Return the figures over files.

    Args:
        collated: Name, error code or `""`, and collation of each file.
    """
    files = [_file_score(*one) for one in collated]
    cells = [cell for _, _, one in collated for cell in one.cells]
    kinds = dict.fromkeys(cell.kind for cell in cells)
    names = {id(cell): name for name, _, one in collated for cell in one.cells}
    return ReadingScore(
        perfect=share(sum(_is_perfect(file) for file in files), len(files)),
        cells=_field_score(cells),
        forms=_sum(file.forms for file in files),
        rows=_sum(file.rows for file in files),
        surplus_forms=sum(file.surplus_forms for file in files),
        surplus_rows=sum(file.surplus_rows for file in files),
        fields={kind: _field_score(cell for cell in cells if cell.kind == kind) for kind in kinds},
        files=tuple(files),
        worst=tuple(WrongCell(file=names[id(cell)], cell=cell) for cell in worst_first(cells)),
    )


def _file_score(name: str, error: str, one: Collation) -> FileScore:
    return FileScore(
        file=name,
        error=error,
        cells=_field_score(one.cells),
        forms=one.forms,
        rows=one.rows,
        surplus_forms=one.surplus_forms,
        surplus_rows=one.surplus_rows,
    )


def _is_perfect(file: FileScore) -> bool:
    cells = file.cells
    return not (file.error or cells.wrong or cells.missing or cells.surplus)


def _field_score(cells: Iterable[Cell]) -> FieldScore:
    counts = Counter(cell.outcome for cell in cells)
    right, wrong, missing = counts["right"], counts["wrong"], counts["missing"]
    return FieldScore(
        right=right,
        wrong=wrong,
        missing=missing,
        surplus=counts["surplus"],
        exact=ratio(right, right + wrong + missing),
    )


def _sum(shares: Iterable[Share]) -> Share:
    known = list(shares)
    return share(sum(one.right for one in known), sum(one.total for one in known))
