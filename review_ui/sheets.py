"""Exported forms → the rows of each table: forms, indicators, funds, findings, corrections.

A `Table` names its columns in both languages and turns one `ExportRow` into
rows of values in the columns' order.  Headers are a published contract
(docs/exports.md): columns are added at the end, never renamed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from extractor.checks import RULES, english
from models.events import EventRow
from models.lines import ExportRow
from models.records import Finding, Fund, Indicator, Reason
from models.taxonomies import taxonomy
from review_ui.languages import Words

Kind = Literal["text", "printed"]
Value = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a `printed` one holds numbers as the form prints them."""

    zh: str
    en: str
    width: int
    kind: Kind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `rows` yields as many values a row as there are columns."""

    zh: str
    en: str
    columns: tuple[Column, ...]
    rows: Callable[[ExportRow, Words], Iterator[tuple[Value, ...]]]


_FORM = (
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
)
_MONEY = (
    Column("年初预算数", "initial_budget", 14, "printed"),
    Column("全年预算数", "adjusted_budget", 14, "printed"),
    Column("全年执行数", "executed", 14, "printed"),
    Column("执行率分值", "rate_weight", 10, "printed"),
    Column("执行率", "rate", 9, "printed"),
    Column("执行率得分", "rate_score", 10, "printed"),
)
_INDICATOR = (
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
)
_SOURCES = {
    "total": "年度资金总额",
    "fiscal": "财政拨款",
    "carried_over": "上年结转资金",
    "other": "其他资金",
}
_KEYS = (_FORM[0], _FORM[1], _FORM[11])


def form_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row: the form's own fields."""
    form, record = row.form, row.form.record
    severities = [finding.severity for finding in form.findings]
    own = [(label, text) for label, text in record.extras.items() if not label.startswith("indicators/")]
    yield (
        row.form_id,
        row.document_name,
        row.sha256,
        words(f"state.{row.state}"),
        row.version,
        row.decided_by or "",
        row.decided_at.isoformat(timespec="seconds") if row.decided_at else "",
        ",".join(map(str, form.pages)),
        form.template,
        record.title,
        record.year,
        record.project_name,
        record.department,
        record.department_code,
        record.implementing_unit,
        record.amount_unit,
        record.goals.planned,
        record.goals.achieved,
        record.total_weight,
        record.total_score,
        severities.count("error"),
        severities.count("warning"),
        _yes(words, yes=form.needs_review),
        " ".join(form.why_review),
        _labelled(own),
        "\n".join(lost.text for lost in form.unplaced),
    )


def indicator_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row an indicator, with its reason's categories and the words that show them."""
    for values in _indicators(row, words):
        yield (*_keys(row), *values)


def flat_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row an indicator with the form's columns repeated; one row too for a form without any."""
    (form,) = form_rows(row, words)
    total = next((fund for fund in row.form.record.funds if fund.source == "total"), Fund(source="total"))
    blank = ("",) * len(_INDICATOR)
    for values in list(_indicators(row, words)) or [blank]:
        yield (*form, *_money(total), *values)


def fund_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row a fund."""
    for fund in row.form.record.funds:
        yield (*_keys(row), _source(fund, words), fund.label, row.form.record.amount_unit, *_money(fund))


def finding_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row a finding."""
    for found in row.form.findings:
        rule = RULES.get(found.code)
        name = (rule.zh if words.lang == "zh" else rule.en) if rule else found.code
        yield (
            *_keys(row),
            found.code,
            name,
            words(f"severity.{found.severity}"),
            words(f"blame.{found.blame}"),
            " ".join(found.fields),
            found.seen,
            found.expected,
            _message(found, words),
        )


