"""Parts of cells → the cells whole, in the first part's place."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from msgspec import structs

from extractor.form.lexicons import key
from extractor.form.tables import Table
from extractor.geometry import Cell
from extractor.grid.stacked_figures import cell_text


@dataclass(slots=True)
class Joins:
    """The numbers of the parts of each cut cell, by its first part."""

    parts: dict[int, list[int]] = field(default_factory=dict)
    _firsts: dict[int, int] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)

    def add(self, table: Table, above: int, below: int) -> None:
        """Let a cell go on in another, which goes on no other yet; breaks come in order."""
        if below in self._firsts:
            return
        text, more = self.text(table, above), table.cells[below].text
        first = self._firsts.get(above, above)
        self._firsts[below] = first
        self._texts[first] = text if more == text else text + more
        self.parts.setdefault(first, [first]).append(below)

    def text(self, table: Table, number: int) -> str:
        """Return the text so far of the cell that one belongs to."""
        return self._texts.get(self._firsts.get(number, number), table.cells[number].text)

    def joined(self, table: Table) -> Table:
        """Return the table with the parts of each cut cell in its first one."""
        if not self.parts:
            return table
        cells, keys = list(table.cells), list(table.keys)
        by_row = [list(numbers) for numbers in table.by_row]
        for first, numbers in self.parts.items():
            cells[first] = _whole([table.cells[number] for number in numbers])
            keys[first] = key(cells[first].text)
            for number in numbers[1:]:
                cell = cells[number]
                cells[number], keys[number] = structs.replace(cell, lines=(), text=""), ""
                for row in range(cell.top, cell.bottom):
                    by_row[row][by_row[row].index(number)] = first
        return replace(table, cells=tuple(cells), keys=tuple(keys), by_row=tuple(map(tuple, by_row)))


def _whole(parts: Sequence[Cell]) -> Cell:
    """Return one cell of the parts of a cut one; a label printed again on each page counts once."""
    filled = [part for part in parts if part.lines] or [parts[0]]
    distinct = filled[:1] + [part for before, part in pairwise(filled) if part.text != before.text]
    lines = tuple(line for part in distinct for line in part.lines)
    place = filled[0]
    return structs.replace(
        parts[0],
        bottom=parts[-1].bottom,
        lines=lines,
        text=place.text if len(distinct) == 1 else cell_text(lines, place.box),
        page=place.page,
        box=place.box,
        open_bottom=parts[-1].open_bottom,
    )
