"""Texts on both sides of a page break: do they go on?"""

from collections.abc import Sequence

import pytest

from extractor.form.flows import flow_over, is_full
from extractor.geometry import Cell, Word


def _cell(*lines: str, height: float = 20) -> Cell:
    """Return a cell of 60 x `height` points with these lines in 10 points."""
    words = [(Word(2, 10 * at, 2 + 10 * len(text), 10 * at + 10, text),) for at, text in enumerate(lines)]
    return Cell(0, 0, 1, 1, 1, (0, 0, 60, height), tuple(words), "".join(lines))


FULL = _cell("群众出行条", "件明显改善")
FLOWS = {
    "all full, as many lines": ([(FULL, _cell("改善")), (FULL, _cell("提升"))], True),
    "one not full": ([(FULL, _cell("改善")), (_cell("12", "月"), _cell("3月"))], False),
    "other numbers of lines": ([(FULL, _cell("改善")), (_cell("达到预期的"), _cell("良好"))], False),
    "room below": ([(_cell("群众出行条", "件明显改善", height=60), _cell("改善"))], False),
    "one line each": ([(_cell("达到预期的", height=10), _cell("良好"))], False),
    "broken off at a comma": ([(_cell("条件改善，"), _cell("提升")), (_cell("3"), _cell())], True),
    "shared by two rows": ([(_cell("条件改善，"), _cell("提升")), (_cell("3"), _cell("4"))], False),
    "going on with a point": ([(_cell("10", height=10), _cell(".00"))], True),
    "a unit": ([(_cell("个"), _cell("%"))], False),
    "room for what follows": ([(_cell("群众出行条", "件明显改"), _cell("善")), (FULL, _cell("提升"))], False),
    "no room for a word that is not broken": ([(_cell("群众出行条", "件明显"), _cell("GIS数据"))], True),
    "nothing on both sides": ([(FULL, _cell())], False),
}


@pytest.mark.parametrize(("pairs", "flows"), FLOWS.values(), ids=FLOWS.keys())
def test_texts_flow_over(pairs: Sequence[tuple[Cell, Cell]], flows: bool):  # noqa: FBT001 - a table's column
    """A row goes on where its texts fill it to the same line, or by punctuation alone."""
    assert flow_over(pairs) == flows


def _placed(top: float, lines: int, height: float) -> Cell:
    """Return a cell of 60 x `height` points with full lines 10 points apart, the first at `top`."""
    words = [(Word(2, top + 10 * at, 52, top + 10 * at + 10, "群众出行条"),) for at in range(lines)]
    return Cell(0, 0, 1, 1, 1, (0, 0, 60, height), tuple(words), "群众出行条" * lines)


ROOMS = {
    "full to its padding": (_placed(2, 2, 24), 3, True),
    "a line's room in the middle": (_placed(7, 2, 34), 3, False),
    "a line's room below": (_placed(2, 2, 34), 3, False),
    "a line's room, two lines kept together below": (_placed(2, 2, 34), 2, True),
    "half a line's room": (_placed(2, 2, 29), 3, True),
}


@pytest.mark.parametrize(("above", "below", "full"), ROOMS.values(), ids=ROOMS.keys())
def test_a_cell_is_full_beside_the_fullest_of_its_row(above: Cell, below: int, full: bool):  # noqa: FBT001 - a table's column
    """Where one more line would fit, above and below a text or only below, the cell ends before the break."""
    assert is_full(above, _placed(2, below, 40), (2.0, 2.0)) == full
