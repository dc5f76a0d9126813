"""Reasons are read with their rows: what stands above, the target, the indicator's name."""

from collections.abc import Sequence

import pytest

from extractor.pipeline import load_kit
from extractor.reason.contexts import sort_reasons
from models.records import Indicator, Label, Record

CLASSIFY = load_kit().classify


def _row(reason: str, **cells: str) -> Indicator:
    return Indicator(
        **{"level3": "培训人次", "target": "≥500人次", "actual": "420人次"} | cells, reason=reason
    )


def _codes(*rows: Indicator) -> list[list[str]]:
    return [
        [label.code for label in reason.labels] for reason in sort_reasons(Record(indicators=rows), CLASSIFY)
    ]


LATE = "专项资金到位较晚。"
WORK = "任务增加，疫情防控需要扩大检测范围。"
FAR, NEAR = {"actual": "900人次"}, {"actual": "520人次"}
DOCKED, FULL = {"weight": "10", "score": "8"}, {"weight": "10", "score": "10"}
ROWS = {
    "its own words": ([_row(LATE)], [["FUND_DELAY"]]),
    "as above": ([_row(LATE), _row("同上")], [["FUND_DELAY"], ["FUND_DELAY"]]),
    "a ditto mark": ([_row(LATE), _row("〃")], [["FUND_DELAY"], ["FUND_DELAY"]]),
    "as above, twice": ([_row(LATE), _row("同上"), _row("同上。")], [["FUND_DELAY"]] * 3),
    "as above, over a blank": ([_row(LATE), _row(""), _row("同上")], [["FUND_DELAY"], ["FUND_DELAY"]]),
    "as above, and more": (
        [_row(LATE), _row("同上（设备招标流标）"), _row("同上")],
        [["FUND_DELAY"], ["FUND_DELAY", "PROCUREMENT"], ["FUND_DELAY", "PROCUREMENT"]],
    ),
    "as above, and the same in brackets": ([_row(LATE), _row("同上（资金到位晚）")], [["FUND_DELAY"]] * 2),
    "more than above, which says nothing": (
        [_row("无"), _row("同上（资金到位晚）")],
        [["NO_REASON"], ["FUND_DELAY"]],
    ),
    "like as above, so not pointed to": (
        [_row(LATE), _row("同上那个那个"), _row("同上")],
        [["FUND_DELAY"], [], ["FUND_DELAY"]],
    ),
    "a year above is no row above": (
        [_row("招标流标。"), _row("同上年相比资金到位晚"), _row("同上")],
        [["PROCUREMENT"], ["FUND_DELAY"], ["FUND_DELAY"]],
    ),
    "as above, with nothing above": ([_row("同上")], [[]]),
    "two causes above": (
        [_row("资金到位晚，且设备招标流标。"), _row("同上")],
        [["FUND_DELAY", "PROCUREMENT"]] * 2,
    ),
    "far beyond the target": ([_row("因疫情防控需要。", **FAR)], [["OVERACHIEVED"]]),
    "far beyond, marks lost": ([_row(LATE, **FAR, **DOCKED)], [["OVERACHIEVED"]]),
    "beyond, no marks lost": ([_row("因疫情防控需要。", **NEAR, **FULL)], [["OVERACHIEVED"]]),
    "a little beyond, marks lost for something else": ([_row(LATE, **NEAR, **DOCKED)], [["FUND_DELAY"]]),
    "beyond, guessed to say nothing": ([_row("蓝鲸在唱歌。", **FAR)], [["BOILERPLATE"]]),
    "beyond, nothing said": ([_row("无", **FAR)], [["NO_REASON"]]),
    "beyond, praise alone": ([_row("总体情况较好。", **FAR)], [["BOILERPLATE"]]),
    "at its target": ([_row(LATE, actual="500人次")], [["FUND_DELAY"]]),
    "as above, but beyond": ([_row(LATE), _row("同上", **FAR)], [["FUND_DELAY"], ["OVERACHIEVED"]]),
    "less is better, so more falls short": (
        [_row(LATE, level2="成本指标", level3="总成本", target="≤500万元", actual="900万元")],
        [["FUND_DELAY"]],
    ),
    "words that cannot be compared": ([_row(LATE, target="有效提升", actual="基本达到")], [["FUND_DELAY"]]),
    "the indicator's name again": (
        [_row("知晓率偏低，未达到目标。", level3="知晓率", target="≥90%", actual="80%")],
        [["BOILERPLATE"]],
    ),
    "the name again, in unknown words": (
        [_row("蓝鲸歌唱次数未达到目标。", level3="蓝鲸歌唱次数")],
        [["BOILERPLATE"]],
    ),
    "the end of the name": ([_row("知晓率不高", level3="政策知晓率")], [["BOILERPLATE"]]),
    "the name denied": ([_row("项目完成不及时。", level3="项目完成及时性")], [["BOILERPLATE"]]),
    "the name denied, and a cause": (
        [_row("项目完成不及时，因招标流标。", level3="项目完成及时性")],
        [["PROCUREMENT"]],
    ),
    "the name, and a cause": (
        [_row("疫情防控物资采购两次流标。", level3="疫情防控物资采购")],
        [["PROCUREMENT"]],
    ),
    "the name, and a weakness": ([_row("课程针对性有待加强。", level3="课程针对性")], [["QUALITY_ROOM"]]),
}


