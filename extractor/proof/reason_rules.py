"""The rules of 未完成原因: a ledger enters, claims leave.

同上 stands for the nearest reason above; a merged cell's text stands on each of
its rows.  Whether a reason explains anything is the classifier's word, which the
ledger hands on.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extractor.proof.claims import Claim, Fault, Ledger, fault_claim, shortened
from extractor.proof.marks import scored_rows
from extractor.text.foldings import fold
from extractor.value.numbers import parse_number, plain, states_nothing
from models.pointers import escape
from models.records import Finding, Form, Fund, Pointer, Record

_UP = (
    r"(?:(?:偏差|未完成)?(?:原因|理由|情况)(?:说明|分析)?[：，]?)?"
    r"(?:同|与|和|跟|如|(?:详|参|请)?见|参照|参考)(?:以?上|前)"
    r"(?![年级半月周季海期学市游课网线报访岗架])"
)
"""How a text begins that points up: 同上, 原因见上; 同上年相比 does not."""
_PLACE = (
    r"[一1]?(?:[面行条项栏格款个列表方边文]|所?述|所示|的"
    r"|指标|内容|偏差|未完成|原因|理由|情况|说明|分析|问题)*(?:一样|相同|一致)?"
)
_SAME = re.compile(rf"（?{_UP}{_PLACE}）?[。，；：、…！]*|[〃″“”\"']{{1,2}}")
_SAME_AND_MORE = re.compile(rf"{_UP}{_PLACE}(?:（.+）[。，；]*|[，。；：].+)")
_ABOUT_SAME = re.compile(rf"（?{_UP}.*")
WITHOUT_REASON = "lost-without-reason"
"""The finding of an indicator that lost marks and gives no reason."""
LONGEST = 20
"""A reason of more characters says more than 同上."""
KEPT = 512
"""Checks ask for every row again what its reason points to."""
_NO_WORDS = frozenset({"无", "暂无", "没有", "不适用", "无。"})
_REASON_LABELS = ("原因", "存在问题")
_OF_ROWS = ("indicators/", "funds/")
"""How the labels of extras begin that stand in a row."""


def claim_reasons(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every indicator that lost marks: its reason is given, in its row or at the form's foot."""
    for at, score, weight in _lost_rows(ledger):
        if not has_reason(ledger, at):
            seen, full = (plain(ledger.numbers[cell].value) for cell in (score, weight))
            fault = Fault(saying="broken", seen=seen, expected=full)
            yield fault_claim((f"/indicators/{at}/reason", score, weight), fault)


def claim_explanations(ledger: Ledger) -> Iterator[Claim]:
    """Claim where marks were lost and a reason is given, in each row or at the foot for all: it is one.

    Silent where no category was found for it: then nobody knows.
    """
    foot = {f"/extras/{escape(label)}": text for label, text in foot_reasons(ledger.record).items()}
    if foot and not any(ledger.explains.get(field, True) for field in foot):
        cells = [cell for _, *row in _short_rows(ledger) for cell in row]
        if cells:
            seen = shortened("；".join(foot.values()))
            yield fault_claim((*foot, *cells), Fault(saying="broken", seen=seen, expected=""))
    for at, score, weight in _lost_rows(ledger):
        row = _reason_row(ledger, at)
        origin, text = f"/indicators/{row}/reason", ledger.record.indicators[row].reason
        if has_reason(ledger, at) and not ledger.explains.get(origin, True):
            fields = dict.fromkeys((f"/indicators/{at}/reason", origin, score, weight))
            yield fault_claim(tuple(fields), Fault(saying="broken", seen=shortened(text), expected=""))


def is_same_as_above(text: str) -> bool:
    """Return whether a reason cell only points to the one above it (同上, 原因见上, 〃)."""
    return _reads(_SAME, text)


def adds_to_above(text: str) -> bool:
    """Return whether a reason cell points to the one above it and says more: 同上（资金不足）."""
    return _reads(_SAME_AND_MORE, text) and not is_same_as_above(text)


def told_above(reasons: Iterable[str]) -> Iterator[int | None]:
    """Yield for each row the nearest row above whose words it may point to, None where there is none.

    A row may be pointed to when it has words of its own and does not begin like one that points up.
    """
    told: int | None = None
    for at, text in enumerate(reasons):
        yield told
        if text.strip() and (adds_to_above(text) or not _points_up(text)):
            told = at


def _points_up(text: str) -> bool:
    return _reads(_ABOUT_SAME, text) or is_same_as_above(text)


def _reads(pattern: re.Pattern[str], text: str) -> bool:
    return 0 < len(text) <= LONGEST and _fits(pattern, text)


