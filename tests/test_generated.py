"""What was drawn is what is read: random forms and random tables through four producers (docs/testing.md)."""

from pathlib import Path

import pytest
from hypothesis import given, seed

from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from tests.generators.cases import CANVASES, MAKERS, Case, differences, draw_case
from tests.generators.grids import DrawnGrid, draw_grid
from tests.generators.keeping import keep, kept
from tests.generators.presses import Box
from tests.generators.properties import drawn, printer_of, profile

HERE = Path(__file__).parent
FOUND = sorted([*(HERE / "found").glob("*.pdf"), *(HERE / "office").glob("*.pdf")])
FILES = {"pymupdf": 60, "reportlab": 60, "weasyprint": 50, "chromium": 50}
"""How many files a maker draws where no option says otherwise."""
SEEDS = {"pymupdf": 2, "reportlab": 2, "weasyprint": 2, "chromium": 2}
"""Which files those makers draw where no option says otherwise (docs/testing.md)."""
NEAR = 3.0
"""A cell's sides stand within this many points of where they were drawn: borders have widths and gaps."""


@pytest.mark.parametrize("maker", MAKERS)
def test_a_generated_file_is_read_as_drawn(maker: str, request: pytest.FixtureRequest):
    """Every record is exactly the drawn one, text without a field was drawn outside, and none is lost.

    The smallest file that is read otherwise stays in the cache folder, to be moved to tests/found.
    """
    smallest: list[tuple[Case, list[str]]] = []

    with printer_of(maker, request) as print_html:

        @profile(request, maker, FILES[maker])
        @given(drawn(lambda pick: draw_case(pick, maker, print_html)))
        def read(case: Case) -> None:
            wrong = differences(case)
            if wrong:
                smallest[:] = [(case, wrong)]
            assert not wrong

        if maker in SEEDS and not request.config.getoption("--cases"):
            read = seed(SEEDS[maker])(read)
        try:
            read()
        except AssertionError:
            case, wrong = smallest[-1]
            path = keep(case, wrong, request.config.cache.mkdir("generated"))  # type: ignore[union-attr]
            pytest.fail(f"{path} is read otherwise than drawn ({case.how}):\n" + "\n".join(wrong[:20]))


@pytest.mark.parametrize("maker", CANVASES)
def test_a_generated_table_has_exactly_its_cells(maker: str, request: pytest.FixtureRequest):
    """Random merged cells in any border style are found where they were drawn, each with its text."""

    @profile(request, maker, 100)
    @given(drawn(lambda pick: draw_grid(pick, maker), without=("no outer border",)))
    def find(table: DrawnGrid) -> None:
        (page,) = read_pages(table.data, max_pages=1).pages
        sheet = find_grids(page)
        cells = [(cell.box, cell.text) for grid in sheet.grids for cell in grid.cells]
        assert [text for _, text in cells] == [text for _, text in table.cells]
        assert all(_near(one[0], other[0]) for one, other in zip(cells, table.cells, strict=True))
        assert not sheet.loose

    find()


def _near(box: Box, other: Box) -> bool:
    return all(abs(side - same) <= NEAR for side, same in zip(box, other, strict=True))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_a_kept_file_is_read_as_drawn(path: Path):
    """Each file that once was read wrongly, and each of LibreOffice's, is read as drawn."""
    assert not differences(kept(path))
