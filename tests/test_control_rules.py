"""A control figure is one of the form's own amounts, at the decimals printed, in whatever unit."""

from dataclasses import replace

import pytest

from extractor.proof.checks import check_record
from models.records import Fund, Indicator, Record

# level3, target, actual → what is found; the funds are 82.12 (a sole part of 100.50) and 81.999 in 万元
ROWS = {
    "the form's own": (("预算控制数", "100.50万元", "81.999万元"), []),
    "another": (("预算控制数", "83.12 万元", ""), [("error", "target", "83.12 万元", "100.50")]),
    "a point above a part": (("预算控制数", "83万元", ""), [("error", "target", "83万元", "100.50")]),
    "another actual": (("项目预算控制数", "", "83.12万元"), [("warning", "actual", "83.12万元", "81.999")]),
    "a part's": (("预算控制数", "82.12万元", ""), []),
    "in 元": (("预算控制数", "1005000元", "819990元"), []),
    "in 元, another": (("预算控制数", "1006000元", ""), [("error", "target", "1006000元", "100.50")]),
    "the unit in the label": (("预算控制数（元）", "1005000.00", ""), []),
    "the unit in the label, another": (("控制数(万元)", "99", ""), [("error", "target", "99", "100.50")]),
    "bare: the form's unit": (("预算控制数", "100.50", "82"), []),
    "rounded": (("预算控制数", "101万元", "82.00万元"), []),
    "truncated": (("预算控制数", "", "81.99万元"), [("info", "actual", "81.99万元", "81.999")]),
    "finer than the funds": (("预算控制数", "100.4987万元", ""), []),
    "a limit": (("预算控制数", "≤90万元", ""), [("info", "target", "≤90万元", "100.50")]),
    "an actual limit says nothing": (("预算控制数", "", "控制在90万元以内"), []),
    "a rate": (("预算控制率", "≤100%", "99%"), []),
    "words": (("预算控制数", "达标", "达到预期指标"), []),
    "two amounts": (("预算控制数", "90万元，95万元", ""), []),
    "another cost": (("培训成本", "90万元", "80万元"), []),
}


# Names and targets of several → which of them are found; the budget is 100.50.
SEVERAL = {
    "one for each item": ([("印刷费预算控制数", "5万元"), ("劳务费预算控制数", "10万元")], []),
    "one of no item among them": ([("项目总预算控制数", "90万元"), ("劳务费预算控制数", "10万元")], [0]),
    "a sole one": ([("印刷费预算控制数", "5万元")], [0]),
}


def _record(row: Indicator, unit: str = "万元") -> Record:
    funds = (
        Fund(source="fiscal", initial_budget="82.12", executed="—"),
        Fund(source="total", initial_budget="100.50", executed="81.999"),
    )
    return Record(amount_unit=unit, funds=funds, indicators=(row,))


def _faults(record: Record) -> list[tuple[str, str, str, str]]:
    return [
        (one.severity, one.fields[0].rpartition("/")[2], one.seen, one.expected)
        for one in check_record(record).findings
        if one.code == "control-figure"
    ]


@pytest.mark.parametrize(("texts", "expected"), ROWS.values(), ids=ROWS.keys())
def test_figure(texts: tuple[str, str, str], expected: list[tuple[str, str, str, str]]):
    """What is no amount of the funds is named, beside the amount due."""
    level3, target, actual = texts
    assert _faults(_record(Indicator(level3=level3, target=target, actual=actual))) == expected


@pytest.mark.parametrize(("named", "expected"), SEVERAL.values(), ids=SEVERAL.keys())
def test_several_figures(named: list[tuple[str, str]], expected: list[int]):
    """Of several figures those that name an item are parts of the budget."""
    rows = tuple(Indicator(level3=label, target=target) for label, target in named)
    findings = check_record(replace(_record(rows[0]), indicators=rows)).findings
    told = [one.fields[0] for one in findings if one.code == "control-figure"]
    assert told == [f"/indicators/{at}/target" for at in expected]


def test_units_that_cannot_be_set_against_each_other():
    """Without any unit bare figures are compared, and those with a unit are not."""
    assert _faults(_record(Indicator(level3="预算控制数", target="90"), unit="")) == [
        ("error", "target", "90", "100.50")
    ]
    assert _faults(_record(Indicator(level3="预算控制数", target="90万元"), unit="")) == []
    assert _faults(_record(Indicator(level3="预算控制数", target="90万元"), unit="美元")) == []


def test_no_funds():
    """A form without amounts is not accused."""
    assert _faults(Record(indicators=(Indicator(level3="预算控制数", target="90万元"),))) == []


def test_fields():
    """The figure is in front; the amounts that it may be follow."""
    record = _record(Indicator(level3="预算控制数", target="90万元"))
    (found,) = (one for one in check_record(record).findings if one.code == "control-figure")
    assert found.fields == ("/indicators/0/target", "/funds/1/initial_budget", "/funds/0/initial_budget")
