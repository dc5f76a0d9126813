"""What the rules found in one file → a table for people, in Chinese or English."""

from collections import Counter

from cli.columns import cut, padded, width
from cli.open_points import open_points
from extractor.proof.checks import english
from models.names import shown
from models.pointers import steps_of
from models.records import Extraction, Finding, Form, Pointer, Record
from review_ui.captions import unread
from review_ui.languages import Words

LONGEST_PLACE = 32
"""A place is cut at so many columns of the screen."""
SEVERITIES = ("error", "warning", "info")
SUMMARIES = {
    "zh": "{errors} 个错误，{warnings} 个警告，{infos} 个提示",
    "en": "errors: {errors}, warnings: {warnings}, hints: {infos}",
}
OPEN = {"zh": "{count} 处待核对", "en": "to be looked at: {count}"}
LOOK = {"zh": "核对", "en": "look"}
NOTHING = {"zh": "未发现问题", "en": "nothing found"}
GRADES = {"优": "excellent", "良": "good", "中": "fair", "差": "poor"}
ROWS = {"zh": "指标 {number} {name}", "en": "indicator {number} {name}"}


def table_of(result: Extraction, words: Words) -> str:
    """Return a file's forms, their findings and open points, and the pages that were not wholly read."""
    lines = [result.file]
    for number, form in enumerate(result.forms, 1):
        lines += _form_lines(number, form, words)
    lines += [f"  {line}" for line in unread(result.unread, words, of=result.pages)]
    return "\n".join(shown(line, length=None) for line in lines)


def _form_lines(number: int, form: Form, words: Words) -> list[str]:
    counts = Counter(found.severity for found in form.findings)
    said = SUMMARIES[words.lang].format(
        errors=counts["error"], warnings=counts["warning"], infos=counts["info"]
    )
    record = form.record
    grade = words(f"grade.{GRADES[form.derived.grade]}") if form.derived.grade else ""
    total = f"{words('field.total_score')} {record.total_score} {grade}" if record.total_score else ""
    points = list(open_points(form, words, lambda pointer: place_of(pointer, record, words)))
    counted = OPEN[words.lang].format(count=len(points)) if points else ""
    parts = (record.project_name, total.strip(), said if form.findings else NOTHING[words.lang], counted)
    head = f"  {number}. " + "  ".join(part for part in parts if part)
    found = sorted(form.findings, key=lambda one: SEVERITIES.index(one.severity))
    rows = [_row(one, record, words) for one in found]
    return [head, *_rows([*rows, *((LOOK[words.lang], place, why) for place, why in points)])]


def _row(found: Finding, record: Record, words: Words) -> tuple[str, str, str]:
    message = english(found) if words.lang == "en" else found.message
    place = place_of(found.fields[0], record, words)
    return words(f"severity.{found.severity}"), place, f"{message} [{found.code}]"


def place_of(pointer: Pointer, record: Record, words: Words) -> str:
    """Return in words where a value stands: its row, and its column's label."""
    block, *steps = steps_of(pointer)
    if block == "extras":
        return "/".join(steps)
    label = words(f"field.{steps[-1] if steps else block}")
    if block == "funds":
        row = record.funds[int(steps[0])]
        return f"{row.label or row.source} {label}"
    if block == "indicators":
        name = cut(record.indicators[int(steps[0])].level3, LONGEST_PLACE // 2)
        return f"{' '.join(ROWS[words.lang].format(number=int(steps[0]) + 1, name=name).split())} {label}"
    return label


def _rows(rows: list[tuple[str, str, str]]) -> list[str]:
    """Return rows as lines whose columns stand below each other."""
    if not rows:
        return []
    first = max(width(row[0]) for row in rows)
    second = min(max(width(row[1]) for row in rows), 2 * LONGEST_PLACE)
    return [f"     {padded(one, first)}  {padded(two, second)}  {three}" for one, two, three in rows]
