"""Whatever stands in the cell of a reason: any text has a reading, and what is no word has one of its own."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.reason.phrasebooks import read_phrasebook
from extractor.reason.reasons import load_classifier
from models.taxonomies import ARTIFACTS

CLASSIFIER = load_classifier(by="patterns")
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
WORDS = st.lists(st.sampled_from(sorted(read_phrasebook(ARTIFACTS).words)), max_size=12).map("".join)


def _codes(text: str) -> set[str]:
    return {label.code for label in CLASSIFIER.classify(text).labels}


@given(ANY_TEXT | WORDS)
@settings(deadline=None)
def test_any_text_has_a_reading(text: str):
    """Nothing raises; spans lie inside the text, and are empty only where the text is."""
    for label in CLASSIFIER.classify(text).labels:
        assert 0 <= label.start <= label.end <= len(text)
        assert label.start < label.end or not text
        assert 0 < label.confidence <= 1


@given(WORDS, st.data())
@settings(deadline=None)
def test_width_and_space_change_no_code(text: str, data: st.DataObject):
    """The same words in full width, with spaces and line breaks strewn in, get the same codes."""
    wide = [chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text]
    strewn = "".join(sign + data.draw(st.sampled_from(("", "", " ", "\n", "\u3000"))) for sign in wide)
    assert [label.code for label in CLASSIFIER.classify(strewn).labels] == [
        label.code for label in CLASSIFIER.classify(text).labels
    ]


@given(WORDS)
@settings(deadline=None)
def test_reading_is_a_function_of_the_text(text: str):
    """A second classifier, and a second asking, read the same."""
    again = load_classifier(by="patterns") if len(text) % 97 == 1 else CLASSIFIER
    assert again.classify(text) == CLASSIFIER.classify(text) == next(CLASSIFIER.classify_many([text]))


def test_a_very_long_cell_takes_no_more_than_its_length():
    """Twice the text takes about twice the time, and causes are found to its end."""

    def seconds(times: int) -> float:
        started = time.perf_counter()
        reading = CLASSIFIER.classify("资金不足，人员离职，" * times + "。招标流标。")
        assert reading.labels[-1].code == "PROCUREMENT"
        return time.perf_counter() - started

    seconds(50)
    assert seconds(2000) < 40 * max(seconds(200), 0.005)


@pytest.mark.parametrize("text", ["", " \n", "/", "——", "－", "…", "。", "\\", "*", "|", "～", "──"])
def test_blank_cells_give_no_reason(text: str):
    """White space, dashes, slashes and punctuation stand where people have no words."""
    assert _codes(text) == {"NO_REASON"}


@pytest.mark.parametrize("text", ["😀😀😀", "★", "√", "\ue000", "/😀", "♥️"])
def test_other_signs_are_for_a_person(text: str):
    """Signs that are neither may mean something; nobody knows what."""
    assert _codes(text) == set()
