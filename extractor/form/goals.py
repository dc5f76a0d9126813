"""The 年度目标 block → what was planned, and what came of it, however their headings stand."""

import re
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache

from msgspec import structs

from extractor.form.goal_headings import PARTS, Headings, find_headings
from extractor.form.goal_zones import opened, opens_plan
from extractor.form.lexicons import Lexicon, key
from extractor.form.paragraphs import paragraphs
from extractor.form.parts import Part, bare_label
from extractor.form.tables import Found, Table, blank_at
from extractor.geometry import Cell
from extractor.value.numbers import parse_number

MARKS = ("weight", "score")
"""Headings of these stand over the marks that the goals get, which the form's total counts."""
_OWN = "own"
"""The part that the heading of a text's own cell names."""
_YEAR = re.compile(r"^\s*(?:(?:19|20)\d\d年?)?\s*")
_WORD = re.compile(r"[^\S\n]*\w{1,8}[^\S\n]*")
"""What stands before a heading in its line, and may be a word of it that no label begins with."""
_START = r"(?:^|(?<=[\n。；;]))\s*"
_COUNT = r"(?:[一二三四五六七八九十\d]{1,2}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）])"
"""The number of a heading."""
GOAL = "目标"
"""A label with this tells of the goals wherever it stands."""
SURE_LABEL = 6
"""A goal's heading of this many characters opens its part even in mid-line."""


def read_goals(table: Table, rows: Iterable[int], lexicon: Lexicon) -> Part:
    """Return the planned and achieved goals.

    Headings are cells of their own above or beside the text, or open the text
    itself; both parts may share one cell; without any, the order tells.
    """
    part = Part()
    cells = {number: table.cells[number] for row in rows for number in table.by_row[row]}
    headings = find_headings(table, cells, lexicon)
    above = _highest(headings, cells)
    keys = table.keys
    labels = (at for at in cells if keys[at] in lexicon.blocks or keys[at] in lexicon.goal_parts)
    part.claimed = {*headings, *labels}
    for number in sorted(cells):
        cell = cells[number]
        if number in part.claimed or not cell.lines:
            continue
        whole = paragraphs(cell.lines)
        pieces = _pieces(whole, lexicon)
        if not pieces:
            name = _part_of(cell, headings, above, table)
            plan = "" if name else _behind_label(whole, lexicon)
            pieces = [("planned", plan)] if plan else [(name or _free(part), whole)]
        elif pieces[0][0] == _OWN:
            pieces[0] = (_part_of(cell, headings, above, table) or "planned", pieces[0][1])
        if all(name for name, _ in pieces):
            part.claimed.add(number)
        for name, text in pieces:
            if name:
                marks = lexicon.indicator_columns.get(key(name)) in MARKS
                _add(part, f"goals/{name}" if marks else name, Found(text, cell.page, cell.box))
    for number in headings:
        label = bare_label(cells[number].text)
        if (
            keys[number] not in lexicon.goal_parts
            and keys[number] not in lexicon.blocks
            and not {label, f"goals/{label}"} & part.extras.keys()
        ):
            part.keep(label, blank_at(cells[number]))
    return part


def with_goals(foot: Part, given: Collection[str], table: Table, lexicon: Lexicon) -> Part:
    """Return the foot's pairs, with those that tell a part of the goals, of which nothing is given, as that.

    What does not say 目标, as 完成情况, or is the block's label, as 总体目标完成情况, tells what was achieved
    only where the other part is given; a mark tells none.
    """
    for label, place in list(foot.extras.items()):
        name = _told_by(key(label), {*given, *foot.fields}, lexicon)
        number = parse_number(place.text)
        if name and place.text and (number is None or number.mark == "%"):
            del foot.extras[label]
            cell = next((one for one in table.cells if (one.page, one.box) == (place.page, place.box)), None)
            text = paragraphs(cell.lines) if cell and cell.text == place.text else place.text
            foot.fields[name] = structs.replace(place, text=text)
    return foot


