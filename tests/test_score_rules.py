"""The rules of weights, scores and reasons find what is broken and nothing else."""

from dataclasses import replace

import pytest

from extractor.proof.checks import check_record
from models.records import Fund, Indicator, Pointer, Record
from tests.made_records import changed, found_in_sums, rows, seed

CHANGES: dict[str, tuple[dict[Pointer, str], list[tuple[str, str, str]]]] = {
    "total one tenth off": ({"/total_score": "87.50"}, [("total-is-sum", "error", "/total_score")]),
    "total truncated": (
        {"/total_score": "87.4", "/indicators/2/score": "2.46"},
        [("total-is-sum", "info", "/total_score")],
    ),
    "total rounded": ({"/total_score": "87.5", "/indicators/2/score": "2.46"}, []),
    "score within its weight": ({"/indicators/9/score": "6"}, [("total-is-sum", "error", "/total_score")]),
    "score above its weight": (
        {"/indicators/7/score": "6", "/indicators/2/score": "1.4"},
        [("score-within-weight", "error", "/indicators/7/score")],
    ),
    "score below zero": (
        {"/indicators/2/score": "-2.4", "/total_score": "82.6"},
        [("score-within-weight", "error", "/indicators/2/score")],
    ),
    "weight": (
        {"/indicators/0/weight": "7"},
        [
            ("weights-are-100", "error", "/funds/0/weight"),
            ("weights-are-100", "error", "/indicators/0/level1_weight"),
            ("lost-without-reason", "warning", "/indicators/0/reason"),
        ],
    ),
    "group weight": (
        {f"/indicators/{at}/level1_weight": "60" for at in range(9)},
        [("weights-are-100", "error", "/indicators/0/level1_weight")],
    ),
    "one pointer of a group weight": (
        {"/indicators/3/level1_weight": "60"},
        [("weights-are-100", "error", "/indicators/3/level1_weight")],
    ),
    "total of weights": ({"/total_weight": "90"}, [("weights-are-100", "error", "/total_weight")]),
    "total of weights right": ({"/total_weight": "100分"}, []),
    "reason missing": (
        {"/indicators/2/reason": ""},
        [("lost-without-reason", "warning", "/indicators/2/reason")],
    ),
    "reason is a dash": (
        {"/indicators/2/reason": "—"},
        [("lost-without-reason", "warning", "/indicators/2/reason")],
    ),
    "reason says none": (
        {"/indicators/2/reason": "无"},
        [("lost-without-reason", "warning", "/indicators/2/reason")],
    ),
    "same as above": ({"/indicators/4/reason": "同上"}, []),
    "same as the same": ({"/indicators/10/reason": "同上。", "/indicators/11/reason": "〃"}, []),
    "same as nothing": (
        {"/indicators/2/reason": "同上"},
        [("lost-without-reason", "warning", "/indicators/2/reason")],
    ),
    "unreadable score": (
        {"/indicators/2/score": "良好"},
        [("not-a-number", "info", "/indicators/2/score")],
    ),
    "a column too narrow for its numbers": (
        {"/indicators/2/score": "###"},
        [("not-a-number", "error", "/indicators/2/score")],
    ),
    "amount in a score's place": (
        {"/indicators/2/score": "2.4万元"},
        [("not-a-number", "info", "/indicators/2/score")],
    ),
    "blank score: no sum accuses": ({"/indicators/2/score": ""}, []),
    "dashed score counts nothing": (
        {"/indicators/2/score": "—"},
        [("total-is-sum", "error", "/total_score")],
    ),
    "blank weight: no sum accuses": ({"/indicators/0/weight": ""}, []),
}


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_change(changes: dict[Pointer, str], expected: list[tuple[str, str, str]]):
    """What a change to form 1 breaks is found, under its code, at its field, and nothing else."""
    assert found_in_sums(changed(seed("1-sunshine-community"), changes)) == expected


def _unrounded(total: str) -> Record:
    """Return a form of nine scores of 28/3 points, and a rate's of 10."""
    row = Indicator(target="90场", actual="84场", weight="10", score="9.33", reason="疫情")
    return Record(
        funds=(Fund(source="total", weight="10", rate="100%", score="10"),),
        indicators=(row,) * 9,
        total_score=total,
    )


