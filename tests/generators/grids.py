"""Random tables of merged cells, not forms: what the stage of the grids must find."""

from dataclasses import dataclass

from hypothesis.vendor.pretty import RepresentationPrinter

from tests.generators.borders import make_border
from tests.generators.canvases import Ink, draw_leaves, measure_of
from tests.generators.picks import Pick
from tests.generators.presses import Box, Leaf, Line

SIZE = 9.0
LETTERS = "项目资金年度8.%—m"


@dataclass(frozen=True, slots=True)
class DrawnGrid:
    """A page with one table, and the box and text of each of its cells in reading order."""

    data: bytes
    cells: list[tuple[Box, str]]

    def _repr_pretty_(self, printer: RepresentationPrinter, _: bool) -> None:  # noqa: FBT001 - its protocol
        """Leave the bytes out where Hypothesis prints its examples."""
        printer.text(f"<{self.cells}>")


def draw_grid(pick: Pick, maker: str) -> DrawnGrid:
    """Return a random table."""
    ink = Ink(maker, embed=pick.chance(50), bold=pick.feature("fake bold", 15), border=make_border(pick))
    cells = _cells(pick)
    measure = measure_of(ink)
    leaf = Leaf()
    drawn = []
    for box in cells:
        room = box[2] - box[0] - 2
        text = ""
        for _ in range(pick.whole(0, 6)):
            more = text + pick.one(LETTERS)
            text = more if measure(more, SIZE) <= room else text
        leaf.cells.append((box, pick.chance(30)))
        if text:
            x = box[0] + 1 + (room - measure(text, SIZE)) * pick.one((0, 0.5, 1))
            y = box[1] + (box[3] - box[1] - SIZE) * pick.one((0.5, 0.2, 0.8))
            leaf.lines.append(Line(x, y, text, SIZE, leaf.cells[-1][1]))
        drawn.append((box, text))
    leaf.frames.append((cells[0][0], cells[0][1], max(box[2] for box in cells), max(box[3] for box in cells)))
    return DrawnGrid(draw_leaves([leaf], 595, 842, ink), drawn)


def _cells(pick: Pick) -> list[Box]:
    """Return the boxes of merged cells that tile a table of up to 12 x 9 boxes."""
    rows, columns = pick.whole(2, 12), pick.whole(2, 9)
    xs, ys = [30.0], [40.0]
    for _ in range(columns):
        xs.append(xs[-1] + pick.whole(14, 59))
    for _ in range(rows):
        ys.append(ys[-1] + pick.whole(13, 60))
    taken: set[tuple[int, int]] = set()
    boxes = []
    for top in range(rows):
        for left in range(columns):
            if (top, left) in taken:
                continue
            bottom = top + (pick.whole(1, rows - top) if pick.chance(30) else 1)
            right = left + (pick.whole(1, columns - left) if pick.chance(30) else 1)
            while any((row, at) in taken for row in range(top, bottom) for at in range(left, right)):
                right -= 1
            taken.update((row, at) for row in range(top, bottom) for at in range(left, right))
            boxes.append((xs[left], ys[top], xs[right], ys[bottom]))
    return boxes
