"""The model card and the model that it is the card of."""

from benchmarks.model_card import CARD, line, read_set, set_row
from extractor.reason.reasons import load_classifier


def test_the_card_says_what_is_measured():
    """The exam's row is what is measured now: `python -m benchmarks.model_card` writes all of them anew."""
    row = set_row("exam", load_classifier(), read_set("exam"))
    assert line(row) in CARD.read_text(encoding="utf-8").splitlines()
