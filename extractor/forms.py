"""Sheets → labelled forms: what each cell of a form is, and where it stands.

No text on a form's pages is dropped: what no block claims is listed as unplaced.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from extractor.blocks import Part, read_funds, read_goals, read_pairs
from extractor.drafts import Draft, Placed, gather_drafts, is_title
from extractor.geometry import Sheet, line_text, union
from extractor.indicators import find_columns, read_indicators, read_total
from extractor.lexicons import Lexicon, key
from extractor.stitches import stitch
from extractor.tables import Found, Table, join_grids
from extractor.zones import find_zones
from models.records import Box, Evidence, Form, Record, Unplaced, from_plain, steps_of

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_UNIT = re.compile(r"(?:单位|金额单位)?\s*[：:(（]\s*(?:单位[：:])?\s*([^\s：:()（）]{1,4})\s*[)）]?\s*$")

LONGEST_NOTE = 24
"""A line of more characters is prose that happens to hold a year."""


def read_forms(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[Form]:
    """Yield the forms of a document as soon as each is complete.

    Neither findings nor reasons are in them yet.
    """
    for draft in gather_drafts(sheets, lexicon):
        form = _read_form(draft, lexicon)
        if form is not None:
            yield form


def _read_form(draft: Draft, lexicon: Lexicon) -> Form | None:
    table = join_grids(draft.grids)
    zones = find_zones(table, lexicon)
    if zones is None:
        return None
    columns, header = find_columns(table, zones.indicators_header, lexicon)
    if not {"actual", "score"} & set(columns):
        return None
    if table.starts:
        table = stitch(table, zones, columns, lexicon)
        columns, header = find_columns(table, zones.indicators_header, lexicon)
    funds, sources = read_funds(table, zones.funds_header, zones.funds, lexicon)
    head = read_pairs(table, zones.head, lexicon)
    heading, loose = _read_heading([*draft.lines, *_lone_lines(table, zones.head, head)], lexicon)
    parts = [
        read_pairs(table, zones.foot, lexicon),
        heading,
        head,
        funds,
        read_goals(table, zones.goals, lexicon),
        read_indicators(table, zones.indicators, columns),
        read_total(table, zones.total, columns),
    ]
    # The foot comes first, so that no note of it outdoes the head's own value.
    values = {pointer: place for part in parts for pointer, place in part.values.items()}
    values |= _amount_unit(table, lexicon, values)
    claimed = header.union(*(part.claimed for part in parts))
    return Form(
        pages=tuple(sorted({grid.page for grid in draft.grids})),
        template=lexicon.template(key(cell.text) for cell in table.cells),
        record=_record(values, sources),
        evidence=_evidence(values),
        unplaced=(*_unclaimed(table, claimed, lexicon), *loose),
    )


def _evidence(values: Mapping[str, Found]) -> dict[str, Evidence]:
    return {
        pointer: Evidence(page=place.page, box=_rounded(place.box))
        for pointer, place in values.items()
        if place.page
    }


def _read_heading(lines: list[Placed], lexicon: Lexicon) -> tuple[Part, list[Unplaced]]:
    """Return title, year and unit from the lines around a form, and the lines left over."""
    part, loose = Part(), list[Unplaced]()
    for page, line in lines:
        text = line_text(line)
        box = union([word.box for word in line])
        year, unit = _YEAR.search(text), _UNIT.search(text)
        titled = is_title(text, lexicon) and "/title" not in part.values
        if titled:
            part.values["/title"] = Found(text, page, box)
        if year and (titled or len(text) <= LONGEST_NOTE) and "/year" not in part.values:
            part.values["/year"] = Found(year[1], page, box)
        elif unit and unit[1] in lexicon.units and "/amount_unit" not in part.values:
            part.values["/amount_unit"] = Found(unit[1], page, box)
        elif not titled:
            loose.append(Unplaced(page=page, box=_rounded(box), text=text))
    return part, loose


def _lone_lines(table: Table, rows: Iterable[int], head: Part) -> Iterator[Placed]:
    """Yield, and claim, the lines of head cells that belong to no pair: a title within the table."""
    for number, cell in dict.fromkeys(item for row in rows for item in table.row(row)):
        if number not in head.claimed:
            head.claimed.add(number)
            yield from ((cell.page, line) for line in cell.lines)


def _amount_unit(table: Table, lexicon: Lexicon, values: Mapping[str, Found]) -> dict[str, Found]:
    """Return the unit printed in brackets behind a label of the funds block."""
    if "/amount_unit" in values:
        return {}
    for cell in table.cells:
        unit, label = _UNIT.search(cell.text), key(cell.text)
        if unit and unit[1] in lexicon.units and (label in lexicon.blocks or label in lexicon.fund_columns):
            return {"/amount_unit": Found(unit[1], cell.page, cell.box)}
    return {}


def _unclaimed(table: Table, claimed: set[int], lexicon: Lexicon) -> Iterator[Unplaced]:
    for number, cell in enumerate(table.cells):
        if cell.text and number not in claimed and key(cell.text) not in lexicon.blocks:
            yield Unplaced(page=cell.page, box=_rounded(cell.box), text=cell.text)


def _record(values: Mapping[str, Found], sources: list[str]) -> Record:
    """Return the record that holds each value at its pointer."""
    tree: dict[str, Any] = {"funds": [{"source": source} for source in sources], "extras": {}}
    for pointer, place in values.items():
        *path, last = steps_of(pointer)
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
