"""Conditions of a target, conditions of an actual → which of them speak of the same thing.

Two conditions can be paired if their units measure the same; names, then
order decide between several.  Where nothing decides, a condition stays alone.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.value.conditions import PERCENT, Condition, Value
from extractor.value.directions import FALLS, are_opposite
from extractor.value.numbers import EXACT
from extractor.value.units import Measure, is_general, measure

_PLANNED = re.compile("计划|目标|应[发到]|预期|原定|年初|其中")
_RISEN_TO = re.compile("(?:提高|提升|增加|上升|增长|下降|降低|减少|压减|调整|扩大|缩短|升|降|增|减)[到至为]")
# What was left undone, or came out badly: no part of what was done. 未成年 and 没收 are no such words.
_UNDONE = (
    "(?:未|没有?)能?(?:全部?|按[时期]?|及时|如期)?"
    "(?:完成|完工|竣工|建成|开展|实施|启动|举办|组织|办理?|参加|验收|支付|发放|到位|拨付|达|通过|落实|交付|整改|改造|"
    "采购|安装|签订|使用)|尚[有余在需待]|正在|剩余|取消(?=\\W|\\Z|活动|项目|会议|培训)|"
    "暂[停缓]|不(?:合格|达标|满意|及时|符合|通过)|待(?:验收|完成|实施|开展|拨付|支付|整改|办)"
)
_UNDONE_WORDS = re.compile(_UNDONE)
_UNDONE_AFTER = re.compile(rf"\A\W*(?:未(?!成年|来|就业|发生|出现|发现|接到|收到|造成|产生)|{_UNDONE})")
"""What follows an amount that was not done: 20人未参加."""
_UNDONE_NAME = re.compile(rf"\A(?:{_UNDONE})|(?:{_UNDONE})\w{{0,4}}\Z")
_CHANGED = re.compile("(?:提[高升]|增[长加]|上升|上涨|下降|降低|减少|压减|缩短)[了约近率]?\\Z")
_CHANGES = re.compile("[增升降减涨缩]|提高")
_AGAINST = re.compile("[比较]")
_CASES = frozenset({"", "起", "例", "宗", "件", "次"})
_DESCRIBING = frozenset({"岁", "千伏"})
_EACH = re.compile(
    r"每(?:个|半)?(?:年|月|周|季度?|天|日|学期|旬|[\u4e00-\u9fff])|人均|户均|日均|月均|年均|平均"
)
_YEARLY = frozenset({"每年", "年均"})
_IN_A_YEAR = {"半年": 2, "季度": 4, "季": 4, "月": 12}
_EVENTS = frozenset({"次", "场", "场次", "期", "轮"})
_REPEATED = re.compile(rf"每个?({'|'.join(_IN_A_YEAR)})")
_TIMES = re.compile("[年月周季天日期旬]")
_PER_YEAR = "/年"
_MILLION = 1_000_000
# An actual of a tenth to ten times its target is likely; below 千, both readings may be.
_LEAST, _MOST = Decimal("0.1"), Decimal(10)
_PLAIN_FROM = 1000
_OTHER_UNIT = 1000
"""元 and a bare number so many times as large or small, which is of another unit."""

MOST = 400
"""Beyond so many possible pairs, a text is an essay; pairing them would say nothing."""

# How well two conditions go together.
APART, LOOSE, KIN, SAME = range(4)


class Couple(NamedTuple):
    """One condition of a target with what was done for it; several actuals count together."""

    target: Condition
    actuals: tuple[Condition, ...]

    def converted(self, amount: Decimal) -> Decimal:
        """Return an amount of the first actual in the target's unit (90分钟 is 1.5 小时)."""
        up, down = inherited(self.target, self.actuals[0]) or (1, 1)
        amount = EXACT.multiply(amount, Decimal(up)) / down
        ours, theirs = _measure(self.target), _measure(self.actuals[0])
        if ours.family != theirs.family or ours.factor == theirs.factor:
            return amount
        return EXACT.multiply(amount, theirs.factor) / ours.factor


def pair(target: Value, actual: Value, name: str = "") -> tuple[list[Couple], list[Condition]]:
    """Return the pairs found, and the target's conditions that found no partner.

    Args:
        target: What was to be done.
        actual: What was done.
        name: The indicator's name: it tells of which of several amounts a sole target speaks.
    """
    wanted, done = _meant(target.measured), _done(_meant(actual.measured))
    done = _of_one_kind(wanted, done, name)
    wanted = [_in_a_year(one, done) for one in wanted]
    couples: list[Couple] = []
    alone: list[Condition] = []
    if len(wanted) * len(done) > MOST:
        return couples, list(wanted)
    for condition in wanted:
        fits = [(fit(condition, other), other) for other in done]
        best = max((level for level, _ in fits), default=APART)
        partners = [other for level, other in fits if level == best] if best else []
        chosen = _choose(condition, partners, wanted, name)
        if chosen:
            couples.append(Couple(condition, chosen))
        else:
            alone.append(condition)
    return _without_clashes(couples, alone)


