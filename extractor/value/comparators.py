"""The words and signs that compare: before an amount (不少于) and behind it (以内).

A text and a place enter; a comparator and where it begins or ends leave.
"""

import re
from typing import NamedTuple

from extractor.value.conditions import Comparator

_SPELLINGS: dict[Comparator, str] = {
    ">=": (
        "≥ >= => ≥= ≮ 不少于 不低于 不小于 不得少于 不得低于 不得小于 不应少于 不应低于 不能少于 "
        "不能低于 应不低于 应不少于 至少 最少 最低 不短于 不亚于 不下于 不下 未低于 未少于 "
        "大于等于 大于或等于 大于、等于 高于等于 高于或等于 等于大于 等于或大于 达到或超过 "
        "不低于或等于 不弱于 不差于 不劣于 不早于 没有低于"
    ),
    ">": ("> 〉 高于 超过 超 大于 多于 突破 逾 超出 优于 长于 超额 好于 快于"),
    "<=": (
        "≯ ≤ <= =< ≤= 不超过 不高于 不多于 不大于 不长于 不得超过 不得高于 不得多于 不得大于 "
        "不应超过 不应高于 不应大于 不能超过 不能高于 不宜超过 不允许超过 未超过 未超 没有超过 "
        "没超过 不超 小于等于 小于或等于 小于、等于 低于等于 低于或等于 少于等于 少于或等于 "
        "等于小于 等于或小于 最多 至多 最高 不晚于 不迟于 不得晚于 不得迟于 最迟 至迟 最晚 不突破 "
        "未突破 不逾 未高于 不得突破 不超出 上限 最长 最大"
    ),
    "<": ("< 〈 少于 低于 小于 不足 不到 未达到 没有达到 未达 短于 早于 先于 不满 未满"),
    "=": ("= == 等于"),
    "~": ("≈ ≌ 约 大约 约为 近 将近 接近 大概 约有 约占 近乎 约计"),
}
PREFIXES: dict[str, Comparator] = {
    spelling: comparator for comparator, spellings in _SPELLINGS.items() for spelling in spellings.split()
}

_LAST = frozenset(prefix[-1] for prefix in PREFIXES)
_LONGEST = max(map(len, PREFIXES))
# Words between a comparator and its number that add nothing: 至少达到90%, 超过了100.
_FILLERS = ("达到了", "达到", "完成了", "完成", "了", "达", "为", "是", ":", "人民币")
_FILLER_LAST = frozenset(filler[-1] for filler in _FILLERS)

_BEHIND = re.compile(
    r"(?:\(含[^()]{0,8}\))?(?:及其?|或|\(含\))?"
    r"(?:(?P<least>以上|之上|起步)"
    r"|(?P<most>以下|之下|以内|之内|内(?![容部设涵外科存审控业需生])|封顶)"
    r"|(?P<about>左右|上下(?!游|级|班|车))"
    r"|(?P<more>\+(?![0-9A-Za-z\u4e00-\u9fff])|[余多](?![种样元项媒少万亿])))"
)
_FAR = re.compile(
    r"(?:\(含[^()]{0,8}\))?(?P<noun>[\u4e00-\u9fff]{1,8}?)(?P<closing>及?以上|及?以下|以内|之内|左右)(?=[,;。、.!?)\"”]|\Z)"
)
_CLOSINGS: dict[str, Comparator] = {"least": ">=", "most": "<=", "about": "~", "more": ">"}
_FAR_CLOSINGS: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~"}


class Placed(NamedTuple):
    """A comparator, and where it begins (before a number) or ends (behind one)."""

    comparator: Comparator
    at: int


def before(text: str, start: int, floor: int) -> Placed:
    """Return the comparator that ends where a number starts; `""` at `start` if there is none."""
    end = start
    while end > floor:
        if text[end - 1] in _LAST:
            for size in range(min(_LONGEST, end - floor), 0, -1):
                if found := PREFIXES.get(text[end - size : end]):
                    return Placed(found, end - size)
        if text[end - 1] not in _FILLER_LAST:
            break
        filler = next((word for word in _FILLERS if text.endswith(word, floor, end)), "")
        if not filler:
            break
        end -= len(filler)
    return Placed("", start)


def behind(text: str, end: int) -> Placed:
    """Return the comparator that begins where an amount ends; `""` at `end` if there is none."""
    if end == len(text):
        return Placed("", end)
    if found := _BEHIND.match(text, end):
        return Placed(_CLOSINGS[str(found.lastgroup)], found.end())
    if found := _FAR.match(text, end):
        return Placed(_FAR_CLOSINGS[found["closing"][-2:]], found.end())
    return Placed("", end)


def mirrored(text: str, end: int) -> Comparator:
    """Return how X stands to an amount that is printed before it (80%≤X), `""` if it is not so printed."""
    sign = text[end : end + 1]
    if sign in _MIRRORED and end + 1 < len(text):
        strict = text[end + 1] != "="
        if not text[end + 1 + (not strict) : end + 2 + (not strict)].isdigit():
            return _MIRRORED[sign] if strict else _LOOSE[_MIRRORED[sign]]
    return ""


_MIRRORED: dict[str, Comparator] = {"≤": ">=", "<": ">", "≥": "<=", ">": "<"}
_LOOSE: dict[Comparator, Comparator] = {">": ">=", "<": "<=", ">=": ">=", "<=": "<="}
