"""Recognised sheets → the same with labels that differ from a known one by one unsure sign put right.

A form's labels are few and known; its values are not, and are left as they were read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import ne

from msgspec import structs

from extractor.form.level_columns import GROUP
from extractor.form.lexicons import Lexicon, key
from extractor.geometry import Cell, Sheet, Word, joined
from models.records import Box

SHORTEST = 4
"""Shorter labels are too like words of values."""
LONGEST, INNER = 20, 8
"""A cell of more signs is a text; headings of goals within it have at least the second many."""
UNSURE = 0.95
"""A cell read with less confidence may be a misread label."""
LEVELS = ("一级指标", "二级指标", "三级指标")
"""Thin strokes tell them apart; from left to right they always follow so."""
TWO_BARS = frozenset(f"{bars}级指标" for bars in ("——", "一一", "--", "=", "_一", "一—", "—一"))
"""What 二级指标 is read as, written down a narrow cell."""
LEVEL, LONGEST_LEVEL = "级指标", 5
"""So they end, whatever their strokes are read as, if at all; together they have no more signs."""
BARS, STROKES, MOST_SPECKS = frozenset("—-_|~"), frozenset("—-_|~1lIL·.'"), 3
"""What rests of rulings are read as, and how many at once."""
MOST_IN_BRACKETS = 8
"""Brackets behind a label hold no more: points or a unit."""


def mend_labels(sheet: Sheet, lexicon: Lexicon) -> Sheet:
    """Return a sheet with misread labels as they are printed; what was read stays in its sights.

    Args:
        sheet: Of a recognised page; others come back as they are.
        lexicon: The labels.
    """
    if not sheet.sights:
        return sheet
    sure = {sight.box for sight in sheet.sights if sight.confidence >= UNSURE}
    grids = []
    for grid in sheet.grids:
        cells = [_without_specks(cell, sure, lexicon) for cell in grid.cells]
        cells = [_with_headings(cell, sheet, lexicon) for cell in cells]
        mended = [_mended(cell, cells, sheet, lexicon) for cell in cells]
        grids.append(replace(grid, cells=_in_order(mended)))
    return replace(sheet, grids=tuple(grids))


def _in_order(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return cells with the levels as they follow on one another: one that stands twice is misread.

    Of one without its strokes nobody knows which it is, unless all three stand in a row.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.text.endswith(LEVEL) and len(cell.text) <= LONGEST_LEVEL:
            rows.setdefault(cell.top, []).append(cell)
    meant: dict[Cell, str] = {}
    for found in rows.values():
        known = [cell for cell in found if cell.text in LEVELS]
        row = found if len(found) == len(LEVELS) else known
        if len(row) <= len(LEVELS) and (len({cell.text for cell in row}) < len(row) or row != known):
            row.sort(key=lambda cell: cell.left)
            meant |= dict(zip(row, LEVELS, strict=False))
    return tuple(_with_text(cell, meant[cell]) if cell in meant else cell for cell in cells)


def _is_last(cell: Cell, cells: Sequence[Cell]) -> bool:
    """Tell whether no text stands under a cell: what is on it may go on overleaf."""
    return not any(
        other.text and other.top >= cell.bottom and other.left < cell.right and cell.left < other.right
        for other in cells
    )


def _mended(cell: Cell, cells: Sequence[Cell], sheet: Sheet, lexicon: Lexicon) -> Cell:
    """Return a cell with its label put right."""
    label = key(cell.text)
    if not label:
        return cell
    whole = "".join(word.text for line in cell.lines for word in line)
    if whole in TWO_BARS:
        return _with_text(cell, LEVELS[1])
    if whole.count("（") != whole.count("）"):
        return _bracketed(cell, whole, lexicon, is_last=_is_last(cell, cells))
    if len(label) < SHORTEST or lexicon.knows(label) or _confidence(cell, sheet) >= UNSURE:
        return cell
    likely = {other for other in lexicon.labels if _differ_by_one(label, other)}
    meant = next(iter(likely)) if len(likely) == 1 else lexicon.first_of_one_field(likely)
    if not meant or whole.count(label) != 1:
        return cell
    return _with_text(cell, whole.replace(label, meant))


def _with_headings(cell: Cell, sheet: Sheet, lexicon: Lexicon) -> Cell:
    """Return a text with the headings of goals put right that stand in it before a colon."""
    if len(cell.text) <= LONGEST or _confidence(cell, sheet) >= UNSURE:
        return cell
    names = sorted((one for one in lexicon.goal_parts if len(one) >= INNER), key=len, reverse=True)
    lines = tuple(
        tuple(word._replace(text=_with_heading(word.text, names)) for word in line) for line in cell.lines
    )
    return cell if lines == cell.lines else structs.replace(cell, lines=lines, text=joined(lines))


def _with_heading(text: str, names: Sequence[str]) -> str:
    *parts, rest = text.split("：")
    for number, part in enumerate(parts):
        if not part.endswith(tuple(names)):
            meant = next((one for one in names if _ends_nearly(part, one)), "")
            parts[number] = part[: len(part) - len(meant)] + meant
    return "：".join((*parts, rest))


def _ends_nearly(text: str, name: str) -> bool:
    """Tell whether a text ends with a name but for one sign, where a sentence may begin."""
    before = text[: -len(name)][-1:]
    return _differ_by_one(text[-len(name) :], name) and not before.isalnum()


def _without_specks(cell: Cell, sure: set[Box], lexicon: Lexicon) -> Cell:
    """Return a cell less the rests of rulings beside its label: bars, and strokes that were read unsurely."""
    lines = [
        tuple(word for word in line if not _is_speck(word, is_sure=word.box in sure)) for line in cell.lines
    ]
    kept = tuple(line for line in lines if line)
    label = key(joined(kept))
    is_label = len(label) > 1 and (lexicon.knows(label) or label.endswith(GROUP))
    return structs.replace(cell, lines=kept, text=joined(kept)) if is_label and kept != cell.lines else cell


def _is_speck(word: Word, *, is_sure: bool) -> bool:
    signs = set(word.text)
    is_bar = signs <= BARS or (len(word.text) > 1 and signs == {"一"})
    return len(word.text) <= MOST_SPECKS and (is_bar or (signs <= STROKES and not is_sure))


def _confidence(cell: Cell, sheet: Sheet) -> float:
    places = {word.box for line in cell.lines for word in line}
    return min((sight.confidence for sight in sheet.sights if sight.box in places), default=1.0)


def _differ_by_one(label: str, other: str) -> bool:
    return len(label) == len(other) and sum(map(ne, label, other)) == 1


def _bracketed(cell: Cell, whole: str, lexicon: Lexicon, *, is_last: bool) -> Cell:
    """Return a cell with the bracket that was lost; one that may be closed overleaf stays open."""
    if whole.count("（") < whole.count("）"):
        return _opened(cell, whole, lexicon)
    return cell if is_last else _closed(cell, whole)


def _closed(cell: Cell, whole: str) -> Cell:
    """Return a cell with the bracket that was lost at its end."""
    inside = cell.text.rpartition("（")[2]
    if len(inside) > MOST_IN_BRACKETS or "）" in inside:
        return cell
    return _with_text(cell, f"{whole}）")


def _opened(cell: Cell, whole: str, lexicon: Lexicon) -> Cell:
    """Return a cell with the bracket that was lost behind its label."""
    label = max((one for one in lexicon.labels if whole.startswith(one)), key=len, default="")
    inside = whole[len(label) :]
    if not (label and inside.endswith("）") and len(inside) <= MOST_IN_BRACKETS + 1 and "（" not in inside):
        return cell
    return _with_text(cell, f"{label}（{inside}")


def _with_text(cell: Cell, text: str) -> Cell:
    """Return a cell whose words hold another text, as much each as before and the last one the rest."""
    signs = iter(text)
    lines = tuple(tuple(_taking(line, signs)) for line in cell.lines)
    rest = "".join(signs)
    if rest:
        last = lines[-1][-1]
        lines = (*lines[:-1], (*lines[-1][:-1], last._replace(text=last.text + rest)))
    return structs.replace(cell, lines=lines, text=joined(lines))


def _taking(line: Sequence[Word], signs: Iterator[str]) -> Iterator[Word]:
    for word in line:
        yield word._replace(text="".join(next(signs, "") for _ in word.text))
