"""Cells that several values share: doubted once, or for each that cannot have it."""

import pytest

from extractor.scan.sightings import with_sights
from models.records import Evidence, Form, Fund, Goals, Indicator, Record, Uncertain
from tests.made_sights import CELL, sheet, sight


def test_a_merged_cell_is_doubted_once():
    """Rows that repeat its value do not repeat the doubt, but know how sure it is."""
    rows = (Indicator(level1_weight="50"), Indicator(level1_weight="50"))
    fields = [f"/indicators/{at}/level1_weight" for at in (0, 1)]
    evidence = {field: Evidence(page=1, box=CELL) for field in fields}
    both = Form(pages=(1,), template="", record=Record(indicators=rows), evidence=evidence)
    read = with_sights(both, {1: sheet(sight("产出指标（50分）", "产出指标（60分）", sure=0.5))})
    assert read.uncertain == (Uncertain(field=fields[0], readings=("50", "60")),)
    assert {read.evidence[field].confidence for field in fields} == {0.5}


TORN = {
    "of two blocks": (("/funds/0/label", "/goals/planned"), True),
    "of two rows": (("/funds/0/rate", "/funds/1/rate"), True),
    "of one row": (("/funds/0/rate", "/funds/0/score"), True),
    "of two indicators": (("/indicators/0/level3", "/indicators/1/level3"), True),
    "a group of many rows": (("/indicators/0/level1", "/indicators/1/level1"), False),
    "a source of many rows": (("/funds/0/label", "/funds/1/label"), False),
}


@pytest.mark.parametrize(("fields", "doubted"), TORN.values(), ids=TORN.keys())
def test_a_cell_that_two_have_is_doubted_for_each(fields: tuple[str, str], *, doubted: bool):
    """However surely it is read: one of them has nothing, or another text, and the side was not seen."""
    fund = Fund(source="total", label="5", rate="5", score="5")
    row = Indicator(level1="5", level3="5")
    record = Record(funds=(fund, fund), goals=Goals(planned="5"), indicators=(row, row))
    evidence = {field: Evidence(page=1, box=CELL) for field in fields}
    read = with_sights(
        Form(pages=(1,), template="", record=record, evidence=evidence), {1: sheet(sight("5"))}
    )
    assert [one.field for one in read.uncertain] == [*fields] * doubted


@pytest.mark.parametrize(
    ("name", "field", "doubted"),
    [("level3", "reason", True), ("level3", "level1", False), ("level2", "reason", False)],
    ids=["a reason in rows of one name", "their group", "a reason of a group"],
)
def test_what_rows_of_one_name_share_is_doubted(name: str, field: str, *, doubted: bool):
    """The ruling between them was not seen, so that a reason may be that of one row alone."""
    below = (10.0, 50.0, 100.0, 80.0)
    row = Indicator(**{name: "培训", field: "受疫情影响"})
    evidence = {
        f"/indicators/{at}/{one}": Evidence(page=1, box=box)
        for at in (0, 1)
        for one, box in ((name, CELL), (field, below))
    }
    read = with_sights(
        Form(pages=(1,), template="", record=Record(indicators=(row, row)), evidence=evidence),
        {1: sheet(sight("培训", sure=0.999), sight("受疫情影响", sure=0.999, y=55.0))},
    )
    doubts = [one.field for one in read.uncertain if one.field.endswith(field)]
    assert doubts == [f"/indicators/{at}/{field}" for at in (0, 1)] * doubted