def _told_by(label: str, given: AbstractSet[str], lexicon: Lexicon) -> str:
    """Return the part of the goals that a label tells below the indicators, if it is not given."""
    is_block = lexicon.blocks.get(label) == "goals"
    name = lexicon.goal_parts.get(label, "")
    if is_block:
        name = "planned" if opens_plan(label, lexicon) else "achieved"
    is_told = (GOAL in label and not (is_block and name == "achieved")) or not given.isdisjoint(PARTS)
    return name if name not in given and is_told else ""


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


def _behind_label(text: str, lexicon: Lexicon) -> str:
    """Return what stands behind the block's own label in one text, 年度目标：…; `""` where none opens it."""
    label, plan = opened(text)
    return plan if opens_plan(label, lexicon) else ""


def _free(part: Part) -> str:
    return next((name for name in PARTS if name not in part.fields), "")


def _highest(headings: Headings, cells: Mapping[int, Cell]) -> list[int]:
    """Return the headings that may stand over a text first: of those as wide, each higher than all before."""
    ends: dict[tuple[int, int], int] = {}
    first = []
    for number in headings:
        cell = cells[number]
        side = (cell.left, cell.right)
        if side not in ends or cell.bottom < ends[side]:
            ends[side] = cell.bottom
            first.append(number)
    return first


def _part_of(cell: Cell, headings: Headings, above: Iterable[int], table: Table) -> str:
    """Return the part whose heading stands beside a cell, as high as it; or above; or next on its left."""
    left = [at for at in table.by_row[cell.top] if at in headings and table.cells[at].right <= cell.left]
    if left:
        nearest = table.cells[left[-1]]
        if (nearest.top, nearest.bottom, nearest.right) == (cell.top, cell.bottom, cell.left):
            return headings[left[-1]]
    for number in above:
        heading = table.cells[number]
        if heading.bottom <= cell.top and heading.left < cell.right and cell.left < heading.right:
            return headings[number]
    return headings[left[-1]] if left else ""


@cache
def _opening(label: str) -> re.Pattern[str]:
    """Return the pattern of a heading that opens its text, spaces between its characters or not."""
    start = f"(?:{_START}{_COUNT})?" if len(label) >= SURE_LABEL else f"{_START}{_COUNT}?"
    return re.compile(start + r"\s*" + r"\s*".join(map(re.escape, label)) + r"\s*[：:]\s*")


def _pieces(text: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return the parts of a text that opens them by their headings; `""` for what may be a word of these.

    What stands before them is of the cell's own part, if the block's label does not open it.
    """
    bare = "".join(text.split()).replace("：", ":")
    labels = tuple(lexicon.goal_parts)
    if not any(before.endswith(labels) for before in bare.split(":")[:-1]):
        return []
    marks: list[tuple[int, int, str]] = []
    for label, name in lexicon.goal_parts.items():
        mark = _opening(label).search(text) if f"{label}:" in bare else None
        if mark and all(mark.end() <= begun or mark.start() >= ended for begun, ended, _ in marks):
            marks.append((mark.start(), mark.end(), name))
    if not marks:
        return []
    marks.sort()
    ends = [*(start for start, _, _ in marks[1:]), len(text)]
    pieces = [(name, text[after:end].strip()) for (_, after, name), end in zip(marks, ends, strict=True)]
    before = text[: marks[0][0]]
    label, plan = opened(before.strip())
    if opens_plan(label, lexicon):
        return [("planned", plan), *pieces] if plan else pieces
    if text[marks[0][0]] == "\n":
        return [(_OWN, before.strip()), *pieces]
    if _is_of_heading(before, lexicon):
        return pieces
    return [("" if _WORD.fullmatch(before) else _OWN, before.strip()), *pieces]


def _is_of_heading(text: str, lexicon: Lexicon) -> bool:
    """Tell whether what stands right before a heading is a year, or a word that labels begin with: 项目."""
    word = _YEAR.sub("", text).strip()
    labels = (*lexicon.goal_parts, *lexicon.blocks, *lexicon.head)
    return not word or (bool(key(word)) and any(label.startswith(key(word)) for label in labels))
