"""The 年度目标 block → what was planned, and what came of it, however their headings stand."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import structs

from extractor.geometry import Cell
from extractor.lexicons import Lexicon
from extractor.paragraphs import paragraphs
from extractor.parts import Part, bare_label
from extractor.tables import Found, Table, found

SURE_LABEL = 6
"""A goal's heading of this many characters opens its part even in mid-line."""
PARTS = ("planned", "achieved")
Headings = Mapping[int, str]
"""From the number of a heading's cell to its part, or to its own text where it names none."""


def read_goals(table: Table, rows: Iterable[int], lexicon: Lexicon) -> Part:
    """Return the planned and achieved goals.

    Headings are cells of their own above or beside the text, or open the text
    itself; both parts may share one cell; without any, the order tells.
    """
    part = Part()
    cells = {number: table.cells[number] for row in rows for number in table.by_row[row]}
    headings = _headings(table, cells, lexicon)
    part.claimed = {*headings, *(number for number in cells if table.keys[number] in lexicon.blocks)}
    for number in sorted(cells):
        cell = cells[number]
        if number in part.claimed or not cell.lines:
            continue
        whole = paragraphs(cell.lines)
        pieces = _pieces(whole, lexicon) or {_part_of(cell, headings, cells) or _free(part): whole}
        for name, text in pieces.items():
            if name:
                part.claimed.add(number)
                _add(part, name, Found(text, cell.page, cell.box))
    for number, name in headings.items():
        if name not in PARTS and bare_label(name) not in part.extras:
            part.keep(bare_label(name), structs.replace(found(cells[number]), text=""))
    return part


def _add(part: Part, name: str, place: Found) -> None:
    """Keep a text under its part; one heading may stand over several."""
    if name not in PARTS:
        part.keep(bare_label(name), place)
    elif name in part.fields:
        before = part.fields[name]
        part.fields[name] = structs.replace(before, text=f"{before.text}\n{place.text}".strip())
        part.added.append(place)
    else:
        part.fields[name] = place


def _free(part: Part) -> str:
    return next((name for name in PARTS if name not in part.fields), "")


def _headings(table: Table, cells: Mapping[int, Cell], lexicon: Lexicon) -> Headings:
    """Return the cells that name a part of the goals.

    总体目标 is the block's own label, save where it stands in one row with the
    heading of what was achieved.  Between two headings, an unknown text is one too,
    unless texts stand beside both.
    """
    headings = {
        number: lexicon.goal_parts[table.keys[number]]
        for number in cells
        if table.keys[number] in lexicon.goal_parts
    }
    rows = [(cells[number].top, cells[number].bottom) for number in headings]
    beside = [number for number, cell in cells.items() if (cell.top, cell.bottom) in rows]
    if "planned" not in headings.values():
        headings |= {
            number: "planned" for number in beside if lexicon.blocks.get(table.keys[number]) == "goals"
        }
    first, last = min(headings, default=-1), max(headings, default=-1)
    if len(set(rows)) < len(headings) and not any(number > last for number in beside):
        headings |= {
            number: cells[number].text
            for number in beside
            if first < number < last and number not in headings and table.keys[number]
        }
    return headings


def _part_of(cell: Cell, headings: Headings, cells: Mapping[int, Cell]) -> str:
    """Return the part whose heading stands above a cell, or else left of it."""
    nearest = ""
    for number, name in headings.items():
        heading = cells[number]
        if heading.bottom <= cell.top and heading.left < cell.right and cell.left < heading.right:
            return name
        if heading.top <= cell.top < heading.bottom and heading.right <= cell.left:
            nearest = name
    return nearest


@cache
def _opening(label: str) -> re.Pattern[str]:
    """Return the pattern of a heading that opens its text, spaces between its characters or not."""
    start = "" if len(label) >= SURE_LABEL else r"(?:^|(?<=[\n。；;]))"
    return re.compile(start + r"\s*" + r"\s*".join(map(re.escape, label)) + r"\s*[：:]\s*")


def _pieces(text: str, lexicon: Lexicon) -> dict[str, str]:
    """Return the parts of a text that opens them by their headings."""
    if "：" not in text and ":" not in text:
        return {}
    marks: list[tuple[int, int, str]] = []
    bare = "".join(text.split()).replace("：", ":")
    for label, name in lexicon.goal_parts.items():
        mark = _opening(label).search(text) if f"{label}:" in bare else None
        if mark and all(mark.end() <= begun or mark.start() >= ended for begun, ended, _ in marks):
            marks.append((mark.start(), mark.end(), name))
    marks.sort()
    ends = [start for start, _, _ in marks][1:] + [len(text)] * bool(marks)
    return {name: text[after:end].strip() for (_, after, name), end in zip(marks, ends, strict=True)}
