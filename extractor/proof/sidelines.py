"""A record's extras → the marks that a form gives for other things than its indicators.

资金管理情况 and the like stand in lines of their own, with 分值 and 得分, and the form's
total counts them.  Lines that add up others give none, nor do groups of the indicators.
"""

import re
from decimal import Decimal
from typing import Literal

from extractor.proof.claims import ZERO
from extractor.value.numbers import EXACT, parse_number
from models.records import Record

_COLUMNS = {
    "weight": ("分值", "权重", "标准分", "满分"),
    "score": ("得分", "自评得分", "自评分", "实际得分"),
}
_SUMS = ("小计", "合计", "总计", "总分", "得分")
_GROUP_LINE = re.compile(r"(?:[\s(（:：0-9].*)?\Z", re.DOTALL)
"""What may follow a group's name in a line of its own: its weight, a number."""
# A second line of one label is kept with a number behind it.
_SPACES = re.compile(r"\s+(?:[0-9]+\Z)?|[()（）]")


def marks_beside(record: Record, name: Literal["weight", "score"]) -> Decimal:
    """Return what the lines of extras add to a form's weights or scores; never fails."""
    total = ZERO
    named = {name for one in record.indicators for name in (one.level1, one.level2) if name}
    groups = named.union(_GROUP_LINE.sub("", name) for name in named)
    for label, text in record.extras.items():
        line, slash, column = label.partition("/")
        if slash and column in _COLUMNS[name] and not (_adds_up(line) or _GROUP_LINE.sub("", line) in groups):
            number = parse_number(text)
            total = EXACT.add(total, number.value) if number else total
    return total


def _adds_up(line: str) -> bool:
    """Return whether a line's label says that it adds up others (小计, 小 计, the second 小计)."""
    return _SPACES.sub("", line).endswith(_SUMS)
