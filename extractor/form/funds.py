"""The 项目资金 block → its rows: where the money came from, how much of it was spent."""

import re
from collections.abc import Iterator

from msgspec import structs

from extractor.form.fund_blocks import Funds, is_mark
from extractor.form.lexicons import Lexicon, Source, key
from extractor.form.parts import Part, Row, bare_label
from extractor.form.tables import Table, blank_at, found
from extractor.geometry import Cell

_OF_WHICH = re.compile(r"^其\s*中[\s：:，,、—–―－-]*")


def read_funds(funds: Funds | None, form: Table, lexicon: Lexicon) -> tuple[Part, list[tuple[Source, Row]]]:
    """Return the rows of the block, each with the source that its label names."""
    part = Part()
    rows: list[tuple[Source, Row]] = []
    if funds is None:
        return part, rows
    table = funds.view(form)
    part.claimed = {*funds.columns.named, *funds.unlisted}
    part.keep_labels(table.cells[number] for number in funds.unlisted)
    if not funds.crossing:
        part.claimed.update(_labels_of_labels(funds, table, lexicon))
    if funds.paired:
        _keep_corner(part, funds, table, lexicon)
        rows = [_read_pairs_of(part, funds, table, line, lexicon) for line in funds.lines]
        part.keep_unfilled(table, funds.columns, "funds/0", lexicon)
        return part, rows
    marks: Row = {}
    for line in funds.lines:
        if _took_marks(part, marks, table, line, lexicon):
            continue
        if (row := _read_line(part, funds, table, line, lexicon, at=f"funds/{len(rows)}")) is not None:
            rows.append(row)
    _keep_corner(part, funds, table, lexicon)
    _name_total(rows, lexicon)
    if not rows and len(funds.lines) == 1:
        amounts = _read_amounts(part, funds, table, funds.lines[0], "funds/0")
        if any(place.text for place in amounts.values()):
            rows.append(("total", _label_beside(part, funds, table, lexicon) | amounts))
    if rows:
        _give_marks(part, rows, marks)
        part.keep_unfilled(table, funds.columns, "funds/0", lexicon)
    else:
        part.claimed = {number for number in part.claimed if lexicon.knows(table.keys[number])}
    return part, rows


def _label_beside(part: Part, funds: Funds, table: Table, lexicon: Lexicon) -> Row:
    """Return the total's label of the only line where it stands beside the header too, or is a block's."""
    line = funds.lines[0]
    for number, cell in table.row(line):
        label = table.keys[number]
        own = cell.top == line and cell.left > 0 and label in lexicon.blocks
        beside = cell.top < line and lexicon.fund_rows.get(label) == "total"
        if cell.right <= funds.labels_end and (own or beside):
            part.claimed.add(number)
            return {"label": structs.replace(found(cell), text=bare_label(cell.text))}
    return {}


def _read_line(  # noqa: PLR0913 - a line is read by that many things
    part: Part, funds: Funds, table: Table, line: int, lexicon: Lexicon, *, at: str
) -> tuple[Source, Row] | None:
    """Return the amounts of a line with its source; None where it has no label of its own."""
    filled = [item for item in table.opening(line) if item[1].text]
    if len(filled) == 1 and _OF_WHICH.fullmatch(filled[0][1].text):
        part.claimed.add(filled[0][0])
        return None
    labels = [item for item in filled if item[1].right <= funds.labels_end]
    own = [number for number, _ in labels if _is_source(table.keys[number], lexicon)]
    if not own:
        return ("total", _read_amounts(part, funds, table, line, at)) if funds.crossing else None
    part.claimed.add(own[-1])
    for number, cell in labels:
        if not table.keys[number]:  # it numbers the line
            part.claimed.add(number)
            part.keep(f"{at}/{_heading_of(cell, funds, table)}", found(cell))
    source = lexicon.source(table.keys[own[-1]])
    over = _group_of(table, funds.lines[0], line, table.cells[own[-1]], lexicon)
    if over is not None:
        part.claimed.add(over)
        # 小计 is what such a group adds up to.
        source = lexicon.fund_rows[table.keys[over]] if source in ("other", "total") else source
    place = found(table.cells[own[-1]])
    label = structs.replace(place, text=bare_label(_OF_WHICH.sub("", place.text.strip())))
    return source, {"label": label, **_read_amounts(part, funds, table, line, at)}


def _read_amounts(part: Part, funds: Funds, table: Table, line: int, at: str) -> Row:
    """Return what stands in a line under the header."""
    values: Row = {}
    for name, cells in funds.columns.split(table, line).items():
        part.put(values, at, name, cells)
    return values