SCORED_BESIDE = Record(
    funds=(Fund(source="total", weight="10", score="9"),),
    indicators=rows(("80", "80", "")),
    total_score="98",
    extras={
        "拨付合规性/分值": "10",
        "拨付合规性/得分": "9",
        "产出指标小计/分值": "80",
        "产出指标小计/得分": "80",
    },
)
TEMPLATES: dict[str, tuple[Record, list[tuple[str, str, str]]]] = {
    "nothing at all": (Record(), []),
    "no weights and no scores": (Record(indicators=rows(("", "", ""), ("", "", "")), total_score=""), []),
    "no scores but a total": (Record(indicators=rows(("50", "", ""), ("50", "", "")), total_score="90"), []),
    "weights as shares in percent": (Record(indicators=rows(("60%", "", ""), ("30%", "", ""))), []),
    "the rate's ten points stand nowhere": (
        Record(indicators=rows(("60", "60", ""), ("30", "30", "")), total_score="99.50"),
        [],
    ),
    "the indicators are all that is scored": (
        Record(indicators=rows(("60", "60", ""), ("40", "40", "")), total_score="99"),
        [("total-is-sum", "error", "/total_score")],
    ),
    "a total below its rows where the rate's points stand nowhere": (
        Record(indicators=rows(("60", "60", ""), ("30", "30", "")), total_score="88", total_weight="100"),
        [("total-is-sum", "error", "/total_score")],
    ),
    "a total that ten points more than its rows do not make": (
        Record(indicators=rows(("60", "60", ""), ("30", "30", "")), total_score="101"),
        [("total-is-sum", "error", "/total_score")],
    ),
    "a blank score may be what the total lacks": (
        Record(indicators=rows(("60", "60", ""), ("30", "", "")), total_score="50"),
        [],
    ),
    "weights of neither 90 nor 100": (
        Record(indicators=rows(("60", "60", ""), ("20", "20", "")), total_score="80"),
        [("weights-are-100", "error", "/indicators/0/weight")],
    ),
    "weights rounded from thirds": (
        Record(indicators=rows(("33.3", "", ""), ("33.3", "", ""), ("33.3", "", ""))),
        [("weights-are-100", "info", "/indicators/0/weight")],
    ),
    "a group rounded from thirds": (
        Record(indicators=rows(("33.3", "", ""), ("33.3", "", ""), ("33.4", "", ""), level1_weight="100.1")),
        [("weights-are-100", "info", "/indicators/0/level1_weight")],
    ),
    "the rate is scored beside the fiscal row": (
        Record(
            funds=(
                Fund(source="total", executed="5", initial_budget="10", weight="—", score="—"),
                Fund(source="fiscal", executed="5", initial_budget="10", weight="10", score="5.0"),
            ),
            indicators=rows(("90", "90", "")),
            total_score="94.0",
        ),
        [("total-is-sum", "error", "/total_score")],
    ),
    "the same as nothing, twice": (
        Record(indicators=rows(("60", "60", ""), ("20", "10", "同上"), ("20", "10", "同上"))),
        [("lost-without-reason", "warning", f"/indicators/{at}/reason") for at in (1, 2)],
    ),
    "reasons at the foot": (
        Record(indicators=rows(("60", "50", ""), ("40", "40", "")), extras={"存在问题": "进度滞后。"}),
        [],
    ),
    "words beside lost marks alone may be reasons": (
        Record(
            indicators=rows(("60", "50", ""), ("40", "40", "")),
            extras={
                "indicators/0/差距": "进度滞后",
                "indicators/0/类型": "定量",
                "indicators/1/类型": "定量",
            },
        ),
        [],
    ),
    "words beside all marks are none": (
        Record(
            indicators=rows(("60", "50", ""), ("40", "40", "")),
            extras={"indicators/0/类": "定量", "indicators/1/类": "定量", "indicators/0/位次": "2"},
        ),
        [("lost-without-reason", "warning", "/indicators/0/reason")],
    ),
    "words in all rows are none where all lost marks": (
        Record(
            indicators=rows(("60", "50", ""), ("40", "30", "")),
            extras={"indicators/0/评分标准": "按比例计分", "indicators/1/评分标准": "达标得满分"},
        ),
        [("lost-without-reason", "warning", f"/indicators/{at}/reason") for at in range(2)],
    ),
    "words where reasons have a column are none": (
        Record(
            indicators=rows(("60", "50", ""), ("40", "30", "资金不足")),
            extras={"indicators/0/差距": "进度滞后"},
        ),
        [("lost-without-reason", "warning", "/indicators/0/reason")],
    ),
    "an empty foot": (
        Record(indicators=rows(("60", "50", ""), ("40", "40", "")), extras={"存在问题": "无"}),
        [("lost-without-reason", "warning", "/indicators/0/reason")],
    ),
    "lines of extras are scored too": (SCORED_BESIDE, []),
    "lines of extras may be scored for all we know": (replace(SCORED_BESIDE, total_score="97"), []),
    "lines that add up others are not scored": (
        Record(
            indicators=rows(("80", "80", ""), ("20", "20", "")),
            total_score="98",
            extras={"产出指标小计/分值": "80", "产出指标小计/得分": "80"},
        ),
        [("total-is-sum", "error", "/total_score")],
    ),
    "lines of sums are none, spaced, in brackets or a second time": (
        Record(
            indicators=rows(("80", "80", ""), ("20", "20", "")),
            total_score="98",
            extras={"小 计/得分": "80", "小计 2/得分": "20", "（小计）/得分": "20", "小计 2/分值": "20"},
        ),
        [("total-is-sum", "error", "/total_score")],
    ),
    "a point for each of many rows": (Record(indicators=rows(*[("1", "1", "")] * 90), total_score="90"), []),
    "a total of scores that were not rounded": (
        _unrounded("94.00"),
        [("total-is-sum", "info", "/total_score")],
    ),
    "a total of scores that were not rounded, off": (
        _unrounded("93.99"),
        [("total-is-sum", "error", "/total_score")],
    ),
    "a reason in a column of its own": (
        Record(
            indicators=rows(("60", "50", ""), ("40", "30", "")),
            extras={"indicators/0/偏差原因": "进度滞后。"},
        ),
        [("lost-without-reason", "warning", "/indicators/1/reason")],
    ),
}


