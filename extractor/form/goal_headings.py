"""The cells of the goals block → those that are headings, each with the part that it opens."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table
from extractor.geometry import Cell

PARTS = ("planned", "achieved")
Headings = Mapping[int, str]
"""From the number of a heading's cell to its part, or to its own text where it names none."""
Cells = Mapping[int, Cell]

_NUMBERED = re.compile(r"(?:年度)?(?:总体|绩效)?目标(?:\d{1,2}|[一二三四五六七八九十])")
"""What stands before each of several goals, with 完成情况 behind its text: 目标1."""
LONGEST = 12
"""An unknown heading has at most this many characters; more is a text."""
WIDER = 2.0
"""A text beside its heading is so many times as wide; one below as wide as the heading."""


def find_headings(table: Table, cells: Cells, lexicon: Lexicon) -> Headings:
    """Return the cells that name a part of the goals.

    总体目标 is the block's own label, save where it stands in one row with the
    heading of what was achieved.  Between two headings, an unknown text is one too,
    unless texts stand beside both; and what stands to a text as a known heading does
    to its own, and a label that opens the row of one.  Where none is known, one that ends
    as the heading of what was achieved is it, else two names over two texts are headings.
    """
    listed = {at: lexicon.goal_parts[table.keys[at]] for at in cells if table.keys[at] in lexicon.goal_parts}
    known = listed or _achieved(table, cells, lexicon)
    if not known:
        return _two_over_two(table, cells, lexicon)
    embracing = _embracing({number: cells[number] for number in known})
    headings = {number: part for number, part in known.items() if number not in embracing}
    rows = {(cells[number].top, cells[number].bottom) for number in headings}
    beside = [number for number, cell in cells.items() if (cell.top, cell.bottom) in rows]
    if "planned" not in headings.values():
        headings |= {
            number: "planned"
            for number, cell in cells.items()
            if _NUMBERED.fullmatch(table.keys[number]) and _right_of(table, cells, cell)
        }
    if "planned" not in headings.values():
        headings |= {
            number: "planned" for number in beside if lexicon.blocks.get(table.keys[number]) == "goals"
        }
    if "planned" not in headings.values():
        headings |= _over_texts(table, cells, headings, lexicon)
    first, last = min(headings), max(headings)
    if len(rows) < len(headings) and not any(number > last for number in beside):
        headings |= {
            number: cells[number].text
            for number in beside
            if first < number < last and number not in headings and table.keys[number]
        }
    unknown = {
        number: cell
        for number, cell in cells.items()
        if number not in headings
        and number not in known
        and 0 < len(table.keys[number]) <= LONGEST
        and table.keys[number] not in lexicon.blocks
    }
    return headings | _by_place(table, cells, headings, unknown, lexicon) if unknown else headings


def _over_texts(table: Table, cells: Cells, headings: Headings, lexicon: Lexicon) -> dict[int, str]:
    """Return the one label of the goals over its text as what was planned; others beside it name their own.

    年度目标 is that beside 实施期总目标, and 年度目标完成情况 stands below both.
    """
    over = {
        number: cell
        for number, cell in cells.items()
        if number not in headings and 0 < len(table.keys[number]) <= LONGEST
        if (below := table.below(cell)) is not None and below in cells and below not in headings
        if cells[below].text and _sides(cells[below]) == _sides(cell)
    }
    goals = [number for number in over if lexicon.blocks.get(table.keys[number]) == "goals"]
    if len(goals) != 1:
        return {}
    rows = _rows(over[goals[0]])
    return {number: cell.text for number, cell in over.items() if _rows(cell) == rows} | {goals[0]: "planned"}


def _achieved(table: Table, cells: Cells, lexicon: Lexicon) -> Headings:
    """Return the label beside its text that ends as the heading of what was achieved: 目标达成情况."""
    endings = tuple(ending for ending, part in lexicon.goal_endings.items() if part == "achieved")
    for number, cell in cells.items():
        label = table.keys[number]
        is_heading = label.endswith(endings) and len(label) <= LONGEST and label not in lexicon.blocks
        if is_heading and _right_of(table, cells, cell):
            return {number: "achieved"}
    return {}


