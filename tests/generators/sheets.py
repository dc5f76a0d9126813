"""One form as it is to be drawn: its cells on a grid of columns, and the record that it must be read as."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from models.codecs import from_json, to_json
from models.records import Record

SNAP = 0.022
"""Column edges of two blocks nearer than this share of the width are one edge."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One merged cell: rows `top..bottom`, columns `left..right` (ends excluded)."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    label: bool = False
    """Labels are centred, may be bold and shaded."""
    upright: bool = False
    """Printed one character a line."""
    share: float = 1.0
    """Its characters' size, as a share of the others': spreadsheets shrink a text to fit its cell."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form to draw.

    `edges` are the columns' sides as shares of the width, 0 to 1.  `repeated` are
    the rows that a page break may repeat.  `outside` lines stand under the table.
    """

    record: Record
    template: str
    heading: tuple[tuple[str, str], ...]
    """Lines above the table: (left | centre | right, text)."""
    edges: tuple[float, ...]
    rows: int
    spots: tuple[Spot, ...]
    repeated: tuple[int, int]
    head_rows: int
    before: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    raised: bool = False
    """² and ³ in its cells are printed as small figures above the line, and read as figures."""

    @property
    def besides(self) -> tuple[str, ...]:
        """What stands around the table that no field of the record need hold."""
        return (*self.before, *(text for side, text in self.heading if side == "left"), *self.outside)


def shares(weights: Iterable[float]) -> tuple[float, ...]:
    """Return the column edges of widths in any unit."""
    sums = list(accumulate(weights, initial=0.0))
    return tuple(edge / sums[-1] for edge in sums)


def without_superscripts(sheet: Sheet) -> Sheet:
    """Return a form for fonts of the Chinese national standard, which has no ² and ³."""

    def plain(text: str) -> str:
        return text.replace("²", "2").replace("³", "3")

    record = from_json(plain(to_json(sheet.record).decode()), Record)
    spots = tuple(replace(spot, text=plain(spot.text)) for spot in sheet.spots)
    before, outside = tuple(map(plain, sheet.before)), tuple(map(plain, sheet.outside))
    return replace(sheet, record=record, spots=spots, before=before, outside=outside)


def with_raised_figures(sheet: Sheet) -> Sheet:
    """Return a form whose ² and ³ are figures of a smaller size."""
    return replace(without_superscripts(sheet), spots=sheet.spots, raised=True)


Draft = tuple[int, int, float, float, str, bool, bool]
"""A cell's rows (top, bottom) and sides (left, right), then the rest of a `Spot`."""


@dataclass(slots=True)
class Board:
    """Collects the cells of blocks whose columns differ, then puts them on one grid."""

    cells: list[Draft] = field(default_factory=list)
    rows: int = 0

    def row(self, edges: Sequence[float], texts: Sequence[tuple[str, bool]]) -> int:
        """Add a row of single cells, (text, label) each, between these edges; return its number."""
        for (text, label), left, right in zip(texts, edges[:-1], edges[1:], strict=True):
            self.put(self.rows, self.rows + 1, left, right, text, label=label)
        self.rows += 1
        return self.rows - 1

    def put(  # noqa: PLR0913 - a place and a text
        self,
        top: int,
        bottom: int,
        left: float,
        right: float,
        text: str,
        *,
        label: bool = False,
        upright: bool = False,
    ) -> None:
        """Add one cell."""
        self.cells.append((top, bottom, left, right, text, label, upright))

    def grid(self) -> tuple[tuple[float, ...], tuple[Spot, ...]]:
        """Return the edges of all columns, and the cells between them in reading order."""
        edges: list[float] = []
        for edge in sorted({side for cell in self.cells for side in cell[2:4]}):
            if not edges or edge - edges[-1] > SNAP:
                edges.append(edge)
        edges[-1] = 1.0

        def index(at: float) -> int:
            return min(range(len(edges)), key=lambda number: abs(edges[number] - at))

        spots = sorted(
            (
                Spot(top, index(left), bottom, index(right), *rest)
                for top, bottom, left, right, *rest in self.cells
            ),
            key=lambda spot: (spot.top, spot.left),
        )
        used = sorted({side for spot in spots for side in (spot.left, spot.right)})
        return tuple(edges[number] for number in used), tuple(
            Spot(
                spot.top,
                used.index(spot.left),
                spot.bottom,
                used.index(spot.right),
                spot.text,
                spot.label,
                spot.upright,
            )
            for spot in spots
        )
