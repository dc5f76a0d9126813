"""The row of the total → the marks that it adds up, each with its place."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import structs

from extractor.form.column_labels import MARKS
from extractor.form.headers import EXTRA
from extractor.form.lexicons import Lexicon, key
from extractor.form.notes import note_in, pairs_in
from extractor.form.parts import Part, Row, bare_label
from extractor.form.surmises import joined_fields
from extractor.form.tables import Found, Table, found
from extractor.form.zones import Zones
from extractor.geometry import Cell
from extractor.value.numbers import Number, parse_number

PAIR = 2
"""A label and its value."""
FULL = Decimal(100)
_LABELLED_NUMBER = re.compile(r"[：:]\s*(-?[\d,.]+)\s*分?\s*$")


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
    _read_inside(part, label, lexicon)
    weights: list[tuple[int, Cell]] = []
    for name, under in zones.columns.split(table, zones.total).items():
        numbers = [item for item in under if item[0] != number]
        if name in ("weight", "score") and numbers:
            part.put(part.fields, "", f"total_{name}", numbers)
        elif not weights and any(cell.text for _, cell in numbers) and _is_weight(name, lexicon):
            weights = numbers
    weights = weights or [item for item in cells if item[0] != number and _is_over_weights(item[1], zones)]
    if weights and not ("total_weight" in part.fields and part.fields["total_weight"].text):
        part.put(part.fields, "", "total_weight", weights)
    filled = [(other, cell) for other, cell in cells if other not in part.claimed and cell.text]
    filled = [item for item in filled if not _took_note(part, *item, lexicon)]
    filled = [item for item in filled if not _took_both(part, zones, *item, lexicon)]
    numbers = [item for item in filled if parse_number(item[1].text)]
    if "total_score" not in part.fields and filled:
        part.put(part.fields, "", "total_score", (numbers or filled)[-1:])
    elif numbers and _lacks_score(part, zones, numbers[-1][1]):
        part.put(part.fields, "", "total_score", numbers[-1:])
    keep_values(part, bare_label(label.text), filled, table, zones)
    return part


def _is_over_weights(cell: Cell, zones: Zones) -> bool:
    """Tell whether a number is merged over the column of weights and others, that of scores aside."""
    under = {*zones.columns.owners[cell.left : cell.right]}
    return "weight" in under and "score" not in under and parse_number(cell.text) is not None


def _lacks_score(part: Part, zones: Zones, cell: Cell) -> bool:
    """Tell whether a number is the total's score, right of that one's blank cell, and not the weight.

    Under the label of one other column, as 扣分, it is of that.
    """
    if len(set(zones.columns.owners[cell.left : cell.right])) == 1:
        return False
    score, weight = part.fields["total_score"], part.fields.get("total_weight")
    number = parse_number(cell.text)
    told = weight is not None and weight.text != ""
    aside = not score.text and cell.box[0] >= score.box[2]
    return aside and (told or (number is not None and number.value != FULL))


def _read_inside(part: Part, cell: Cell, lexicon: Lexicon) -> None:
    """Read a total and what else stands in one cell: 总分：94, or 自评总得分：94分 自评等级：优."""
    pairs = pairs_in(cell.text)
    for name, text in pairs if len(pairs) > 1 else [("", cell.text)]:
        inside = _LABELLED_NUMBER.search(f"：{text}" if lexicon.is_total(key(name)) else text)
        if inside:
            part.fields["total_score"] = Found(inside[1], cell.page, cell.box)
        elif name:
            part.keep(name, Found(text, cell.page, cell.box))


def _took_both(part: Part, zones: Zones, number: int, cell: Cell, lexicon: Lexicon) -> bool:
    """Read the marks of one cell under a label of both, 100/98.8 under 分值/得分; tell whether it is one."""
    label = key(zones.columns.owner(cell).removeprefix(EXTRA))
    fields = joined_fields(label, lexicon.indicator_columns)
    texts = cell.text.split("/")
    if {*fields} != MARKS or len(texts) != len(fields) or not all(map(parse_number, texts)):
        return False
    part.claimed.add(number)
    for field, text in zip(fields, texts, strict=True):
        part.fields[f"total_{field}"] = structs.replace(found(cell), text=text.strip())
    return True


def _took_note(part: Part, number: int, cell: Cell, lexicon: Lexicon) -> bool:
    """Keep a known label and its text in one cell, as in 自评等级：优; tell whether it is that."""
    note = note_in(cell.text)
    if note is None or key(note[0]) not in lexicon.foot:
        return False
    part.claimed.add(number)
    part.keep(note[0], structs.replace(found(cell), text=note[1]))
    return True


def put_score_right(fields: Row, funds: Iterable[Row], indicators: Sequence[Row]) -> None:
    """Let the one number of a total, printed under the weights, be the score if it is the sum of the scores.

    Args:
        fields: Of the form; its total is changed.
        funds: The rows of the funds, of which the first one with marks has those of the execution rate.
        indicators: Their rows.
    """
    place, score = fields.get("total_weight"), fields.get("total_score")
    number = parse_number(place.text) if place else None
    if place is None or number is None or (score and score.text):
        return
    funds = list(funds)
    weights, scores = _sums("weight", funds, indicators), _sums("score", funds, indicators)
    if number.value != FULL and number.value in scores - weights:
        fields["total_score"] = place
        if score:
            fields["total_weight"] = score
        else:
            del fields["total_weight"]


def _sums(name: str, funds: Sequence[Row], indicators: Sequence[Row]) -> set[Decimal]:
    """Return what the indicators' marks add up to, without those of the execution rate and with them."""
    own = [number.value for row in indicators if (number := _number(row, name))]
    rate = next((number.value for row in funds if (number := _number(row, name))), Decimal(0))
    total = sum(own, Decimal(0))
    return {total, total + rate} if own else set()