@pytest.mark.parametrize(("record", "expected"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_template(record: Record, expected: list[tuple[str, str, str]]):
    """A template gets the checks that apply to it, and no false ones."""
    assert found_in_sums(record) == expected


def test_marks_beside_the_indicators_prove_the_total():
    """What lines of extras are scored completes both sums, which prove their numbers then."""
    proofs = check_record(SCORED_BESIDE).proofs
    assert {proofs[cell] for cell in ("/total_score", "/indicators/0/weight")} == {"proven"}


@pytest.mark.parametrize(("total", "proof"), [("90", "proven"), ("100", "none")])
def test_90_beside_a_printed_100_proves_no_weight(total: str, proof: str):
    """Ten points that stand nowhere may be the rate's, or those of a row that was lost."""
    record = Record(indicators=rows(("60", "", ""), ("30", "", "")), total_weight=total)
    assert check_record(record).proofs["/indicators/0/weight"] == proof


def test_a_weight_below_zero_is_told_as_such():
    """No score lies between 0 and less than it: what is said is said of the weight."""
    findings = check_record(Record(indicators=rows(("-3.20", "0", "")))).findings
    (said,) = [one for one in findings if one.code == "score-within-weight"]
    assert (said.severity, said.seen, said.expected) == ("error", "-3.20", "0")
    assert said.message == "分值印为 -3.20，不应小于 0。"


@pytest.mark.parametrize(("total", "broken"), [("99.85", []), ("109.70", ["total-is-sum"])])
def test_a_rate_told_again_among_the_indicators_counts_once(total: str, broken: list[str]):
    """预算执行率 as the first of indicators that make the whole is the rate of the funds."""
    funds = (
        Fund(source="total", adjusted_budget="100", executed="98.5", weight="10", rate="98.5%", score="9.85"),
    )
    told = (Indicator(level3="预算执行率", weight="10", score="9.85"),)
    others = tuple(Indicator(level3=f"指标{at}", weight="10", score="10") for at in range(9))
    record = Record(funds=funds, indicators=(*told, *others), total_score=total)
    found = check_record(record).findings
    assert [one.code for one in found if one.code in {"total-is-sum", "weights-are-100"}] == broken
