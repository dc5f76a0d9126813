"""Hypothesis strategies for records in which every rule holds, in the shapes that templates print."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from models.records import Fund, Indicator, Record

HUNDREDTH = Decimal("0.01")
SPLITS = ((("产出指标", 50), ("效果指标", 40)), (("产出指标", 50), ("效益指标", 30), ("满意度指标", 10)))


@st.composite
def perfect_records(draw: st.DrawFn) -> Record:
    """Draw a form with weights and scores that add up, rates that divide and reasons for every loss."""
    funds = draw(_funds())
    indicators = draw(_indicators())
    total = sum((Decimal(row.score) for row in indicators), Decimal(funds[0].score))
    return Record(
        title="项目支出绩效自评表",
        year="2021",
        project_name=draw(st.text(max_size=20)),
        amount_unit=draw(st.sampled_from(["万元", "元", ""])),
        funds=funds,
        indicators=indicators,
        total_weight=draw(st.sampled_from(["", "100", "100.00"])),
        total_score=f"{total:.2f}",
    )


@st.composite
def _funds(draw: st.DrawFn) -> tuple[Fund, ...]:
    cents = st.integers(min_value=100_00, max_value=99_999_99)
    printed = draw(st.sampled_from([_plain, _grouped]))
    mark = draw(st.sampled_from(["", "%"]))
    adjusted = draw(st.booleans())
    parts = []
    for source, label in (("fiscal", "财政拨款"), ("carried_over", "上年结转资金"), ("other", "其他资金")):
        budget = Decimal(draw(cents)) / 100 if source == "fiscal" or draw(st.booleans()) else Decimal(0)
        executed = (budget * draw(st.integers(50, 110)) / 100).quantize(HUNDREDTH)
        parts.append((source, label, budget, executed))
    whole = ("total", "年度资金总额", sum(part[2] for part in parts), sum(part[3] for part in parts))
    rows = []
    for source, label, budget, executed in (whole, *parts):
        rate = _half_up(executed / budget * 100) if budget else None
        amount = printed(budget) if budget else draw(st.sampled_from(["", "—"]))
        points = _half_up(10 * min(executed / budget, Decimal(1))) if budget else Decimal(0)
        rows.append(
            Fund(
                source=source,  # type: ignore[arg-type] - the tuple above names the literals
                label=label,
                initial_budget=printed(budget + 7) if adjusted and budget and source == "fiscal" else amount,
                adjusted_budget=amount if adjusted else draw(st.sampled_from(["", "—"])),
                executed=printed(executed) if budget else amount,
                weight="10.00" if source == "total" else "—",
                rate=f"{rate}{mark}" if rate is not None else "",
                score=f"{points}" if source == "total" else "—",
            )
        )
    if adjusted:
        rows[0] = replace(rows[0], initial_budget=printed(whole[2] + 7))
    return tuple(rows)


@st.composite
def _indicators(draw: st.DrawFn) -> tuple[Indicator, ...]:
    rows = []
    for level1, weight in draw(st.sampled_from(SPLITS)):
        cuts = sorted(draw(st.sets(st.integers(1, weight * 2 - 1), max_size=9)))
        halves = [after - before for before, after in zip([0, *cuts], [*cuts, weight * 2], strict=True)]
        for half in halves:
            full = Decimal(half) / 2
            lost = min(full, draw(st.sampled_from([Decimal(0), Decimal("0.1"), Decimal("0.25"), full])))
            rows.append(
                Indicator(
                    level1=level1,
                    level1_weight=f"{weight}",
                    weight=f"{full.normalize():f}",
                    score=f"{full - lost}",
                    reason=draw(st.sampled_from(["业务调整。", "部分项目质量还有提升空间。"]))
                    if lost
                    else "",
                )
            )
    return tuple(rows)


def _half_up(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"


def _grouped(value: Decimal) -> str:
    return f"{value:,.2f}"

