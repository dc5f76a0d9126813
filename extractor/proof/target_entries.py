"""Registry entries of the judgements: what targets, actuals, wording and reasons make of a score.

They are the issuer's to give, so none is an error, and none proves a number.
"""

from extractor.proof.grade_rules import claim_grades
from extractor.proof.misnomers import claim_unreadable
from extractor.proof.quality_rules import claim_bands
from extractor.proof.reason_rules import WITHOUT_REASON, claim_explanations, claim_reasons
from extractor.proof.sayings import FORM, REGULATION, Rule, Saying
from extractor.proof.target_rules import (
    claim_docked_scores,
    claim_excesses,
    claim_full_scores,
    claim_proportions,
    claim_quantities,
)

TARGET_RULES = (
    Rule(
        code="proportional-score",
        zh="未完成的定量指标按比例得分",
        en="A quantitative indicator below its target scores in proportion",
        source=f"{REGULATION}：未完成的按完成值与指标值的比例记分",
        claims=(claim_proportions,),
        sayings={
            "over": Saying(
                severity="warning",
                zh="得分印为 {seen}，按完成值与指标值的比例应为 {expected}，多计了分。",
                en="The score is printed {seen}; in proportion it would be {expected}: too much.",
            ),
            "under": Saying(
                severity="warning",
                zh="得分印为 {seen}，按完成值与指标值的比例应为 {expected}，少计了分。",
                en="The score is printed {seen}; in proportion it would be {expected}: too little.",
            ),
            "truncated": Saying(
                severity="info",
                zh="得分印为 {seen}，是按比例得分截断所得；四舍五入应为 {expected}。",
                en="The score is printed {seen}, truncated; rounded it would be {expected}.",
            ),
            "near": Saying(
                severity="info",
                zh="得分印为 {seen}，按比例应为 {expected}；完成比例先取整即可解释。",
                en="The score is printed {seen}, in proportion {expected}: the share was rounded first.",
            ),
        },
        proves=False,
    ),
    Rule(
        code="missed-but-full",
        zh="未完成指标值的不得满分",
        en="A missed target does not score full marks",
        source=f"{REGULATION}：未完成的按完成值与指标值的比例记分",
        claims=(claim_full_scores,),
        sayings={
            "broken": Saying(
                severity="warning",
                zh="完成值“{seen}”未达到指标值“{expected}”，却得满分。",
                en="The actual “{seen}” misses the target “{expected}”, yet full marks were given.",
            ),
            "about": Saying(
                severity="info",
                zh="完成值“{seen}”似未达到指标值“{expected}”，却得满分。",
                en="The actual “{seen}” seems to miss the target “{expected}”, yet full marks were given.",
            ),
        },
        proves=False,
    ),
    Rule(
        code="met-but-docked",
        zh="完成指标值的得满分",
        en="A met target scores full marks",
        source=f"{REGULATION}：完成指标值的记该指标所赋全部分值",
        claims=(claim_docked_scores,),
        sayings={
            "broken": Saying(
                severity="warning",
                zh="完成值已达到指标值，应得满分 {expected}，得分印为 {seen}，未写明原因。",
                en="The target was met, {expected} is due; the score is printed {seen}, without a reason.",
            ),
            "explained": Saying(
                severity="info",
                zh="完成值已达到指标值，应得满分 {expected}，得分印为 {seen}。",
                en="The target was met, {expected} is due; the score is printed {seen}.",
            ),
        },
        proves=False,
    ),
    Rule(
        code="over-achieved",
        zh="超出指标值 30% 以上的应分析原因",
        en="A target exceeded by 30 % and more asks why",
        source=f"{REGULATION}：完成值高于指标值较多的，要分析原因",
        claims=(claim_excesses,),
        sayings={
            "broken": Saying(
                severity="info",
                zh="完成值“{seen}”达到指标值“{expected}”的 130% 以上，未分析原因；指标值可能偏低。",
                en="“{seen}” is 130 % or more of the target “{expected}”, unexplained: was it set too low?",
            ),
        },
        proves=False,
    ),
    Rule(
        code="not-quantified",
        zh="定量指标的完成值应为数量",
        en="A quantitative target has a quantitative actual",
        source=f"{FORM}：指标值与完成值",
        claims=(claim_quantities,),
        sayings={
            "broken": Saying(
                severity="warning",
                zh="指标值“{expected}”为数量，完成值只写“{seen}”。",
                en="The target “{expected}” is an amount; the actual only says “{seen}”.",
            ),
            "dated": Saying(
                severity="info",
                zh="指标值“{expected}”为时间，完成值只写“{seen}”。",
                en="The target “{expected}” is a date; the actual only says “{seen}”.",
            ),
        },
        proves=False,
    ),
    Rule(
        code="qualitative-band",
        zh="定性指标的得分在其档次之内",
        en="A qualitative score lies in its band",
        source=f"{REGULATION}：定性指标分三档，分别为分值的 100–80%、80–60%、60–0%",
        claims=(claim_bands,),
        sayings={
            "above": Saying(
                severity="warning",
                zh="按完成值的措辞，得分应在 {expected} 之间，印为 {seen}，偏高。",
                en="By the actual's wording the score lies in {expected}; it is printed {seen}: too high.",
            ),
            "below": Saying(
                severity="info",
                zh="按完成值的措辞，得分应在 {expected} 之间，印为 {seen}，偏低。",
                en="By the actual's wording the score lies in {expected}; it is printed {seen}: too low.",
            ),
        },
        proves=False,
    ),
    Rule(
        code=WITHOUT_REASON,
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
        code="reason-explains-nothing",
        zh="扣分的原因应说明问题",
        en="A reason explains the loss",
        source=f"{FORM}：未完成原因分析栏",
        claims=(claim_explanations,),
        sayings={
            "broken": Saying(
                severity="warning",
                zh="扣了分，所写“{seen}”未说明任何原因。",
                en="Marks were lost, and “{seen}” explains nothing.",
            ),
        },
        proves=False,
    ),
    Rule(
        code="grade",
        zh="评价等级与总分相符",
        en="The grade is that of the total",
        source=f"{REGULATION}：90–100 为优、80–90 为良、60–80 为中、60 以下为差",
        claims=(claim_grades,),
        sayings={
            "broken": Saying(
                severity="warning",
                zh="评价等级印为“{seen}”，总分对应的等级为“{expected}”。",
                en="The grade is printed “{seen}”; the total makes it “{expected}”.",
            ),
        },
        proves=False,
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
            "unprinted": Saying(
                severity="error",
                zh="列宽不够，数字没有印出，只印了“{seen}”，请向填报单位核实。",
                en="The column was too narrow: “{seen}” stands for a number that was not printed.",
            ),
            "failed": Saying(
                severity="error",
                zh="电子表格的公式出错，只印了“{seen}”，此处的值没有印出，请向填报单位核实。",
                en="A spreadsheet's formula failed: “{seen}” stands for a value that was not printed.",
            ),
            "several": Saying(
                severity="error",
                zh="此处应为一个数字，印的是几个：“{seen}”；表中可能没有竖线，请对照页面分开填写。",
                en="One number belongs here, “{seen}” are several. The table may have no line between its"
                " columns: compare them with the page.",
            ),
            "letters": Saying(
                severity="error",
                zh="此处应为数字，文件中是“{seen}”，其中有与数字形近的字符，请对照页面。",
                en="A number belongs here; “{seen}” has signs that only look like a number's:"
                " compare it with the page.",
            ),
            "nonsense": Saying(
                severity="error",
                zh="此处应为数字，文件中却是“{seen}”；多数数字如此，可能是字体的编码有误，请对照页面。",
                en="A number belongs here; the file says “{seen}”, and the like in most such cells."
                " Its font may name them wrongly: compare them with the page.",
            ),
        },
        proves=False,
    ),
)
