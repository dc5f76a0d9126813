"""The indicator rows → their values, each with its place."""

import re
from collections.abc import Iterable, Sequence

from msgspec import structs

from extractor.form.column_labels import GROUPS
from extractor.form.group_rows import GroupRow, closed, group_rows, weight_of
from extractor.form.headers import EXTRA
from extractor.form.lexicons import Lexicon, key
from extractor.form.notes import note_in
from extractor.form.pairs import PAIR
from extractor.form.parts import Part, Row, bare_label
from extractor.form.surmises import joined_fields
from extractor.form.tables import Found, Table, blank_at, found
from extractor.form.totals import keep_values
from extractor.form.zones import Zones
from extractor.geometry import Cell

OWN = ("level3", "target", "actual", "weight", "score")
"""The columns of which every indicator has cells of its own."""
NOWHERE = Found("", 0, (0, 0, 0, 0))
_COUNTED = re.compile(r"[一二三四五六七八九十]{1,2}、")
"""What begins the name of a group; a row that begins so is in no group above."""


def read_indicators(table: Table, zones: Zones, lexicon: Lexicon) -> tuple[Part, list[Row]]:
    """Return one entry a row; merged group cells count for every row that they cover."""
    part = Part(claimed=_header_cells(table, zones))
    _keep_block_label(part, table, zones, lexicon)
    rows: list[Row] = []
    groups: Row = {}
    waiting: Row = {}
    idle: list[tuple[int, Cell]] = []
    named = group_rows(table, zones, lexicon)
    for row in zones.indicators:
        fields = zones.columns.split(table, row)
        if group := named.get(row):
            part.claimed.add(group.name[0])
            if group.level > 1 and "level1" in fields:
                _follow(part, {"level1": fields["level1"]}, groups, rows)
            _begin_group(part, group, groups, waiting)
            keep_values(part, bare_label(group.name[1].text), group.others, table, zones)
            continue
        own = [cell for name in OWN for _, cell in fields.get(name, ())]
        idles = not any(cell.top == row and cell.text for cell in own)
        wide = [cell for cells in fields.values() for _, cell in cells if cell.right - cell.left > 1]
        apart = idles or any(_covers_values(cell, zones) for cell in wide)
        if apart and _keep_pair(part, table, row, rows, lexicon):
            continue
        if idles:
            idle += [item for name in GROUPS for item in fields.get(name, ())]
            continue
        at = f"indicators/{len(rows)}"
        _end_waiting(part, fields, waiting)
        _follow(part, fields, groups, rows)
        _keep_over(part, at, fields, table, zones)
        values = dict(groups)
        for name, cells in fields.items():
            if name not in GROUPS and not _took_several(values, name, cells, part, lexicon):
                part.put(values, at, name, cells)
        rows.append(values)
    if rows:
        part.keep_unfilled(table, zones.columns, "indicators/0", lexicon)
    else:
        in_groups = {group.name[0] for group in named.values()}
        known = (number for number in part.claimed if lexicon.knows(table.keys[number]))
        part.claimed = in_groups.union(known)
    _keep_waiting(part, waiting)
    _keep_idle(part, idle)
    names: list[str] = []
    for row in zones.subtotals:
        _keep_subtotal(part, table, zones, row, names)
    return part, rows


def _keep_block_label(part: Part, table: Table, zones: Zones, lexicon: Lexicon) -> None:
    """Keep what stands left of the header and of all rows, whatever it says, as a label without a value."""
    first = min(left for left, _ in zones.columns.spans.values())
    last = zones.indicators[-1] if zones.indicators else zones.header[-1]
    for number, cell in table.opening(zones.header[0]):
        if cell.right > first:
            return
        if cell.bottom > last and table.keys[number] and table.keys[number] not in lexicon.blocks:
            part.claimed.add(number)
            part.keep_labels([cell])


def _keep_waiting(part: Part, waiting: Row, *levels: str) -> None:
    """Keep the names of groups that ended before any indicator as labels without a value."""
    for level in levels or tuple(waiting):
        if place := waiting.pop(level, None):
            part.keep(place.text, structs.replace(place, text=""))


def _end_waiting(part: Part, fields: dict[str, list[tuple[int, Cell]]], waiting: Row) -> None:
    """Give a row the names of groups that wait for one; those where it has names of its own had no rows."""
    for level in tuple(waiting):
        if any(cell.text for _, cell in fields.get(level, ())):
            _keep_waiting(part, waiting, level)
    waiting.clear()


def _took_several(
    values: Row, name: str, cells: Sequence[tuple[int, Cell]], part: Part, lexicon: Lexicon
) -> bool:
    """Read a cell of two values under a label of both, 50/48 under 分值/得分, and tell whether it is one."""
    label = name.removeprefix(EXTRA)
    if label == name or "/" not in label or len(cells) != 1:
        return False
    fields = joined_fields(key(label), lexicon.indicator_columns)
    ((number, cell),) = cells
    texts = cell.text.split("/")
    if not fields or len(fields) != len(texts) or values.keys() & fields:
        return False
    part.claimed.add(number)
    values.update(
        {one: Found(text.strip(), cell.page, cell.box) for one, text in zip(fields, texts, strict=True)}
    )
    return True


def _keep_over(
    part: Part, at: str, fields: dict[str, list[tuple[int, Cell]]], table: Table, zones: Zones
) -> None:
    """Keep, and take out of a row's fields, what stands beside names of several indicators there."""
    names = fields.get("level3", [])
    own = [item for item in names if item[1].bottom == item[1].top + 1]
    if len(own) == len(names) or not any(cell.text for _, cell in own):
        return
    fields["level3"] = own
    headings = (table.cells[number] for number in sorted(zones.columns.named))
    label = next((bare_label(one.text) for one in headings if zones.columns.owner(one) == "level3"), "")
    for number, cell in names:
        if cell.text and (number, cell) not in own:
            part.claimed.add(number)
            part.keep(f"{at}/{label}", found(cell))


