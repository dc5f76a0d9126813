"""The blocks above the indicators → printed values by JSON Pointer, each with its place.

Every reader takes the table, the rows of its block and the lexicon, and gives a
`Part`: what it found, and which cells it has accounted for.  What no reader
claims ends in the form's `unplaced`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.geometry import Cell, union
from extractor.lexicons import Lexicon, key
from extractor.tables import Found, Table, found, paragraphs
from extractor.zones import by_column, columns_under
from models.records import escape

NOTE_LABEL = 10
"""A printed label before a colon has at most this many characters; more is prose."""
SURE_LABEL = 6
"""A goal's heading of this many characters opens its part even in mid-line."""

_CODE_LAST = re.compile(r"^(.*?[^\d\s\[(（【])[\s\[(（【]*(\d{3,})[\s\])）】]*$", re.DOTALL)
_CODE_FIRST = re.compile(r"^[\s\[(（【]*(\d{3,})[\s\])）】—-]*(\D.*)$", re.DOTALL)
_OF_WHICH = re.compile(r"^其\s*中\s*[：:，,]?\s*")
_LABEL_END = re.compile(r"\s*[：:]\s*$")
_NOTE = re.compile(rf"^\s*([^：:\n()（）]{{1,{NOTE_LABEL}}}?)\s*[：:]\s*(.*)$", re.DOTALL)


@dataclass(slots=True)
class Part:
    """Values found in one block, and the numbers of the cells they came from."""

    values: dict[str, Found] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)

    def put(self, at: str, name: str, cells: Sequence[tuple[int, Cell]]) -> None:
        """Claim the cells of one column and keep their text under its field, or as an extra."""
        self.claimed |= {number for number, _ in cells}
        text = "".join(cell.text for _, cell in cells)
        place = Found(text, cells[0][1].page, union([cell.box for _, cell in cells]))
        label = name.removeprefix(EXTRA)
        if label == name:
            self.values[f"{at}/{name}"] = place
        elif text:
            self.values[extra(f"{at[1:]}/{label}")] = place


EXTRA = "extras/"


def extra(label: str) -> str:
    """Return the pointer of an extra under its printed label."""
    return f"/extras/{escape(label)}"


def read_pairs(table: Table, rows: Iterable[int], lexicon: Lexicon) -> Part:
    """Return label and value pairs, as above the funds and under the total.

    Known labels name fields, others become extras; so does `label：text` in one cell.
    """
    part = Part()
    for row in rows:
        cells = [(number, cell) for number, cell in table.row(row) if cell.top == row]
        for (number, cell), (after, value) in pairwise(cells):
            label = cell.text
            if not label or number in part.claimed or key(value.text) in lexicon.head or _is_note(label):
                continue
            part.claimed |= {number, after}
            part.values |= _pair(label, value, lexicon)
        for number, cell in cells:
            note = _NOTE.match(paragraphs(cell.lines))
            if number not in part.claimed and note is not None:
                part.claimed.add(number)
                part.values[extra(note[1])] = Found(note[2], cell.page, cell.box)
    return part


def _is_note(text: str) -> bool:
    note = _NOTE.match(text)
    return note is not None and bool(note[2].strip())


def _pair(label: str, value: Cell, lexicon: Lexicon) -> dict[str, Found]:
    name = lexicon.head.get(key(label))
    if name is None:
        return {extra(_LABEL_END.sub("", label)): found(value)}
    if name != "department" or "代码" not in label:
        return {f"/{name}": found(value)}
    text = value.text
    last, first = _CODE_LAST.match(text), _CODE_FIRST.match(text)
    department, code = (last[1], last[2]) if last else (first[2], first[1]) if first else (text, "")
    return {
        "/department": Found(department.strip(), value.page, value.box),
        "/department_code": Found(code, value.page, value.box),
    }


