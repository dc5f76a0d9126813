"""The rules of targets and actuals: what a score owes them, and what they owe the reader."""

from dataclasses import replace

import pytest

from extractor.proof.checks import check_record, recheck
from models.records import Finding, Record
from tests.made_records import changed, one_row, read_form, seed

CODES = {"proportional-score", "missed-but-full", "met-but-docked", "over-achieved", "not-quantified"}

# target, actual, weight, score, reason → the saying's code, severity, seen, expected
ROWS: dict[str, tuple[tuple[str, str, str, str, str], list[tuple[str, str, str, str]]]] = {
    "in proportion": (("5 场", "2 场", "6", "2.4", "延期"), []),
    "in proportion, to hundredths": (("2500 名学生走访", "2166 人次", "3", "2.60", "减少"), []),
    "in proportion, to tenths": (("2500 名学生走访", "2166 人次", "3", "2.6", "减少"), []),
    "in proportion, of more than": ((">200人", "120人", "5", "3", "调整"), []),
    "too much": (("5场", "2场", "6", "3", "延期"), [("proportional-score", "warning", "3", "2.4")]),
    "too much, to tenths": (
        ("5场", "2场", "6", "3.0", "延期"),
        [("proportional-score", "warning", "3.0", "2.4")],
    ),
    "too little": (("5场", "2场", "6", "0", "延期"), [("proportional-score", "warning", "0", "2.4")]),
    "truncated": (("3场", "2场", "4", "2.6", "延期"), [("proportional-score", "info", "2.6", "2.7")]),
    "the share was rounded first": (
        ("3场", "2场", "10", "6.70", "延期"),
        [("proportional-score", "info", "6.70", "6.67")],
    ),
    "nothing done": (("3场", "0场", "10", "0", "延期"), []),
    "missed by a date: no number is due": (("1-11月", "1-12月", "3", "2.7", "延期"), []),
    "an estimate: no number is due": (("不少于3天", "不少于1天", "2", "0.5", "调整"), []),
    "missed at full marks": (
        ("网站公众号6个", "网络平台5个", "2", "2", ""),
        [("missed-but-full", "warning", "5个", "6个")],
    ),
    "missed at full marks, to tenths": (
        ("6个", "5个", "2.0", "2.0", ""),
        [("missed-but-full", "warning", "5个", "6个")],
    ),
    "missed at more than full marks": (
        ("6个", "5个", "2", "3", ""),
        [("missed-but-full", "warning", "5个", "6个")],
    ),
    "missed by less than the marks show": (("100%", "99.99%", "10", "10", ""), []),
    "missed by less than hundredths show": (("≤526.237786万元", "526.24万元", "10.00", "10.00", ""), []),
    "missed by what hundredths show": (
        ("100%", "99.9%", "10.00", "10.00", ""),
        [("missed-but-full", "warning", "99.9%", "100%")],
    ),
    "missed by a per cent": (
        ("100%", "99%", "10", "10", ""),
        [("missed-but-full", "warning", "99%", "100%")],
    ),
    "late at full marks": (
        ("10月底前", "2019年12月5日", "2", "2", ""),
        [("missed-but-full", "warning", "2019年12月5日", "10月底前")],
    ),
    "seems missed at full marks": (
        ("不少于3天", "不少于1天", "2", "2", ""),
        [("missed-but-full", "info", "不少于1天", "不少于3天")],
    ),
    "more than, met by equality": ((">90%", "90%", "5", "5", ""), []),
    "a limit exceeded": (("≤10%", "12%", "5", "5", ""), [("missed-but-full", "warning", "12%", "≤10%")]),
    "of several, the one missed is named": (
        ("覆盖率≥90%且次数≥780次", "100%，713次", "5", "5", ""),
        [("missed-but-full", "warning", "713次", "≥780次")],
    ),
    "docked for a reason": (
        (">90%", "满意度>90%", "10", "9", "未填问卷"),
        [("met-but-docked", "info", "9", "10")],
    ),
    "docked for a reason, a plain amount": (
        ("5场", "5场", "10", "9", "延期"),
        [("met-but-docked", "info", "9", "10")],
    ),
    "exceeded by far and docked without": (
        ("5场", "9场", "10", "9", ""),
        [("met-but-docked", "warning", "9", "10"), ("over-achieved", "info", "9场", "5场")],
    ),
    "docked without": (("5场", "5场", "10", "9.5", ""), [("met-but-docked", "warning", "9.5", "10")]),
    "docked for exceeding by far": (("5场", "9场", "10", "9", "年初指标值偏低"), []),
    "exceeded by far": ((">6次", "14次", "6", "6", ""), [("over-achieved", "info", "14次", ">6次")]),
    "exceeded by 30 %": (("100次", "130次", "6", "6", ""), [("over-achieved", "info", "130次", "100次")]),
    "exceeded by less": (("100次", "129次", "6", "6", ""), []),
    "exceeded, with a reason": (("100次", "190次", "6", "6", "新增任务"), []),
    "exceeded, without any scores": (
        ("100次", "190次", "", "", ""),
        [("over-achieved", "info", "190次", "100次")],
    ),
    "less is better": (("≤100次", "50次", "6", "6", ""), []),
    "words against an amount": (
        ("≥70%", "达到预期指标", "8", "8", ""),
        [("not-quantified", "warning", "达到预期指标", "≥70%")],
    ),
    "words against a date": (
        ("12月底前", "按期完成", "8", "8", ""),
        [("not-quantified", "info", "按期完成", "12月底前")],
    ),
    "a limit exceeded by less than its points show": (
        ("≤100万元", "100.5万元", "10", "10", ""),
        [("missed-but-full", "warning", "100.5万元", "≤100万元")],
    ),
    "a limit of more decimals than what was done": (("≤526.237786万元", "526.24万元", "10", "10", ""), []),
    "a limit of more decimals, what was done without its unit": (
        ("≤526.237786万元", "526.24", "10", "10", ""),
        [],
    ),
    "a limit exceeded by more than its decimals hide, without its unit": (
        ("≤526.237786万元", "526.3", "10", "10", ""),
        [("missed-but-full", "warning", "526.3", "≤526.237786万元")],
    ),
    "missed by less than the marks show, beside a limit that was kept": (
        ("费用≤100万元，合格率≥90%", "费用80万元，合格率89.999%", "10", "10", ""),
        [],
    ),
    "below nought, with a tolerance of none": (("-5±0", "-5", "10", "10", ""), []),
    "none of what is limited": (("≤3次", "无", "8", "8", ""), []),
    "none of what there should be none of": (("0次", "没有", "8", "8", ""), []),
    "none of what there should be some of": (
        ("≥3次", "无", "8", "8", ""),
        [("not-quantified", "warning", "无", "≥3次")],
    ),
    "words against words": (("得到提升", "有所提升", "8", "8", ""), []),
    "no words at all": (("≥70%", "", "8", "8", ""), []),
    "other units": (("5场", "200人", "8", "8", ""), []),
    "no weight": (("5场", "2场", "", "8", ""), []),
    "nothing to score": (("5场", "2场", "0", "0", ""), []),
}