@pytest.mark.parametrize(("rows", "codes"), ROWS.values(), ids=ROWS.keys())
def test_sorts_with_the_row(rows: list[Indicator], codes: list[list[str]]):
    """Each reason that is not blank gets the categories that its words have in its row."""
    assert _codes(*rows) == codes


POINTERS = (
    *("同上，", "同 上", "同上一指标", "同上一行", "同上条", "同上述原因", "同以上原因", "(同前)", "同上……"),
    *("见上", "详见上条", "如上", "如上所述", "原因同上", "原因：同上。", "偏差原因见上"),
    *("与上述原因相同", "和上面一样", "与上一项原因一致"),
)


def test_ways_to_point_up():
    """However a cell points to the one above it, its categories are those of that one."""
    assert _codes(_row(LATE), *map(_row, POINTERS)) == [["FUND_DELAY"]] * (len(POINTERS) + 1)


def test_what_points_up_says_whose_words_count():
    """A taken-over category is shown by the whole cell, and names the cell with the words."""
    above, below = sort_reasons(Record(indicators=(_row(LATE), _row(" 同上 "))), CLASSIFY)
    assert (above.field, above.origin) == ("/indicators/0/reason", "")
    assert (below.field, below.origin) == ("/indicators/1/reason", "/indicators/0/reason")
    assert [(label.start, label.end) for label in below.labels] == [(0, 4)]
    assert above.explains
    assert below.explains


@pytest.mark.parametrize(("cells", "explains"), [(DOCKED, True), (FULL, False)], ids=["docked", "full"])
def test_going_beyond_explains_marks_lost_for_it(cells: dict[str, str], *, explains: bool):
    """Why a target was passed by far explains a loss of marks, and no shortfall where there is none."""
    (reason,) = sort_reasons(Record(indicators=(_row(WORK, **FAR, **cells),)), CLASSIFY)
    assert reason.explains is explains


def test_evidence_of_going_beyond_is_what_was_said():
    """The words that a cause was seen in show why the target was passed."""
    (reason,) = sort_reasons(Record(indicators=(_row("总体良好。受台风影响。", **FAR),)), CLASSIFY)
    (label,) = reason.labels
    assert "总体良好。受台风影响。"[label.start : label.end].endswith("台风影响")
    assert label.start > 0


def test_asks_once_for_equal_texts():
    """A merged cell's text, which stands on each of its rows, is sorted once; no text, no question."""
    asked: list[list[str]] = []

    def classify(texts: Sequence[str]) -> list[tuple[tuple[Label, ...], bool]]:
        asked.append(list(texts))
        return [((Label(code="FUND_DELAY", start=0, end=1, confidence=1.0),), True) for _ in texts]

    rows = tuple(_row(LATE) for _ in range(3))
    assert len(sort_reasons(Record(indicators=rows), classify)) == 3
    assert sort_reasons(Record(), classify) == ()
    assert asked == [[LATE]]
