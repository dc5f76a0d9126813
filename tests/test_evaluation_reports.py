"""What `zipingbiao evaluate` shows with: marked texts, plots, words of both languages."""

import re

import pytest

from cli.evaluation_words import PAIRS
from cli.plots import Bars, Dots, Fields, draw
from cli.reason_reports import marked
from extractor.evaluation.appraisals import Miss
from models.records import Label
from models.samples import Sample
from tests.read_pages import CHINESE, HOSTILE, Page


def test_marked_words_join_to_the_text():
    """Wherever wanted and found words begin and end, all pieces together are the text."""
    sample = Sample(place="", text="经费压减了", labels=frozenset({"A"}), evidence=((0, 4, "A"),))
    found = (Label(code="B", start=2, end=5, confidence=1.0),)
    miss = Miss(place="", text=sample.text, wanted=("A",), found=found, missing=("A",), wrong=("B",))
    pieces = marked(sample, miss)
    assert str(pieces) == sample.text
    assert [(one.text, one.wanted, one.found) for one in pieces.stretches] == [
        *(("经费", "A", ""), ("压减", "A", "B")),
        ("了", "", "B"),
    ]


PLOTS = {
    "bars": (Bars([(HOSTILE, 0.5), ("none", None)], "n"), 1, "rect"),
    "dots": (Dots([(0.9, 0.8, 3), (0.1, 0.0, 1)], HOSTILE, "up", "n"), 2, "circle"),
    "no dots": (Dots([], "across", "up", "n"), 0, "circle"),
    "fields": (Fields(["a", HOSTILE], ["c"], [[0], [2]], "x", "y", "n"), 2, "rect"),
    "no counts": (Fields(["a"], ["b"], [[0]], "x", "y", "n"), 1, "rect"),
}


@pytest.mark.parametrize(("plot", "marks", "tag"), PLOTS.values(), ids=PLOTS.keys())
def test_plots(plot: Bars | Dots | Fields, marks: int, tag: str):
    """Each figure has its mark, labels are text, and the drawing is whole."""
    drawn = Page(draw(plot))
    assert (drawn.seen.count(tag), drawn.left) == (marks, [])
    assert "script" not in drawn.seen


def test_both_languages_say_the_same():
    """Every word has both languages, with the same values in it, and English is English."""
    for chinese, english in PAIRS.values():
        assert sorted(re.findall(r"{(\w+)", chinese)) == sorted(re.findall(r"{(\w+)", english))
        assert not CHINESE.search(english)
