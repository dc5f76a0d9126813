"""Why targets were missed, said once for all rows: sorted, counted, changed and exported as a row's is."""

from dataclasses import replace

import pytest

from extractor.pipeline import load_kit
from extractor.proof.checks import recheck
from extractor.reason.contexts import sort_reasons
from models.dockings import Docked, docked_of, to_docked
from models.edits import categories_of, categorised
from models.lines import ExportRow
from models.records import Evidence, Form, Fund, Indicator, Label, Reason, Record
from review_ui.columns import FORM
from review_ui.languages import load_words
from review_ui.papers import lay_out
from review_ui.sheets import form_rows

CLASSIFY = load_kit().classify
LABEL, TEXT = "偏差大或目标/未完成原因分析", "专项资金到位较晚。"
FIELD = "/extras/偏差大或目标~1未完成原因分析"
LOST, FULL = Indicator(level3="里程", weight="10", score="8"), Indicator(level3="座数", weight="5", score="5")


def _record(*rows: Indicator, **extras: str) -> Record:
    return Record(indicators=rows, extras=extras or {LABEL: TEXT})


def _form(*codes: str) -> Form:
    labels = tuple(Label(code=code, start=0, end=4, confidence=1) for code in codes)
    return Form(
        pages=(1,),
        template="hubei",
        record=_record(LOST, FULL, replace(LOST, reason="另有原因")),
        reasons=(Reason(field=FIELD, labels=labels, explains=True),),
    )


SORTED = {
    "marks were lost": (_record(LOST, FULL), {FIELD: ["FUND_DELAY"]}),
    "no weights are printed": (_record(Indicator(score="8")), {FIELD: ["FUND_DELAY"]}),
    "a row says nothing of its own": (_record(replace(LOST, reason="—")), {FIELD: ["FUND_DELAY"]}),
    "two of them": (
        _record(LOST, 存在问题="招标流标。", 原因=TEXT),
        {"/extras/存在问题": ["PROCUREMENT"], "/extras/原因": ["FUND_DELAY"]},
    ),
    "no marks were lost": (_record(FULL), {}),
    "no rows": (_record(), {}),
    "it says nothing": (_record(LOST, 存在问题="无"), {}),
    "of a fund": (_record(LOST, **{"funds/0/原因": TEXT}), {}),
    "of another column": (_record(LOST, **{"indicators/0/偏差原因": TEXT}), {}),
    "another label": (_record(LOST, 改进措施=TEXT), {}),
}


@pytest.mark.parametrize(("record", "codes"), SORTED.values(), ids=SORTED.keys())
def test_sorts_what_speaks_for_all_rows(record: Record, codes: dict[str, list[str]]):
    """A text at the foot whose label asks for causes is sorted where it alone can tell them."""
    found = {
        reason.field: [label.code for label in reason.labels] for reason in sort_reasons(record, CLASSIFY)
    }
    assert {field: found[field] for field in found if field.startswith("/extras/")} == codes


def test_rows_that_tell_their_reasons_are_enough():
    """Where a row gives a reason, the foot is not asked."""
    record = _record(LOST, replace(LOST, reason="招标流标。"))
    assert [reason.field for reason in sort_reasons(record, CLASSIFY)] == ["/indicators/1/reason"]


@pytest.mark.parametrize(("score", "codes"), [("8.5", ["FUND_DELAY"]), ("10", []), ("—", [])])
def test_sorts_why_funds_were_not_spent(score: str, codes: list[str]):
    """The words beside funds that lost marks are sorted, whatever rows say; they count for no row's loss."""
    funds = (Fund(source="total", weight="10", score=score), Fund(source="fiscal", weight="—", score="—"))
    extras = {f"funds/{at}/原因": TEXT for at in range(2)}
    record = Record(funds=funds, indicators=(replace(LOST, reason="招标流标。"), LOST), extras=extras)
    row, *others = sort_reasons(record, CLASSIFY)
    told = [label.code for reason in others for label in reason.labels]
    assert (row.field, [reason.field for reason in others], told) == (
        "/indicators/0/reason",
        ["/extras/funds~10~1原因"] if codes else [],
        codes,
    )
    form = replace(_form(), record=record, reasons=(row, *others))
    assert [docked.codes for docked in to_docked(docked_of(form))] == [("PROCUREMENT",), ()]


