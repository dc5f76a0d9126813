"""The registry: every check's code, words, severity and source, and the function that claims it.

A new rule is a function from a `Ledger` to claims and one entry here; checks,
proofs and the documentation's test read the registry and know no code by name.
The order here is the order in which findings are shown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from extractor.claims import Claim, Fault, Ledger, always
from extractor.fund_rules import claim_fund_sums, claim_rate_scores, claim_rates
from extractor.score_rules import (
    claim_groups,
    claim_reasons,
    claim_score_bounds,
    claim_total,
    claim_weights,
)
from models.records import Severity

REGULATION = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
FORM = "自评表本身"
LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One way in which a rule can fail, in words; `{seen}` and `{expected}` are filled in."""

    severity: Severity
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check.  `proves` says that its claims bear on whether the numbers were read rightly."""

    code: str
    zh: str
    en: str
    source: str
    claims: tuple[Callable[[Ledger], Iterator[Claim]], ...]
    sayings: Mapping[str, Saying]
    proves: bool = True


def claim_unreadable(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every numeric cell that holds something else: that it is a number."""
    for pointer, text in ledger.unreadable.items():
        seen = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        fault = Fault(saying="broken", seen=seen, expected="")
        yield Claim(fields=(pointer,), numbers=(), judge=partial(always, fault))


_RULES = (
    Rule(
        code="total-is-sum",
        zh="总分等于各项得分之和",
        en="The total is the sum of the scores",
        source=f"{REGULATION}：总分由各项指标得分汇总形成",
        claims=(claim_total,),
        sayings={
            "broken": Saying(
                severity="error",
                zh="总分印为 {seen}，预算执行率得分与各指标得分之和为 {expected}。",
                en="The total is printed {seen}; the execution score and all scores add to {expected}.",
            ),
            "truncated": Saying(
                severity="info",
                zh="总分印为 {seen}，是由 {expected} 截断所得，未四舍五入。",
                en="The total is printed {seen}, which is {expected} truncated, not rounded.",
            ),
        },
    ),
    Rule(
        code="weights-are-100",
        zh="分值合计为 100",
        en="The weights add to 100",
        source=f"{REGULATION}：预算执行率与一级指标的权重",
        claims=(claim_weights, claim_groups),
        sayings={
            "broken": Saying(
                severity="error",
                zh="分值合计为 {seen}，应为 {expected}。",
                en="The weights add to {seen}; they should add to {expected}.",
            ),
            "group": Saying(
                severity="error",
                zh="一级指标标明 {seen} 分，其下各行分值之和为 {expected}。",
                en="The group is marked {seen} points; its rows' weights add to {expected}.",
            ),
            "near": Saying(
                severity="info",
                zh="分值合计 {seen} 与 {expected} 之差，各行分值的四舍五入即可解释。",
                en="The weights give {seen} against {expected}: the rows' rounding explains it.",
            ),
        },
    ),
    Rule(
        code="score-within-weight",
        zh="得分在 0 与分值之间",
        en="A score lies between 0 and its weight",
        source=f"{FORM}：分值为该项满分",
        claims=(claim_score_bounds,),
        sayings={
            "broken": Saying(
                severity="error",
                zh="得分印为 {seen}，应在 {expected} 之间。",
                en="The score is printed {seen}; it should lie in {expected}.",
            ),
        },
    ),
    Rule(
        code="rate-is-executed-over-budget",
        zh="执行率等于全年执行数除以预算数",
        en="The rate is the executed amount over the budget",
        source=f"{FORM}：执行率（B/A）",
        claims=(claim_rates,),
        sayings={
            "broken": Saying(
                severity="error",
                zh="执行率印为 {seen}，按印出的金额算得 {expected}。",
                en="The rate is printed {seen}; the printed amounts give {expected}.",
            ),
            "truncated": Saying(
                severity="info",
                zh="执行率印为 {seen}，是截断所得；四舍五入应为 {expected}。",
                en="The rate is printed {seen}, truncated; rounded it would be {expected}.",
            ),
            "near": Saying(
                severity="info",
                zh="执行率印为 {seen}，按印出的金额算得 {expected}；金额本身的四舍五入即可解释。",
                en="The rate is printed {seen}; the printed, rounded amounts give {expected}.",
            ),
        },
    ),
    Rule(
        code="rate-score",
        zh="执行率得分等于分值乘以执行率",
        en="The execution score is its weight times the rate",
        source=f"{REGULATION}：未完成的按完成值与指标值的比例记分",
        claims=(claim_rate_scores,),
        sayings={
            "broken": Saying(
                severity="error",
                zh="执行率得分印为 {seen}，分值乘以执行率（以满分为限）为 {expected}。",
                en="The execution score is printed {seen}; weight times rate, at most full, is {expected}.",
            ),
            "truncated": Saying(
                severity="info",
                zh="执行率得分印为 {seen}，是截断所得；四舍五入应为 {expected}。",
                en="The execution score is printed {seen}, truncated; rounded it would be {expected}.",
            ),
            "near": Saying(
                severity="info",
                zh="执行率得分印为 {seen}，按印出的执行率算得 {expected}；执行率本身的四舍五入即可解释。",
                en="The execution score is printed {seen}; the printed, rounded rate gives {expected}.",
            ),
        },
    ),
    Rule(
        code="lost-without-reason",
        zh="扣分应说明原因",
        en="Lost marks have a reason",
        source=f"{FORM}：未完成原因分析栏",
        claims=(claim_reasons,),
        sayings={
            "broken": Saying(
                severity="warning",
                zh="得分 {seen}，低于分值 {expected}，但未写明原因。",
                en="Scored {seen} of {expected}, but no reason is given.",
            ),
        },
        proves=False,
    ),
    Rule(
        code="funds-add-up",
        zh="年度资金总额等于各项资金之和",
        en="The funds add up",
        source=f"{FORM}：年度资金总额及其中各项",
        claims=(claim_fund_sums,),
        sayings={
            "broken": Saying(
                severity="error",
                zh="年度资金总额印为 {seen}，各项资金之和为 {expected}。",
                en="The total of funds is printed {seen}; its parts add to {expected}.",
            ),
            "near": Saying(
                severity="info",
                zh="年度资金总额印为 {seen}，各项资金之和为 {expected}；金额的四舍五入即可解释。",
                en="The total of funds is printed {seen}; its rounded parts add to {expected}.",
            ),
        },
    ),
    Rule(
        code="not-a-number",
        zh="数字栏应为数字",
        en="A numeric cell holds a number",
        source=FORM,
        claims=(claim_unreadable,),
        sayings={
            "broken": Saying(
                severity="info",
                zh="此处应为数字，印的是“{seen}”，未参与核算。",
                en="A number belongs here; “{seen}” is printed and was left out of the arithmetic.",
            ),
        },
        proves=False,
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in _RULES})
