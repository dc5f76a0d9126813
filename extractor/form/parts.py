"""What one block gives: values by field, extras by printed label, and the cells accounted for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.form.headers import EXTRA, Columns
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Found, Table
from extractor.geometry import Cell, union

Row = dict[str, Found]
"""One row of a block: its values by field."""

_LABEL_END = re.compile(r"\s*[：:]\s*$")


@dataclass(slots=True)
class Part:
    """Values found in one block, and the numbers of the cells that they came from."""

    fields: dict[str, Found] = field(default_factory=dict)
    extras: dict[str, Found] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    named_by: dict[str, tuple[str, Found]] = field(default_factory=dict)
    """The printed label of a field that a pair gave, and the value as it stands behind it."""
    added: list[Found] = field(default_factory=list)
    """Texts that were added to a value with its place elsewhere, or that say the same again."""

    def keep(self, label: str, place: Found) -> None:
        """Keep a text under its printed label, or under `label 2` where another has that."""
        name, count = label, 1
        while name in self.extras and self.extras[name].text != place.text:
            count += 1
            name = f"{label} {count}"
        if self.extras.setdefault(name, place) is not place:
            self.added.append(place)

    def keep_labels(self, cells: Iterable[Cell]) -> None:
        """Keep the texts of some cells as labels without a value."""
        for cell in cells:
            self.keep(bare_label(cell.text), Found("", cell.page, cell.box))

    def put(self, row: Row, at: str, name: str, cells: Sequence[tuple[int, Cell]]) -> None:
        """Claim the cells of one column and keep their text in a row, or as an extra of it."""
        if len(cells) == 1:
            number, cell = cells[0]
            self.claimed.add(number)
            place = Found(cell.text, cell.page, cell.box)
        else:
            self.claimed.update([number for number, _ in cells])
            latest = max([cell.top for _, cell in cells])  # what is merged over rows was given above
            place = together([cell for _, cell in cells if cell.top == latest])
        if not name.startswith(EXTRA):
            row[name] = place
        elif place.text:
            self.keep(f"{at}/{name.removeprefix(EXTRA)}", place)

    def keep_unfilled(self, table: Table, columns: Columns, at: str, lexicon: Lexicon) -> None:
        """Keep the label of every extra column that is blank in all rows, as the first row's.

        So is an unknown label over several columns, which has no value of its own, and one that
        names its field by a word, its beginning or its place alone.
        """
        filled = {label.rpartition("/")[2] for label in self.extras}
        for number in sorted(columns.named - columns.told):
            cell = table.cells[number]
            under = {name for name in columns.owners[cell.left : cell.right] if name}
            told = lexicon.tells(table.keys[number], columns.owner(cell))
            if (told or len(under) > 1) and not lexicon.knows(table.keys[number]):
                self.keep(f"{at}/{cell.text}", Found("", cell.page, cell.box))
            label = columns.owner(cell).removeprefix(EXTRA)
            if label != columns.owner(cell) and label not in filled:
                self.keep(f"{at}/{label}", Found("", cell.page, cell.box))

    def take(self, other: "Part") -> None:
        """Add what another block gave; a field that is there already keeps its value, said again or not."""
        self.claimed |= other.claimed
        self.added += other.added
        self.added += [
            place
            for name, place in other.fields.items()
            if name in self.fields and self.fields[name].text == place.text
        ]
        self.fields = other.fields | self.fields
        for label, place in other.extras.items():
            self.keep(label, place)


def together(cells: Sequence[Cell]) -> Found:
    """Return the text of one or more cells, and the box around them."""
    first = cells[0]
    if len(cells) == 1:
        return Found(first.text, first.page, first.box)
    place = [cell for cell in cells if cell.page == first.page]
    return Found("".join([cell.text for cell in cells]), first.page, union([cell.box for cell in place]))


def bare_label(text: str) -> str:
    """Return a printed label without the colon at its end."""
    return _LABEL_END.sub("", text)