def _said(record: Record) -> list[Finding]:
    return [one for one in check_record(record).findings if one.code in CODES]


@pytest.mark.parametrize(("texts", "expected"), ROWS.values(), ids=ROWS.keys())
def test_row(texts: tuple[str, ...], expected: list[tuple[str, str, str, str]]):
    """What one row's target and actual make due is asked for, in its own words, and nothing else."""
    names = ("target", "actual", "weight", "score", "reason")
    found = _said(one_row(**dict(zip(names, texts, strict=True))))
    assert [(one.code, one.severity, one.seen, one.expected) for one in found] == expected


def test_fields():
    """A finding leads to the score, and to all that makes another due."""
    (found,) = _said(one_row(target="6个", actual="5个", weight="2", score="2"))
    assert found.fields == tuple(f"/indicators/0/{name}" for name in ("score", "weight", "target", "actual"))
    assert found.message == "完成值“5个”未达到指标值“6个”，却得满分。"


@pytest.mark.parametrize(("score", "word"), [("3", "多计"), ("1", "少计")])
def test_too_much_or_too_little(score: str, word: str):
    """A score out of proportion is said to be too high or too low."""
    (found,) = _said(one_row(target="5场", actual="2场", weight="6", score=score))
    assert word in found.message


def test_columns_complete():
    """指标性质 and 度量单位 count where the cells print a bare number."""
    row = {"nature": "≥", "unit": "万元", "target": "12.5", "weight": "10", "score": "10"}
    assert [one.code for one in _said(one_row(actual="12.4", **row))] == ["missed-but-full"]
    assert _said(one_row(actual="12.6", **row)) == []
    assert _said(one_row(target="5场", actual="良好", nature="定性")) == []


def test_reason_of_a_row_above():
    """同上 is a reason where the row above has one."""
    record = changed(
        seed("6-media-kitchen"), {"/indicators/1/reason": "新增任务", "/indicators/2/reason": "同上"}
    )
    assert [one.fields[0] for one in _said(record)] == [f"/indicators/{at}/actual" for at in (0, 3)]


def test_merged_scores_are_of_no_one_row():
    """A score that two rows share is due to neither target alone."""
    row = one_row(target="6个", actual="5个", weight="2", score="2").indicators[0]
    form = read_form(Record(indicators=(row, row)))
    places = {f"/indicators/1/{name}": form.evidence[f"/indicators/0/{name}"] for name in ("weight", "score")}
    merged = replace(form, evidence=form.evidence | places)
    assert [one.code for one in recheck(form).findings if one.code in CODES] == ["missed-but-full"] * 2
    assert [one.code for one in recheck(merged).findings if one.code in CODES] == []
    assert recheck(merged).derived.indicators[0].expected_score == ""


@pytest.mark.parametrize("name", ["成本降幅", "压降率", "办理时间缩短"])
def test_a_minus_may_say_again_that_something_fell(name: str):
    """Of -6% against a fall of 5% nobody knows that it is missed."""
    assert _said(one_row(level3=name, target="≥5%", actual="-6%", weight="10", score="10")) == []
