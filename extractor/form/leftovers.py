"""The cells of a form that gave nothing: no text on a page is dropped.

A cell is accounted for where a value stands at its place, and where it is a label:
one that the lexicon knows, one of a column, or one of an extra.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from extractor.form.lexicons import Lexicon
from extractor.form.parts import Part, bare_label
from extractor.form.tables import Found, Table
from extractor.form.zones import Zones
from extractor.geometry import Cell, holds_middle
from models.records import Box, Unplaced

_OF_WHICH = re.compile(r"\s*其\s*中\s*[：:，,]?\s*")
_SENTENCE = re.compile("[。；]|，.*，")
_COUNT = re.compile(r" \d+$")


def unplaced_cells(
    table: Table, whole: Part, values: Iterable[Found], zones: Zones, lexicon: Lexicon
) -> Iterator[Unplaced]:
    """Yield the text of every cell that neither gave a value nor is a label.

    Args:
        table: The form's cells.
        whole: The extras found, and the cells claimed for values and extras.
        values: All values of the form, and the lines that are listed as unplaced.
        zones: The blocks, whose headers name columns.
        lexicon: Tells labels.
    """
    given = _Given(values, whole.extras)
    headed = _headed(table, zones)
    for number, cell in enumerate(table.cells):
        label = table.keys[number]
        if not cell.text or (number in whole.claimed and given.stands_at(cell)):
            continue
        if number not in whole.claimed and label in lexicon.blocks:
            continue
        names = number in headed and not is_sentence(cell.text)
        known = names or lexicon.knows(label) or _OF_WHICH.fullmatch(cell.text)
        if number not in whole.claimed or not (known or given.holds(cell)):
            yield Unplaced(page=cell.page, box=cell.box, text=cell.text)


def is_sentence(text: str) -> bool:
    """Tell whether a text says so much that it is no label, whatever it stands beside."""
    return _SENTENCE.search(text) is not None


def _headed(table: Table, zones: Zones) -> set[int]:
    """Return the cells that name columns, and those of the headers that say the same overleaf."""
    named = set(zones.columns.named) | (set(zones.funds.columns.named) if zones.funds else set())
    texts = {table.cells[number].text for number in named}
    again = {
        number for row in zones.header for number in table.by_row[row] if table.cells[number].text in texts
    }
    return named | again


class _Given:
    """Where values stand, and what the extras are called."""

    def __init__(self, values: Iterable[Found], extras: Mapping[str, Found]) -> None:
        places = [*(place for place in values if place.text), *extras.values()]
        self._boxes: dict[int, set[Box]] = {}
        for place in places:
            self._boxes.setdefault(place.page, set()).add(place.box)
        self._labels = {_COUNT.sub("", name.rpartition("/")[2]) for name in extras}

    def stands_at(self, cell: Cell) -> bool:
        """Tell whether a value stands exactly where a cell does."""
        return cell.box in self._boxes.get(cell.page, ())

    def holds(self, cell: Cell) -> bool:
        """Tell whether a cell gave a value, or names an extra."""
        boxes = self._boxes.get(cell.page, ())
        if bare_label(cell.text) in self._labels:
            return True
        # Text may stand a hair out of its cell.
        return any(holds_middle(box, cell.box) or holds_middle(cell.box, box) for box in boxes)
