"""The 项目资金 block → its rows: where the money came from, how much of it was spent."""

import re
from collections.abc import Iterator

from msgspec import structs

from extractor.lexicons import Lexicon, Source
from extractor.parts import Part, Row, bare_label
from extractor.tables import Table, found
from extractor.zones import Funds

_OF_WHICH = re.compile(r"^其\s*中\s*[：:，,]?\s*")


def read_funds(funds: Funds | None, form: Table, lexicon: Lexicon) -> tuple[Part, list[tuple[Source, Row]]]:
    """Return the rows of the block, each with the source that its label names."""
    part = Part()
    rows: list[tuple[Source, Row]] = []
    if funds is None:
        return part, rows
    table = funds.view(form)
    part.claimed = {*funds.columns.named, *_labels_of_labels(funds, table, lexicon)}
    for line in funds.lines:
        labels = [item for item in table.opening(line) if item[1].right <= funds.labels_end and item[1].text]
        own = [number for number, _ in labels if _is_source(table.keys[number], lexicon)]
        if not own:
            continue
        part.claimed.update(number for number, _ in labels if number == own[-1] or not table.keys[number])
        place = found(table.cells[own[-1]])
        values: Row = {"label": structs.replace(place, text=bare_label(_OF_WHICH.sub("", place.text)))}
        for name, cells in funds.columns.split(table, line).items():
            part.put(values, f"funds/{len(rows)}", name, cells)
        rows.append((lexicon.fund_rows.get(table.keys[own[-1]], "other"), values))
    if not rows and len(funds.lines) == 1:
        amounts: Row = {}
        for name, cells in funds.columns.split(table, funds.lines[0]).items():
            part.put(amounts, "funds/0", name, cells)
        rows += [("total", amounts)] if any(place.text for place in amounts.values()) else []
    if rows:
        part.keep_unfilled(table, funds.columns, "funds/0", lexicon)
    else:
        part.claimed = {number for number in part.claimed if lexicon.knows(table.keys[number])}
    return part, rows


def _is_source(label: str, lexicon: Lexicon) -> bool:
    return label in lexicon.fund_rows or label not in lexicon.blocks


def _labels_of_labels(funds: Funds, table: Table, lexicon: Lexicon) -> Iterator[int]:
    """Yield the known labels over the labels of the lines, such as 年度预算数 over the sources."""
    for number, cell in enumerate(table.cells):
        known = table.keys[number] in lexicon.fund_columns
        if known and cell.right <= funds.labels_end and cell.top < min(funds.lines, default=0):
            yield number
