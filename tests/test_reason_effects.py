"""Two categories of one sentence: causes side by side, or a cause and its effect."""

import pytest

from extractor.reason.effects import may_hold_effects
from extractor.reason.opinions import MOST_SURE
from extractor.reason.reasons import load_classifier
from extractor.reason.spans import Mark

CLASSIFIER = load_classifier()
TOLD = {
    "a comma alone": ("资金未到位，宣传不到位", True),
    "a comma, and a clause between": ("资金未到位，工期一再顺延，宣传不到位", True),
    "set side by side": ("资金未到位，同时宣传不到位", False),
    "joined without a comma": ("资金未到位且宣传不到位", False),
    "points": ("一是资金未到位，二是宣传不到位", False),
    "sentences": ("资金未到位；宣传不到位", False),
    "a list": ("资金未到位、宣传不到位", False),
}


@pytest.mark.parametrize(("text", "told"), TOLD.values(), ids=TOLD.keys())
def test_one_may_be_the_effect_of_another(text: str, *, told: bool):
    """Where nothing sets them side by side; in whatever order they are given."""
    marks = [_mark(text, "FUND_DELAY", "资金未到位"), _mark(text, "COVERAGE", "宣传不到位")]
    scene = CLASSIFIER.scene(text)
    assert may_hold_effects(scene, marks) == told
    assert may_hold_effects(scene, marks[::-1]) == told


@pytest.mark.parametrize(("sign", "sure"), [("，", False), ("；", True), ("，同时", True)])
def test_a_cause_and_what_may_be_its_effect_are_not_both_sure(sign: str, *, sure: bool):
    """Few answers may come of few who know of it; set side by side, they are two causes."""
    labels = CLASSIFIER.classify(f"问卷样本少{sign}知晓率低。").labels
    assert [label.code for label in labels] == ["SURVEY_DATA", "COVERAGE"]
    assert all(label.confidence > MOST_SURE for label in labels) == sure


def test_what_is_beyond_doubt_stays_sure():
    """That money did not come, whatever else may be its effect."""
    money, publicity = CLASSIFIER.classify("资金未到位，宣传不到位。").labels
    assert (money.code, publicity.code) == ("FUND_DELAY", "COVERAGE")
    assert publicity.confidence <= MOST_SURE < money.confidence


def test_one_category_is_no_effect_of_itself():
    """However often it is shown."""
    text = "资金未到位，钱没拨"
    marks = [_mark(text, "FUND_DELAY", "资金未到位"), _mark(text, "FUND_DELAY", "钱没拨")]
    assert not may_hold_effects(CLASSIFIER.scene(text), marks)


def _mark(text: str, code: str, words: str) -> Mark:
    start = text.index(words)
    return Mark(code, start, start + len(words), 0.9)
