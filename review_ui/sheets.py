"""Exported forms → the rows of each table: forms, indicators, funds, findings, corrections.

A `Table` has columns and turns one `ExportRow` into rows of values in the
columns' order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractor.proof.checks import RULES, english
from models.doubts import unsettled
from models.events import EventRow
from models.lines import ExportRow
from models.pointers import value_at
from models.records import Due, Finding, Form, Fund, Indicator, Reason
from models.taxonomies import taxonomy
from review_ui.assurances import NUMBERS, as_read, proofs_of
from review_ui.columns import EVENT, FINDING, FORM, FUND, INDICATOR, KEYS, MONEY, Column
from review_ui.grades import GRADES
from review_ui.languages import Words
from review_ui.readings import repairs

Value = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `rows` yields as many values a row as there are columns."""

    zh: str
    en: str
    columns: tuple[Column, ...]
    rows: Callable[[ExportRow, Words], Iterator[tuple[Value, ...]]]


_SOURCES = {
    "total": "年度资金总额",
    "fiscal": "财政拨款",
    "carried_over": "上年结转资金",
    "other": "其他资金",
}


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
        "\n".join(lost.text for lost in form.unplaced if not lost.outside),
        "\n".join(lost.text for lost in form.unplaced if lost.outside),
        words(f"grade.{GRADES[form.derived.grade]}") if form.derived.grade else "",
        *proofs_of(form, "", record, words),
        " ".join(form.derived.uncovered),
        " ".join(unsettled(form)),
        as_read(repairs(form), "", words),
        row.reference,
        row.archive_year,
        row.read_by.extractor,
        row.read_by.models,
        row.read_by.patterns,
        *_at_foot(form, words),
    )


def indicator_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row an indicator, with its reason's categories and the words that show them."""
    for values in _indicators(row, words):
        yield (*_keys(row), *values)


def flat_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row an indicator with the form's columns repeated; one row too for a form without any."""
    (form,) = form_rows(row, words)
    sources = [fund.source for fund in row.form.record.funds]
    total = _money(row.form, sources.index("total"), words) if "total" in sources else ("",) * len(MONEY)
    blank = ("",) * len(INDICATOR)
    for values in list(_indicators(row, words)) or [blank]:
        yield (*form, *total, *values)


def fund_rows(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    """Yield one row a fund."""
    unit = row.form.record.amount_unit
    for at, fund in enumerate(row.form.record.funds):
        yield (*_keys(row), _source(fund, words), fund.label, unit, *_money(row.form, at, words))


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


def _money(form: Form, at: int, words: Words) -> tuple[Value, ...]:
    fund, place = form.record.funds[at], f"/funds/{at}"
    values = (getattr(fund, name) for name in NUMBERS[Fund])
    return (*values, *proofs_of(form, place, fund, words), as_read(repairs(form), place, words))


def _source(fund: Fund, words: Words) -> str:
    return _SOURCES[fund.source] if words.lang == "zh" else fund.source


def _indicators(row: ExportRow, words: Words) -> Iterator[tuple[Value, ...]]:
    record = row.form.record
    reasons = {reason.field: (reason,) for reason in row.form.reasons}
    dues = {due.row: due for due in row.form.derived.indicators}
    repaired = repairs(row.form)
    for at, indicator in enumerate(record.indicators):
        place = f"/indicators/{at}"
        prefix = f"{place[1:]}/"
        own = [
            (key.removeprefix(prefix), text) for key, text in record.extras.items() if key.startswith(prefix)
        ]
        yield (
            at + 1,
            *(getattr(indicator, name) for name in Indicator.__slots__),
            *_categories([(indicator.reason, one) for one in reasons.get(f"{place}/reason", ())], words),
            _labelled(own),
            *proofs_of(row.form, place, indicator, words),
            *_due(dues.get(at), words),
            as_read(repaired, place, words),
        )


def _due(due: Due | None, words: Words) -> tuple[str, str, str, str]:
    """Return whether a target was met, how much of it, the score due, and what was printed less that."""
    if due is None:
        return "", "", "", ""
    return _yes(words, yes=due.met), due.share, due.expected_score, due.difference


def _at_foot(form: Form, words: Words) -> tuple[str, str, str, str]:
    """Return as `_categories` what the form says outside its rows."""
    foot = [reason for reason in form.reasons if reason.field.startswith("/extras/")]
    return _categories([(value_at(form.record, reason.field), reason) for reason in foot], words)


def _categories(told: Sequence[tuple[str, Reason]], words: Words) -> tuple[str, str, str, str]:
    """Return the codes, names and evidence words of reasons, and whether one explains the loss."""
    if not told:
        return "", "", "", ""
    comma = "；" if words.lang == "zh" else "; "
    codes = dict.fromkeys(label.code for _, reason in told for label in reason.labels)
    shown = dict.fromkeys(text[label.start : label.end] for text, reason in told for label in reason.labels)
    return (
        " ".join(codes),
        comma.join(_name(code, words) for code in codes),
        comma.join(filter(None, shown)),
        _yes(words, yes=any(reason.explains for _, reason in told)),
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


FLAT = Table(zh="导出", en="export", columns=(*FORM, *MONEY, *INDICATOR), rows=flat_rows)
TABLES = (
    Table(zh="表单", en="forms", columns=FORM, rows=form_rows),
    Table(zh="指标", en="indicators", columns=(*KEYS, *INDICATOR), rows=indicator_rows),
    Table(
        zh="资金",
        en="funds",
        columns=FUND,
        rows=fund_rows,
    ),
    Table(
        zh="疑点",
        en="findings",
        columns=FINDING,
        rows=finding_rows,
    ),
    Table(
        zh="更正",
        en="corrections",
        columns=EVENT,
        rows=event_rows,
    ),
)
