"""What follows from a record: its grade, what each row is due, and which numbers nothing proves."""

from decimal import Decimal

import pytest
from hypothesis import given

from extractor.proof.checks import check_record
from models.records import Due, Record
from tests.made_records import changed, found, odd_records, one_row, perfect_records, seed

GRADES = {
    "100": "优",
    "90.00": "优",
    "89.99": "良",
    "80分": "良",
    "79.99": "中",
    "60": "中",
    "59.9": "差",
    "0": "差",
    "100.01": "",
    "-1": "",
    "85%": "",
    "优": "",
    "": "",
}


@pytest.mark.parametrize(("total", "grade"), GRADES.items())
def test_grade(total: str, grade: str):
    """The grade is that of the printed total, at its edges."""
    assert check_record(Record(total_score=total)).derived.grade == grade


def test_no_grade_of_another_scale():
    """A total of other than 100 points has no grade."""
    assert check_record(Record(total_score="100", total_weight="120")).derived.grade == ""


PRINTED = {
    "the same": ({"评价等级": "良"}, []),
    "in words": ({"自评等级": "“良好”"}, []),
    "another": ({"自评等次": "优"}, ["/extras/自评等次"]),
    "in words, another": ({"评价结论": "优秀"}, ["/extras/评价结论"]),
    "an account": ({"评价结论": "优点很多"}, []),
    "another label": ({"备注": "优"}, []),
    "of one row": ({"indicators/0/评价等级": "优"}, []),
    "of something else": ({"风险等级": "中"}, []),
    "under a longer label": (
        {"项目绩效自评等级（优良中差）": "优"},
        ["/extras/项目绩效自评等级（优良中差）"],
    ),
    "a label with a slash": ({"等级/分": "差"}, ["/extras/等级~1分"]),
}


@pytest.mark.parametrize(("extras", "fields"), PRINTED.values(), ids=PRINTED.keys())
def test_printed_grade(extras: dict[str, str], fields: list[str]):
    """A printed grade is the total's."""
    record = Record(total_score="85", extras=extras)
    assert found(record) == [("grade", "warning", field) for field in fields]


DUES = {
    "missed": (
        ("5场", "2场", "6", "2.4"),
        Due(row=0, met=False, share="40%", expected_score="2.4", difference="0.0"),
    ),
    "missed, rounded": (
        ("2500名", "2166人次", "3", "2.60"),
        Due(row=0, met=False, share="86.64%", expected_score="2.60", difference="0.00"),
    ),
    "too much": (
        ("5场", "2场", "6", "3"),
        Due(row=0, met=False, share="40%", expected_score="2.4", difference="0.6"),
    ),
    "met": (
        ("≥90%", "95%", "6", "5.5"),
        Due(row=0, met=True, share="100%", expected_score="6", difference="-0.5"),
    ),
    "late": (("10月底前", "11月5日", "6", "5"), Due(row=0, met=False)),
    "no scores": (("5场", "2场", "", ""), Due(row=0, met=False, share="40%")),
    "no score": (("5场", "2场", "6", ""), Due(row=0, met=False, share="40%", expected_score="2.4")),
}


@pytest.mark.parametrize(("texts", "due"), DUES.values(), ids=DUES.keys())
def test_due(texts: tuple[str, ...], due: Due):
    """A row that can be compared says what it reached, what is due, and how far the score is off."""
    record = one_row(**dict(zip(("target", "actual", "weight", "score"), texts, strict=True)))
    assert check_record(record).derived.indicators == (due,)


def test_only_what_can_be_compared():
    """Words against words have no place there."""
    derived = check_record(seed("4-volunteer-fund")).derived
    assert [due.row for due in derived.indicators] == [0, 1, 2, 3, 4, 5, 8, 9]


def test_uncovered():
    """Numbers that no rule covers are told, and only those."""
    record = seed("1-sunshine-community")
    assert check_record(record).derived.uncovered == ()
    alone = changed(record, {f"/funds/{at}/executed": "" for at in (0, 1)} | {"/funds/1/rate": "5"})
    assert check_record(alone).derived.uncovered == ("/funds/1/rate",)


@given(perfect_records())
def test_perfect(record: Record):
    """A perfect form is scored as is due."""
    assert {Decimal(due.difference or 0) for due in check_record(record).derived.indicators} <= {Decimal(0)}


@given(odd_records)
def test_odd(record: Record):
    """Odd input raises nothing; a share lies between 0 and 100 %."""
    for due in check_record(record).derived.indicators:
        assert not due.share or 0 <= Decimal(due.share.rstrip("%")) <= 100