def _covers_values(cell: Cell, zones: Zones) -> bool:
    """Tell whether a cell stands under targets and actual values at once, and so holds neither."""
    owners = zones.columns.owners[cell.left : cell.right]
    return "target" in owners and "actual" in owners


def _keep_pair(part: Part, table: Table, row: int, rows: Sequence[Row], lexicon: Lexicon) -> bool:
    """Keep a row of two texts as a label and its value, and tell whether it is one: 年度绩效目标2.

    Beside the group of the indicator above it tells of that: 偏差原因 and the reason.
    """
    cells = table.opening(row)
    if len(cells) != PAIR or not all(cell.text for _, cell in cells):
        return False
    (number, label), (after, value) = cells
    beside = len(table.by_row[row]) > PAIR
    if beside and not (rows and lexicon.knows(table.keys[number])):
        return False
    part.claimed |= {number, after}
    name = lexicon.indicator_columns.get(table.keys[number], "")
    if beside and name == "reason" and name not in rows[-1]:
        rows[-1][name] = found(value)
        part.added.append(found(label))
    else:
        at = f"indicators/{len(rows) - 1}/" if beside else ""
        part.keep(at + bare_label(label.text), found(value))
    return True


def _keep_idle(part: Part, cells: Iterable[tuple[int, Cell]]) -> None:
    """Keep the names of groups that have no indicators as labels without a value."""
    for number, cell in cells:
        if cell.text and number not in part.claimed:
            part.claimed.add(number)
            part.keep(cell.text, blank_at(cell))


def _begin_group(part: Part, one: GroupRow, groups: Row, waiting: Row) -> None:
    """Let the rows below have a group's name, and its weight, as their first level or their second.

    Where they have names of their own it is a label.  A group is `waiting` until a row has its name.
    """
    place = found(one.name[1])
    if not one.level:
        label, text = note_in(place.text) or (place.text, "")
        part.keep(label, structs.replace(place, text=text))
    elif one.level > 1:
        _keep_waiting(part, waiting, "level2")
        groups["level2"] = waiting["level2"] = place
    else:
        _keep_waiting(part, waiting)
        groups.clear()
        _name_level1(groups, place)
        waiting["level1"] = place
        if one.weight:
            part.claimed.add(one.weight[0])
            groups["level1_weight"] = found(one.weight[1])


def _name_level1(groups: Row, place: Found) -> None:
    weight = weight_of(place.text)
    groups["level1_weight"] = structs.replace(place, text=closed(weight[2]) if weight else "")
    groups["level1"] = structs.replace(place, text=weight[1] if weight else place.text)


def _keep_subtotal(part: Part, table: Table, zones: Zones, row: int, names: list[str]) -> None:
    """Keep what a row adds up, as extras under its own label and those of the columns.

    Labels that are among the `names` of rows above are counted.
    """
    (first, label), *values = [(number, cell) for number, cell in table.opening(row) if cell.text]
    names.append(label.text)
    name = label.text if names.count(label.text) == 1 else f"{label.text} {names.count(label.text)}"
    part.claimed.add(first)
    part.keep(name, blank_at(label))
    keep_values(part, name, values, table, zones)


def _header_cells(table: Table, zones: Zones) -> set[int]:
    """Return the cells of the header that name columns, and those that repeat them overleaf."""
    texts = {table.cells[number].text for number in zones.columns.named}
    return {
        number
        for row in zones.header
        for number, cell in table.opening(row)
        if number in zones.columns.named or cell.text in texts
    }


def _follow(part: Part, fields: dict[str, list[tuple[int, Cell]]], groups: Row, rows: Sequence[Row]) -> None:
    """Bring the group labels up to this row: a blank one goes on from the row above.

    A counted name ends a group whose own name is counted.  A weight alone below a name is that group's
    if it has none yet; a further one is for a person.
    """
    counted = _COUNTED.match(groups.get("level1", NOWHERE).text) and not fields.get("level1")
    if counted and any(_COUNTED.match(cell.text) for _, cell in fields.get("level3", ())):
        groups.clear()
    for name in GROUPS:
        cells = fields.get(name, ())
        part.claimed.update([number for number, _ in cells])
        place = next((found(cell) for _, cell in cells if cell.text), None)
        if place is None:
            groups.setdefault(name, blank_at(cells[0][1]) if cells else NOWHERE)
            continue
        if name == "level1":
            known = groups.get("level1", NOWHERE)
            if known.text and _is_weight(place.text):
                if not _weigh_group(rows, groups, place):
                    part.claimed.difference_update([number for number, _ in cells])
            elif place.box != known.box or place.page != known.page:
                groups.clear()
                _name_level1(groups, place)
        else:
            groups[name] = place


def _is_weight(text: str) -> bool:
    """Tell whether a text is a group's weight without its name: （50分）."""
    weight = weight_of(text)
    return weight is not None and not weight[1].strip()


def _weigh_group(rows: Sequence[Row], groups: Row, place: Found) -> bool:
    """Give a group its weight, and the rows of it that stand above that; tell whether it had none else."""
    known, weight = groups.get("level1_weight", NOWHERE), weight_of(place.text)
    if known.text or weight is None:
        return (known.page, known.box) == (place.page, place.box)
    groups["level1_weight"] = structs.replace(place, text=closed(weight[2]))
    for row in reversed(rows):
        if row.get("level1") != groups["level1"]:
            break
        row["level1_weight"] = groups["level1_weight"]
    return True
