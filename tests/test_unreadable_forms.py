"""What looks like a form and cannot be read as one is called by its name."""

import pytest
from hypothesis import given

from extractor.page.pages import read_pages
from extractor.pipeline import extract
from models.errors import NotASelfEvaluation
from tests.generators.cases import MAKERS, Case, draw_case
from tests.generators.fontmaps import RUBBISH, without_meaning
from tests.generators.lookalikes import make_targets
from tests.generators.picks import Dice
from tests.generators.properties import drawn, printer_of, profile
from tests.generators.readings import kit

FILES = 12
"""How many files a maker draws where no option says otherwise."""


@pytest.mark.parametrize("maker", MAKERS)
def test_a_table_of_targets_is_refused(maker: str, request: pytest.FixtureRequest):
    """A 绩效目标申报表 of any layout is refused by name, not read as a form without results."""
    with printer_of(maker, request) as print_html:

        @profile(request, maker, FILES)
        @given(drawn(lambda pick: draw_case(pick, maker, print_html, make_targets)))
        def refuse(case: Case) -> None:
            with pytest.raises(NotASelfEvaluation):
                extract(case.data, "a.pdf", kit())

        refuse()


@pytest.mark.parametrize("maker", MAKERS)
def test_pages_whose_fonts_mean_nothing_wait_for_recognition(maker: str, request: pytest.FixtureRequest):
    """A text layer that is rubbish is told on every page, and gives no words."""
    with printer_of(maker, request) as print_html:
        case = draw_case(Dice(1, without=("named font",)), maker, print_html)
    for how in RUBBISH:
        pages = list(read_pages(without_meaning(case.data, how), max_pages=99).pages)
        assert {page.unread and page.unread.why for page in pages} == {"rubbish-text"}
        assert not any(page.words for page in pages)
