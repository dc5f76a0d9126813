"""Numbers that measure nothing: codes, ordinals, products, dates as names, idioms.

A place in a folded text enters; whether, or as what, the number there counts leaves.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.value.amounts import Amount
from extractor.value.comparators import before, behind, mirrored
from extractor.value.conditions import Comparator
from extractor.value.units import Unit, open_unit, unit_in_name

LONGEST_NAME = 24
"""How many characters before an amount can name it."""

_HAN = "\u4e00"
_CODE = re.compile(r"[0-9A-Za-z.\-_/:*+^±~至到或]+")
_FORMULA = re.compile(
    r"[*^]|[/:·±\-][0-9]|\+[0-9A-Za-z\u4e00-\u9fff]|对(?=[0-9])|号|后(?=[\u4e00-\u9fff])|[²³]"
    r"|[A-Za-z_]|[~至到或][0-9]"
)
_YEAR = re.compile(r"[0-9]{4}")
_YEARLIKE = re.compile(r"(?:19|20)[0-9]{2}")
# 2019.12 without a unit is a month as well as an amount, 6.26 amid words a day.
_MONTHLIKE = re.compile(r"(?:19|20)[0-9]{2}\.(?:0[1-9]|1[0-2])")
_DATELIKE = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_DAYLIKE = re.compile(r"(?:1[0-2]|[1-9])\.(?:[12][0-9]|3[01]|0?[1-9])")
_IN_CODE = re.compile(r"[A-Za-z][0-9.]+\Z")
_LONGEST_CODE = 8
_LONGEST_BARE = 10
_LABELS = (
    "项目|指标|附件|方案|阶段|表|图|编号|序号|代码|批次|标段|目标|任务|问题|版本|步骤|"
    "等级|课题|专题|楼|室|栋|电话|热线"
)
_LABELLED = re.compile(rf"(?:{_LABELS})[:.]?\Z")
_HOTLINE_WORDS = "110 114 119 120 122 315 626 12315 12320 12328 12333 12345 12348 12355 12388 96110"
_HOTLINES = frozenset(_HOTLINE_WORDS.split())
_CALLED = ("平台", "热线", "电话", "专线", "系统")
_COUNTED_AFTER_LATIN = frozenset("台套盏个次辆块部件人名场份篇只条")
_PASSED_AFTER = frozenset("第每前双含*·#_@^№")
_BREAKS = frozenset(',;。、.!?()"”')
_TRAILING = ",;。、.!?"
_LEADING = "-+±¥:=~"
_ROUND_THE_CLOCK = Decimal(24)
_TIMES = frozenset("年月周天日") | {"季度"}
_BY_THEN = ("前", "之前", "以前")

_IDIOM_WORDS = (
    "一次性 一体 一般 一定 一些 一方面 一线 一致 一直 一系列 一站 一把手 一件事 一张网 一日游 "
    "一个窗口 三个一 四个一 五个一 六个一 八项规定 两个维护 两个确立 两个责任 两个覆盖 两个一百 "
    "四个意识 四个自信 四个全面 三个代表 三会一课 三重一大 "
    "三位一体 四位一体 五位一体 两学一做 三支一扶 三年行动 三年规划 三年计划 五年规划 五年计划 半年度 三件套 "
    "九年义务 九年一贯"
)
_IDIOMS = tuple(_IDIOM_WORDS.split())
_DIGITS_ONLY_WORDS = (
    "立方米 级 期 类 分 度 面 点 月 日 届 层 线 队 代 把 道 路 对 "
    "组 集 章 档 校 区 县 市 村 镇 街 员 单 折 起 角 里 头 倍"
)
# Counted only in digits: 三方, 二级, 二期, 三类, 五点 say which or how, not how many.
_DIGITS_ONLY = frozenset(_DIGITS_ONLY_WORDS.split())
_INDEFINITE = frozenset("几数上下好第每某另同这那各逐进统单专唯之前")


class Spot(NamedTuple):
    """A place in a folded text: where its clause begins, and where what was read before ends."""

    text: str
    start: int
    clause: int
    floor: int


def code_end(text: str, at: int) -> int:
    """Return where a code that goes on at a place ends."""
    code = _CODE.match(text, at)
    return code.end() if code else at


def is_passed(spot: Spot, digits: str) -> bool:
    """Return whether what stands before digits makes them part of a name, a code or a product."""
    text, start = spot.text, spot.start
    if not start:
        return False
    previous, second = text[start - 1], text[start - 2 : start - 1]
    if previous in _PASSED_AFTER or (previous in "月。" and second.isdigit()):
        return True
    if previous == ".":
        return second < _HAN
    if previous == " ":
        return _is_after_number(text, start, digits)
    if previous in "/:-":
        return second.isascii() and (second.isalpha() or (previous != "-" and second.isdigit()))
    return previous.isascii() and previous.isalpha() and not _is_counted(spot, second, digits)


def is_year_or_month(text: str, digits: str, end: int) -> bool:
    """Return whether 年, 月 or 季度 behind digits makes them a date, though no period (2019年度工作)."""
    return text.startswith(("月", "季度"), end) or (
        text.startswith("年", end) and _YEAR.fullmatch(digits) is not None
    )


def is_formula(text: str, end: int) -> bool:
    """Return whether what stands behind a number makes it part of a code or a formula (5G, 3/5, 2+1, 5号)."""
    return _FORMULA.match(text, end) is not None


def is_factor(text: str, unit: Unit, digits: str) -> bool:
    """Return whether a number with its unit is part of something else (30人*5天, 1对1, 12345平台)."""
    if text.startswith("*", unit.end) or (unit.name in _CALLED and digits in _HOTLINES):
        return True
    return unit.name == "对" and text[unit.end : unit.end + 1].isdigit()


def is_time(text: str, start: int, amount: Amount, unit: Unit, comparator: Comparator) -> bool:
    """Return whether an amount says around the clock (24小时), a day (每月15日前), or since when (近三年)."""
    if unit.name == "小时" and amount.low == _ROUND_THE_CLOCK and not comparator:
        return True
    if unit.name == "日" and text.startswith(_BY_THEN, unit.end):
        return True
    return unit.name in _TIMES and text[start - 1 : start] == "近"


def unit_in_words(spot: Spot, end: int, digits: str) -> Unit | None:
    """Return the unit of a number without a known one: the words up to its clause's end, none, or None.

    A number without any unit counts where something compares it, where it is the whole
    text, and where a name before it ends its clause (满意度95).
    """
    text = spot.text
    if _DATELIKE.fullmatch(digits):
        return None
    compared = _is_compared(spot, end)
    if end < len(text) and text[end] not in _BREAKS:
        return _open_unit(text, end, digits, compared=compared)
    if named := unit_in_name(text, spot.start):
        return Unit(named, end)
    if compared or (_is_plain(digits) and (is_whole(spot, end) or _is_named(spot, digits))):
        return Unit("", end)
    return None


def _open_unit(text: str, end: int, digits: str, *, compared: bool) -> Unit | None:
    """Return the words behind a number as its unit; behind a day (6.26宣传) or a hotline they are none."""
    unit = open_unit(text, end)
    if _DAYLIKE.fullmatch(digits) or (unit and (digits in _HOTLINES or unit.name.endswith(_CALLED))):
        return None
    return unit or (Unit("", end) if compared else None)


def is_whole(spot: Spot, end: int) -> bool:
    """Return whether an amount, with its comparator and sign, is all that the text says."""
    text = spot.text
    if len(text) - end > len(_TRAILING) or text[end:].strip(_TRAILING):
        return False
    return before(text, _unsigned(spot), 0).at == 0 or not text[: spot.start].strip(_LEADING)


def is_no_count(text: str, start: int) -> bool:
    """Return whether a Chinese numeral is part of an idiom, or of a vague amount (几十)."""
    return text.startswith(_IDIOMS, start) or (start > 0 and text[start - 1] in _INDEFINITE)


def counts(spot: Spot, amount: Amount, unit: Unit) -> bool:
    """Return whether a Chinese numeral before a unit says how many; 一 amid a clause (一套制度) does not."""
    text = spot.text
    if before(text, spot.start, spot.floor).comparator or behind(text, unit.end).comparator:
        return True
    closes = unit.end == len(text) or text[unit.end] in _BREAKS
    if unit.name in _DIGITS_ONLY:
        return closes and spot.start == 0
    return closes or text[spot.start : amount.end] != "一"


def _is_after_number(text: str, start: int, digits: str) -> bool:
    """Return whether digits follow others after a space: 12 50次, 3, 500人 may be one number or two."""
    second = text[start - 2 : start - 1]
    if second == ",":
        return len(digits) == len("000")
    return second.isdigit() and not _IN_CODE.search(text[max(start - 1 - _LONGEST_CODE, 0) : start - 1])


def _is_counted(spot: Spot, second: str, digits: str) -> bool:
    """Return whether digits behind Latin letters count something all the same (AED20台)."""
    after = spot.text[spot.start + len(digits) : spot.start + len(digits) + 1]
    return second.isascii() and second.isalpha() and after in _COUNTED_AFTER_LATIN and digits.isdecimal()


def _is_compared(spot: Spot, end: int) -> bool:
    text = spot.text
    compared = before(text, _unsigned(spot), spot.floor).comparator or behind(text, end).comparator
    return bool(compared or mirrored(text, end))


def _unsigned(spot: Spot) -> int:
    """Return where a number begins, its sign included."""
    start = spot.start
    return start - 1 if start > spot.floor and spot.text[start - 1] in _LEADING[:4] else start


def _is_plain(digits: str) -> bool:
    """Return whether digits alone can be an amount: 2019.12 and a telephone number cannot."""
    return not (_MONTHLIKE.fullmatch(digits) or (len(digits) > _LONGEST_BARE and digits.isdecimal()))


def _is_named(spot: Spot, digits: str) -> bool:
    """Return whether the words before a number are its name and no label (附件3)."""
    start = spot.start
    name = spot.text[max(spot.clause, spot.floor, start - LONGEST_NAME) : start].rstrip(_LEADING[:3])
    if not name or (name[-1].isascii() and name[-1] not in "=:"):
        return False
    dated = _YEARLIKE.fullmatch(digits) or _DAYLIKE.fullmatch(digits)
    return not (dated or _LABELLED.search(name))
