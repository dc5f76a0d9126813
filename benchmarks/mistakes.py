"""Mistakes as issuers make them, planted in true records: one for each check.

Each planter takes a record without faults, draws one mistake and names a field that
the finding must name; nothing where the record has no such place.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from benchmarks.outcomes import MET, MISSED
from extractor.proof.claims import numeric_cells
from extractor.value.numbers import parse_number
from models.pointers import with_values
from models.records import Indicator, Pointer, Record

FEWEST = 2
"""A form that loses a row has so many at least."""
STEPS = (-30, -7, -2, -1, 1, 2, 9, 40)
"""A mistaken number is so many units of its last place off."""


class Mistake(NamedTuple):
    """A record with one mistake of its issuer, and a field that the finding must name."""

    record: Record
    field: Pointer


Planter = Callable[[Record, random.Random], Mistake | None]


def _off(field: Pointer, least: int = 1) -> Planter:
    def plant(record: Record, dice: random.Random) -> Mistake | None:
        return _moved(record, field, dice.choice([step for step in STEPS if abs(step) >= least]))

    return plant


def _moved(record: Record, field: Pointer, steps: int) -> Mistake | None:
    texts = {pointer: text for pointer, text, _ in numeric_cells(record)}
    number = parse_number(texts.get(field, ""))
    if number is None or number.value + steps * number.step < 0:
        return None
    text = f"{number.value + steps * number.step}{number.mark}"
    return Mistake(with_values(record, {field: text}), field)


def _one_of(*planters: Planter) -> Planter:
    def plant(record: Record, dice: random.Random) -> Mistake | None:
        return dice.choice(planters)(record, dice)

    return plant


def _without_rate(record: Record, _: random.Random) -> Mistake | None:
    """Leave the rate's points out of the total."""
    rate = parse_number(record.funds[0].score)
    total = parse_number(record.total_score)
    if rate is None or total is None or not rate.value:
        return None
    return Mistake(replace(record, total_score=f"{total.value - rate.value}"), "/total_score")


def _transposed(field: Pointer) -> Planter:
    """Return a planter that exchanges two figures that stand side by side."""

    def plant(record: Record, dice: random.Random) -> Mistake | None:
        text = {pointer: text for pointer, text, _ in numeric_cells(record)}[field]
        pairs = [
            at for at in range(len(text) - 1) if text[at : at + 2].isdecimal() and text[at] != text[at + 1]
        ]
        if not pairs:
            return None
        at = dice.choice(pairs)
        wrong = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return Mistake(with_values(record, {field: wrong}), field)

    return plant


def _rate_of_another_unit(record: Record, _: random.Random) -> Mistake | None:
    """Print a ratio as per cent: 0.98%."""
    rate = parse_number(record.funds[0].rate)
    if rate is None or not rate.value:
        return None
    return Mistake(with_values(record, {"/funds/0/rate": f"{rate.value / 100}%"}), "/funds/0/rate")


def _full_for_less(record: Record, _: random.Random) -> Mistake | None:
    """Give full marks for a rate of 95 % and less, as where marks are given by bands."""
    fund = record.funds[0]
    score, weight = parse_number(fund.score), parse_number(fund.weight)
    if score is None or weight is None or score.value + Decimal("0.5") > weight.value:
        return None
    return Mistake(with_values(record, {"/funds/0/score": fund.weight}), "/funds/0/score")


def _part_of_another_unit(record: Record, dice: random.Random) -> Mistake | None:
    """Print one part of the funds in 元 where the form is in 万元."""
    cell = dice.choice(("initial_budget", "executed"))
    field = f"/funds/1/{cell}"
    amount = parse_number({pointer: text for pointer, text, _ in numeric_cells(record)}.get(field, ""))
    if amount is None or not amount.value:
        return None
    return Mistake(with_values(record, {field: f"{amount.value * 10_000:.2f}"}), f"/funds/0/{cell}")


def _lost_row(record: Record, dice: random.Random) -> Mistake | None:
    """Leave out a row, and its points from the total: the weights tell."""
    at = dice.randrange(len(record.indicators))
    score, total = parse_number(record.indicators[at].score), parse_number(record.total_score)
    if len(record.indicators) < FEWEST or score is None or total is None:
        return None
    rest = (*record.indicators[:at], *record.indicators[at + 1 :])
    less = replace(record, indicators=rest, total_score=f"{total.value - score.value}")
    return Mistake(less, "/indicators/0/weight")


def _weight(record: Record, dice: random.Random) -> Mistake | None:
    fields = [f"/indicators/{at}/weight" for at in range(len(record.indicators))]
    if record.total_weight and dice.random() < 0.2:
        fields = ["/total_weight"]
    return _moved(record, dice.choice(fields), dice.choice((-2, -1, 1, 2, 9)))


def _group(record: Record, dice: random.Random) -> Mistake | None:
    group = dice.choice(record.indicators)
    if not group.level1_weight:
        return None
    wrong = str(Decimal(group.level1_weight) + dice.choice((-10, -5, 5, 10)))
    fields = [
        f"/indicators/{at}/level1_weight"
        for at, row in enumerate(record.indicators)
        if row.level1 == group.level1
    ]
    return Mistake(with_values(record, dict.fromkeys(fields, wrong)), fields[0])


def _weights(record: Record, dice: random.Random) -> Mistake | None:
    return dice.choice((_weight, _weight, _group, _lost_row))(record, dice)


