"""The kinds of form that are drawn: which blocks, columns and rows each has, and how they are labelled."""

from dataclasses import dataclass

LABELS: dict[str, tuple[str, ...]] = {
    "project_name": ("项目名称",),
    "department": ("主管部门", "主管单位"),
    "department+code": ("主管部门及代码",),
    "implementing_unit": ("实施单位", "项目单位"),
    "initial_budget": ("年初预算数", "年初预算数"),
    "adjusted_budget": ("全年预算数", "调整后预算数"),
    "executed": ("全年执行数", "执行数"),
    "fund_weight": ("分值",),
    "rate": ("执行率",),
    "fund_score": ("得分",),
    "total": ("年度资金总额", "资金总额"),
    "fiscal": ("财政拨款", "当年财政拨款"),
    "carried_over": ("上年结转资金",),
    "other": ("其他资金",),
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "level3": ("三级指标", "指标名称", "指标内容"),
    "nature": ("指标性质",),
    "unit": ("度量单位", "计量单位"),
    "target": ("年度指标值", "指标值"),
    "actual": ("全年实际值", "实际完成值", "完成值", "全年完成值"),
    "weight": ("分值",),
    "score": ("得分",),
    "reason": ("偏差原因分析及改进措施", "未完成原因和改进措施", "未完成原因分析"),
}
"""How each field may be printed, the usual way first."""

MARKS = {
    "initial_budget": ("(A)", "（A）"),
    "adjusted_budget": ("(A)", "（A）"),
    "executed": ("(B)", "（B）"),
    "fund_weight": ("(10分)", "（10分）"),
    "rate": ("(B/A)", "（B/A）", "（%）"),
    "target": ("(A)", "（A）"),
    "actual": ("(B)", "（B）"),
}
"""What may stand in brackets after a label."""

BEIJING_GROUPS = (
    ("产出指标", "50", ("数量指标", "质量指标", "进度指标", "成本指标")),
    ("效果指标", "40", ("效益指标", "服务对象满意度指标")),
)
NATIONAL_GROUPS = (
    ("产出指标", "50", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", "30", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", "10", ("服务对象满意度指标",)),
)
FUNDS = ("initial_budget", "adjusted_budget", "executed", "fund_weight", "rate", "fund_score")
COLUMNS = ("level3", "target", "actual", "weight", "score", "reason")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of form."""

    name: str
    funds: tuple[str, ...] = FUNDS
    sources: tuple[str, ...] = ("total", "fiscal", "carried_over", "other")
    columns: tuple[str, ...] = COLUMNS
    groups: tuple[tuple[str, str, tuple[str, ...]], ...] = NATIONAL_GROUPS
    amount_unit: str = "万元"
    own: tuple[tuple[str, str], ...] = ()
    """(field, label) where it is printed otherwise than usual."""
    extra: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    hints: bool = False


TEMPLATES = (
    Template(
        "beijing-2019",
        funds=("initial_budget", "executed", "fund_weight", "rate", "fund_score"),
        sources=("total", "fiscal", "other"),
        groups=BEIJING_GROUPS,
        own=(("target", "年度指标值"), ("actual", "全年实际值"), ("reason", "未完成原因分析")),
    ),
    Template("national-2020", own=(("adjusted_budget", "全年预算数"), ("reason", "偏差原因分析及改进措施"))),
    Template("anhui", own=(("reason", "未完成原因和改进措施"), ("actual", "全年完成值")), foot=("说明",)),
    Template(
        "sichuan",
        columns=("level3", "nature", "target", "unit", "actual", "weight", "score", "reason"),
        own=(("adjusted_budget", "调整后预算数"), ("fund_weight", "权重"), ("weight", "权重")),
        foot=("评价结论", "存在问题", "改进措施", "项目负责人+财务负责人"),
        hints=True,
    ),
    Template(
        "ningxia",
        columns=("level3", "weight", "target", "actual", "score", "reason"),
        extra=("得分计算方法",),
    ),
    Template(
        "county",
        funds=("initial_budget", "adjusted_budget", "executed", "rate"),
        columns=("level3", "target", "actual", "reason"),
        foot=("说明",),
    ),
    Template("shanghai", amount_unit="元"),
)
UNKNOWN_COLUMNS = ("评分标准", "佐证材料", "数据来源", "指标解释", "责任科室")
UNKNOWN_PAIRS = ("项目属性", "项目类别", "联系电话", "项目周期", "资金用途", "项目编码")