def fit(target: Condition, actual: Condition) -> int:
    """Return how well two conditions go together: `APART`, `LOOSE`, `KIN` or `SAME`."""
    if "date" in {target.kind, actual.kind}:
        return SAME if target.kind == actual.kind else APART
    if are_opposite(target, actual) or _differ(_each(target), _each(actual)):
        return APART
    if _is_absence(target) or _is_absence(actual):
        return _fit_absence(target, actual)
    if not target.unit or not actual.unit:
        return _fit_bare(target, actual)
    ours, theirs = target.unit.removesuffix(_PER_YEAR), actual.unit.removesuffix(_PER_YEAR)
    if ours == theirs:
        return SAME
    is_kin = measure(ours).family == measure(theirs).family
    return KIN if is_kin or is_general(ours, theirs, target.words, actual.words) else APART


def _is_absence(condition: Condition) -> bool:
    """Return whether a condition says in words that there is none of something bad (无安全事故)."""
    return not (condition.low or condition.high or condition.unit) and bool(condition.noun)


def _fit_absence(target: Condition, actual: Condition) -> int:
    """Return whether two conditions speak of the same bad thing, or one of bare cases (0起)."""
    if _bigrams(target.words) & _bigrams(actual.words):
        return SAME
    other = actual if _is_absence(target) else target
    return LOOSE if not other.words and other.unit in _CASES else APART


def _measure(condition: Condition) -> Measure:
    return measure(condition.unit.removesuffix(_PER_YEAR))


def inherited(target: Condition, actual: Condition) -> tuple[int, int] | None:
    """Return what an actual's amount is multiplied with and divided by to be in the target's multiplier.

    Of 420万 and 440, or of 90万元 and 90, the bare number is short for as many 万: that is
    plain where it is of the target's size so, and of no likely size otherwise.

    Returns:
        None where neither reading is likely.
    """
    bare = target if target.scale < actual.scale else actual
    scale = max(target.scale, actual.scale)
    if not target.low or not actual.low:
        return 1, 1
    ratio = actual.low / target.low
    if target.scale == actual.scale and {target.unit, actual.unit} == {"", "元"}:
        return (1, 1) if ratio * _OTHER_UNIT >= 1 and ratio <= _OTHER_UNIT else None
    if target.scale == actual.scale or bare.unit or _LEAST <= ratio <= _MOST:
        return 1, 1
    up, down = (scale, 1) if bare is actual else (1, scale)
    likely = scale >= _PLAIN_FROM and _LEAST <= ratio * up / down <= _MOST
    return (up, down) if likely else None


def _fit_bare(target: Condition, actual: Condition) -> int:
    """Return whether an amount without a unit goes with one that may have one.

    Of 95 against ≥90%, per cent is plain, and 0 is 0 of anything; of 0.95 it is not, nor of 由100增至115.
    """
    if inherited(target, actual) is None:
        return APART
    if target.unit == actual.unit:
        return SAME
    if PERCENT in (target.unit, actual.unit):
        bare = actual if target.unit else target
        is_plain = 1 < bare.low <= _MILLION and not _RISEN_TO.search(bare.name)
        return LOOSE if bare.low == 0 or is_plain else APART
    return LOOSE


def _differ(ours: str, theirs: str) -> bool:
    """Return whether two amounts are counted per something else; 人均 goes without saying, 每月 does not."""
    return ours != theirs and bool(_TIMES.search(ours + theirs) or (ours and theirs))


def _each(condition: Condition) -> str:
    """Return for what each an amount is printed (每周, 人均), `""` where for all or for the form's year."""
    found = _EACH.search(condition.name)
    return "" if found is None or found[0] in _YEARLY else found[0]


def _in_a_year(target: Condition, done: Sequence[Condition]) -> Condition:
    """Return what happens every so often as what does in a year, where a bare count was done: 每季度1次, 4次.

    Nobody knows whether that is a quarter's or the year's, so the target can only be met by it.
    """
    event, _, period = target.unit.partition("/")
    found = None if event not in _EVENTS else _REPEATED.fullmatch(f"每{period}" if period else _each(target))
    if found is None or any(one.unit != event or _each(one) for one in done):
        return target
    times = _IN_A_YEAR[found[1]]
    low, high = (EXACT.multiply(amount, Decimal(times)) for amount in (target.low, target.high))
    return target._replace(start=0, name=_EACH.sub("", target.name), low=low, high=high, unit=event)


