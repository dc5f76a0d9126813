"""Records whose arithmetic holds throughout: the kept forms' and made ones of many layouts."""

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.outcomes import MET, SILENT
from benchmarks.truths import TESTS
from extractor.proof.grade_rules import grade_of
from extractor.value.numbers import Number
from models.codecs import from_json
from models.records import Fund, Goals, Indicator, Record

SOURCES = ("fiscal", "carried_over", "other")
CENT = Decimal("0.01")


def kept_records() -> list[Record]:
    """Return the records of the kept forms."""
    return [from_json(path.read_bytes(), Record) for path in sorted((TESTS / "truth").glob("*.json"))]


def made_records(seed: int, rows: int = 0) -> Iterator[Record]:
    """Yield records without end; the same ones for the same seed.

    Args:
        seed: Of the dice.
        rows: So many indicators each; 0 for a few up to some dozens.
    """
    dice, words = random.Random(seed), random.Random(f"{seed} words")
    while True:
        yield _record(dice, rows, words)


def _record(dice: random.Random, rows: int, words: random.Random) -> Record:
    funds = _funds(dice)
    indicators = tuple(_worded(row, words) for row in _indicators(dice, rows))
    indicators = _with_control_figure(indicators, funds[0], dice)
    total = sum((Decimal(row.score) for row in indicators), Decimal(funds[0].score))
    return Record(
        title="项目支出绩效自评表",
        year="2023",
        project_name="例",
        amount_unit="万元",
        funds=funds,
        goals=Goals(planned="计划", achieved="完成"),
        indicators=indicators,
        total_weight="100" if dice.random() < 0.5 else "",
        total_score=_printed(total, dice),
        extras={"评价等级": grade_of(Number(total))} if dice.random() < 0.3 else {},
    )


def _worded(row: Indicator, dice: random.Random) -> Indicator:
    """Return a row as it is, or one at full marks that says otherwise that its target was met."""
    if row.reason or dice.random() < 0.4:
        return row
    name, target, actual = dice.choice((*MET, *SILENT))
    return replace(row, level3=name, target=target, actual=actual)


def _with_control_figure(
    rows: tuple[Indicator, ...], total: Fund, dice: random.Random
) -> tuple[Indicator, ...]:
    """Return the rows, in some forms the first at full marks being the form's own budget."""
    full = [at for at, row in enumerate(rows) if not row.reason]
    budget = total.adjusted_budget or total.initial_budget
    over = Decimal(total.executed.replace(",", "")) > Decimal(budget.replace(",", ""))
    if not full or over or dice.random() < 0.6:
        return rows
    at = full[0]
    row = replace(rows[at], level3="预算控制数", target=f"{budget}万元", actual=f"{total.executed}万元")
    return (*rows[:at], row, *rows[at + 1 :])


def _funds(dice: random.Random) -> tuple[Fund, ...]:
    """Return a total row that its parts add up to, with rates and the rate's points."""
    adjusted = dice.random() < 0.5
    names = ["fiscal", *(source for source in SOURCES[1:] if dice.random() < 0.6)]
    rows = []
    for name in names:
        used = name == "fiscal" or dice.random() < 0.4
        budget = Decimal(dice.randint(100, 9_000_000)) * CENT if used else Decimal(0)
        spent = (
            budget
            if dice.random() < 0.3
            else (budget * Decimal(dice.randint(500, 1000)) / 1000).quantize(CENT)
        )
        initial = (
            budget
            if dice.random() < 0.7
            else (budget * Decimal(dice.randint(700, 1300)) / 1000).quantize(CENT)
        )
        rows.append((name, initial, budget, spent))
    sums = tuple(sum((row[at] for row in rows), Decimal(0)) for at in (1, 2, 3))
    sign, blank = ("%" if dice.random() < 0.5 else ""), dice.choice(("", "—", "0.00"))
    comma = dice.random() < 0.3
    made = []
    for name, initial, budget, spent in [("total", *sums), *rows]:
        base = budget if adjusted else initial
        rate = (spent / base * 100).quantize(CENT, ROUND_HALF_UP) if base else None
        shown = [f"{one:,.2f}" if comma else f"{one:.2f}" for one in (initial, budget, spent)]
        if not base:
            shown = [blank] * 3
        score = (
            (min(rate, Decimal(100)) / 10).quantize(CENT, ROUND_HALF_UP)
            if name == "total" and rate is not None
            else None
        )
        made.append(
            Fund(
                source=name,
                initial_budget=shown[0],
                adjusted_budget=shown[1] if adjusted else "",
                executed=shown[2],
                weight="10" if name == "total" else "—",
                rate=f"{rate}{sign}" if rate is not None else "",
                score=f"{score}" if score is not None else "—",
            )
        )
    return tuple(made)


def _indicators(dice: random.Random, count: int) -> tuple[Indicator, ...]:
    """Return rows whose weights are 90 together, in groups of 50, 30 and 10 or other shares."""
    shares = dice.choice(((50, 30, 10), (50, 40), (40, 40, 10), (60, 20, 10)))
    printed = dice.random() < 0.4
    rows: list[Indicator] = []
    for share, level1 in zip(shares, ("产出指标", "效益指标", "满意度指标"), strict=False):
        weights = _parts(dice, share, round(count * share / 90))
        rows += [_indicator(dice, level1, str(share) if printed else "", weight) for weight in weights]
    return tuple(rows)


def _indicator(dice: random.Random, level1: str, level1_weight: str, weight: int) -> Indicator:
    """Return a row in full, or one that scores as much of its weight as was done of its target.

    One in five has words for its target, and scores within the band that its actual names.
    """
    full, words = dice.random() < 0.6, dice.random() < 0.2
    score = Decimal(weight)
    if not full:
        least, most = (weight * 6, weight * 8) if words else (0, weight * 10 - 1)
        score = Decimal(dice.randint(least, most)) / 10
    amounts = f"≥{weight * 10}场", f"{score * 10:.0f}场"
    target, actual = ("有效提升", f"{'' if full else '部分'}达成预期指标") if words else amounts
    return Indicator(
        level1=level1,
        level1_weight=level1_weight,
        level3="服务水平" if words else "培训场次",
        target=target,
        actual=actual,
        weight=str(weight),
        score=_printed(score, dice),
        reason="" if full else "受疫情影响",
    )


def _parts(dice: random.Random, share: int, count: int) -> list[int]:
    """Return positive whole numbers that add to a share: so many, or any number of them."""
    count = count or dice.randint(1, max(1, min(share // 2, dice.choice((3, 6, 12, 30)))))
    cuts = sorted(dice.sample(range(1, share), count - 1)) if count > 1 else []
    return [end - start for start, end in zip([0, *cuts], [*cuts, share], strict=True)]


def _printed(value: Decimal, dice: random.Random) -> str:
    """Return a value with as few decimals as it has, or now and then with two."""
    short = f"{value.normalize():f}"
    return f"{value:.2f}" if dice.random() < 0.3 else short
