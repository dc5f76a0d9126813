"""The form's arithmetic: what is broken is found, what is whole is left alone and proven."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.proof.checks import RULES, check_record, english, recheck
from extractor.proof.claims import Claim, read_ledger
from extractor.value.numbers import Number, parse_number
from models.pointers import all_values, value_at, with_value
from models.records import Finding, Form, Pointer, Record, Unplaced
from tests.made_records import changed, found, odd_records, perfect_records, read_form, rows, seed

RATE = "rate-is-executed-over-budget"


def test_finding_says_all():
    """A finding names every field of its rule, what was seen and due, in both languages, and whose fault."""
    record = with_value(seed("4-volunteer-fund"), "/total_score", "98.00")
    (finding,) = check_record(record).findings
    scores = tuple(f"/indicators/{at}/score" for at in range(len(record.indicators)))
    assert finding.fields == ("/total_score", "/funds/0/score", *scores)
    assert (finding.seen, finding.expected, finding.blame) == ("98.00", "89.00", "issuer")
    assert finding.message == "总分印为 98.00，预算执行率得分与各指标得分之和为 89.00。"
    assert english(finding) == (
        "The total is printed 98.00; the execution score and all scores add to 89.00."
    )
    (unsure,) = check_record(record, uncertain=True).findings
    assert unsure == replace(finding, blame="unknown")


def test_english_of_a_stranger():
    """A finding of a rule that no longer exists keeps the message it has."""
    assert english(replace(EMPTY_FINDING, message="旧规则")) == "旧规则"


EMPTY_FINDING = Finding(
    code="gone", severity="info", blame="unknown", fields=("/title",), seen="", expected="", message=""
)


def test_long_text_is_cut():
    """A hostile text in a numeric cell does not swell its finding."""
    (finding,) = check_record(Record(total_score="高" * 5000)).findings
    assert (len(finding.seen), finding.code) == (80, "not-a-number")


SEEDS: dict[str, list[tuple[str, str, str]]] = {
    # 526.24 / 526.44 = 99.9620 %, 10 x 99.96 % = 9.996, printed 10.00: rounded, no fault.
    # Satisfaction over 90 % was met; 9 and 8 of 10 for questionnaires not filled in.
    "1-sunshine-community": [
        ("met-but-docked", "info", "/indicators/12/score"),
        ("met-but-docked", "info", "/indicators/13/score"),
    ],
    # Twice a week at least against once.
    "2-expo-volunteers": [("over-achieved", "info", "/indicators/6/actual")],
    # 697.87 / 702.80 = 99.2985 %, printed 99.29.
    "3-supervisor-team": [(RATE, "info", "/funds/0/rate"), (RATE, "info", "/funds/1/rate")],
    "4-volunteer-fund": [],
    # A control figure of 83.12 beside funds of 82.12; 100 of 68 and of 70; words against 70 %.
    "5-targeted-aid": [
        ("control-figure", "error", "/indicators/11/target"),
        ("control-figure", "warning", "/indicators/11/actual"),
        ("over-achieved", "info", "/indicators/1/actual"),
        ("over-achieved", "info", "/indicators/2/actual"),
        ("not-quantified", "warning", "/indicators/16/actual"),
    ],
    # 12.5 of 15 and 8 of 10 beside an empty reason cell of their own.
    "6-media-kitchen": [
        *(("over-achieved", "info", f"/indicators/{at}/actual") for at in (0, 2, 3)),
        ("lost-without-reason", "warning", "/indicators/9/reason"),
    ],
    # Five sites and accounts of six at full marks; eight events of five; words against amounts.
    "7-drug-education": [
        ("missed-but-full", "warning", "/indicators/8/score"),
        ("over-achieved", "info", "/indicators/6/actual"),
        ("not-quantified", "info", "/indicators/10/actual"),
        ("not-quantified", "warning", "/indicators/11/actual"),
        ("not-quantified", "warning", "/indicators/14/actual"),
        ("lost-without-reason", "warning", "/indicators/13/reason"),
    ],
}


@pytest.mark.parametrize(("name", "expected"), SEEDS.items(), ids=SEEDS.keys())
def test_seed(name: str, expected: list[tuple[str, str, str]]):
    """On the seven seeds exactly what a person finds by hand is found."""
    assert found(seed(name)) == expected


PROOFS = {
    "every number of form 1": ({}, {"/funds/0/rate": "proven", "/indicators/8/level1_weight": "proven"}),
    "a blank that a sum counts as nothing": ({}, {"/funds/2/executed": "proven"}),
    "bounds alone": ({"/total_score": ""}, {"/indicators/0/score": "consistent", "/funds/0/score": "proven"}),
    "scores, whose last place the total rounds away": (
        {"/total_score": "87.4", "/indicators/0/score": "6.00"},
        {"/indicators/0/score": "consistent", "/indicators/1/score": "proven"},
    ),
    "a rate, which the last digit of an amount does not move": (
        {"/funds/0/executed": "", "/funds/0/initial_budget": ""},
        {"/funds/1/rate": "proven", "/funds/1/executed": "consistent"},
    ),
    "a broken total, its proven member apart": (
        {"/total_score": "97.40"},
        {"/total_score": "conflict", "/indicators/2/score": "conflict", "/funds/0/score": "proven"},
    ),
    "a weight, its whole group apart": (
        {"/indicators/0/weight": "7"},
        {
            "/indicators/0/weight": "conflict",
            "/indicators/3/level1_weight": "conflict",
            "/indicators/13/weight": "proven",
        },
    ),
    "two proofs that contradict": (
        {"/funds/0/score": "9.90", "/total_score": "87.30"},
        {"/funds/0/score": "conflict", "/funds/0/weight": "conflict", "/funds/0/rate": "conflict"},
    ),
    "truncated": ({"/funds/0/rate": "99.9", "/funds/0/executed": "526.39"}, {"/funds/0/rate": "consistent"}),
    "no rule": (
        {f"/funds/{at}/executed": "" for at in (0, 1)} | {"/funds/1/rate": "5"},
        {"/funds/1/rate": "none"},
    ),
    "no number": ({"/total_score": "优"}, {"/total_score": "none"}),
}


@pytest.mark.parametrize(("changes", "expected"), PROOFS.values(), ids=PROOFS.keys())
def test_proof(changes: dict[Pointer, str], expected: dict[Pointer, str]):
    """A number is proven, consistent, in conflict or without any rule."""
    proofs = check_record(changed(seed("1-sunshine-community"), changes)).proofs
    assert {pointer: proofs[pointer] for pointer in expected} == expected


def test_recheck_whole():
    """A whole form needs nobody, and its evidence carries the proofs."""
    form = recheck(read_form(with_value(seed("2-expo-volunteers"), "/indicators/6/actual", "每周1次")))
    assert (form.findings, form.needs_review, form.why_review) == ((), False, ())
    assert form.evidence["/indicators/4/score"].proof == "proven"
    assert form.evidence["/project_name"].proof == "none"


def test_recheck_forgets():
    """What an earlier state of the record was found guilty of does not stay."""
    record = seed("2-expo-volunteers")
    broken = recheck(read_form(with_value(record, "/total_score", "1")))
    assert broken.why_review == ("finding:total-is-sum",)
    assert recheck(replace(broken, record=record)) == recheck(read_form(record))


WHY = {
    "a warning alone": (seed("6-media-kitchen"), {}, ()),
    "text without a place": (
        seed("2-expo-volunteers"),
        {"unplaced": (Unplaced(page=1, box=(0, 0, 1, 1), text="注"),)},
        ("unplaced-text",),
    ),
    "a reason without category": (
        with_value(seed("4-volunteer-fund"), "/indicators/7/reason", "同上"),
        {"reasons": ()},
        tuple(f"unclassified:/indicators/{at}/reason" for at in (6, 10, 11, 12)),
    ),
    "no places": (seed("2-expo-volunteers"), {"evidence": {}}, ("no-evidence",)),
    "same fault twice": (
        changed(seed("7-drug-education"), {"/funds/0/rate": "9.00", "/funds/1/rate": "9.00"}),
        {},
        (f"finding:{RATE}",),
    ),
}


@pytest.mark.parametrize(("record", "changes", "expected"), WHY.values(), ids=WHY.keys())
def test_why_review(record: Record, changes: dict[str, object], expected: tuple[str, ...]):
    """Errors, unplaced text, unsorted reasons and values without a place go to a person, and say so."""
    form = recheck(read_form(record, **changes))
    assert (form.why_review, form.needs_review) == (expected, bool(expected))


def test_merged_cells_count_once():
    """A score and a weight merged over two rows are one cell: added once, proven together."""
    record = Record(
        indicators=rows(("60", "55", "延期。"), ("60", "55", "延期。"), ("40", "40", "")), total_score="95"
    )
    form = read_form(record)
    places = {f"/indicators/1/{name}": form.evidence[f"/indicators/0/{name}"] for name in ("weight", "score")}
    merged = replace(form, evidence=form.evidence | places)
    assert [one.code for one in recheck(form).findings] == ["weights-are-100"]
    assert recheck(merged).findings == ()
    assert recheck(merged).evidence["/indicators/1/score"].proof == "proven"
    parted = replace(merged, record=with_value(record, "/indicators/1/score", "50"))
    assert [one.code for one in recheck(parted).findings] == ["total-is-sum"]


@given(perfect_records())
def test_perfect(record: Record):
    """A form in which everything adds up is left alone, and nothing in it is in conflict."""
    checked = check_record(record)
    assert checked.findings == ()
    assert not {"conflict", "none"} & set(checked.proofs.values())


PLANTED = {
    "score": "total-is-sum",
    "weight": "weights-are-100",
    "level1_weight": "weights-are-100",
    "total_score": "total-is-sum",
    "total_weight": "weights-are-100",
    "rate": RATE,
}


@given(perfect_records(), st.data())
def test_planted(record: Record, data: st.DataObject):
    """One wrong score, weight, rate or total is found under its rule, and the field is named."""
    pointers = [
        pointer
        for pointer, text in all_values(record).items()
        if pointer.rpartition("/")[2] in PLANTED and parse_number(text)
    ]
    pointer = data.draw(st.sampled_from(pointers))
    number = parse_number(value_at(record, pointer))
    assert number is not None
    steps = data.draw(st.integers(-999, 999).filter(bool))
    text = f"{number.moved(steps).value}{number.mark}"
    code = PLANTED[pointer.rpartition("/")[2]]
    blamed = {one.code: one.fields for one in check_record(with_value(record, pointer, text)).findings}
    assert pointer in blamed.get(code, ())


@given(perfect_records(), st.data())
def test_proven_means_proven(record: Record, data: st.DataObject):
    """No proven number can be changed alone, by however little, without a finding."""
    proofs = check_record(record).proofs
    pointer = data.draw(st.sampled_from([pointer for pointer, proof in proofs.items() if proof == "proven"]))
    number = parse_number(value_at(record, pointer))
    value = number.moved(data.draw(st.sampled_from([-10, -1, 1, 10]))).value if number else Decimal(1)
    mark = number.mark if number else ""
    assert check_record(with_value(record, pointer, f"{value}{mark}")).findings


def _claims(record: Record) -> list[Claim]:
    ledger = read_ledger(record)
    return [claim for rule in RULES.values() for make in rule.claims for claim in make(ledger)]


def _beside(claim: Claim, at: int) -> list[tuple[Number, ...]]:
    """Return a claim's numbers with the last place of one of them a unit off, both ways."""
    before, number, after = claim.numbers[:at], claim.numbers[at], claim.numbers[at + 1 :]
    return [(*before, number.moved(by), *after) for by in (-1, 1)]


@given(st.one_of(perfect_records(), odd_records))
def test_sharp_claims(record: Record):
    """What a claim says of its own sharpness is what judging its numbers a unit off, one by one, shows."""
    for claim in _claims(record):
        if claim.sharp is not None and claim.fault() is None:
            for at in range(len(claim.numbers)):
                assert all(claim.judge(numbers) for numbers in _beside(claim, at)) == claim.sharp


@given(st.one_of(perfect_records(), odd_records))
def test_quick_tests(record: Record):
    """A claim's quick test agrees with its judge, for the numbers as printed and for those beside them."""
    for claim in _claims(record):
        for numbers in (
            claim.numbers,
            *(one for at in range(len(claim.numbers)) for one in _beside(claim, at)),
        ):
            assert claim.holds(numbers) == (claim.judge(numbers) is None)


@given(odd_records)
def test_odd(record: Record):
    """Nothing that a form can hold makes a check raise; every finding speaks of fields that exist."""
    form = recheck(Form(pages=(1,), template="", record=record))
    for finding in form.findings:
        assert english(finding)
        assert all(isinstance(value_at(record, pointer), str) for pointer in finding.fields)
