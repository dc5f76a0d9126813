"""Dates and periods in a cell → `Condition`s of kind `date`.

Folded text and a place enter; the period that begins there leaves, or None.
A month stands for all its days, so `12月底前` ends on the 31st and `12月` may have
ended on any day of it.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date
from typing import NamedTuple

from extractor.value.conditions import Comparator, Day, Period
from extractor.value.numerals import read_numeral

NEXT = 1
"""The year of a day that is only said to be of the year after the form's."""
_LEAP = 2000
_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][〇零○一二三四五六七八九]{3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"(?:~~|[~\-至到]|起至)"
_QUARTER = r"[1-4一二三四]"

_POINT = re.compile(
    rf"""(?:(?P<y>{_YEAR})年度?的?)?
    (?: (?:(?P<m0>{_MONTH})月?份?(?:{_TO}|[、和及]))? (?P<m>{_MONTH})月份?(?![均度刊饼嫂报票租息薪花])
        (?: (?:(?P<d0>{_DAY})日?{_TO})?(?P<d>{_DAY})[日号] | (?P<part>[底末初]|[上中下]旬) )?
      | 第?(?:(?P<q0>{_QUARTER})季?度?{_TO}第?)?(?P<q>{_QUARTER})个?季度(?P<qe>[底末])?
      | (?P<word>年?[底末初内]|全年|[上下]半年(?P<he>[底末])?)
      | (?P<own>[本当]年度?内?)
    )?""",
    re.VERBOSE,
)
_NUMERIC = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?P<sep>[./\-])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)(?P<d>3[01]|[12][0-9]|0?[1-9]))?(?![0-9])日?"
)
_MONTH_SHOWN = re.compile(
    r"[以之]?前|底|完成|起|(?:~~|[至到~\-])(?=(?:19|20)[0-9]{2}\.(?:1[0-2]|0?[1-9])(?![0-9])|(?:1[0-2]|0?[1-9])月)"
)
_COMPACT = re.compile(
    r"(?P<y>20[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?=前|之前|以前|[,;。~\-至]|\Z)"
)
_CLOCK = re.compile(r"(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9.])(?=(?:日?之?以?前))")
_YEARS = re.compile(rf"(?P<y>{_YEAR})年?{_TO}(?P<y2>{_YEAR})年度?")
_CONNECTOR = re.compile(_TO)
_AFTER = re.compile(
    r"(?:\(含[^()]{0,8}\))?(?:(?P<until>之前|以前|前(?![期往来去后瞻半置三五十])|之内|以内|内(?![容部设涵])|止)|(?P<since>之后|以后|后(?![期续勤])|起|以来))"
)
_BEFORE = frozenset({"前", "之前", "以前"})
_DATE_ENDS = frozenset("月日号年度份底末初旬0123456789")
_NEXT_YEAR = "次年|翌年|下一?年"
_UNNAMED = re.compile(rf"(?:{_NEXT_YEAR}|第二年|[明来]年)")
_OF_UNNAMED = re.compile(rf"(?:(?P<to>{_TO})?(?P<next>{_NEXT_YEAR})|第二年|[明来]年)\Z")
"""After which year 第二年 and 明年 are, nobody says."""
_CLOSED = re.compile(
    r"[,;。、.!?()\"”~:\-]|\Z|完成|竣工|结束|交付|验收|投入|执行率|左右|开展$|实施$|举办$|之间|期间"
)
_MENTIONS = re.compile(r"[年月季旬]|20[0-9]{6}|(?:19|20)[0-9]{2}[./\-]|[0-9]\.[0-9]+日?之?以?前")
_OTHER_YEAR = frozenset("去上每历近昨整同几数多")

_PARTS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31), "末": (21, 31)}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12)}
_YEAR_PARTS = {"底": (12, 12), "末": (12, 12), "初": (1, 1), "内": (1, 12)}


class Dated(NamedTuple):
    """A period, how what is measured stands to it, and where its words end."""

    period: Period
    comparator: Comparator
    end: int


class _Point(NamedTuple):
    """A stretch that counts as one point of time, and whether words say it is all of it."""

    first: Day
    last: Day
    end: int
    whole: bool = False
    bare: bool = False