def _meant(conditions: Sequence[Condition]) -> Sequence[Condition]:
    """Return the conditions without what only describes (60岁以上老人) or tells from where something rose."""
    meant = [
        condition
        for condition in conditions
        if condition.unit not in _DESCRIBING and not _RISEN_TO.match(condition.noun)
    ]
    return meant or conditions


def _done(conditions: Sequence[Condition]) -> Sequence[Condition]:
    """Return the conditions of an actual without those that repeat the plan (计划600人，实际657人)."""
    done = [condition for condition in conditions if not _PLANNED.search(condition.name)]
    return done or conditions


def _of_one_kind(wanted: Sequence[Condition], done: Sequence[Condition], name: str) -> Sequence[Condition]:
    """Return what was done, without what is of another kind than the target: left undone, or a mere change.

    Against 提升10% a level (提升至90%) tells nothing, nor does 比上年提高5% against ≥80%; and of -6% against
    下降5% nobody knows whether the minus says again that it fell.
    """
    words = name + "".join(one.words for one in wanted)
    if not _UNDONE_WORDS.search(words):
        done = [one for one in done if not _is_undone(one)]
    if FALLS.search(words) and all(one.low > 0 for one in wanted):
        done = [one for one in done if one.high >= 0]
    if not _CHANGES.search(words):
        done = [one for one in done if not _is_change(one)]
    elif all(_is_change(one) for one in wanted):
        done = [one for one in done if not _RISEN_TO.search(one.name)]
    return done


def _is_change(condition: Condition) -> bool:
    """Return whether an amount tells by how much something changed (提高5%, 比上年增加3场)."""
    compared = condition.unit in {PERCENT, "百分点"} or _AGAINST.search(condition.name)
    return bool(compared and _CHANGED.search(condition.name))


def _is_undone(condition: Condition) -> bool:
    """Return whether an amount is said to be what was not done (未完成2个, 1户正在办理, 不合格率2%)."""
    return bool(_UNDONE_NAME.search(condition.name) or _UNDONE_AFTER.search(condition.noun))


def _choose(
    target: Condition, partners: Sequence[Condition], wanted: Sequence[Condition], name: str
) -> tuple[Condition, ...]:
    """Return which of several partners a target's condition means; nothing where none is plain."""
    if len(partners) <= 1:
        return tuple(partners)
    rivals = [other for other in wanted if any(fit(other, partner) for partner in partners)]
    words = target.words if len(rivals) > 1 else target.words + name
    if (named := _named(words, partners)) is not None:
        return (named,)
    if len(rivals) == len(partners):
        return (partners[rivals.index(target)],)
    if len(rivals) == 1 and target.kind in {"quantity", "rate"} and _adds_up(target, partners):
        return tuple(partners)
    return ()


def _named(words: str, partners: Sequence[Condition]) -> Condition | None:
    """Return the partner that shares most pairs of characters with the words, if one alone does."""
    ours = _bigrams(words)
    shared = [len(ours & _bigrams(partner.words)) for partner in partners]
    most = max(shared)
    return partners[shared.index(most)] if most and shared.count(most) == 1 else None


def _bigrams(words: str) -> set[str]:
    return {words[at : at + 2] for at in range(len(words) - 1)}


def _adds_up(target: Condition, partners: Iterable[Condition]) -> bool:
    """Return whether parts (戏剧1部、动画1部、视频31部) make exactly the target: no accident."""
    total = Decimal(0)
    for partner in partners:
        if partner.amount is None or partner.unit != target.unit or partner.comparator not in {"", "="}:
            return False
        total = EXACT.add(total, partner.low)
    return total == target.low


def _without_clashes(couples: list[Couple], alone: list[Condition]) -> tuple[list[Couple], list[Condition]]:
    """Return the couples without those that share an actual, unless they bound it from both sides."""
    kept: list[Couple] = []
    for couple in couples:
        rivals = [other for other in couples if other is not couple and other.actuals == couple.actuals]
        if all(_bound_both(couple.target, other.target) for other in rivals):
            kept.append(couple)
        else:
            alone.append(couple.target)
    return kept, alone


def _bound_both(left: Condition, right: Condition) -> bool:
    """Return whether one condition is a least and the other a greatest amount of one thing (≥80%，≤90%)."""
    signs = {left.comparator[:1], right.comparator[:1]}
    return signs == {"<", ">"} and left.unit == right.unit
