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
    "both fit in a line": (("88", "7"), 60, "88  7"),
    "no room for the second": (("526.4", "4"), 25, "526.44"),
    "a narrow column": (("10", "9"), 24, "10  9"),
    "room that padding takes": (("1", "0"), 11, "10"),
    "a sign that begins no line": (("10", "0%"), 20, "100%"),
    "a point that begins no line": (("123", "4.56"), 24, "1234.56"),
    "three": (("40", "30", "20"), 60, "40  30  20"),
    "no figures alone": (("走访60", "1例转介"), 90, "走访60  1例转介"),
    "numbered lines": (("1.帮扶60", "2.走访80"), 90, "1.帮扶60  2.走访80"),
    "a full line of words": (("自项目开始帮扶困难群众共60", "1例"), 62, "自项目开始帮扶困难群众共601例"),
    "a unit ends them": (("12", "3万元"), 60, "12  3万元"),
    "the marks of a group": (("产出指标(5", "0分)"), 90, "产出指标(50分)"),
    "one character below another": (("产", "出", "5", "0"), 30, "产出50"),
    "the end of a line alone is full": (("60", "帮扶困难群众走访60", "1"), 46, "60帮扶困难群众走访601"),
}


@pytest.mark.parametrize(("texts", "width", "read"), TEXTS.values(), ids=TEXTS)
def test_figures_that_would_fit_in_a_line_stay_apart(texts: tuple[str, ...], width: float, read: str):
    """A figure is broken only where there is no room for it."""
    assert cell_text(_lines(*texts), (0, 0, width, 99)) == read


def test_two_scores_in_a_cell_go_to_review():
    """4 above 5 is no score of 45."""
    rows = [[("4\n5" if text == "40" else text, width) for text, width in row] for row in NATIONAL]
    (form,) = extract(draw([table(rows)]), "two.pdf", load_kit()).forms
    assert form.record.indicators[0].score == "4  5"
    assert "finding:not-a-number" in form.why_review


@pytest.mark.parametrize(("target", "actual"), [("≥60", "6\n5"), ("500", "100\n100"), ("600", "甲60\n1例")])
def test_actual_values_below_one_another_are_no_number(target: str, actual: str):
    """6 above 5 did not reach 60, and nothing is said of it but that no number is known."""
    texts = {"9公里": target, "8公里": actual}
    rows = [[(texts.get(text, text), width) for text, width in row] for row in NATIONAL]
    (form,) = extract(draw([table(rows)]), "two.pdf", load_kit()).forms
    assert form.record.indicators[0].actual == actual.replace("\n", "  ")
    assert not any("/indicators/0/actual" in one.fields for one in form.findings)


@pytest.mark.parametrize(("width", "read"), [(30, "10"), (60, "1  0")])
def test_padding_may_take_more_of_a_cell_with_centred_text(width: float, read: str):
    """How far a centred text is from the sides does not tell where its line would have ended."""
    x0 = width / 2 - 4
    lines = [(Word(x0, 10 * at, x0 + 8, 10 * at + 8, text),) for at, text in enumerate("10")]
    assert cell_text(lines, (0, 0, width, 99)) == read
