"""What was drawn is what is read: random forms and random tables through four producers (docs/testing.md)."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extractor.grids import find_grids
from extractor.pages import read_pages
from tests.generators.cases import BROWSERS, CANVASES, Case, Print, differences, draw_case
from tests.generators.grids import DrawnGrid, draw_grid
from tests.generators.keeping import keep, kept
from tests.generators.picks import Dice, Drawing, Pick
from tests.generators.presses import Box
from tests.generators.printers import chromium_printer, print_with_weasyprint

T = TypeVar("T")
HERE = Path(__file__).parent
FOUND = sorted([*(HERE / "found").glob("*.pdf"), *(HERE / "office").glob("*.pdf")])
FILES = {"pymupdf": 100, "reportlab": 100, "weasyprint": 50, "chromium": 50}
"""How many files a maker draws where no option says otherwise."""
UNREAD = (
    "merged reasons",
    "title in table",
    "open cuts",
    "border=dots",
    "border=pieces",
    "repeat=header",
    "fake bold",
)
"""Features that are not read exactly yet: the fixed files do without them, `--cases` draws them too."""
NEAR = 3.0
"""A cell's sides stand within this many points of where they were drawn: borders have widths and gaps."""


@pytest.fixture
def print_html(request: pytest.FixtureRequest, maker: str) -> Iterator[Print | None]:
    """What makes a PDF of HTML, for the makers that need it; the browser is started for Chromium alone."""
    if maker == "chromium":
        with chromium_printer(request.getfixturevalue("browser")) as printer:
            yield printer
    else:
        yield print_with_weasyprint if maker == "weasyprint" else None


@st.composite
def _drawn(draw: st.DrawFn, make: Callable[[Pick], T], without: Collection[str] = ()) -> T:
    """Make something of choices that Hypothesis shrinks, or of a seed: seeds reach further."""
    seed = draw(st.integers(0, 2**32 - 1))
    return make(Drawing(draw, without) if seed % 3 == 0 else Dice(seed, without))


def _profile(request: pytest.FixtureRequest, maker: str, usual: int) -> settings:
    asked: int = request.config.getoption("--cases")
    # Shrinking what a browser prints takes minutes.
    phases = (Phase.generate,) if maker in BROWSERS else (Phase.generate, Phase.shrink)
    return settings(
        max_examples=asked or usual,
        derandomize=not asked,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )


@pytest.mark.parametrize("maker", CANVASES)
def test_a_generated_file_is_read_as_drawn(
    maker: str, print_html: Print | None, request: pytest.FixtureRequest
):
    """Every record is exactly the drawn one; text without a field is only what was drawn outside.

    The smallest file that is read otherwise stays in the cache folder, to be moved to tests/found.
    """
    smallest: list[tuple[Case, list[str]]] = []
    without = () if request.config.getoption("--cases") else UNREAD

    @_profile(request, maker, FILES[maker])
    @given(_drawn(lambda pick: draw_case(pick, maker, print_html), without))
    def read_back(case: Case) -> None:
        wrong = differences(case)
        if wrong:
            smallest[:] = [(case, wrong)]
        assert not wrong

    try:
        read_back()
    except AssertionError:
        case, wrong = smallest[-1]
        path = keep(case, wrong, request.config.cache.mkdir("generated"))  # type: ignore[union-attr]
        pytest.fail(f"{path} is read otherwise than drawn ({case.how}):\n" + "\n".join(wrong[:20]))


@pytest.mark.parametrize("maker", CANVASES)
def test_a_generated_table_has_exactly_its_cells(maker: str, request: pytest.FixtureRequest):
    """Random merged cells in any border style are found where they were drawn, each with its text."""

    @_profile(request, maker, 100)
    @given(_drawn(lambda pick: draw_grid(pick, maker), without=("no outer border",)))
    def read_back(table: DrawnGrid) -> None:
        (page,) = read_pages(table.data, max_pages=1).pages
        sheet = find_grids(page)
        cells = [(cell.box, cell.text) for grid in sheet.grids for cell in grid.cells]
        assert [text for _, text in cells] == [text for _, text in table.cells]
        assert all(_near(one[0], other[0]) for one, other in zip(cells, table.cells, strict=True))
        assert not sheet.loose

    read_back()


def _near(box: Box, other: Box) -> bool:
    return all(abs(side - same) <= NEAR for side, same in zip(box, other, strict=True))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_a_kept_file_is_read_as_drawn(path: Path):
    """Each file that once was read wrongly, and each of LibreOffice's, is read as drawn."""
    assert not differences(kept(path))
