"""Sheets → labelled forms: which grids make one form, and what each cell of it is.

A form begins at a grid that names its project and goes on until the next such
grid.  Loose lines before it are its heading.  No text on a form's pages is
dropped: what no block claims is listed as unplaced.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.blocks import Part, read_funds, read_goals, read_pairs
from extractor.geometry import Grid, Sheet, Word, line_text, union
from extractor.indicators import find_columns, read_indicators, read_total
from extractor.lexicons import Lexicon, key
from extractor.tables import Found, Table, cell_text, join_grids
from extractor.zones import find_zones
from models.records import Box, Evidence, Form, Record, Unplaced, from_plain

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_UNIT = re.compile(r"(?:单位|金额单位)?\s*[：:(（]\s*(?:单位[：:])?\s*([^\s：:()（）]{1,4})\s*[)）]?\s*$")

LONGEST_TITLE = 40
LONGEST_NOTE = 24
"""Lines of more characters than these are prose that happens to hold the words."""

Line = tuple[Word, ...]


@dataclass(slots=True)
class _Draft:
    """The grids and loose lines of one form, gathered page by page."""

    grids: list[Grid] = field(default_factory=list)
    lines: list[tuple[int, Line]] = field(default_factory=list)

    def end_with(self, lines: list[tuple[int, Line]]) -> None:
        """Keep those lines that stand on the form's own pages."""
        pages = {grid.page for grid in self.grids}
        self.lines += [line for line in lines if line[0] in pages]


def read_forms(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[Form]:
    """Yield the forms of a document as soon as each is complete.

    Neither findings nor reasons are in them yet.
    """
    for draft in _drafts(sheets, lexicon):
        form = _read_form(draft, lexicon)
        if form is not None:
            yield form


def _drafts(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[_Draft]:
    draft = _Draft()
    waiting: list[tuple[int, Line]] = []
    for sheet in sheets:
        for item in _from_the_top(sheet):
            if not isinstance(item, Grid):
                waiting.append((sheet.number, item))
            elif _begins(item, lexicon):
                tail, heading = _heading_in(waiting, sheet.number, lexicon)
                draft.end_with(tail)
                yield draft
                draft, waiting = _Draft([item], heading), []
            elif draft.grids:
                draft.grids.append(item)
                draft.end_with(waiting)
                waiting = []
    draft.end_with(waiting)
    yield draft


def _heading_in(
    waiting: list[tuple[int, Line]], page: int, lexicon: Lexicon
) -> tuple[list[tuple[int, Line]], list[tuple[int, Line]]]:
    """Split the lines between two forms: the last title and what follows it head the next."""
    for index in range(len(waiting) - 1, -1, -1):
        if _is_title(line_text(waiting[index][1]), lexicon):
            return waiting[:index], waiting[index:]
    here = [line for line in waiting if line[0] == page]
    return [line for line in waiting if line[0] != page], here


def _from_the_top(sheet: Sheet) -> list[Grid | Line]:
    placed: list[tuple[float, Grid | Line]] = [(grid.box[1], grid) for grid in sheet.grids]
    placed += [(line[0].y0, line) for line in sheet.loose]
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _begins(grid: Grid, lexicon: Lexicon) -> bool:
    return any(lexicon.head.get(key(cell_text(cell))) == "project_name" for cell in grid.cells)


def _read_form(draft: _Draft, lexicon: Lexicon) -> Form | None:
    if not draft.grids:
        return None
    table = join_grids(draft.grids)
    zones = find_zones(table, lexicon)
    if zones is None:
        return None
    columns, header = find_columns(table, zones.indicators_header, lexicon)
    if not {"actual", "score"} & set(columns):
        return None
    funds, sources = read_funds(table, zones.funds_header, zones.funds, lexicon)
    heading, loose = _read_heading(draft.lines, lexicon)
    parts = [
        heading,
        read_pairs(table, zones.head, lexicon),
        funds,
        read_goals(table, zones.goals, lexicon),
        read_indicators(table, zones.indicators, columns),
        read_total(table, zones.total, columns),
        read_pairs(table, zones.foot, lexicon),
    ]
    values = {pointer: place for part in parts for pointer, place in part.values.items()}
    values |= _amount_unit(table, lexicon, values)
    claimed = header.union(*(part.claimed for part in parts))
    return Form(
        pages=tuple(sorted({grid.page for grid in draft.grids})),
        template=lexicon.template(key(cell_text(cell)) for cell in table.cells),
        record=_record(values, sources),
        evidence={
            pointer: Evidence(page=place.page, box=_rounded(place.box))
            for pointer, place in values.items()
            if place.page
        },
        unplaced=(*_unclaimed(table, claimed, lexicon), *loose),
    )


def _read_heading(lines: list[tuple[int, Line]], lexicon: Lexicon) -> tuple[Part, list[Unplaced]]:
    """Return title, year and unit from the lines around a form, and the lines left over."""
    part, loose = Part(), list[Unplaced]()
    for page, line in lines:
        text = line_text(line)
        box = union([word.box for word in line])
        year, unit = _YEAR.search(text), _UNIT.search(text)
        titled = _is_title(text, lexicon) and "/title" not in part.values
        if titled:
            part.values["/title"] = Found(text, page, box)
        if year and (titled or len(text) <= LONGEST_NOTE) and "/year" not in part.values:
            part.values["/year"] = Found(year[1], page, box)
        elif unit and unit[1] in lexicon.units and "/amount_unit" not in part.values:
            part.values["/amount_unit"] = Found(unit[1], page, box)
        elif not titled:
            loose.append(Unplaced(page=page, box=_rounded(box), text=text))
    return part, loose


def _is_title(text: str, lexicon: Lexicon) -> bool:
    bare = "".join(text.split())
    return len(bare) <= LONGEST_TITLE and any(title in bare for title in lexicon.titles)


def _amount_unit(table: Table, lexicon: Lexicon, values: Mapping[str, Found]) -> dict[str, Found]:
    """Return the unit printed in brackets behind a label of the funds block."""
    if "/amount_unit" in values:
        return {}
    for cell in table.cells:
        text = cell_text(cell)
        unit = _UNIT.search(text)
        label = key(text)
        if unit and unit[1] in lexicon.units and (label in lexicon.blocks or label in lexicon.fund_columns):
            return {"/amount_unit": Found(unit[1], cell.page, cell.box)}
    return {}


def _unclaimed(table: Table, claimed: set[int], lexicon: Lexicon) -> Iterator[Unplaced]:
    for number, cell in enumerate(table.cells):
        text = cell_text(cell)
        if text and number not in claimed and key(text) not in lexicon.blocks:
            yield Unplaced(page=cell.page, box=_rounded(cell.box), text=text)


def _record(values: Mapping[str, Found], sources: list[str]) -> Record:
    """Return the record that holds each value at its pointer."""
    tree: dict[str, Any] = {"funds": [{"source": source} for source in sources], "extras": {}}
    for pointer, place in values.items():
        *path, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))
        node = tree
        for step, following in zip(path, [*path, last][1:], strict=True):
            if isinstance(node, list):
                node.extend({} for _ in range(len(node), int(step) + 1))
                node = node[int(step)]
            else:
                node = node.setdefault(step, [] if following.isdecimal() else {})
        node[last] = place.text
    return from_plain(tree, Record)


def _rounded(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
