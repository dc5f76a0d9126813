"""Wordings that name a level put a qualitative score into a band; accounts of what was done do not."""

import pytest

from extractor.proof.checks import check_record
from extractor.proof.quality_rules import find_band
from tests.made_records import one_row

BANDS = {
    "达成预期指标": (80, 100),
    "已全部完成。": (80, 100),
    "达到": (80, 100),
    "达成年度指标，且效果良好": (80, 100),
    "基本达成预期指标且效果较好": (60, 100),
    "部分达成预期指标并具有一定效果": (60, 80),
    "未全部完成年度任务": (60, 80),
    "未达成预期指标且效果较差": (0, 60),
    "尚未完成": (0, 60),
}


@pytest.mark.parametrize(("wording", "band"), BANDS.items())
def test_band(wording: str, band: tuple[int, int]):
    """Each level's wording names its band."""
    assert find_band(wording) == band


@pytest.mark.parametrize(
    "wording",
    ["", "得到提升", "有所提高", "完成5场", "完成活动记录，材料齐全", "未发生事故", "达成合作"],
)
def test_no_band(wording: str):
    """What names no level has no band."""
    assert find_band(wording) is None


# target, actual, weight, score → severity, seen, expected
ROWS = {
    "missed, at full marks": (("提升", "未达成预期指标", "10", "10"), [("warning", "10", "0–6")]),
    "met, at half": (("提升", "达成预期指标", "10", "5"), [("info", "5", "8–10")]),
    "in part, at full marks": (("提升", "部分达成预期指标", "5", "5"), [("warning", "5", "3–4")]),
    "the edge of two bands": (("提升", "部分达成预期指标", "5", "4"), []),
    "no whole point lies in the band": (("提升", "部分达成预期指标", "2", "2"), []),
    "in part, to tenths": (("提升", "部分达成预期指标", "2", "2.0"), [("warning", "2.0", "1.2–1.6")]),
    "a target that is an amount": (("≥90%", "未达成预期指标", "10", "10"), []),
    "more than its weight is another fault": (("提升", "部分达成预期指标", "5", "6"), []),
    "no score": (("提升", "未达成预期指标", "10", ""), []),
    "nothing to score": (("提升", "未达成预期指标", "0", "0"), []),
}


@pytest.mark.parametrize(("texts", "expected"), ROWS.values(), ids=ROWS.keys())
def test_row(texts: tuple[str, ...], expected: list[tuple[str, str, str]]):
    """A score outside its band is named, with the band in points."""
    record = one_row(**dict(zip(("target", "actual", "weight", "score"), texts, strict=True)))
    found = [one for one in check_record(record).findings if one.code == "qualitative-band"]
    assert [(one.severity, one.seen, one.expected) for one in found] == expected
