"""Mistakes as issuers make them, planted in true records: one for each check.

Each planter takes a record without faults, draws one mistake and names a field that
the finding must name; nothing where the record has no such place.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from extractor.proof.claims import numeric_cells
from extractor.value.numbers import parse_number
from models.pointers import with_values
from models.records import Indicator, Pointer, Record

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
    return dice.choice((_weight, _weight, _group))(record, dice)


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
    return row.target.startswith("≥")


def _disproportionate(row: Indicator, dice: random.Random) -> Indicator | None:
    if not (_is_counted(row) and _has_lost(row)):
        return None
    score, weight = Decimal(row.score), Decimal(row.weight)
    scores = [other for step in (-5, -2, 2, 5) if 0 <= (other := score + weight * step / 10) < weight]
    return replace(row, score=str(dice.choice(scores))) if scores else None


def _missed_but_full(row: Indicator, _: random.Random) -> Indicator | None:
    return replace(row, score=row.weight) if _is_counted(row) and _has_lost(row) else None


def _met_but_docked(row: Indicator, dice: random.Random) -> Indicator | None:
    if not _is_counted(row) or _has_lost(row):
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
    "total-is-sum": _off("/total_score"),
    "weights-are-100": _weights,
    "score-within-weight": _score_above,
    "rate-is-executed-over-budget": _off("/funds/0/rate", least=2),
    "rate-score": _off("/funds/0/score", least=2),
    "control-figure": _row(_control_figure, "target"),
    "proportional-score": _row(_disproportionate, "score"),
    "missed-but-full": _row(_missed_but_full, "score"),
    "met-but-docked": _row(_met_but_docked, "score"),
    "over-achieved": _row(_over_achieved, "actual"),
    "not-quantified": _row(_in_words, "actual"),
    "qualitative-band": _row(_out_of_band, "score"),
    "grade": _grade,
    "lost-without-reason": _row(_without_reason, "reason"),
    "funds-add-up": _funds,
    "not-a-number": _no_number,
}
"""A planter for each check's code, but for `reason-explains-nothing`, which is the classifier's word."""
