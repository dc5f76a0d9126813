"""Exports say how far each number is proven, what was read before a repair, and what is due."""

import json
from dataclasses import replace

import pytest

from models.records import Form
from review_ui.exports import ExportRow, write_csv, write_jsonl, write_xlsx
from tests.made_records import read_form, seed
from tests.read_exports import by_header, read_csv, read_xlsx, written
from tests.uncertain_forms import doubted, unsure

SCORE = "/indicators/2/score"
EXECUTED = "/funds/0/executed"


@pytest.fixture
def row() -> ExportRow:
    """Return form 1, two numbers of it repaired, one not settled, one due less than is printed."""
    record = seed("1-sunshine-community")
    uncertain = (
        unsure(SCORE, "24", "2.4", proven_by=("total-is-sum",)),
        unsure(EXECUTED, "52624", "526.24", proven_by=("funds-add-up",)),
        unsure("/total_score", "8740", record.total_score, proven_by=("total-is-sum",)),
        unsure("/year", "2019", "2018"),
        unsure("/indicators/1/weight", "6", "8", proven_by=("weights-are-100",)),
    )
    return exported(doubted(read_form(record), *uncertain))


def exported(form: Form) -> ExportRow:
    """Return a form as it is exported while it waits."""
    return ExportRow(
        form_id=1,
        document_name="表.pdf",
        sha256="ab" * 32,
        state="waiting",
        version=1,
        decided_by=None,
        decided_at=None,
        form=form,
        events=(),
    )


def test_csv_tells_proofs_and_repairs(row: ExportRow):
    """Each number has its proof; what was repaired says what was read; what is open is named."""
    rows = read_csv(written(write_csv, [row]))
    first, second, third = rows[:3]
    assert (first["等级"], first["总分证实"], first["分值合计证实"]) == ("良", "证实", "")
    assert (first["表头修复前识读"], first["待核实的识读"]) == ("总分：8740", "/year")
    assert first["资金修复前识读"] == "全年执行数：52624"
    assert (first["全年执行数证实"], first["全年预算数证实"]) == ("证实", "")
    assert [one["得分证实"] for one in (first, second, third)] == ["证实", "证实", "证实"]
    assert [one["本行修复前识读"] for one in (first, second, third)] == ["", "", "得分：24"]
    assert {one["一级指标分值证实"] for one in rows} == {"证实"}


def test_an_open_value_is_not_proven(row: ExportRow):
    """A value that a person is still to settle is named as open; it is consistent, not proven."""
    form = doubted(read_form(row.form.record), unsure("/indicators/0/score", "6", "8"))
    (first, *_) = read_csv(written(write_csv, [exported(form)]))
    assert (first["待核实的识读"], first["得分证实"]) == ("/indicators/0/score", "一致")


def test_csv_tells_what_is_due(row: ExportRow):
    """A row whose target and actual compare says met or not, how much, the score due and the difference."""
    rows = read_csv(written(write_csv, [row], "en"))
    names = ("met", "share", "expected_score", "score_difference")
    assert tuple(rows[2][name] for name in names) == ("no", "40%", "2.4", "0.0")
    assert tuple(rows[12][name] for name in names) == ("yes", "100%", "10", "-1")
    assert tuple(rows[4][name] for name in names) == ("", "", "", "")
    assert (rows[0]["grade"], rows[0]["score_proof"]) == ("good", "proven")


def test_xlsx_tells_the_same(row: ExportRow):
    """The sheets carry the same columns; scores due are numbers."""
    book = read_xlsx(written(write_xlsx, [row]))
    (form,) = by_header(book, "表单")
    assert (form["等级"], form["总分证实"]) == ("良", "证实")
    money = by_header(book, "资金")
    assert [one["资金修复前识读"] for one in money] == ["全年执行数：52624", None, None]
    assert [one["年初预算数证实"] for one in money] == ["证实", "证实", None]
    indicators = by_header(book, "指标")
    assert (indicators[12]["应得分"], indicators[12]["得分差"], indicators[12]["达标"]) == (10, -1, "是")


def test_numbers_that_no_rule_covers_are_named(row: ExportRow):
    """What nothing proves is listed, by pointer."""
    bare = replace(row.form.derived, uncovered=("/funds/0/weight", SCORE))
    (first, *_) = read_csv(written(write_csv, [exported(replace(row.form, derived=bare))]))
    assert first["无规则覆盖的数"] == f"/funds/0/weight {SCORE}"


def test_a_form_without_funds_has_blank_amounts(row: ExportRow):
    """Where no total of funds is printed, its columns and their proofs are blank, not missing."""
    record = replace(row.form.record, funds=())
    rows = read_csv(written(write_csv, [exported(doubted(read_form(record)))]))
    assert len(rows) == len(record.indicators)
    assert {(one["执行率"], one["执行率证实"], one["资金修复前识读"], one["得分"] != "") for one in rows} == {
        ("", "", "", True)
    }


def test_jsonl_carries_it_all(row: ExportRow):
    """Lines of JSON hold proofs, readings and what is derived, as records do."""
    line = json.loads(written(write_jsonl, [row]))
    assert line["derived"]["grade"] == "良"
    assert line["derived"]["indicators"][2]["expected_score"] == "2.4"
    assert line["evidence"][SCORE]["proof"] == "proven"
    assert line["uncertain"][0] == {
        "field": SCORE,
        "readings": ["24", "2.4"],
        "choices": [],
        "proven_by": ["total-is-sum"],
    }
