"""The rules of 未完成原因: a ledger enters, claims leave.

同上 stands for the nearest reason above; a merged cell's text stands on each of
its rows.  Whether a reason explains anything is the classifier's word, which the
ledger hands on.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.claims import Claim, Fault, Ledger, fault_claim, scored_rows, shortened
from extractor.numbers import plain, states_nothing
from models.records import Pointer

_SAME = re.compile(r"[(（]?(原因)?(同上|同前)(一?行|所述)?[)）]?[。.]?|[〃″“”\"']{1,2}")
LONGEST = 20
"""A reason of more characters says more than 同上."""
_NO_WORDS = frozenset({"无", "暂无", "没有", "不适用", "无。"})
_REASON_LABELS = ("原因", "存在问题")


def claim_reasons(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every indicator that lost marks: its reason is given, in its row or at the form's foot."""
    for at, score, weight in _lost_rows(ledger):
        if not has_reason(ledger, at):
            seen, full = (plain(ledger.numbers[cell].value) for cell in (score, weight))
            fault = Fault(saying="broken", seen=seen, expected=full)
            yield fault_claim((f"/indicators/{at}/reason", score, weight), fault)


def claim_explanations(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every indicator that lost marks and gives a reason: the reason is one.

    Silent where no category was found for it: then nobody knows.
    """
    for at, score, weight in _lost_rows(ledger):
        row = _reason_row(ledger, at)
        origin, text = f"/indicators/{row}/reason", ledger.record.indicators[row].reason
        if has_reason(ledger, at) and not ledger.explains.get(origin, True):
            fields = dict.fromkeys((f"/indicators/{at}/reason", origin, score, weight))
            yield fault_claim(tuple(fields), Fault(saying="broken", seen=shortened(text), expected=""))


def is_same_as_above(text: str) -> bool:
    """Return whether a reason cell only points to the one above it (同上, 〃)."""
    return 0 < len(text) <= LONGEST and _SAME.fullmatch(text.strip()) is not None


def has_reason(ledger: Ledger, at: int) -> bool:
    """Return whether a row has a reason, in words of its own or in those of a row above."""
    text = ledger.record.indicators[_reason_row(ledger, at)].reason
    return _says(text) and not is_same_as_above(text)


@lru_cache(maxsize=2)
def _lost_rows(ledger: Ledger) -> tuple[tuple[int, Pointer, Pointer], ...]:
    """Return the rows that lost marks, with their 得分 and 分值, unless a reason elsewhere covers them."""
    notes = [label for label, text in ledger.record.extras.items() if _names_reason(label) and _says(text)]
    if any(not label.startswith("indicators/") for label in notes):
        return ()
    rows = []
    for score, weight in scored_rows(ledger):
        row = score.removesuffix("/score")
        lost = ledger.numbers[score].value < ledger.numbers[weight].value
        if not lost or row.startswith("/funds/") or any(f"/{label}".startswith(f"{row}/") for label in notes):
            continue
        rows.append((int(row.removeprefix("/indicators/")), score, weight))
    return tuple(rows)


def _names_reason(label: str) -> bool:
    return any(word in label for word in _REASON_LABELS)


def _reason_row(ledger: Ledger, at: int) -> int:
    """Return the row whose reason counts for a row: its own, or the nearest above where it says 同上."""
    rows = ledger.record.indicators
    if not is_same_as_above(rows[at].reason):
        return at
    told = (row for row in reversed(range(at)) if not _points_up(rows[row].reason))
    return next(told, at)


def _points_up(text: str) -> bool:
    return not text.strip() or is_same_as_above(text)


def _says(text: str) -> bool:
    return not states_nothing(text) and text.strip() not in _NO_WORDS
