"""What follows a number → its unit; which units measure the same thing.

A folded text and a place in it enter; a unit in its usual spelling leaves, with
where it ends.  `unit_names` lists the frequent words; whatever else stands between
a number and the end of its clause is a unit too (`open_unit`), so the class stays open.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.value.conditions import PERCENT
from extractor.value.unit_names import ALIKE, AMOUNTS, EVENTS, FAMILIES, NO_UNITS, PEOPLE, SPELLINGS, THINGS

UNITS: dict[str, str] = {unit: unit for group in (PEOPLE, EVENTS, THINGS, AMOUNTS) for unit in group.split()}
UNITS |= {other: unit for unit, others in SPELLINGS.items() for other in others.split()}
_STARTS = frozenset(unit[0] for unit in UNITS)
_SIZES = {start: sorted({len(unit) for unit in UNITS if unit[0] == start}, reverse=True) for start in _STARTS}
_NO_UNITS = tuple(NO_UNITS.split())

_LATIN = re.compile(r"[A-Za-zμµ°]+[23²³]?")
_PER = re.compile(r"/(?:每)?(?=[\u4e00-\u9fff㎡㎥A-Za-zμ])")
_CLOSE = re.compile(r"[\u4e00-\u9fff·]{1,4}(?=[,;。、.!?()\"”]|\Z)")
_CARS = frozenset({"辆", "台"})
# What names no machine, but what was done with it.
_DEEDS = re.compile(
    "完成|实际|购[买置入]|采购|新[购增]|更[新换]|配[备置]|租[赁用]|到位|交付|投入|使用|数量?|[共已约计]"
)
_SHORT = 1
_LONGEST_IN_NAME = 8
# A unit does not begin with these: verbs, praise, or words that close an amount.
_NEVER_FIRST = frozenset(
    "完达优良合及已未的以等之且并和与或为是有在由从按至到前后内中上下左右起时号月日期第不约余多开成后个大小来几"
)


class Unit(NamedTuple):
    """A unit in its usual spelling, and where it ends."""

    name: str
    end: int


class Measure(NamedTuple):
    """What a unit measures, and how many of its smallest kin one of it is."""

    family: str
    factor: Decimal


def find_unit(text: str, at: int) -> Unit | None:
    """Return the known unit that begins at a place, with what it is counted per (元/人), or None."""
    unit = _known(text, at)
    while unit and text.startswith("/", unit.end) and (per := _PER.match(text, unit.end)):
        below = _known(text, per.end()) or _closing(text, per.end())
        if below is None:
            break
        unit = Unit(f"{unit.name}/{below.name}", below.end)
    return unit


def open_unit(text: str, at: int) -> Unit | None:
    """Return what stands from a place to the end of its clause as a unit, if it can be one."""
    if at < len(text) and text[at] not in _NEVER_FIRST:
        return _closing(text, at)
    return None


def bracketed_unit(text: str, at: int) -> Unit | None:
    """Return the unit that stands in brackets at a place: of 2(场), 场."""
    if not text.startswith("(", at):
        return None
    unit = find_unit(text, at + 1)
    return Unit(unit.name, unit.end + 1) if unit and text.startswith(")", unit.end) else None


def unit_in_name(text: str, end: int) -> str:
    """Return the unit in brackets that ends a name before a place: of 里程(公里):, 公里; `""` if none."""
    if text[end - 1 : end] == ":":
        end -= 1
    if text[end - 1 : end] != ")":
        return ""
    opened = text.rfind("(", max(end - _LONGEST_IN_NAME, 0), end)
    unit = bracketed_unit(text, opened) if opened > 0 else None
    return unit.name if unit and unit.end == end else ""


def _known(text: str, at: int) -> Unit | None:
    sign = text[at : at + 1]
    if sign not in _STARTS:
        return None
    if sign.isascii() and sign != PERCENT and (run := _LATIN.match(text, at)):
        name = UNITS.get(run[0])
        return Unit(name, run.end()) if name and not text[run.end() : run.end() + 1].isdigit() else None
    for size in _SIZES[sign]:
        spelling = text[at : at + size]
        if name := UNITS.get(spelling):
            end = at + len(spelling)
            return None if size <= _SHORT and text.startswith(_NO_UNITS, at) else Unit(name, end)
    return None


def _closing(text: str, at: int) -> Unit | None:
    found = _CLOSE.match(text, at)
    return Unit(found[0], found.end()) if found else None


def _measures() -> dict[str, Measure]:
    known = {unit: Measure("人", Decimal(1)) for unit in PEOPLE.split()}
    known |= {unit: Measure("次", Decimal(1)) for unit in EVENTS.split()}
    for family, members in FAMILIES.items():
        pairs = (member.split("=") for member in members.split())
        known |= {unit: Measure(family, Decimal(factor)) for unit, factor in pairs}
    return known


_MEASURES = _measures()
_COUNTED = frozenset(THINGS.split())


def measure(unit: str) -> Measure:
    """Return what a unit measures; a unit that is known for nothing else measures itself."""
    return _MEASURES.get(unit) or Measure(unit, Decimal(1))


def is_general(unit: str, other: str, words: str, others: str) -> bool:
    """Return whether one of two units counts whatever the other does: 个, 台套 of machines, 台 of cars.

    Both 台 and 辆 count machines: what the words beside them name must not be two different ones.
    """
    if {unit, other} == _CARS:
        words, others = _DEEDS.sub("", words), _DEEDS.sub("", others)
        return not words or not others or any(words[at : at + 2] in others for at in range(len(words) - 1))
    if unit in ALIKE.get(other, "").split() or other in ALIKE.get(unit, "").split():
        return True
    return (unit == "个" and other in _COUNTED) or (other == "个" and unit in _COUNTED)