def test_a_fund_s_reason_is_none_of_the_rows():
    """Why money was not spent does not tell why a target was missed."""
    codes = [
        [found.code for found in recheck(replace(_form(), record=record, reasons=())).findings]
        for record in (_record(LOST), _record(LOST, **{"funds/0/原因": TEXT}))
    ]
    assert ["lost-without-reason" in found for found in codes] == [False, True]


@pytest.mark.parametrize("column", ["reason", "score"])
def test_nobody_is_blamed_for_a_column_that_is_not_there(column: str):
    """A form that has no place for reasons, on any page, cannot give one; one whose cell is blank can."""
    seen = {f"/indicators/0/{column}": Evidence(page=1, box=(0, 0, 1, 1))}
    form = recheck(replace(_form(), record=_record(LOST, 备注="无"), reasons=(), evidence=seen))
    assert ("lost-without-reason" in [found.code for found in form.findings]) == (column == "reason")


@pytest.mark.parametrize(("row", "explains"), [(LOST, False), (LOST, True), (FULL, False)])
def test_it_too_may_explain_nothing(row: Indicator, *, explains: bool):
    """Words at the foot that name no cause are told once, with all lost marks that they leave open."""
    reason = replace(_form("BOILERPLATE").reasons[0], explains=explains)
    form = recheck(
        replace(_form(), record=_record(FULL, row, LOST if row is LOST else FULL), reasons=(reason,))
    )
    told = [found.fields for found in form.findings if found.code == "reason-explains-nothing"]
    cells = [f"/indicators/{at}/{name}" for at in (1, 2) for name in ("score", "weight")]
    assert told == ([(FIELD, *cells)] if row is LOST and not explains else [])


def test_one_without_category_goes_to_a_person():
    """What no pattern knows is for somebody to read, as in a row."""
    assert f"unclassified:{FIELD}" in recheck(_form()).why_review
    assert f"unclassified:{FIELD}" not in recheck(_form("FUND_DELAY")).why_review


def test_losses_of_rows_without_a_reason_are_its():
    """Marks lost in rows without a reason of their own count for what the foot says."""
    shared = ("FUND_DELAY", "PROCUREMENT")
    assert to_docked(docked_of(_form(*shared, "FUND_DELAY"))) == [
        Docked("10", "8", shared),
        Docked("10", "8", ()),
    ]


def test_a_row_with_a_dash_is_without_a_reason():
    """It gives none of its own, so its marks count for the foot; where that says nothing, for no reason."""
    nothing = Label(code="NO_REASON", start=0, end=1, confidence=1)
    dash = Reason(field="/indicators/0/reason", labels=(nothing,), explains=False)
    form = replace(_form("FUND_DELAY"), record=_record(replace(LOST, reason="—")))
    told = [
        to_docked(docked_of(replace(form, reasons=(dash, *foot))))[0].codes for foot in (form.reasons, ())
    ]
    assert told == [("FUND_DELAY",), ("NO_REASON",)]


def test_a_person_may_set_its_categories():
    """It is a reason like others on the desk, which shows its chips."""
    assert [one.code for one in categories_of(categorised(_form(), FIELD, ["WEATHER"]), FIELD)] == ["WEATHER"]
    record = _record(LOST, FULL, LOST, **{"备注": "无", LABEL: TEXT})
    cells = lay_out(record, (), iter([FIELD])).cells()
    assert [cell.pointer for cell in cells if cell.is_reason] == [
        *(f"/indicators/{at}/reason" for at in range(3)),
        FIELD,
    ]


def test_exported_with_the_form():
    """The table of forms has its categories, and the words that show them."""
    row = ExportRow(
        form_id=1,
        document_name="a.pdf",
        sha256="",
        state="waiting",
        version=1,
        decided_by=None,
        decided_at=None,
        form=_form("FUND_DELAY"),
        events=(),
    )
    (values,) = form_rows(row, load_words("en"))
    told = dict(zip((column.en for column in FORM), values, strict=True))
    assert [told[f"foot_reason_{name}"] for name in ("codes", "evidence")] == ["FUND_DELAY", TEXT[:4]]
    assert told["foot_explains"] == "yes"
