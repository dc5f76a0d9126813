"""How one page looks and was cut into cells, as data: what the worker finds and the review page draws.

Lengths are PDF points from the top left of the page as its image shows it.  Rows and columns
count from 1, ends included.
"""

from dataclasses import dataclass

from models.records import Box

MOST_CELLS = 5_000
MOST_RULINGS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerCell:
    """One merged cell: its first and last row and column in its own grid."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The rulings and cells of one page; `code` says why it has none, `left_out` how many more there are.

    `turn` is how many degrees clockwise the page was turned to be read.
    """

    page: int
    rulings: tuple[Box, ...] = ()
    cells: tuple[LayerCell, ...] = ()
    left_out: int = 0
    turn: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn as pixels; width and height are those of the page, in points."""

    width: float
    height: float
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page as SVG."""

    page: int
    svg: str


def span(first: int, last: int) -> str:
    """Return a run of rows or columns as people write it: `3`, or `3–5`."""
    return f"{first}" if first == last else f"{first}–{last}"
