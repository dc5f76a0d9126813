"""The columns of every exported table, in both languages: a published contract (docs/exports.md).

Nothing enters.  Columns are added at the end of their group, never renamed.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "printed"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a `printed` one holds numbers as the form prints them."""

    zh: str
    en: str
    width: int
    kind: Kind = "text"


FORM = (
    Column("表单编号", "form_id", 9),
    Column("文件", "file", 28),
    Column("文件 SHA-256", "sha256", 16),
    Column("状态", "state", 9),
    Column("版本", "version", 6),
    Column("确认人", "decided_by", 12),
    Column("确认时间", "decided_at", 20),
    Column("页码", "pages", 8),
    Column("模板", "template", 14),
    Column("表题", "title", 20),
    Column("年度", "year", 8),
    Column("项目名称", "project_name", 30),
    Column("主管部门", "department", 26),
    Column("部门代码", "department_code", 10),
    Column("实施单位", "implementing_unit", 26),
    Column("金额单位", "amount_unit", 9),
    Column("年初设定目标", "goals_planned", 40),
    Column("目标完成情况", "goals_achieved", 40),
    Column("分值合计", "total_weight", 9, "printed"),
    Column("总分", "total_score", 9, "printed"),
    Column("错误数", "errors", 8),
    Column("警告数", "warnings", 8),
    Column("需要核对", "needs_review", 9),
    Column("核对事由", "why_review", 30),
    Column("其他栏目", "extras", 30),
    Column("未归位文字", "unplaced", 30),
    Column("表外文字", "outside_text", 30),
    Column("等级", "grade", 6),
    Column("分值合计证实", "total_weight_proof", 12),
    Column("总分证实", "total_score_proof", 9),
    Column("无规则覆盖的数", "uncovered", 24),
    Column("待核实的识读", "unsettled", 24),
    Column("表头修复前识读", "form_as_read", 24),
    Column("档号", "reference", 16),
    Column("归档年度", "archive_year", 9),
    Column("提取程序版本", "extractor_version", 12),
    Column("识别模型版本", "model_version", 18),
    Column("分类规则版本", "pattern_version", 18),
    Column("整表原因分类代码", "foot_reason_codes", 22),
    Column("整表原因分类", "foot_reason_categories", 26),
    Column("整表分类依据", "foot_reason_evidence", 30),
    Column("整表已说明原因", "foot_explains", 10),
)
MONEY = (
    Column("年初预算数", "initial_budget", 14, "printed"),
    Column("全年预算数", "adjusted_budget", 14, "printed"),
    Column("全年执行数", "executed", 14, "printed"),
    Column("执行率分值", "rate_weight", 10, "printed"),
    Column("执行率", "rate", 9, "printed"),
    Column("执行率得分", "rate_score", 10, "printed"),
    Column("年初预算数证实", "initial_budget_proof", 14),
    Column("全年预算数证实", "adjusted_budget_proof", 14),
    Column("全年执行数证实", "executed_proof", 14),
    Column("执行率分值证实", "rate_weight_proof", 14),
    Column("执行率证实", "rate_proof", 10),
    Column("执行率得分证实", "rate_score_proof", 14),
    Column("资金修复前识读", "funds_as_read", 24),
)
INDICATOR = (
    Column("序号", "row", 6),
    Column("一级指标", "level1", 12),
    Column("一级指标分值", "level1_weight", 12, "printed"),
    Column("二级指标", "level2", 16),
    Column("三级指标", "level3", 30),
    Column("指标性质", "nature", 9),
    Column("度量单位", "unit", 9),
    Column("年度指标值", "target", 24),
    Column("实际完成值", "actual", 24),
    Column("分值", "weight", 8, "printed"),
    Column("得分", "score", 8, "printed"),
    Column("未完成原因", "reason", 40),
    Column("原因分类代码", "reason_codes", 22),
    Column("原因分类", "reason_categories", 26),
    Column("分类依据", "reason_evidence", 30),
    Column("已说明原因", "explains", 10),
    Column("本行其他栏目", "row_extras", 24),
    Column("一级指标分值证实", "level1_weight_proof", 14),
    Column("分值证实", "weight_proof", 9),
    Column("得分证实", "score_proof", 9),
    Column("达标", "met", 6),
    Column("完成比例", "share", 9),
    Column("应得分", "expected_score", 8, "printed"),
    Column("得分差", "score_difference", 8, "printed"),
    Column("本行修复前识读", "row_as_read", 24),
)
KEYS = (FORM[0], FORM[1], FORM[11])
FUND = (
    *KEYS,
    Column("资金来源", "source", 12),
    Column("印出的名称", "label", 20),
    Column("金额单位", "amount_unit", 9),
    *MONEY,
)
FINDING = (
    *KEYS,
    Column("规则代码", "code", 26),
    Column("规则", "rule", 28),
    Column("程度", "severity", 8),
    Column("归因", "blame", 14),
    Column("涉及栏目", "fields", 30),
    Column("所见", "seen", 12),
    Column("应为", "expected", 12),
    Column("说明", "message", 50),
)
EVENT = (
    *KEYS,
    Column("事件编号", "event_id", 9),
    Column("时间", "at", 20),
    Column("操作人", "user", 12),
    Column("操作", "kind", 10),
    Column("栏目", "field", 24),
    Column("原值", "old", 24),
    Column("新值", "new", 24),
    Column("理由", "why", 30),
    Column("撤销的事件", "undoes", 10),
)
