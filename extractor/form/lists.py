"""Lists in the head and foot of a form: lines under headings → extras `line/column`."""

from collections.abc import Collection, Iterable, Sequence

from extractor.form.headers import Span
from extractor.form.lexicons import Lexicon
from extractor.form.parts import Part, bare_label
from extractor.form.tables import Table, blank_at, found
from extractor.geometry import Cell

COLUMNS, LINES = 2, 2
"""A list has at least so many columns of values, and lines."""


def read_list(part: Part, table: Table, first: int, rows: Collection[int], lexicon: Lexicon) -> None:
    """Read the lines beside an unknown label, or of figures below any, as extras `line/column`.

    They have several values each.  The first row names the columns, as 情况说明 and 存在问题 of 资金管理情况.
    """
    opening = table.opening(first)
    if len(opening) < 1 + COLUMNS or opening[0][0] in part.claimed:
        return
    (number, block), *heads = opening
    if _keep_figures(part, table, opening, rows) or _keep_tasks(part, table, opening, rows, lexicon):
        return
    if len(heads) < 1 + COLUMNS:
        return
    if not block.text or lexicon.knows(table.keys[number]):
        return
    lines = [table.opening(row) for row in range(first + 1, block.bottom) if row in rows]
    sides = [(cell.left, cell.right) for _, cell in heads]
    if len(lines) < LINES or any([(cell.left, cell.right) for _, cell in line] != sides for line in lines):
        return
    if not all(cell.text for _, cell in (*heads[1:], *(line[0] for line in lines))):
        return
    part.claimed.update([number], *([at for at, _ in line] for line in (heads, *lines)))
    for cell in (block, heads[0][1]):
        if cell.text:
            part.keep(bare_label(cell.text), blank_at(cell))
    _keep_lines(part, heads, lines)


def _keep_lines(
    part: Part, heads: Sequence[tuple[int, Cell]], lines: Iterable[Sequence[tuple[int, Cell]]], at: int = 0
) -> None:
    """Keep the lines, each by its name in one of the columns; one before that numbers them."""
    for cells in lines:
        label = cells[at][1]
        part.keep(label.text, blank_at(label))
        for (_, head), (_, cell) in zip(heads, cells, strict=True):
            if cell is not label:
                part.keep(f"{label.text}/{head.text}", found(cell))


def _keep_tasks(
    part: Part, table: Table, heads: Sequence[tuple[int, Cell]], rows: Collection[int], lexicon: Lexicon
) -> bool:
    """Keep lines of a task and texts each, of which one tells what came of it; tell whether they are that."""
    sides = [(cell.left, cell.right) for _, cell in heads]
    if not any(table.keys[number] in lexicon.goal_parts for number, _ in heads[COLUMNS:]):
        return False
    lines: list[Sequence[tuple[int, Cell]]] = []
    row = heads[0][1].bottom
    while row in rows and [(cell.left, cell.right) for _, cell in table.opening(row)] == sides:
        lines.append(table.opening(row))
        row += 1
    if not lines or not all(cells[0][1].text for cells in (heads, *lines)):
        return False
    part.claimed.update(number for line in (heads, *lines) for number, _ in line)
    part.keep(bare_label(heads[0][1].text), blank_at(heads[0][1]))
    _keep_lines(part, heads, lines)
    return True


def _keep_figures(part: Part, table: Table, heads: Sequence[tuple[int, Cell]], rows: Collection[int]) -> bool:
    """Keep lines of a name and figures each below their headings; tell whether they are that."""
    if any(not cell.text or cell.text[:1].isdecimal() for _, cell in heads):
        return False
    row = heads[0][1].top + 1
    sides = [(cell.left, cell.right) for _, cell in heads]
    below = table.opening(row) if row in rows and len(heads) > 1 + COLUMNS else []
    at = int(bool(below) and below[0][1].text[:1].isdecimal())
    lines: list[Sequence[tuple[int, Cell]]] = []
    while row in rows and _is_line(table.opening(row), sides, at):
        lines.append(table.opening(row))
        row += 1
    if len(lines) < LINES:
        return False
    part.claimed.update(number for line in (heads, *lines) for number, _ in line)
    part.keep(bare_label(heads[at][1].text), blank_at(heads[at][1]))
    _keep_lines(part, heads, lines, at)
    return True


def _is_line(cells: Sequence[tuple[int, Cell]], sides: Sequence[Span], at: int) -> bool:
    """Tell whether cells between some sides are a name and figures, some of which may lack.

    Before the name may stand what numbers it, a blank for one.
    """
    if [(cell.left, cell.right) for _, cell in cells] != [*sides]:
        return False
    name, *values = [cell.text for _, cell in cells[at:]]
    figures = list(filter(None, values))
    named = name != "" and not name[:1].isdecimal()
    return named and len(figures) >= COLUMNS and all(text[:1].isdecimal() for text in figures)