def read_funds(
    table: Table, header: Sequence[int], rows: Iterable[int], lexicon: Lexicon
) -> tuple[Part, list[str]]:
    """Return the rows of the 项目资金 block, and the source of each in the same order."""
    part = Part()
    sources: list[str] = []
    if not header:
        return part, sources
    columns, part.claimed = columns_under(table, header, lexicon.fund_columns)
    first = min(left for name, (left, _) in columns.items() if not name.startswith(EXTRA))
    columns = {name: at for name, at in columns.items() if at[0] >= first}
    for row in rows:
        labels = [
            (number, cell) for number, cell in table.row(row) if cell.right <= first and cell.top == row
        ]
        label = next((cell for _, cell in reversed(labels) if cell.text), None)
        if label is None:
            continue
        part.claimed |= {number for number, _ in labels}
        at = f"/funds/{len(sources)}"
        sources.append(lexicon.fund_rows.get(key(label.text), "other"))
        text = _LABEL_END.sub("", _OF_WHICH.sub("", label.text))
        part.values[f"{at}/label"] = Found(text, label.page, label.box)
        for name, cells in by_column(table, row, columns).items():
            part.put(at, name, cells)
    return part, sources


def read_goals(table: Table, rows: Iterable[int], lexicon: Lexicon) -> Part:
    """Return the planned and achieved goals, however their headings stand.

    Headings are cells of their own above or beside the text, or open the text
    itself; both parts may share one cell; without any, the order tells.
    """
    part = Part()
    cells = dict(sorted({number: cell for row in rows for number, cell in table.row(row)}.items()))
    headings = _goal_headings(cells, lexicon)
    part.claimed = {
        *headings,
        *(number for number, cell in cells.items() if key(cell.text) in lexicon.blocks),
    }
    texts = {number: cell for number, cell in cells.items() if number not in part.claimed and cell.lines}
    named = {cells[at]: name for at, name in headings.items()}
    for number, cell in texts.items():
        whole = paragraphs(cell.lines)
        pieces = _goal_pieces(whole, lexicon)
        if not pieces:
            name = _heading_of(cell, named)
            free = next(
                (name for name in ("planned", "achieved") if f"/goals/{name}" not in part.values), None
            )
            pieces = {name or free or "": whole}
        for name, text in pieces.items():
            if name and f"/goals/{name}" not in part.values:
                part.claimed.add(number)
                part.values[f"/goals/{name}"] = Found(text, cell.page, cell.box)
    return part


def _goal_headings(cells: Mapping[int, Cell], lexicon: Lexicon) -> dict[int, str]:
    """Return the cells that name a part of the goals.

    总体目标 is the block's own label, save where it stands in one row with the
    heading of what was achieved.
    """
    headings = {
        number: lexicon.goal_parts[key(cell.text)]
        for number, cell in cells.items()
        if key(cell.text) in lexicon.goal_parts
    }
    rows = {(cells[number].top, cells[number].bottom) for number in headings}
    if "planned" not in headings.values():
        headings |= {
            number: "planned"
            for number, cell in cells.items()
            if lexicon.blocks.get(key(cell.text)) == "goals" and (cell.top, cell.bottom) in rows
        }
    return headings


def _heading_of(cell: Cell, headings: Mapping[Cell, str]) -> str | None:
    """Return the part whose heading stands above a cell, or else left of it."""
    for heading, name in headings.items():
        if heading.bottom <= cell.top and heading.left < cell.right and cell.left < heading.right:
            return name
    beside = [heading for heading in headings if heading.top <= cell.top < heading.bottom]
    left = [heading for heading in beside if heading.right <= cell.left]
    return headings[max(left, key=lambda heading: heading.right)] if left else None


def _goal_pieces(text: str, lexicon: Lexicon) -> dict[str, str]:
    """Return the parts of a text that opens them by their headings."""
    marks: list[tuple[int, int, str]] = []
    for label, name in sorted(lexicon.goal_parts.items(), key=lambda item: -len(item[0])):
        start = "" if len(label) >= SURE_LABEL else r"(?:^|(?<=[\n。；;]))"
        pattern = start + r"\s*" + r"\s*".join(map(re.escape, label)) + r"\s*[：:]\s*"
        mark = re.search(pattern, text)
        if mark and all(mark.end() <= begun or mark.start() >= ended for begun, ended, _ in marks):
            marks.append((mark.start(), mark.end(), name))
    marks.sort()
    ends = [start for start, _, _ in marks][1:] + [len(text)] * bool(marks)
    return {name: text[after:end].strip() for (_, after, name), end in zip(marks, ends, strict=True)}
