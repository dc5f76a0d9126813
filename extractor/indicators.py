"""The indicator rows and the total → printed values by JSON Pointer, each with its place."""

import re
from collections.abc import Iterable, Sequence

from extractor.blocks import Part
from extractor.geometry import Cell
from extractor.lexicons import Lexicon, key
from extractor.tables import Found, Table, found
from extractor.zones import Columns, by_column, columns_under

OWN = ("level3", "target", "actual", "weight", "score")
"""The columns of which every indicator has cells of its own."""
_GROUP_WEIGHT = re.compile(r"^(.*?)\s*[(（]\s*(\d+(?:\.\d+)?)\s*分?\s*[)）]\s*$", re.DOTALL)
_LABELLED_NUMBER = re.compile(r"[：:]\s*(-?[\d,.]+)\s*分?\s*$")

Row = dict[str, list[tuple[int, Cell]]]


def find_columns(table: Table, header: Sequence[int], lexicon: Lexicon) -> tuple[Columns, set[int]]:
    """Return the columns under the first header, and every cell of it and its repetitions."""
    columns, claimed = columns_under(table, header, lexicon.indicator_columns)
    claimed |= {number for row in header for number, _ in table.row(row) if table.cells[number].top in header}
    first = min(left for name, (left, _) in columns.items() if name in lexicon.indicator_columns.values())
    return {name: at for name, at in columns.items() if at[0] >= first}, claimed


def read_indicators(table: Table, rows: Iterable[int], columns: Columns) -> Part:
    """Return one entry a row; merged group cells count for every row that they cover."""
    part = Part()
    groups: dict[str, Found] = {}
    count = 0
    for row in rows:
        fields = by_column(table, row, columns)
        own = [cell for name in OWN for _, cell in fields.get(name, ())]
        if not any(cell.top == row for cell in own) or not any(cell.text for cell in own):
            continue
        at = f"/indicators/{count}"
        count += 1
        _groups(part, fields, groups)
        part.values |= {f"{at}/{name}": place for name, place in groups.items()}
        for name, cells in fields.items():
            if name not in ("level1", "level2"):
                part.put(at, name, cells)
    return part


def _groups(part: Part, fields: Row, groups: dict[str, Found]) -> None:
    """Bring the group labels up to this row: a blank one goes on from the row above."""
    for name in ("level1", "level2"):
        cells = fields.get(name, ())
        part.claimed |= {number for number, _ in cells}
        place = next((found(cell) for _, cell in cells if cell.text), None)
        if place is None:
            groups.setdefault(
                name, Found("", *found(cells[0][1])[1:]) if cells else Found("", 0, (0, 0, 0, 0))
            )
            continue
        if name == "level1":
            weight = _GROUP_WEIGHT.match(place.text)
            if place != groups.get("level1"):
                groups.clear()
            groups["level1_weight"] = place._replace(text=weight[2] if weight else "")
            place = place._replace(text=weight[1] if weight else place.text)
        groups[name] = place


def read_total(table: Table, row: int | None, columns: Columns) -> Part:
    """Return the 总分 row: what stands under the weights and under the scores."""
    part = Part()
    if row is None:
        return part
    cells = [(number, cell) for number, cell in table.row(row) if cell.top == row]
    number, label = next((number, cell) for number, cell in cells if key(cell.text))
    part.claimed.add(number)
    inside = _LABELLED_NUMBER.search(label.text)
    if inside:
        part.values["/total_score"] = Found(inside[1], label.page, label.box)
    for name, under in by_column(table, row, columns).items():
        numbers = [item for item in under if item[0] != number]
        if name in ("weight", "score") and numbers:
            part.put("", f"total_{name}", numbers)
    filled = [(other, cell) for other, cell in cells if other not in part.claimed and cell.text]
    if "/total_score" not in part.values and filled:
        part.put("", "total_score", filled[-1:])
    return part