def _two_over_two(table: Table, cells: Cells, lexicon: Lexicon) -> Headings:
    """Return the two short names of one row, without figures, that stand over texts as wide: 预期 | 实际."""
    free = {at: cell for at, cell in cells.items() if table.keys[at] not in lexicon.blocks}
    tops = [cell.top for cell in free.values()]
    if not tops or tops.count(min(tops)) != len(PARTS):
        return {}
    names = [at for at, cell in free.items() if cell.top == min(tops)]
    for at in names:
        label, below = table.keys[at], table.below(free[at])
        under = free.get(below) if below is not None else None
        short = 0 < len(label) <= LONGEST and not any(sign.isdecimal() for sign in label)
        if not short or under is None or not under.text:
            return {}
    return dict(zip(names, PARTS, strict=True))


def _by_place(
    table: Table, cells: Cells, headings: Headings, unknown: Cells, lexicon: Lexicon
) -> dict[int, str]:
    """Return those of the unknown cells that are headings by their place."""
    alike = {at for number in headings for at in _alike(table, cells, headings, unknown, number)}
    named: dict[int, str] = {}
    for at in sorted(alike):
        taken = {*headings.values(), *named.values()}
        ending = next((one for one in lexicon.goal_endings if table.keys[at].endswith(one)), "")
        name = lexicon.goal_endings.get(ending, "")
        if (not name or name in taken) and lexicon.indicator_surmises.by_word(table.keys[at]) == "actual":
            name = "achieved"
        if not name and len(headings) == len(alike) == 1:
            name = next((part for part in PARTS if part not in taken), "")
        named[at] = name if name and name not in taken else cells[at].text
    tops = {cells[number].top for number in headings}
    for at, cell in unknown.items():
        if at not in named and cell.top in tops and table.opening(cell.top)[0][0] == at and not cell.left:
            named[at] = cell.text
    return named


def _alike(table: Table, cells: Cells, headings: Headings, unknown: Cells, number: int) -> Iterator[int]:
    """Yield the unknown cells that stand to a text as one heading does to its own."""
    heading = cells[number]
    text = _right_of(table, cells, heading)
    if text and text[0] not in headings and _width(text[1]) > WIDER * _width(heading):
        for at, cell in unknown.items():
            other = _right_of(table, cells, cell)
            if _sides(cell) == _sides(heading) and other and _sides(other[1]) == _sides(text[1]):
                yield at
        return
    below = table.below(heading)
    if below is None or below not in cells or below in headings:
        return
    for at, cell in unknown.items():
        under = table.below(cell)
        if (
            under is not None
            and under in cells
            and _rows(cell) == _rows(heading)
            and _rows(cells[under]) == _rows(cells[below])
        ):
            yield at


def _right_of(table: Table, cells: Cells, cell: Cell) -> tuple[int, Cell] | None:
    """Return the cell as high as another that begins where that ends."""
    return next(
        ((at, one) for at, one in table.opening(cell.top) if at in cells and one.left == cell.right), None
    )


def _embracing(known: Cells) -> set[int]:
    """Return the cells that stand beside others and what is below those, as the block's label does.

    So do those right over several others.
    """
    by_top = defaultdict[int, list[Cell]](list)
    for cell in known.values():
        by_top[cell.top].append(cell)
    return {
        number
        for number, label in known.items()
        if any(_embraces(label, one) for row in range(label.top, label.bottom) for one in by_top.get(row, ()))
        or sum(label.left <= one.left < label.right for one in by_top.get(label.bottom, ())) > 1
    }


def _embraces(label: Cell, heading: Cell) -> bool:
    """Tell whether a cell stands beside a heading and what is below it, as the block's label does."""
    beside = label.top <= heading.top and label.right <= heading.left
    return beside and heading.bottom < label.bottom


def _width(cell: Cell) -> float:
    return cell.box[2] - cell.box[0]


def _sides(cell: Cell) -> tuple[int, int]:
    return cell.left, cell.right


def _rows(cell: Cell) -> tuple[int, int]:
    return cell.top, cell.bottom