def event_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row an event: who did what, when and why."""
    for event in row.events:
        yield (*_keys(row), event.id, *_event(event, words))


def _event(event: EventRow, words: Words) -> tuple[Value, ...]:
    return (
        event.at.isoformat(timespec="seconds"),
        event.user_name,
        words(f"event.{event.kind}"),
        event.field,
        event.old,
        event.new,
        event.why,
        event.undoes or "",
    )


def _keys(row: ExportRow) -> tuple[Value, ...]:
    return (row.form_id, row.document_name, row.form.record.project_name)


def _money(fund: Fund) -> tuple[Value, ...]:
    return (fund.initial_budget, fund.adjusted_budget, fund.executed, fund.weight, fund.rate, fund.score)


def _source(fund: Fund, words: Words) -> str:
    return _SOURCES[fund.source] if words.lang == "zh" else fund.source


def _indicators(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    record = row.form.record
    reasons = {reason.field: reason for reason in row.form.reasons}
    for at, indicator in enumerate(record.indicators):
        prefix = f"indicators/{at}/"
        own = [
            (key.removeprefix(prefix), text) for key, text in record.extras.items() if key.startswith(prefix)
        ]
        yield (
            at + 1,
            *(getattr(indicator, name) for name in Indicator.__slots__),
            *_categories(indicator.reason, reasons.get(f"/indicators/{at}/reason"), words),
            _labelled(own),
        )


def _categories(text: str, reason: Reason | None, words: Words) -> tuple[str, str, str, str]:
    """Return the codes, names and evidence words of one reason, and whether it explains the loss."""
    if reason is None:
        return "", "", "", ""
    comma = "；" if words.lang == "zh" else "; "
    codes = list(dict.fromkeys(label.code for label in reason.labels))
    shown = dict.fromkeys(text[label.start : label.end] for label in reason.labels)
    return (
        " ".join(codes),
        comma.join(_name(code, words) for code in codes),
        comma.join(filter(None, shown)),
        _yes(words, yes=reason.explains),
    )


def _name(code: str, words: Words) -> str:
    category = taxonomy().categories.get(code)
    if category is None:
        return code
    return category.zh if words.lang == "zh" else category.en


def _message(finding: Finding, words: Words) -> str:
    return finding.message if words.lang == "zh" else english(finding)


def _labelled(pairs: list[tuple[str, str]]) -> str:
    return "\n".join(f"{label}：{text}" for label, text in pairs)


def _yes(words: Words, *, yes: bool) -> str:
    if words.lang == "zh":
        return "是" if yes else "否"
    return "yes" if yes else "no"


FLAT = Table(zh="导出", en="export", columns=(*_FORM, *_MONEY, *_INDICATOR), rows=flat_rows)
TABLES = (
    Table(zh="表单", en="forms", columns=_FORM, rows=form_rows),
    Table(zh="指标", en="indicators", columns=(*_KEYS, *_INDICATOR), rows=indicator_rows),
    Table(
        zh="资金",
        en="funds",
        columns=(
            *_KEYS,
            Column("资金来源", "source", 12),
            Column("印出的名称", "label", 20),
            Column("金额单位", "amount_unit", 9),
            *_MONEY,
        ),
        rows=fund_rows,
    ),
    Table(
        zh="疑点",
        en="findings",
        columns=(
            *_KEYS,
            Column("规则代码", "code", 26),
            Column("规则", "rule", 28),
            Column("程度", "severity", 8),
            Column("归因", "blame", 14),
            Column("涉及栏目", "fields", 30),
            Column("所见", "seen", 12),
            Column("应为", "expected", 12),
            Column("说明", "message", 50),
        ),
        rows=finding_rows,
    ),
    Table(
        zh="更正",
        en="corrections",
        columns=(
            *_KEYS,
            Column("事件编号", "event_id", 9),
            Column("时间", "at", 20),
            Column("操作人", "user", 12),
            Column("操作", "kind", 10),
            Column("栏目", "field", 24),
            Column("原值", "old", 24),
            Column("新值", "new", 24),
            Column("理由", "why", 30),
            Column("撤销的事件", "undoes", 10),
        ),
        rows=event_rows,
    ),
)
