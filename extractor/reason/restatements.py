"""A reason and its indicator's name → the reason without the clauses that only name the indicator again.

知晓率不高 under 政策知晓率 and 项目完成不及时 under 项目完成及时性 say that the
target was missed, in the indicator's own words.  A clause does so when nothing is
left of it but the end of the name and a word for low, the name's own words denied,
or, under a name of timeliness, what was to be in time and a word for late.
"""

import re

from extractor.text.foldings import fold

SHORTEST_NAME = 3
LONGEST = 60
"""A longer text says more than a name."""
_PAUSES = re.compile(r"([，。；、！\n]+)")
_FORM = re.compile(r"^(?:本|该|此|这|我|单位|项目|指标|目前|当前|今年|全年|本年度?|实际|整体|总体|其)+")
_HEDGE = r"(?:还|仍然?|尚|也|就|都|有些?|有点|略|稍|较为?|偏|比较|相对|过|太|很|不是很|不太)*"
_LOW = re.compile(
    rf"{_HEDGE}(?:的?(?:完成|实际)?(?:情况|数值|值|水平))?{_HEDGE}"
    r"(?:低|不高|不够高?|不足|不理想|不好|一般|差|少|不多|下降|(?:未|没有?|不)(?:能|够)?达(?:到?目标值?|到?预期|标|到))了?$"
)
_LATE = re.compile(rf"{_HEDGE}(?:滞后|慢|缓慢|晚|迟|延迟|拖延|延后|推迟|拖后|超时|逾期|超期)了?$")
_DENIED = re.compile(rf"{_HEDGE}(?:未能?|没有|没能?|不够|不太|不|欠|尚未|并未|有待){_HEDGE}")
_DENYING = frozenset("未没不欠尚并有")
"""What every denial has one of."""
_TIMELY = re.compile(r"(.{2,}?)的?(?:及时|按时|按期|准时|如期)(?:完成)?(?:性|率|度|情况|程度)?$")


def without_restating(text: str, name: str, instead: str) -> str:
    """Return a reason with other words in the place of each clause that only names its indicator again.

    Args:
        text: As printed; it comes back as it is where no clause does.
        name: The indicator's, folded, of `SHORTEST_NAME` characters or more.
        instead: What stands for such a clause.
    """
    if len(text) > LONGEST:
        return text
    parts = _PAUSES.split(fold(text).text)
    told = [instead if part and _restates(part, name) else part for part in parts]
    return "".join(told) if told != parts else text


def _restates(clause: str, name: str) -> bool:
    return _only_names(clause, name) or (
        (form := _FORM.match(clause)) is not None and _only_names(clause[form.end() :], name)
    )


def _only_names(said: str, name: str) -> bool:
    # Few clauses begin in the name's own words or deny anything: the others need no search.
    begun, denying = said[:2] in name, not _DENYING.isdisjoint(said)
    return (begun and (_is_low(said, name) or _is_late(said, name))) or (denying and _is_denied(said, name))


def _is_low(said: str, name: str) -> bool:
    low = _LOW.sub("", said)
    return low != said and len(low) >= SHORTEST_NAME and name.endswith(low)


def _is_denied(said: str, name: str) -> bool:
    denied = _DENIED.sub("", said, count=1)
    return denied != said and len(denied) >= SHORTEST_NAME and denied in name


def _is_late(said: str, name: str) -> bool:
    late, timely = _LATE.sub("", said), _TIMELY.fullmatch(name)
    return timely is not None and late != said and len(late) > 1 and timely[1].endswith(late)