def _score_above(record: Record, dice: random.Random) -> Mistake | None:
    row = dice.randrange(len(record.indicators))
    weight = parse_number(record.indicators[row].weight)
    if weight is None:
        return None
    field = f"/indicators/{row}/score"
    return Mistake(with_values(record, {field: f"{weight.value + dice.choice((1, 2, 5, 10))}"}), field)


def _funds(record: Record, dice: random.Random) -> Mistake | None:
    cell = dice.choice(("initial_budget", "adjusted_budget", "executed"))
    return _moved(
        record, f"/funds/0/{cell}", dice.choice([step for step in STEPS if abs(step) > len(record.funds)])
    )


def _no_number(record: Record, dice: random.Random) -> Mistake | None:
    row = dice.randrange(len(record.indicators))
    field = f"/indicators/{row}/{dice.choice(('weight', 'score'))}"
    return Mistake(with_values(record, {field: dice.choice(("十", "满分", "9..5", "待定"))}), field)


def _row(change: Callable[[Indicator, random.Random], Indicator | None], name: str) -> Planter:
    """Return a planter that changes one indicator's row."""

    def plant(record: Record, dice: random.Random) -> Mistake | None:
        rows = list(enumerate(record.indicators))
        dice.shuffle(rows)
        for at, row in rows:
            if changed := change(row, dice):
                return Mistake(
                    replace(
                        record, indicators=(*record.indicators[:at], changed, *record.indicators[at + 1 :])
                    ),
                    f"/indicators/{at}/{name}",
                )
        return None

    return plant


def _has_lost(row: Indicator) -> bool:
    score, weight = parse_number(row.score), parse_number(row.weight)
    return score is not None and weight is not None and score.value < weight.value


def _without_reason(row: Indicator, dice: random.Random) -> Indicator | None:
    return replace(row, reason=dice.choice(("", "无", "—"))) if _has_lost(row) else None


def _is_counted(row: Indicator) -> bool:
    return row.target.startswith("≥") and row.target.endswith("场")


def _disproportionate(row: Indicator, dice: random.Random) -> Indicator | None:
    if not (_is_counted(row) and _has_lost(row)):
        return None
    score, weight = Decimal(row.score), Decimal(row.weight)
    scores = [other for step in (-5, -2, 2, 5) if 0 <= (other := score + weight * step / 10) < weight]
    return replace(row, score=str(dice.choice(scores))) if scores else None


def _missed_but_full(row: Indicator, dice: random.Random) -> Indicator | None:
    if _is_counted(row) and _has_lost(row):
        return replace(row, score=row.weight)
    if _has_lost(row):
        return None
    name, target, actual = dice.choice(MISSED)
    return replace(row, level3=name, target=target, actual=actual)


def _met_but_docked(row: Indicator, dice: random.Random) -> Indicator | None:
    is_met = _is_counted(row) or (row.level3, row.target, row.actual) in MET
    if not is_met or _has_lost(row):
        return None
    return replace(row, score=str(Decimal(row.weight) - Decimal(dice.choice(("0.1", "0.5", "1")))))


def _over_achieved(row: Indicator, dice: random.Random) -> Indicator | None:
    if not _is_counted(row) or _has_lost(row):
        return None
    return replace(row, actual=f"{int(row.weight) * dice.choice((13, 15, 30))}场")


def _in_words(row: Indicator, dice: random.Random) -> Indicator | None:
    words = dice.choice(("达到预期指标", "已完成", "完成年度目标"))
    return replace(row, actual=words) if _is_counted(row) else None


def _out_of_band(row: Indicator, dice: random.Random) -> Indicator | None:
    if row.target != "有效提升":
        return None
    share = dice.choice((5, 9)) if _has_lost(row) else 7
    return replace(row, score=f"{Decimal(row.weight) * share / 10:.1f}")


def _control_figure(row: Indicator, dice: random.Random) -> Indicator | None:
    if row.level3 != "预算控制数":
        return None
    amount = Decimal(row.target.removesuffix("万元").replace(",", "")) + dice.choice((-1, 1, 10))
    return replace(row, target=f"{amount}万元")


def _grade(record: Record, dice: random.Random) -> Mistake | None:
    if not record.extras:
        return None
    ((label, grade),) = record.extras.items()
    wrong = dice.choice([other for other in "优良中差" if other != grade])
    return Mistake(replace(record, extras={label: wrong}), f"/extras/{label}")


MISTAKES: Mapping[str, Planter] = {
    "total-is-sum": _one_of(_off("/total_score"), _without_rate, _transposed("/total_score")),
    "weights-are-100": _weights,
    "score-within-weight": _score_above,
    "rate-is-executed-over-budget": _one_of(
        _off("/funds/0/rate", least=2), _transposed("/funds/0/rate"), _rate_of_another_unit
    ),
    "rate-score": _one_of(_off("/funds/0/score", least=2), _transposed("/funds/0/score"), _full_for_less),
    "control-figure": _row(_control_figure, "target"),
    "proportional-score": _row(_disproportionate, "score"),
    "missed-but-full": _row(_missed_but_full, "score"),
    "met-but-docked": _row(_met_but_docked, "score"),
    "over-achieved": _row(_over_achieved, "actual"),
    "not-quantified": _row(_in_words, "actual"),
    "qualitative-band": _row(_out_of_band, "score"),
    "grade": _grade,
    "lost-without-reason": _row(_without_reason, "reason"),
    "funds-add-up": _one_of(_funds, _part_of_another_unit),
    "not-a-number": _no_number,
}
"""A planter for each check's code, but for `reason-explains-nothing`, which is the classifier's word."""
