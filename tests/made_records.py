"""Records for tests: the seven seeds, changed ones, and strategies for perfect and for odd ones."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from hypothesis import strategies as st

from extractor.proof.checks import check_record
from extractor.proof.sum_entries import SUM_RULES
from models.codecs import from_json
from models.pointers import all_values, with_value
from models.records import Evidence, Form, Fund, Goals, Indicator, Label, Pointer, Reason, Record

TRUTH = Path(__file__).parent / "truth"

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
            target, actual = draw(_outcomes(full, full - lost))
            rows.append(
                Indicator(
                    level1=level1,
                    level1_weight=f"{weight}",
                    target=target,
                    actual=actual,
                    weight=f"{full.normalize():f}",
                    score=f"{full - lost}",
                    reason=draw(st.sampled_from(["业务调整。", "部分项目质量还有提升空间。"]))
                    if lost
                    else "",
                )
            )
    return tuple(rows)


@st.composite
def _outcomes(draw: st.DrawFn, full: Decimal, score: Decimal) -> tuple[str, str]:
    """Draw a target and an actual that make a score due, or that no rule can compare."""
    met = (
        ("≥90%", "95%"),
        ("5场", "5 场"),
        ("12月底前", "2021年12月"),
        ("≤10%", "9.5%"),
        ("提升", "得到提升"),
    )
    unsure = (("", ""), ("提升", "有所提升"), ("≥90%", "约90%"))
    if score < full and draw(st.booleans()):
        return f"{full * 200:.0f}次", f"{score * 200:.0f}次"
    return draw(st.sampled_from(unsure if score < full else (*met, *unsure)))


def _half_up(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"


def _grouped(value: Decimal) -> str:
    return f"{value:,.2f}"


def seed(name: str) -> Record:
    """Return one of the seven seed forms as it should be read."""
    return from_json((TRUTH / f"{name}.json").read_bytes(), Record)


def changed(record: Record, changes: dict[Pointer, str]) -> Record:
    """Return the record with some printed values replaced."""
    for pointer, value in changes.items():
        record = with_value(record, pointer, value)
    return record


def found(record: Record) -> list[tuple[str, str, str]]:
    """Return code, severity and first field of every finding."""
    return [(one.code, one.severity, one.fields[0]) for one in check_record(record).findings]


def found_in_sums(record: Record) -> list[tuple[str, str, str]]:
    """Return as `found`, less what the rules of single indicators say of targets and words."""
    codes = {*(rule.code for rule in SUM_RULES), "lost-without-reason", "not-a-number"} - {"control-figure"}
    return [one for one in found(record) if one[0] in codes]


def one_row(**texts: str) -> Record:
    """Return a record of one indicator."""
    return Record(indicators=(Indicator(**texts),))


def rows(
    *rows: tuple[str, str, str], level1: str = "产出指标", level1_weight: str = ""
) -> tuple[Indicator, ...]:
    """Return indicators of one group by weight, score and reason."""
    return tuple(
        Indicator(level1=level1, level1_weight=level1_weight, weight=weight, score=score, reason=reason)
        for weight, score, reason in rows
    )


def read_form(record: Record, **changes: object) -> Form:
    """Return a form read from digital text, each value in a place of its own."""
    values = all_values(record)
    printed = [pointer for pointer in values if not pointer.endswith("/source")]
    evidence = {pointer: Evidence(page=1, box=(0, at, 9, at + 1)) for at, pointer in enumerate(printed)}
    reasons = tuple(
        Reason(field=pointer, labels=(Label(code="OTHER", start=0, end=1, confidence=1.0),), explains=True)
        for pointer, text in values.items()
        if pointer.endswith("/reason") and text
    )
    form = Form(pages=(1,), template="beijing-2019", record=record, evidence=evidence, reasons=reasons)
    return replace(form, **changes)  # type: ignore[arg-type] - the callers name fields of Form


ODD = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["", "—", "0", "0.00", "-1", "1e9", "{seen}", "9" * 30, ".0000000000001", "100%", "元", "万元"]
    ),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)
odd_funds = st.builds(
    Fund,
    source=st.sampled_from(["total", "fiscal", "carried_over", "other"]),
    **dict.fromkeys(("initial_budget", "adjusted_budget", "executed", "weight", "rate", "score"), ODD),
)
ODD_OUTCOME = st.one_of(
    ODD,
    st.sampled_from(
        ["≥90%", "0", "0次", "-5场", "5场", "约9%", "未达成预期指标", "达到标准", "2019年12月", "9" * 19]
    ),
    st.text("0123456789.≥≤<约-—万元%次月年至；，且达成未部分基本", max_size=12),
)
odd_indicators = st.builds(
    Indicator,
    **dict.fromkeys(("level1", "level1_weight", "weight", "score", "reason"), ODD),
    **dict.fromkeys(("nature", "unit", "target", "actual"), ODD_OUTCOME),
    level3=st.sampled_from(["", "预算控制数", "控制数（万元）", "培训"]),
)
odd_records = st.builds(
    Record,
    amount_unit=ODD,
    goals=st.just(Goals()),
    funds=st.lists(odd_funds, max_size=4).map(tuple),
    indicators=st.lists(odd_indicators, max_size=4).map(tuple),
    total_weight=ODD,
    total_score=ODD,
    extras=st.dictionaries(
        st.one_of(ODD, st.just("评价等级")), st.one_of(ODD, st.sampled_from(["优", "差"])), max_size=3
    ),
)