def mentions_dates(text: str) -> bool:
    """Return whether a folded text can hold a date at all."""
    return _MENTIONS.search(text) is not None


def find_date(text: str, start: int, clause: int) -> Dated | None:
    """Return the date or period that begins at a place of a folded text, or None.

    Args:
        text: A folded text.
        start: A digit, a numeral or the first character of such words as 全年.
        clause: Where the clause of `start` begins.
    """
    if span := _YEARS.match(text, start):
        first, last = _Point(*_year(span["y"]), span.end()), _Point(*_year(span["y2"]), span.end())
    else:
        point = _point_of_year(text, start)
        if point is None:
            return None
        first, last = point, _second(text, point) or point
    if bool(last.last.year) != bool(first.first.year) or last.last < first.first:
        return None
    if _is_rest(text, start) or (last.bare and not _stands_alone(text, start, last.end, clause)):
        return None
    return _dated(text, first, last)


def _point_of_year(text: str, start: int) -> _Point | None:
    """Return the point that begins at a place; None where it is of, or runs into, an unknown year."""
    point = _point(text, start)
    if point is None or ((to := _CONNECTOR.match(text, point.end)) and _UNNAMED.match(text, to.end())):
        return None
    of = _OF_UNNAMED.search(text[max(start - len("~~下一年"), 0) : start])
    if of is None or not of["next"] or of["to"] or point.first.year:
        return None if of else point
    return point._replace(first=point.first._replace(year=NEXT), last=_last_day(NEXT, *point.last[1:]))


def _is_rest(text: str, start: int) -> bool:
    """Return whether a date only ends one whose beginning made no sense (12月-1月, 2020年3月-2019年12月)."""
    if start < len("至1"):
        return False
    before = f" {text[max(start - 3, 0) : start]}".replace("~~", "~")
    left, right = before[-2], before[-1]
    return (right in "~-至到" and left in _DATE_ENDS) or (right == "年" and left.isdigit())


def days_between(early: Day, late: Day) -> int:
    """Return by how many days one day is later; without a year, as if both were of one year."""
    ours, theirs = (date(day.year or _LEAP, day.month, day.day) for day in (early, late))
    return (theirs - ours).days


def dated(period: Period, year: int) -> Period | None:
    """Return a period whose days that name no year are of one, or of the next if they say so.

    As it is where that is no year, None if its days are of the next one.
    """
    if not MINYEAR <= year < MAXYEAR:
        return None if NEXT in {day.year for day in period} else period
    years = {0: year, NEXT: year + 1}
    return Period(*(_last_day(years.get(own, own), month, day) for own, month, day in period))


def undated(period: Period) -> Period:
    """Return a period without its year."""
    return Period(*(day._replace(year=0) for day in period))


def _dated(text: str, first: _Point, last: _Point) -> Dated:
    end = last.end
    after = _AFTER.match(text, end)
    spans = first is not last or last.whole
    period = Period(first.first, last.last if spans else last.first, last.last)
    if after is None:
        return Dated(period, "", end)
    if after.lastgroup == "since":
        return Dated(period, ">=", after.end())
    # 12月前 leaves open whether December counts; 12月底前 and 12月31日前 do not.
    day = last.first == last.last
    loose = after[0] in _BEFORE and last.first.day == 1 and not (day or last.whole)
    return Dated(period, "<" if loose else "<=", after.end())


def _second(text: str, first: _Point) -> _Point | None:
    """Return the point up to which a period runs, in the first's year where it names none."""
    connector = _CONNECTOR.match(text, first.end)
    if connector is None:
        return None
    point = _point(text, connector.end(), behind=True)
    if point is None:
        return None
    year = first.first.year
    if not point.last.year and year:
        point = point._replace(
            first=point.first._replace(year=year), last=_last_day(year, point.last.month, point.last.day)
        )
    return point


def _point(text: str, start: int, *, behind: bool = False) -> _Point | None:
    found = _NUMERIC.match(text, start)
    if found and (found["d"] or found["sep"] != "." or behind or _is_followed(text, found.end())):
        return _numeric(found)
    if found := _COMPACT.match(text, start):
        return _numeric(found)
    if found := _CLOCK.match(text, start):
        month, day = int(found["m"]), int(found["d"])
        if not _exists(0, month, day):
            return None
        return _Point(Day(0, month, day), _last_day(0, month, day), found.end())
    found = _POINT.match(text, start)
    if found is None or found.end() == start:
        return None
    return _worded(found)