def _number(row: Row, name: str) -> Number | None:
    return parse_number(row[name].text) if name in row else None


def _read_paired_total(part: Part, cells: Sequence[tuple[int, Cell]], table: Table, lexicon: Lexicon) -> bool:
    """Read a total of one row that holds labels and values in turn: 总分值 100, 总得分 98, 自评等级 优."""
    rest = [(number, cell) for number, cell in cells if number not in part.claimed]
    first = next((table.keys[at] for at, _ in cells if table.keys[at]), "")
    if not lexicon.is_total(first):
        rest = [*cells]
    elif len(rest) > PAIR and table.keys[rest[1][0]].endswith(tuple(lexicon.foot)):
        rest = [item for item in cells if item[0] in part.claimed] + rest
    pairs = list(zip(rest[::2], rest[1::2], strict=False))
    if not any(lexicon.is_total(table.keys[label]) for (label, _), _ in pairs):
        return False
    for (at, label), (number, value) in pairs:
        part.claimed |= {at, number}
        _place_total(part, table.keys[at], label.text, found(value), lexicon)
    return True


def _place_total(part: Part, label: str, printed: str, value: Found, lexicon: Lexicon) -> None:
    """Keep a value beside or under a label of the total row."""
    if lexicon.is_total(label):
        name = "total_weight" if label.endswith("分值") else "total_score"
        if part.fields.setdefault(name, value) is value:
            return
    part.keep(bare_label(printed), value)


def _is_weight(name: str, lexicon: Lexicon) -> bool:
    """Tell whether a column holds weights of another level: 权重 beside 一级指标."""
    label = key(name.removeprefix(EXTRA).rstrip(" 23456789"))
    unnamed = name.startswith(EXTRA) and lexicon.indicator_columns.get(label) == "weight"
    return unnamed or name == "level1_weight"


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
    if not any(lexicon.is_total(table.keys[number]) for number, _ in heads):
        return False
    for number, cell in heads:
        value = below[cell.left, cell.right]
        part.claimed |= {number, value}
        _place_total(part, table.keys[number], cell.text, found(table.cells[value]), lexicon)
    return True


def keep_values(part: Part, name: str, cells: Iterable[tuple[int, Cell]], table: Table, zones: Zones) -> None:
    """Keep what stands in a row of sums and has no field, under the labels of the row and the columns."""
    headings = {
        zones.columns.owner(table.cells[number]): table.cells[number].text for number in zones.columns.named
    }
    for number, cell in cells:
        if number not in part.claimed:
            part.claimed.add(number)
            part.keep(f"{name}/{headings.get(zones.columns.owner(cell), '')}", found(cell))
