"""The form's own order to give a reason, left in the cell, is none; what a unit writes beside it is."""

import pytest

from extractor.reason.reasons import load_classifier

CLASSIFIER = load_classifier()
HINTS = {
    "two orders and what a label is": (
        "1.执行率=执行数/预算数，执行率不到85%的需说明原因；2.年度中调减的应另行说明；3.其他资金包括贷款。"
    ),
    "what a label is behind a colon": "预算追减的（含收回），应单独列明依据；其他资金是指：捐赠、贷款",
    "when it holds, with 如": "如年中预算被压减，请在此说明",
    "when it holds, with a cause": "因招标流标未实施的，须写明情况并说明",
    "when it holds, with 如 and a time": "如今年实际支出与预算有偏差，请说明原因",
    "several when": "填写结余的原因；如有台风、暴雨，或人员调离的，须逐项注明",
    "to fill in": "受疫情影响停办的应填写原因",
}


@pytest.mark.parametrize("text", HINTS.values(), ids=HINTS.keys())
def test_an_order_is_no_reason(text: str):
    """All of it says nothing, surely enough that no person need look."""
    (label,) = CLASSIFIER.classify(text).labels
    assert (label.code, label.start, label.end) == ("NO_REASON", 0, len(text))


REASONS = {
    "behind the order": ("年度中调整的应单独说明：招标流标两次，设备未购", {"PROCUREMENT"}),
    "in a sentence of its own": ("资金被压减的需说明原因。我馆因连日暴雨闭馆。", {"WEATHER"}),
    "a list beside the order": ("资金被压减的需说明原因。未付款项为质保金", {"NOT_DUE"}),
    "a duty of the unit": ("招标流标须书面说明情况", {"PROCUREMENT"}),
    "a duty beside what nobody knows": ("初步设计未通过评审，需补充情况说明", set()),
    "what is to be told": ("需说明的是市级资金到位较晚", {"FUND_DELAY"}),
    "a place whose name begins with 如": ("如皋市财政资金拨付较晚，应说明情况", {"FUND_DELAY"}),
    "what happened, as 是…的": ("资金是12月底才拨付的，需说明情况", {"FUND_DELAY"}),
    "a document of that name": ("软件的需求说明书因业务部门变更反复修改", {"PLAN_CHANGE"}),
    "an order that was obeyed": ("年中财政压减预算，已按要求说明", {"BUDGET_CUT"}),
}


@pytest.mark.parametrize(("text", "codes"), REASONS.values(), ids=REASONS.keys())
def test_a_reason_beside_an_order_counts(text: str, codes: set[str]):
    """What happened is sorted, whatever order it quotes."""
    assert {label.code for label in CLASSIFIER.classify(text).labels} == codes