def _is_followed(text: str, end: int) -> bool:
    """Return whether words behind 2019.12 show that it is a month and no amount."""
    return _MONTH_SHOWN.match(text, end) is not None


def _numeric(found: re.Match[str]) -> _Point | None:
    year, month = int(found["y"]), int(found["m"])
    day = int(found["d"]) if found["d"] else 0
    if day and not _exists(year, month, day):
        return None
    return _Point(Day(year, month, day or 1), _last_day(year, month, day or 31), found.end())


def _worded(found: re.Match[str]) -> _Point | None:
    group: Mapping[str, str | None] = found.groupdict()
    year = _number(group["y"]) if group["y"] else 0
    if month := group["m"]:
        return _monthly(group, year, _number(month), found.end())
    if quarter := group["q"]:
        last = _number(quarter) * 3
        first = (_number(group["q0"]) if group["q0"] else _number(quarter)) * 3 - 2
        first, whole = (last, False) if group["qe"] else (first, bool(group["q0"]))
        return _Point(Day(year, first, 1), _last_day(year, last, 31), found.end(), whole=whole)
    if word := group["word"]:
        return _yearly(group, word, year, found.end())
    if group["own"]:
        return _Point(Day(0, 1, 1), Day(0, 12, 31), found.end(), bare=True)
    if not year:
        return None
    return _Point(Day(year, 1, 1), Day(year, 12, 31), found.end(), bare=True)


def _monthly(group: Mapping[str, str | None], year: int, month: int, end: int) -> _Point | None:
    first_month = _number(group["m0"]) if group["m0"] else month
    if first_month > month:
        return None
    if day := group["d"]:
        first = _number(group["d0"]) if group["d0"] else _number(day)
        if first_month != month:
            first = 1
        if first > _number(day) and first_month == month:
            return None
        if not (_exists(year, month, _number(day)) and _exists(year, first_month, first)):
            return None
        whole = bool(group["d0"] or group["m0"])
        return _Point(Day(year, first_month, first), _last_day(year, month, _number(day)), end, whole=whole)
    first_day, last_day = _PARTS.get(group["part"] or "", (1, 31))
    if first_month != month:
        first_day = 1
    return _Point(
        Day(year, first_month, first_day), _last_day(year, month, last_day), end, whole=bool(group["m0"])
    )


def _yearly(group: Mapping[str, str | None], word: str, year: int, end: int) -> _Point | None:
    if word in _YEAR_PARTS and not year:
        return None
    if half := _HALVES.get(word[:3] if group["he"] else word):
        first, whole = (half[1], False) if group["he"] else (half[0], word == "全年")
        return _Point(Day(year, first, 1), _last_day(year, half[1], 31), end, whole=whole, bare=not year)
    first, last = _YEAR_PARTS[word[-1]]
    first_day = 21 if word[-1] in "底末" else 1
    return _Point(Day(year, first, first_day), _last_day(year, last, 31), end, bare=not year)


def _year(text: str) -> tuple[Day, Day]:
    year = _number(text)
    return Day(year, 1, 1), Day(year, 12, 31)


def _number(text: str) -> int:
    """Return a printed year, month or day."""
    if text.isascii():
        return int(text)
    if len(text) == len("二〇一九"):
        return int("".join(str(int(read_numeral(sign) or 0)) for sign in text))
    return int(read_numeral(text) or 0)


def _exists(year: int, month: int, day: int) -> bool:
    return day <= monthrange(year or _LEAP, month)[1]


def _last_day(year: int, month: int, day: int) -> Day:
    return Day(year, month, min(day, monthrange(year or _LEAP, month)[1]))


def _stands_alone(text: str, start: int, end: int, clause: int) -> bool:
    """Return whether 全年 or 2019年 says when, rather than of which year something is."""
    if text[start] == "年" and start and text[start - 1] in _OTHER_YEAR:
        return False
    if _AFTER.match(text, end):
        return True
    opens = start == clause or text[start - 1] in "于在自从至到贯穿截止:~-的"
    return opens and _CLOSED.match(text, end) is not None
