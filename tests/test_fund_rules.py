"""The rules of the funds find what is broken and nothing else."""

from typing import Literal

import pytest

from extractor.proof.checks import Doubts, check_record
from models.records import Fund, Pointer, Record
from tests.made_records import changed, found_in_sums, seed

RATE = "rate-is-executed-over-budget"

CHANGES: dict[str, tuple[dict[Pointer, str], list[tuple[str, str, str]]]] = {
    "rate": ({"/funds/0/rate": "99.86"}, [(RATE, "error", "/funds/0/rate")]),
    "rate with a percent sign": ({"/funds/0/rate": "99.96%"}, []),
    "rate as a ratio": ({"/funds/0/rate": "0.9996", "/funds/1/rate": "1.000"}, []),
    "a percent sign leaves no ratio": ({"/funds/1/rate": "1%"}, [(RATE, "error", "/funds/1/rate")]),
    "unreadable rate: its score is not judged": (
        {"/funds/0/rate": "约99", "/funds/0/score": "9.00", "/total_score": "86.40"},
        [("not-a-number", "info", "/funds/0/rate")],
    ),
    "a ratio without decimals is exact": (
        {"/funds/0/rate": "1", "/funds/1/rate": "1"},
        [(RATE, "error", "/funds/0/rate"), (RATE, "error", "/funds/1/rate")],
    ),
    "a ratio of 1": (
        {
            f"/funds/{at}/{name}": text
            for at in (0, 1)
            for name, text in (("executed", "526.44"), ("rate", "1"))
        },
        [],
    ),
    "rate rounded to a whole": ({"/funds/0/rate": "100", "/funds/1/rate": "100.0%"}, []),
    "rate against the adjusted budget": (
        {
            "/funds/0/adjusted_budget": "530.00",
            "/funds/1/adjusted_budget": "530.00",
            "/funds/0/rate": "99.29",
            "/funds/1/rate": "99.29",
            "/funds/0/score": "9.93",
            "/total_score": "87.33",
        },
        [],
    ),
    "rate against the initial budget though another was adjusted": (
        {
            "/funds/0/adjusted_budget": "530.00",
            "/funds/1/adjusted_budget": "530.00",
            "/funds/0/score": "10.00",
            "/total_score": "87.40",
        },
        [(RATE, "warning", "/funds/0/rate"), (RATE, "warning", "/funds/1/rate")],
    ),
    "rate of rounded amounts": (
        {
            "/funds/0/initial_budget": "1.5",
            "/funds/0/executed": "1.4",
            "/funds/0/rate": "95.00",
            "/funds/0/score": "9.50",
            "/funds/1/initial_budget": "",
            "/funds/1/executed": "",
            "/total_score": "86.90",
        },
        [(RATE, "info", "/funds/0/rate")],
    ),
    "rate's score": (
        {"/funds/0/score": "9.90", "/total_score": "87.30"},
        [("rate-score", "error", "/funds/0/score")],
    ),
    "rate's score in whole points": (
        {"/funds/0/rate": "", "/funds/0/executed": "478.24", "/funds/1/executed": "478.24"}
        | {"/funds/1/rate": "", "/funds/0/score": "9.00", "/total_score": "86.40"},
        [("rate-score", "warning", "/funds/0/score")],
    ),
    "rate's score in other whole points": (
        {"/funds/0/score": "9.00", "/total_score": "86.40"},
        [("rate-score", "error", "/funds/0/score")],
    ),
    "rate's score truncated": (
        {"/funds/0/score": "9.99", "/total_score": "87.39"},
        [("rate-score", "info", "/funds/0/score")],
    ),
    "rate's score of a rounded rate": (
        {"/funds/0/rate": "99.3%", "/funds/0/initial_budget": "", "/funds/0/score": "9.925"}
        | {"/total_score": "87.325"},
        [("rate-score", "info", "/funds/0/score")],
    ),
    "over-executed scores full": (
        {
            "/funds/0/executed": "600.00",
            "/funds/1/executed": "600.00",
            "/funds/0/rate": "113.97",
            "/funds/1/rate": "113.97",
        },
        [],
    ),
    "part of the funds": (
        {"/funds/2/executed": "1.00"},
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "parts of the funds rounded": (
        {"/funds/1/executed": "526.23", "/funds/2/executed": "0.02", "/funds/1/rate": "99.96"},
        [("funds-add-up", "info", "/funds/0/executed")],
    ),
    "parts in yuan": ({"/funds/1/executed": "5262400元"}, []),
    "parts in yuan that do not add up": (
        {"/funds/1/executed": "5262500元", "/funds/1/rate": ""},
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "no budget": ({f"/funds/{at}/{name}": "" for at in (0, 1) for name in ("initial_budget", "rate")}, []),
    "budget of nothing": ({"/funds/0/initial_budget": "0.00", "/funds/1/initial_budget": "0.00"}, []),
}


@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_change(changes: dict[Pointer, str], expected: list[tuple[str, str, str]]):
    """What a change to form 1 breaks is found, under its code, at its field, and nothing else."""
    assert found_in_sums(changed(seed("1-sunshine-community"), changes)) == expected


Part = tuple[Literal["fiscal", "carried_over", "other"], str, str]


def _parts(total: str, *parts: Part) -> Record:
    """Return a record of a total executed amount over parts: source, label, amount."""
    rows = [Fund(source=source, label=label, executed=text) for source, label, text in parts]
    return Record(funds=(Fund(source="total", executed=total), *rows))


TEMPLATES: dict[str, tuple[Record, list[tuple[str, str, str]]]] = {
    "amounts in yuan": (
        Record(
            amount_unit="元",
            funds=(
                Fund(source="total", initial_budget="5,264,400.00", executed="5,262,377.86", rate="99.96"),
                Fund(source="fiscal", initial_budget="5,264,400.00", executed="5,262,377.86", rate="99.96"),
            ),
        ),
        [],
    ),
    "one source in two rows, a row and its part": (
        Record(
            funds=(
                Fund(source="total", executed="10.00"),
                Fund(source="fiscal", executed="10.00"),
                Fund(source="fiscal", label="其中：中央资金", executed="4.00"),
            )
        ),
        [],
    ),
    "one source in two rows that add up": (
        Record(
            funds=(
                Fund(source="total", executed="14.00"),
                Fund(source="fiscal", executed="10.00"),
                Fund(source="fiscal", executed="4.00"),
            )
        ),
        [],
    ),
    "one source in two rows, no choice of which adds up": (
        _parts("100", ("fiscal", "中央补助", "50"), ("fiscal", "地方资金", "40"), ("other", "其他", "0")),
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "one source in two rows and a blank": (
        _parts("100", ("fiscal", "中央补助", "50"), ("fiscal", "地方资金", "40"), ("other", "其他", "")),
        [],
    ),
    "two rows of one source and the parts of one": (
        _parts("100", ("fiscal", "预算", "60"), ("fiscal", "基金", "40"), ("fiscal", "其中：中央", "20")),
        [],
    ),
    "what was carried over within the fiscal row": (
        _parts("100", ("fiscal", "财政拨款", "100"), ("carried_over", "其中：上年结转", "20")),
        [],
    ),
    "what is of the year and what was carried over within the fiscal row": (
        _parts(
            "100",
            ("fiscal", "财政拨款", "100"),
            ("fiscal", "其中：本年", "80"),
            ("carried_over", "结转", "20"),
        ),
        [],
    ),
    "other funds are no part of the fiscal row": (
        _parts("100", ("fiscal", "财政拨款", "100"), ("fiscal", "其中：本年", "80"), ("other", "其他", "20")),
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "a total rounded to a whole": (
        _parts("2315", ("fiscal", "财政拨款", "2000.49"), ("other", "其他", "315.00")),
        [("funds-add-up", "info", "/funds/0/executed")],
    ),
    "a total cut to a whole": (
        _parts("2315", ("fiscal", "财政拨款", "2000.69"), ("other", "其他", "315.00")),
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "what was carried over beside the fiscal row": (
        _parts("100", ("fiscal", "其中：财政拨款", "100"), ("carried_over", "上年结转", "20")),
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "a part of the total where nothing stands for the rest": (
        Record(funds=(Fund(source="total", executed="14.00"), Fund(source="fiscal", executed="10.00"))),
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "a part of the total beside nothing for the rest": (
        Record(
            funds=(
                Fund(source="total", executed="14.00"),
                Fund(source="fiscal", executed="10.00"),
                Fund(source="other", executed="—"),
            )
        ),
        [("funds-add-up", "error", "/funds/0/executed")],
    ),
    "no total row": (Record(funds=(Fund(source="fiscal", executed="14.00"),)), []),
    "units that cannot be compared": (
        Record(funds=(Fund(source="total", executed="14.00"), Fund(source="fiscal", executed="14万元"))),
        [],
    ),
}


@pytest.mark.parametrize(("record", "expected"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_template(record: Record, expected: list[tuple[str, str, str]]):
    """A template gets the checks that apply to it, and no false ones."""
    assert found_in_sums(record) == expected


def _severities(fund: Fund, *recognised: Pointer) -> list[str]:
    found = check_record(Record(funds=(fund,)), doubts=Doubts(frozenset(recognised))).findings
    return [one.severity for one in found if one.code == "rate-score"]


def test_whole_points_that_were_recognised_are_an_error():
    """Of a scan, 9.00 for 92 % may be another number misread."""
    fund = Fund(source="total", adjusted_budget="100", executed="92", weight="10", rate="92%", score="9.00")
    assert _severities(fund) == ["warning"]
    assert _severities(fund, "/funds/0/score") == ["error"]


@pytest.mark.parametrize(
    ("weight", "rate", "score", "expected"),
    [
        ("20", "62.3%", "12.00", ["warning"]),
        ("5", "62.3%", "3.00", ["error"]),
        ("5", "10%", "1.00", ["error"]),
        ("2", "60%", "1.00", ["error"]),
        ("10", "4%", "0.00", ["error"]),
        ("10", "95%", "10.00", ["error"]),
        ("10", "100.00%", "10.00", []),
    ],
)
def test_whole_points_are_those_of_bands(weight: str, rate: str, score: str, expected: list[str]):
    """Where a point is much, or all marks or none were given for something, another number was meant."""
    assert _severities(Fund(source="total", weight=weight, rate=rate, score=score)) == expected