@lru_cache(maxsize=KEPT)
def _fits(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(fold(text).text) is not None


def has_reason(ledger: Ledger, at: int) -> bool:
    """Return whether a row has a reason, in words of its own or in those of a row above."""
    text = ledger.record.indicators[_reason_row(ledger, at)].reason
    return says_reason(text) and not is_same_as_above(text)


def says_reason(text: str) -> bool:
    """Return whether a reason cell says anything."""
    return not states_nothing(text) and text.strip() not in _NO_WORDS


def foot_reasons(record: Record) -> dict[str, str]:
    """Return what a form says for all of its rows of why targets were missed, by its labels in the extras."""
    return {
        label: text
        for label, text in record.extras.items()
        if _names_reason(label) and not label.startswith(_OF_ROWS) and says_reason(text)
    }


def fund_reasons(record: Record) -> dict[str, str]:
    """Return what a form says of funds that lost marks since not spent, by its labels in the extras."""
    told = {
        label: text
        for label, text in record.extras.items()
        if label.startswith("funds/") and _names_reason(label) and says_reason(text)
    }
    short = {f"funds/{at}" for at, fund in enumerate(record.funds if told else ()) if _is_short(fund)}
    return {label: text for label, text in told.items() if label.rpartition("/")[0] in short}


def _is_short(fund: Fund) -> bool:
    score, weight = parse_number(fund.score), parse_number(fund.weight)
    return bool(score and weight and score.value < weight.value)


def reason_fields(form: Form) -> Iterator[Pointer]:
    """Yield the fields whose own words are to be sorted: of rows, then outside them."""
    for at, row in enumerate(form.record.indicators):
        if row.reason.strip() and not is_same_as_above(row.reason):
            yield f"/indicators/{at}/reason"
    yield from (reason.field for reason in form.reasons if reason.field.startswith("/extras/"))


def asked_for(form: Form, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings less those that ask for what the form has no place for: a column of reasons."""
    places = (f"/indicators/{at}/reason" for at in range(len(form.record.indicators)))
    if not form.evidence or any(place in form.evidence for place in places):
        return tuple(findings)
    return tuple(finding for finding in findings if finding.code != WITHOUT_REASON)


@lru_cache(maxsize=2)
def _lost_rows(ledger: Ledger) -> tuple[tuple[int, Pointer, Pointer], ...]:
    """Return the rows that lost marks, with their 得分 and 分值, unless a reason elsewhere covers them."""
    if foot_reasons(ledger.record):
        return ()
    notes = [
        label
        for label, text in ledger.record.extras.items()
        if (_names_reason(label) or label in _maybe_reasons(ledger)) and says_reason(text)
    ]
    noted = {label.split("/")[1] for label in notes if label.startswith("indicators/")}
    return tuple(row for row in _short_rows(ledger) if str(row[0]) not in noted)


def _short_rows(ledger: Ledger) -> Iterator[tuple[int, Pointer, Pointer]]:
    """Yield the indicators that lost marks, with their 得分 and 分值."""
    for score, weight in scored_rows(ledger):
        _, block, at, _ = score.split("/")
        if block == "indicators" and ledger.numbers[score].value < ledger.numbers[weight].value:
            yield int(at), score, weight


@lru_cache(maxsize=2)
def _maybe_reasons(ledger: Ledger) -> frozenset[str]:
    """Return the extras that may be reasons where no column is known to hold them.

    Under their label there are words in rows that lost marks, and in no other; where all rows lost some,
    so there are under any label.
    """
    record = ledger.record
    lost = {str(at) for at, _, _ in _short_rows(ledger)}
    if len(lost) == len(record.indicators) or any(says_reason(row.reason) for row in record.indicators):
        return frozenset()
    of_column: dict[str, list[tuple[str, str]]] = {}
    for label, text in record.extras.items():
        block, at, name = (*label.split("/", 2), "", "")[:3]
        if block == "indicators" and says_reason(text):
            of_column.setdefault(name, []).append((at, label))
    return frozenset(
        label
        for cells in of_column.values()
        if lost.issuperset(at for at, _ in cells)
        for _, label in cells
        if parse_number(record.extras[label]) is None
    )


def _names_reason(label: str) -> bool:
    return any(word in label for word in _REASON_LABELS)


def _reason_row(ledger: Ledger, at: int) -> int:
    """Return the row whose reason counts for a row: its own, or the nearest above where it says 同上."""
    above = _told_above(ledger)[at] if is_same_as_above(ledger.record.indicators[at].reason) else None
    return at if above is None else above


@lru_cache(maxsize=2)
def _told_above(ledger: Ledger) -> tuple[int | None, ...]:
    return tuple(told_above(row.reason for row in ledger.record.indicators))
