"""Label and value pairs: the head of a form, its foot, and the lines around it → fields and extras."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from msgspec import structs

from extractor.form.department_codes import holds_code, with_code
from extractor.form.lexicons import FUNDS, Lexicon, key
from extractor.form.lists import COLUMNS, read_list
from extractor.form.notes import note_in, opened_by, pairs_in
from extractor.form.paragraphs import SENTENCE_ENDS, paragraphs
from extractor.form.parts import Part, bare_label
from extractor.form.tables import Found, Table, blank_at, found
from extractor.geometry import Cell
from extractor.value.numbers import parse_number

PAIR = 2
"""A label with its text."""
GAP = 4.0
"""Borders drawn apart leave gaps of at most so many points between cells."""

LONGEST_HEADING = 24
"""A counted heading has at most so many characters; more is a text."""
_COUNTED = re.compile(
    r"[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十]{1,2}[)）]|\d{1,2}[.．、](?!\d)"
)
"""What numbers a heading."""

YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
"""The year in 2019年, 2019 年度."""


def read_pairs(table: Table, rows: Iterable[int], lexicon: Lexicon, taken: Collection[str] = ()) -> Part:
    """Return label and value pairs, as above the funds and under the total.

    Known labels name fields, save those in `taken`; others become extras.  So does
    `label：text` in one cell, once or several times.
    """
    part = Part()
    rows = tuple(rows)
    _read_lists(part, table, rows, lexicon, taken)
    for row in rows:
        cells = [item for item in table.opening(row) if item[1].text or _is_wide(item[1])]
        _read_parted_labels(part, cells, table, lexicon, taken)
        _read_label_of_amounts(part, cells, table, lexicon)
        _read_label_of_pairs(part, cells, table, lexicon)
        for (number, cell), (after, value) in pairwise(cells):
            if {number, after} & part.claimed or not _is_label(number, cell, cells, table, lexicon):
                continue
            if any(
                table.keys[after] in labels for labels in (lexicon.head, lexicon.blocks, lexicon.goal_parts)
            ):
                continue
            if _is_open(cell.text) and _is_open(value.text):
                continue
            part.claimed |= {number, after}
            apart = {f"{FUNDS}score"} if _is_whole_score(number, cells, table, lexicon) else set[str]()
            place_pair(part, cell.text, found(value), lexicon, apart.union(taken))
            if lexicon.head.get(table.keys[number], "").startswith(FUNDS):
                part.added.append(found(cell))
        for number, cell in cells:
            if number not in part.claimed and (pairs := _pairs_of(cell)):
                part.claimed.add(number)
                for label, text in pairs:
                    place_pair(part, label, Found(text, cell.page, cell.box), lexicon, taken)
    return part


def _read_label_of_amounts(
    part: Part, cells: Sequence[tuple[int, Cell]], table: Table, lexicon: Lexicon
) -> None:
    """Read what stands before amounts with labels of their own: the total of the funds, or 预算执行率."""
    for (number, cell), (after, value) in pairwise(cells):
        if not lexicon.head.get(table.keys[after], "").startswith(FUNDS) and not _opens_amount(
            value.text, lexicon
        ):
            continue
        if lexicon.fund_rows.get(table.keys[number]) == "total":
            part.claimed.add(number)
            part.fields.setdefault(f"{FUNDS}label", found(cell))
        elif lexicon.head.get(table.keys[number]) == f"{FUNDS}rate":
            part.claimed.add(number)


def _read_label_of_pairs(
    part: Part, cells: Sequence[tuple[int, Cell]], table: Table, lexicon: Lexicon
) -> None:
    """Keep a label that stands beside pairs as one without a value: 自评结论 of 自评等级.

    A label that is known stands so beside several rows of them.
    """
    if len(cells) < 1 + PAIR or len(cells) % PAIR == 0:
        return
    (number, cell), *pairs = cells
    labels = [at for at, _ in pairs[::PAIR]]
    high = cell.bottom > cell.top + 1 or (cell.text and not lexicon.knows(table.keys[number]))
    high = high and {one.bottom for _, one in pairs} == {cell.top + 1}
    known = table.keys[number] in lexicon.head or table.keys[number] in lexicon.blocks
    if not high or known or part.claimed & {number, *labels}:
        return
    if all(_is_of_foot(table.keys[at], lexicon) or table.keys[at] in lexicon.head for at in labels):
        part.claimed.add(number)
        part.keep_labels([cell])


def _is_of_foot(label: str, lexicon: Lexicon) -> bool:
    return label in lexicon.foot or lexicon.is_total(label)


def _read_parted_labels(
    part: Part, cells: Sequence[tuple[int, Cell]], table: Table, lexicon: Lexicon, taken: Collection[str]
) -> None:
    """Read the pairs of which a side drawn through the label, as in 项目|名称, leaves two cells.

    What stands before such a label is one too, or a label and its value.
    """
    for (number, first), (after, value) in pairwise(cells):
        below = table.below(first)
        if below is None or value.bottom != table.cells[below].bottom or table.keys[number] in lexicon.labels:
            continue
        label = first.text + table.cells[below].text
        if key(label) in lexicon.head and not {number, below, after} & part.claimed:
            part.claimed |= {number, below, after}
            part.added += [found(first), found(table.cells[below])]
            place_pair(part, label, found(value), lexicon, taken)
    at = 0
    while at + 2 < len(cells):
        (number, first), (after, second), (behind, value) = cells[at : at + 3]
        label = first.text + second.text
        if table.keys[number] in lexicon.labels or key(label) not in lexicon.head:
            at += 1 if table.keys[number] in lexicon.blocks else 2
            continue
        alone = table.keys[behind] in lexicon.head or table.keys[behind] in lexicon.blocks
        pair = {number, after} if alone else {number, after, behind}
        at += len(pair)
        if not pair & part.claimed:
            part.claimed |= pair
            part.added += [found(first), found(second)]
            place = blank_at(second) if alone else found(value)
            place_pair(part, label, place, lexicon, taken)


def _read_lists(
    part: Part, table: Table, rows: Iterable[int], lexicon: Lexicon, taken: Collection[str]
) -> None:
    """Read the labels that have several values each, and those that stand over theirs."""
    kept = frozenset(rows)
    for row in sorted(kept):
        read_list(part, table, row, kept, lexicon)
        if row + 1 in kept:
            _read_columns(part, table, row, lexicon, taken)
            _read_headed(part, table, row, lexicon, taken)


def _read_columns(part: Part, table: Table, row: int, lexicon: Lexicon, taken: Collection[str]) -> None:
    """Read labels over a row of figures, as fields or extras by their labels; so names of the head."""
    below = {(cell.left, cell.right): number for number, cell in table.opening(row + 1)}
    heads = [(number, cell, below.get((cell.left, cell.right))) for number, cell in table.opening(row)]
    under = [(number, cell, at) for number, cell, at in heads if at is not None and cell.text]
    figures = [table.cells[at].text[:1].isdecimal() for _, _, at in under if table.cells[at].text]
    if len(under) < COLUMNS or len(under) != len(below):
        return
    names = any(
        all(table.keys[number] in labels for number, _, _ in heads[:COLUMNS])
        for labels in (lexicon.head, lexicon.foot)
    )
    if 2 * sum(figures) <= len(figures) and not (names and len(heads) == len(under)):
        return
    keys = [table.keys[at] for at in below.values()]
    if any(cell.text[:1].isdecimal() for _, cell, _ in heads) or any(
        map(lexicon.knows if names else bool, keys)
    ):
        return
    for number, cell, at in under:
        if not {number, at} & part.claimed:
            part.claimed |= {number, at}
            place_pair(part, cell.text, found(table.cells[at]), lexicon, taken)


def _read_headed(part: Part, table: Table, row: int, lexicon: Lexicon, taken: Collection[str]) -> None:
    """Read a heading that fills its row, 五、存在问题 or 改进措施, with the text that fills the next."""
    heading, text = table.row(row), table.row(row + 1)
    if len(heading) != 1 or len(text) != 1 or heading[0][0] == text[0][0] or not heading[0][1].text:
        return
    (number, cell), (below, value) = heading[0], text[0]
    if {number, below} & part.claimed or note_in(value.text):
        return
    if lexicon.blocks.get(table.keys[number], "head") != "head":
        return
    if _heads(table, number, lexicon) and not _heads(table, below, lexicon):
        part.claimed |= {number, below}
        text_of = structs.replace(found(value), text=paragraphs(value.lines))
        place_pair(part, cell.text, text_of, lexicon, taken)


def _heads(table: Table, number: int, lexicon: Lexicon) -> bool:
    """Tell whether a cell may head the text below it: a label of the foot or of goals, or a counted one."""
    text, label = table.cells[number].text, table.keys[number]
    counted = _COUNTED.match(text) and 0 < len(label) <= LONGEST_HEADING and not text.endswith(SENTENCE_ENDS)
    listed = label in lexicon.foot or label in lexicon.goal_parts
    return listed or (bool(counted) and note_in(text) is None)


def place_pair(
    part: Part,
    label: str,
    value: Found,
    lexicon: Lexicon,
    taken: Collection[str] = (),
) -> None:
    """Keep one value in the field that its label names, else as an extra.

    Of two labels of one field the one listed first names it: 二级项目名称, not 一级项目名称.
    """
    name = lexicon.head.get(key(label))
    if name is None and value.text in lexicon.units:
        name = "amount_unit"
    if name in part.named_by and name not in taken and value.text:
        other, before = part.named_by[name]
        if lexicon.first_of_one_field({key(label), key(other)}) != key(other):
            part.keep(bare_label(other), before)
            del part.fields[name]
    if name is None or name in taken or name in part.fields:
        part.keep(bare_label(label), value)
        return
    part.named_by[name] = label, value
    if name == "department" and holds_code(key(label), value.text):
        part.fields |= with_code(value)
    elif name == "year" and (year := YEAR.search(value.text)):
        part.fields["year"] = structs.replace(value, text=year[1])
    else:
        part.fields[name] = value


def _pairs_of(cell: Cell) -> list[tuple[str, str]]:
    if "：" not in cell.text and ":" not in cell.text:
        return []
    pairs = pairs_in(cell.text)
    if len(pairs) > 1 and len(cell.lines) == 1:
        return pairs
    note = opened_by(paragraphs(cell.lines))
    return [note] if note else []


def _is_label(
    number: int, cell: Cell, cells: Sequence[tuple[int, Cell]], table: Table, lexicon: Lexicon
) -> bool:
    """Tell whether a cell may name the one behind it; a block's label does where pairs fill their row.

    A figure names nothing.
    """
    if not cell.text or note_in(cell.text) or parse_number(cell.text):
        return False
    if table.keys[number] not in lexicon.blocks:
        return True
    in_turn = len(cells) % PAIR == 0 and (number, cell) in cells[::PAIR]
    return in_turn and cell.bottom == cell.top + 1


def _is_whole_score(number: int, cells: Sequence[tuple[int, Cell]], table: Table, lexicon: Lexicon) -> bool:
    """Tell whether a label is the form's score in the head, not the funds': no amount stands beside it."""
    amounts = [at for at, _ in cells if lexicon.head.get(table.keys[at], "").startswith(FUNDS)]
    return lexicon.is_total(table.keys[number]) and amounts == [number]


def _is_wide(cell: Cell) -> bool:
    """Tell whether a cell could hold text; the gap between two borders could not."""
    return cell.box[2] - cell.box[0] > GAP


def _is_open(text: str) -> bool:
    """Tell whether a text is a label that waits for its value to be written behind it."""
    return text.rstrip().endswith(("：", ":"))


def _opens_amount(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a text opens with the label of an amount in the head: 全年执行数：270."""
    note = note_in(text)
    return note is not None and lexicon.head.get(key(note[0]), "").startswith(FUNDS)
