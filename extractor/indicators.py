"""The indicator rows and the total → their values, each with its place."""

import re
from collections.abc import Iterable, Sequence

from msgspec import structs

from extractor.geometry import Cell
from extractor.headers import EXTRA
from extractor.lexicons import Lexicon, key
from extractor.pairs import note_in
from extractor.parts import Part, Row, bare_label
from extractor.tables import Found, Table, found
from extractor.zones import Zones

OWN = ("level3", "target", "actual", "weight", "score")
"""The columns of which every indicator has cells of its own."""
GROUPS = ("level1", "level2")
PAIR = 2
"""A label and its value."""
NOWHERE = Found("", 0, (0, 0, 0, 0))
MOST_WEIGHT = 100
"""A group's weight is at most the whole; a greater number in brackets is none."""
_GROUP_WEIGHT = re.compile(r"^(.*?)\s*[(（]\s*(\d+(?:\.\d+)?)\s*(分?)\s*[)）]\s*$", re.DOTALL)
_COUNTED = re.compile(r"[一二三四五六七八九十]{1,2}、")
"""What begins the name of a group; a row that begins so is in no group above."""
_LABELLED_NUMBER = re.compile(r"[：:]\s*(-?[\d,.]+)\s*分?\s*$")


def read_indicators(table: Table, zones: Zones, lexicon: Lexicon) -> tuple[Part, list[Row]]:
    """Return one entry a row; merged group cells count for every row that they cover."""
    part = Part(claimed=_header_cells(table, zones))
    rows: list[Row] = []
    groups: Row = {}
    waiting: Row = {}
    idle: list[tuple[int, Cell]] = []
    for row in zones.indicators:
        fields = zones.columns.split(table, row)
        if (group := _group_over(table, zones, row)) is not None:
            part.claimed.add(group)
            _begin_group(part, found(table.cells[group]), zones, groups, waiting)
            continue
        own = [cell for name in OWN for _, cell in fields.get(name, ())]
        if not any(cell.top == row and cell.text for cell in own):
            idle += [item for name in GROUPS for item in fields.get(name, ())]
            continue
        at = f"indicators/{len(rows)}"
        waiting.clear()
        _follow(part, fields, groups)
        values = dict(groups)
        for name, cells in fields.items():
            if name not in GROUPS:
                part.put(values, at, name, cells)
        rows.append(values)
    if rows:
        part.keep_unfilled(table, zones.columns, "indicators/0", lexicon)
    else:
        part.claimed = {number for number in part.claimed if lexicon.knows(table.keys[number])}
    _keep_waiting(part, waiting)
    _keep_idle(part, idle)
    for count, row in enumerate(zones.subtotals, 1):
        _keep_subtotal(part, table, zones, row, count)
    return part, rows


def _keep_waiting(part: Part, waiting: Row, *levels: str) -> None:
    """Keep the names of groups that ended before any indicator as labels without a value."""
    for level in levels or tuple(waiting):
        if place := waiting.pop(level, None):
            part.keep(place.text, structs.replace(place, text=""))


def _keep_idle(part: Part, cells: Iterable[tuple[int, Cell]]) -> None:
    """Keep the names of groups that have no indicators as labels without a value."""
    for number, cell in cells:
        if cell.text and number not in part.claimed:
            part.claimed.add(number)
            part.keep(cell.text, structs.replace(found(cell), text=""))


