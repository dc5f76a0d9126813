"""Registry entries of the arithmetic: totals, weights, rates, funds.  They bear on what was read."""

from extractor.proof.control_rules import claim_control_figures
from extractor.proof.fund_rules import claim_fund_sums, claim_rate_scores, claim_rates
from extractor.proof.sayings import FORM, REGULATION, Rule, Saying
from extractor.proof.score_rules import claim_groups, claim_score_bounds, claim_total, claim_weights

SUM_RULES = (
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
            "near": Saying(
                severity="info",
                zh="总分印为 {seen}，印出的各项得分之和为 {expected}；各项得分四舍五入前相加即可解释。",
                en="The total is printed {seen}, the printed scores add to {expected}: it adds exact ones.",
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
            "negative": Saying(
                severity="error",
                zh="分值印为 {seen}，不应小于 {expected}。",
                en="The weight is printed {seen}; it should not be below {expected}.",
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
            "initial": Saying(
                severity="warning",
                zh="执行率印为 {seen}，是按年初预算数算得；按全年预算数应为 {expected}。",
                en="The rate is printed {seen}, of the initial budget; of the adjusted one it is {expected}.",
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
            "whole": Saying(
                severity="warning",
                zh="执行率得分印为 {seen}，是整数分；分值乘以执行率为 {expected}，请核对是否按档计分。",
                en="The execution score is printed {seen}, in whole points; weight times rate is {expected}."
                " Perhaps it is given by bands.",
            ),
        },
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
        code="control-figure",
        zh="预算控制数与资金一致",
        en="A control figure agrees with the funds",
        source=f"{FORM}：项目资金与成本指标",
        claims=(claim_control_figures,),
        sayings={
            "target": Saying(
                severity="error",
                zh="预算控制数的指标值印为 {seen}，项目资金的预算数为 {expected}。",
                en="The control figure's target is printed {seen}; the funds' budget is {expected}.",
            ),
            "actual": Saying(
                severity="warning",
                zh="预算控制数的完成值印为 {seen}，项目资金的执行数为 {expected}。",
                en="The control figure's actual is printed {seen}; the funds' executed amount is {expected}.",
            ),
            "limit": Saying(
                severity="info",
                zh="预算控制数以 {seen} 为限，与项目资金的预算数 {expected} 不同。",
                en="The control figure's limit is {seen}, another amount than the funds' budget {expected}.",
            ),
            "truncated": Saying(
                severity="info",
                zh="预算控制数印为 {seen}，是由项目资金的 {expected} 截断所得。",
                en="The control figure is printed {seen}, truncated from the funds' {expected}.",
            ),
        },
        proves=False,
    ),
)