def _took_marks(part: Part, marks: Row, table: Table, line: int, lexicon: Lexicon) -> bool:
    """Read a line of pairs that are marks of the whole: 预算执行率 95%, 得分 9.5; tell whether it is one."""
    cells = [
        item for item in table.opening(line) if item[1].text and table.keys[item[0]] not in lexicon.blocks
    ]
    if not cells or not is_mark(table.keys[cells[0][0]], lexicon):
        return False
    for (number, label), (after, value) in zip(cells[::2], cells[1::2], strict=False):
        part.claimed |= {number, after}
        name = lexicon.fund_columns.get(table.keys[number])
        if name is None or name in marks:
            part.keep(f"funds/0/{bare_label(label.text)}", found(value))
        else:
            marks[name] = found(value)
    return True


def _give_marks(part: Part, rows: list[tuple[Source, Row]], marks: Row) -> None:
    """Give what was read of the whole to the row of the total, else to the first."""
    total = next((values for source, values in rows if source == "total"), rows[0][1])
    for name, place in marks.items():
        if name in total and total[name].text:
            part.keep(f"funds/0/{name}", place)
        else:
            total[name] = place


def _group_of(table: Table, first: int, line: int, own: Cell, lexicon: Lexicon) -> int | None:
    """Return the label of a source over several lines, which has labels of its own: 财政拨款 of 省级.

    What begins beside the header is the block's: 政府性基金 has a total and other sources.
    """
    left = [
        at
        for at, cell in table.row(line)
        if cell.top >= first and cell.right <= own.left and cell.bottom > cell.top + 1
    ]
    known = (
        at for at in left if table.keys[at] in lexicon.fund_rows and table.keys[at] not in lexicon.blocks
    )
    return next(known, None)


def _name_total(rows: list[tuple[Source, Row]], lexicon: Lexicon) -> None:
    """Let the first row be the total whose label ends as one, where no label is listed as the total's."""
    if any(source == "total" for source, _ in rows):
        return
    for at, (source, values) in enumerate(rows):
        if source == "other" and key(values["label"].text).endswith(lexicon.fund_total_endings):
            rows[at] = ("total", values)
            return


def _read_pairs_of(part: Part, funds: Funds, table: Table, line: int, lexicon: Lexicon) -> tuple[Source, Row]:
    """Return the amounts of one source, which stands before each of them; the first line is the total's."""
    labels = [
        item
        for item in table.opening(line)
        if item[1].right <= funds.labels_end or not funds.columns.owner(item[1])
    ]
    part.claimed.update(number for number, _ in labels)
    part.added += [found(cell) for _, cell in labels[1:]]
    at = line - funds.lines[0]
    number, first = labels[0]
    label = bare_label(_OF_WHICH.sub("", first.text)) if at else ""
    values: Row = {"label": structs.replace(found(first), text=label)}
    for name, cells in funds.columns.split(table, line).items():
        if own := [item for item in cells if item[1].top == line]:
            part.put(values, f"funds/{at}", name, own)
    return (lexicon.source(table.keys[number]) if at else "total"), values


def _is_source(label: str, lexicon: Lexicon) -> bool:
    return label in lexicon.fund_rows or label not in lexicon.blocks


def _keep_corner(part: Part, funds: Funds, table: Table, lexicon: Lexicon) -> None:
    """Keep what stands over the labels of the lines, such as 项目, as a label without a value.

    What numbers the lines is kept under its own already.
    """
    if funds.crossing:
        return  # nothing stands over its labels, and its header has no place in the view
    first = min(funds.lines, default=0)
    for row in sorted({cell.top for at, cell in enumerate(table.cells) if at in funds.columns.named}):
        for number, cell in table.opening(row):
            label = table.keys[number]
            over = row < first and cell.right <= funds.labels_end and cell.bottom <= first
            if over and label and label not in lexicon.blocks and number not in part.claimed:
                part.claimed.add(number)
                if (name := f"funds/0/{bare_label(cell.text)}") not in part.extras:
                    part.keep(name, blank_at(cell))


def _heading_of(cell: Cell, funds: Funds, table: Table) -> str:
    """Return what stands over a cell of the labels, `""` where nothing does."""
    above = table.row(funds.lines[0] - 1) if not funds.crossing and funds.lines[0] else []
    return next((bare_label(one.text) for _, one in above if one.left <= cell.left < one.right), "")


def _labels_of_labels(funds: Funds, table: Table, lexicon: Lexicon) -> Iterator[int]:
    """Yield the known labels over the labels of the lines, such as 年度预算数 over the sources."""
    for number, cell in enumerate(table.cells):
        known = table.keys[number] in lexicon.fund_columns
        if known and cell.right <= funds.labels_end and cell.top < min(funds.lines, default=0):
            yield number