def _group_over(table: Table, zones: Zones, row: int) -> int | None:
    """Return the number of the one text of a row that names the group below it; None where that is none.

    It stands over most columns, or in the first one where none has names of the first level.
    """
    spans = zones.columns.spans
    levelled = "level1" in spans
    if len(table.by_row[row]) > (len(spans) // 2 + 2 if levelled else len(spans)):
        return None  # it is divided, as most rows are
    filled = [(number, cell) for number, cell in table.opening(row) if cell.text]
    if len(filled) != 1:
        return None
    number, cell = filled[0]
    over = sum(left < cell.right and cell.left < right for left, right in spans.values())
    wide = 2 * over > len(spans)
    first = min([left for name, (left, _) in spans.items() if not name.startswith(EXTRA)], default=0)
    named = wide or (not levelled and cell.left <= first and _is_weighted(cell.text))
    return number if table.keys[number] and named else None


def _is_weighted(text: str) -> bool:
    """Tell whether a text is a group's name with its weight: 产出指标（50） or 产出（50分）."""
    weight = _weight_of(text)
    return bool(weight and (weight[3] or weight[1].endswith("指标") or _COUNTED.match(text)))


def _weight_of(text: str) -> re.Match[str] | None:
    weight = _GROUP_WEIGHT.match(text) if text.endswith((")", "）")) else None
    return weight if weight and float(weight[2]) <= MOST_WEIGHT else None


def _begin_group(part: Part, place: Found, zones: Zones, groups: Row, waiting: Row) -> None:
    """Let the rows below have a group's name, as their first level where no column has that.

    Right under another group, which is `waiting` for its rows, it is their second level.
    """
    if "level1" in zones.columns.spans:
        label, text = note_in(place.text) or (place.text, "")
        part.keep(label, structs.replace(place, text=text))
    elif "level2" not in zones.columns.spans and _is_under(place.text, groups, waiting):
        _keep_waiting(part, waiting, "level2")
        groups["level2"] = waiting["level2"] = place
    else:
        _keep_waiting(part, waiting)
        groups.clear()
        _name_level1(groups, place)
        waiting["level1"] = place


def _is_under(name: str, groups: Row, waiting: Row) -> bool:
    """Tell whether a group is part of the one above: not numbered nor weighted as that is."""
    above = groups.get("level1", NOWHERE).text
    marks, first = _marks(name), (_marks(above)[0], bool(groups.get("level1_weight", NOWHERE).text))
    second = groups.get("level2", NOWHERE).text
    if second:
        return marks == _marks(second) != first
    return "level1" in waiting and (marks != first or not any(marks))


def _marks(name: str) -> tuple[bool, bool]:
    """Tell whether the name of a group has a number before it, and a weight behind."""
    return bool(_COUNTED.match(name)), bool(_weight_of(name))


def _name_level1(groups: Row, place: Found) -> None:
    weight = _weight_of(place.text)
    groups["level1_weight"] = structs.replace(place, text=weight[2] if weight else "")
    groups["level1"] = structs.replace(place, text=weight[1] if weight else place.text)


def _keep_subtotal(part: Part, table: Table, zones: Zones, row: int, count: int) -> None:
    """Keep what a row adds up, as extras under its own label and those of the columns."""
    (first, label), *values = [(number, cell) for number, cell in table.opening(row) if cell.text]
    name = label.text if count == 1 else f"{label.text} {count}"
    part.claimed.add(first)
    part.keep(name, structs.replace(found(label), text=""))
    _keep_values(part, name, values, table, zones)


def _keep_values(
    part: Part, name: str, cells: Iterable[tuple[int, Cell]], table: Table, zones: Zones
) -> None:
    """Keep what stands in a row of sums and has no field, under the labels of the row and the columns."""
    headings = {
        zones.columns.owner(table.cells[number]): table.cells[number].text for number in zones.columns.named
    }
    for number, cell in cells:
        if number not in part.claimed:
            part.claimed.add(number)
            part.keep(f"{name}/{headings.get(zones.columns.owner(cell), '')}", found(cell))


def _header_cells(table: Table, zones: Zones) -> set[int]:
    """Return the cells of the header that name columns, and those that repeat them overleaf."""
    texts = {table.cells[number].text for number in zones.columns.named}
    return {
        number
        for row in zones.header
        for number, cell in table.opening(row)
        if number in zones.columns.named or cell.text in texts
    }


def _follow(part: Part, fields: dict[str, list[tuple[int, Cell]]], groups: Row) -> None:
    """Bring the group labels up to this row: a blank one goes on from the row above.

    A counted name ends a group whose own name is counted.
    """
    counted = _COUNTED.match(groups.get("level1", NOWHERE).text) and not fields.get("level1")
    if counted and any(_COUNTED.match(cell.text) for _, cell in fields.get("level3", ())):
        groups.clear()
    for name in GROUPS:
        cells = fields.get(name, ())
        part.claimed.update([number for number, _ in cells])
        place = next((found(cell) for _, cell in cells if cell.text), None)
        if place is None:
            groups.setdefault(name, structs.replace(found(cells[0][1]), text="") if cells else NOWHERE)
            continue
        if name == "level1":
            known = groups.get("level1", NOWHERE)
            if place.box != known.box or place.page != known.page:
                groups.clear()
                _name_level1(groups, place)
        else:
            groups[name] = place


def read_total(table: Table, zones: Zones, lexicon: Lexicon) -> Part:
    """Return the 总分 row: what stands under the weights and under the scores."""
    part = Part()
    if zones.total is None:
        return part
    cells = table.opening(zones.total)
    number, label = next(((number, cell) for number, cell in cells if table.keys[number]), (-1, None))
    if label is None:
        return part
    part.claimed.add(number)
    if _read_labelled_total(part, table, zones.total, lexicon) or _read_paired_total(
        part, cells, table, lexicon
    ):
        return part
    inside = _LABELLED_NUMBER.search(label.text)
    if inside:
        part.fields["total_score"] = Found(inside[1], label.page, label.box)
    weights: list[tuple[int, Cell]] = []
    for name, under in zones.columns.split(table, zones.total).items():
        numbers = [item for item in under if item[0] != number]
        if name in ("weight", "score") and numbers:
            part.put(part.fields, "", f"total_{name}", numbers)
        elif not weights and any(cell.text for _, cell in numbers) and _is_weight(name, lexicon):
            weights = numbers
    if weights and not ("total_weight" in part.fields and part.fields["total_weight"].text):
        part.put(part.fields, "", "total_weight", weights)
    filled = [(other, cell) for other, cell in cells if other not in part.claimed and cell.text]
    if "total_score" not in part.fields and filled:
        part.put(part.fields, "", "total_score", filled[-1:])
    _keep_values(part, bare_label(label.text), filled, table, zones)
    return part


def _read_paired_total(part: Part, cells: Sequence[tuple[int, Cell]], table: Table, lexicon: Lexicon) -> bool:
    """Read a total of one row that holds labels and values in turn: 总分值 100, 总得分 98, 自评等级 优."""
    rest = [(number, cell) for number, cell in cells if number not in part.claimed]
    if len(rest) > PAIR and table.keys[rest[1][0]] in lexicon.foot:
        rest = [item for item in cells if item[0] in part.claimed] + rest
    pairs = list(zip(rest[::2], rest[1::2], strict=False))
    if not any(table.keys[label] in lexicon.total for (label, _), _ in pairs):
        return False
    for (at, label), (number, value) in pairs:
        part.claimed |= {at, number}
        _place_total(part, table.keys[at], label.text, found(value), lexicon)
    return True


def _place_total(part: Part, label: str, printed: str, value: Found, lexicon: Lexicon) -> None:
    """Keep a value beside or under a label of the total row."""
    if label in lexicon.total:
        name = "total_weight" if label.endswith("分值") else "total_score"
        if part.fields.setdefault(name, value) is value:
            return
    part.keep(bare_label(printed), value)


def _is_weight(name: str, lexicon: Lexicon) -> bool:
    """Tell whether a column holds weights of another level: 权重 beside 一级指标."""
    label = key(name.removeprefix(EXTRA).rstrip(" 23456789"))
    return name.startswith(EXTRA) and lexicon.indicator_columns.get(label) == "weight"


def _read_labelled_total(part: Part, table: Table, row: int, lexicon: Lexicon) -> bool:
    """Read a total of two rows, labels over values: 总分值, 总得分, 自评等级; tell whether it is one."""
    below = (
        {(cell.left, cell.right): number for number, cell in table.opening(row + 1)}
        if row + 1 < table.rows
        else {}
    )
    heads = [item for item in table.opening(row) if item[0] not in part.claimed and item[1].text]
    if not heads or not all((cell.left, cell.right) in below for _, cell in heads):
        return False
    if not any(table.keys[number] in lexicon.total for number, _ in heads):
        return False
    for number, cell in heads:
        value = below[cell.left, cell.right]
        part.claimed |= {number, value}
        _place_total(part, table.keys[number], cell.text, found(table.cells[value]), lexicon)
    return True
