"""Figures below one another in a cell: two, or one that is wider than the cell."""

import pytest

from extractor.geometry import Word
from extractor.grid.stacked_figures import cell_text
from extractor.pipeline import extract, load_kit
from tests.drawings import draw
from tests.drawn_forms import NATIONAL, table


def _lines(*texts: str) -> list[tuple[Word, ...]]:
    """Return lines of 8 points, half as wide a character."""
    return [(Word(2, 10 * at, 2 + 4 * len(text), 10 * at + 8, text),) for at, text in enumerate(texts)]


TEXTS = {
    "both fit in a line": (("88", "7"), 60, "88 7"),
    "no room for the second": (("526.4", "4"), 30, "526.44"),
    "room that padding may take": (("1", "0"), 30, "10"),
    "three": (("40", "30", "20"), 60, "40 30 20"),
    "no figures alone": (("自2020", "10月起"), 90, "自202010月起"),
    "a unit ends them": (("12", "3万元"), 60, "123万元"),
}


@pytest.mark.parametrize(("texts", "width", "read"), TEXTS.values(), ids=TEXTS)
def test_figures_that_would_fit_in_a_line_stay_apart(texts: tuple[str, ...], width: float, read: str):
    """A figure is broken only where there is no room for it."""
    assert cell_text(_lines(*texts), width) == read


def test_two_scores_in_a_cell_go_to_review():
    """4 above 5 is no score of 45."""
    rows = [[("4\n5" if text == "40" else text, width) for text, width in row] for row in NATIONAL]
    (form,) = extract(draw([table(rows)]), "two.pdf", load_kit()).forms
    assert form.record.indicators[0].score == "4 5"
    assert "finding:not-a-number" in form.why_review
