"""The sides drawn at a page break → which cells it cut."""

from collections.abc import Sequence

import pytest

from extractor.form.cuts import cuts_told
from extractor.form.tables import Table, join_tables, make_table
from extractor.geometry import Cell, Word


def _page(  # noqa: PLR0913 - one a side
    page: int,
    opens: Sequence[bool],
    above: Sequence[bool] = (),
    *,
    repeats: bool = False,
    text: str = "",
    sideless: bool = False,
) -> Table:
    """Return one row of cells on a page: whether each is open below, and above."""
    lines = ((Word(2, 5, 2 + 8 * len(text), 13, text),),) if text else ()
    cells = [
        Cell(
            0,
            at,
            1,
            at + 1,
            page,
            (50.0 * at, 0, 50.0 * at + 50, 60),
            lines,
            text,
            is_open_above,
            is_open,
            sideless,
        )
        for at, (is_open, is_open_above) in enumerate(zip(opens, above or [False] * len(opens), strict=True))
    ]
    return make_table(1, len(cells), cells, repeats=frozenset({0} if repeats else ()))


CLOSED, OPEN = [False] * 4, [True] * 4
SOME = [True, False, True, False]
FIRST = [True, False, False, False]
TOLD = {
    "open cells beside closed ones": ([_page(1, SOME), _page(2, CLOSED)], {1: {0, 2}}),
    "open above beside closed, all open below": ([_page(1, SOME), _page(2, CLOSED, OPEN)], {1: {0, 2}}),
    "open below beside closed": (
        [_page(1, SOME), _page(2, CLOSED, [True, True, False, False])],
        {1: {0, 1, 2}},
    ),
    "most open below say nothing": ([_page(1, FIRST), _page(2, CLOSED, [True, True, True, False])], {1: {0}}),
    "all open: a row": ([_page(1, OPEN), _page(2, CLOSED)], {1: {0, 1, 2, 3}}),
    "all open above, none below, short texts on both sides": (
        [_page(1, OPEN, text="三次"), _page(2, CLOSED, text="五次")],
        {},
    ),
    "most open above, none below, short texts on both sides": (
        [_page(1, [True, True, True, False], text="三次"), _page(2, CLOSED, text="五次")],
        {1: set()},
    ),
    "all open above, the row's text nowhere twice": (
        [_page(1, OPEN, text="三次"), _page(2, CLOSED, FIRST)],
        {1: {0, 1, 2, 3}},
    ),
    "all open above, whole rows with text": (
        [_page(1, OPEN, text="三次"), _page(2, CLOSED, FIRST, text="四次")],
        {1: {0}},
    ),
    "all open, texts on both sides": (
        [_page(1, OPEN, text="三次"), _page(2, CLOSED, OPEN, text="四次")],
        {1: {0, 1, 2, 3}},
    ),
    "all open, figures on both sides": (
        [_page(1, OPEN, text="6.67"), _page(2, CLOSED, OPEN, text="20")],
        {1: set()},
    ),
    "few open, the others' figures below a page without upper side": (
        [_page(1, FIRST, text="6.67"), _page(2, CLOSED, OPEN, text="20")],
        {1: {0}},
    ),
    "all closed where another break is open": (
        [_page(1, CLOSED), _page(2, FIRST), _page(3, CLOSED)],
        {1: set(), 2: {4}},
    ),
    "all closed": ([_page(1, CLOSED), _page(2, CLOSED)], {}),
    "open above rows shown again": ([_page(1, OPEN), _page(2, CLOSED, repeats=True)], {}),
    "few open, the rest whole rows with text": (
        [_page(1, SOME, text="三次"), _page(2, CLOSED, FIRST, text="四次")],
        {1: {0, 2}},
    ),
    "no outer border": ([_page(1, OPEN, OPEN), _page(2, OPEN)], {}),
    "no border on either hand, first and last row closed by what stands around them": (
        [
            _page(1, CLOSED, sideless=True),
            _page(1, OPEN, sideless=True),
            _page(2, CLOSED, OPEN, sideless=True),
        ],
        {},
    ),
    "no outer border, but inner ones": ([_page(1, FIRST, OPEN), _page(2, OPEN)], {1: {0}}),
}


@pytest.mark.parametrize(("pages", "told"), TOLD.values(), ids=TOLD.keys())
def test_the_sides_tell(pages: Sequence[Table], told: dict[int, set[int]]):
    """Cells left open at a break are cut, unless the producer leaves open all or none."""
    assert {row: cut.cells for row, cut in cuts_told(join_tables(pages)).items()} == told


def test_whole_rows_leave_the_rest_to_the_texts():
    """Where rows end at a break, a closed cell below it may still be the rest of a merged one."""
    pages = [_page(1, OPEN, text="三次"), _page(2, CLOSED, FIRST, text="四次")]
    assert cuts_told(join_tables(pages))[1].rest == {1, 2, 3}
