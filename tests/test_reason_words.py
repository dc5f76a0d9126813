"""The words that show a category: no heading, all of a number, whole names, one point of a list."""

import pytest

from extractor.reason.reasons import load_classifier

BOTH = load_classifier()
PATTERNS = load_classifier(by="patterns")
WORDS = {
    "a heading": ("偏差原因：资金未到位，设备未采购。", {"FUND_DELAY": "资金未到位"}),
    "a heading of other words": ("扣分原因分析：问卷未收齐。", {"SURVEY_DATA": "问卷未收齐"}),
    "a heading in narrow signs": ("原因:3名护士离职", {"STAFF_TURNOVER": "3名护士离职"}),
    "a number of people": ("5名骨干教师离职，课程停开。", {"STAFF_TURNOVER": "5名骨干教师离职"}),
    "a span of months": ("五至七月持续强降雨。", {"WEATHER": "五至七月持续强降雨"}),
    "the number of a point": (
        "1、资金未到位；2、人手不足。",
        {"FUND_DELAY": "资金未到位", "STAFF_TURNOVER": "人手不足"},
    ),
    "a name in quotes": ("台风“海葵”过境，航次减少。", {"WEATHER": "台风“海葵”过境"}),
    "a wait": ("等待铁路部门批复天窗点，梁体未架设。", {"EXTERNAL_PARTY": "等待铁路部门批复天窗点"}),
}


@pytest.mark.parametrize(("text", "words"), WORDS.values(), ids=WORDS.keys())
def test_shows(text: str, words: dict[str, str]):
    """Evidence is what a person would mark."""
    assert {label.code: text[label.start : label.end] for label in BOTH.classify(text).labels} == words


def test_points_of_a_list_are_not_joined():
    """Where two points show one category, the words end with their point."""
    text = "一方面居民反对，协商未果；另一方面燃气管线迁改审批周期长。"
    assert not any("；" in text[label.start : label.end] for label in BOTH.classify(text).labels)


CODES = {
    "years in use are no surplus": ("部分CT机服役超过8年", {"OTHER"}),
    "an age that a machine was not made for": ("锅炉已超过设计寿命", {"OTHER"}),
    "people kept waiting": ("候诊时间长", {"QUALITY_ROOM"}),
    "an authority's own time": ("审批时间长", {"EXTERNAL_PARTY"}),
    "papers of deciding": ("集体决策记录缺失", {"QUALITY_ROOM"}),
    "papers of asking": ("回访记录缺失", {"SURVEY_DATA"}),
    "a time that others set": ("待封闭施工窗口期", {"EXTERNAL_PARTY"}),
    "power that failed": ("机房停电", {"OTHER"}),
    "done for all that": ("在人手紧张的情况下超额完成任务", {"BOILERPLATE"}),
    "but for a cause": ("要不是连续暴雨，路面早就铺完了", {"WEATHER"}),
    "dearer than planned": ("材料价格上涨，成本超出预算", {"OVERACHIEVED"}),
}


@pytest.mark.parametrize(("text", "codes"), CODES.values(), ids=CODES.keys())
def test_sorts(text: str, codes: set[str]):
    """What looks like a category's words is told from them by what stands beside."""
    assert {label.code for label in BOTH.classify(text).labels} == codes


def test_what_is_only_empty_gives_way():
    """A text that patterns take for empty is not, where the model hears a cause."""
    text = "12台设备未到货"
    assert {label.code for label in PATTERNS.classify(text).labels} == {"BOILERPLATE"}
    assert {label.code for label in BOTH.classify(text).labels} == {"EXTERNAL_PARTY"}
