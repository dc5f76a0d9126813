"""The sides drawn at a page break → which cells it cut."""

from collections.abc import Sequence

import pytest

from extractor.cuts import cuts_told
from extractor.geometry import Cell
from extractor.tables import Table, join_tables, make_table


def _page(page: int, opens: Sequence[bool], *, first: bool = False, repeats: bool = False) -> Table:
    """Return one row of cells on a page: with their upper sides drawn or not, with open lower sides."""
    cells = [
        Cell(0, at, 1, at + 1, page, (100.0 * at, 0, 100.0 * at + 100, 20), (), "", first, is_open)
        for at, is_open in enumerate(opens)
    ]
    return make_table(1, len(cells), cells, repeats=frozenset({0} if repeats else ()))


CLOSED, OPEN = (False, False, False), (True, True, True)
TOLD = {
    "open cells beside closed ones": ([_page(1, (True, False, True)), _page(2, CLOSED)], {1: {0, 2}}),
    "all of them open: a row": ([_page(1, OPEN), _page(2, CLOSED)], {1: {0, 1, 2}}),
    "all closed where another break is open": (
        [_page(1, CLOSED), _page(2, (True, False, False)), _page(3, CLOSED)],
        {1: set(), 2: {3}},
    ),
    "all closed": ([_page(1, CLOSED), _page(2, CLOSED)], {}),
    "open above rows shown again": ([_page(1, OPEN), _page(2, CLOSED, repeats=True)], {}),
    "no outer border": ([_page(1, OPEN, first=True), _page(2, OPEN)], {}),
    "no outer border, but inner ones": (
        [_page(1, (True, False, False), first=True), _page(2, OPEN)],
        {1: {0}},
    ),
}


@pytest.mark.parametrize(("pages", "told"), TOLD.values(), ids=TOLD.keys())
def test_the_sides_tell(pages: Sequence[Table], told: dict[int, set[int]]):
    """Cells left open at a break are cut, unless the producer leaves open all or none."""
    assert cuts_told(join_tables(pages)) == told
