"""Printed against given: no word on a form's pages is dropped, none is doubled (docs/testing.md)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from models.records import Form
from tests.generators.ledgers import imbalances
from tests.generators.readings import read_back

PATH = Path(__file__).parent / "office" / "shanghai-1.xlsx.pdf"
Change = Callable[[Form], Form]


def _without_project(form: Form) -> Form:
    return replace(form, record=replace(form.record, project_name=""))


def _with_project_twice(form: Form) -> Form:
    record = replace(form.record, project_name=2 * form.record.project_name)
    return replace(form, record=record)


def _with_a_goal_elsewhere(form: Form) -> Form:
    achieved = form.evidence["/goals/achieved"]
    return replace(form, evidence=form.evidence | {"/goals/achieved": structs.replace(achieved, page=9)})


def _without_unplaced(form: Form) -> Form:
    assert form.unplaced
    return replace(form, unplaced=form.unplaced[1:])


def _on_another_page(form: Form) -> Form:
    moved = tuple(replace(item, page=item.page + 1) for item in form.unplaced)
    return replace(form, unplaced=moved)


CHANGES: dict[str, tuple[Change, str]] = {
    "a value left out": (_without_project, "dropped"),
    "a value given twice": (_with_project_twice, "doubled"),
    "a value on another page": (_with_a_goal_elsewhere, "dropped"),
    "a line left out": (_without_unplaced, "dropped"),
    "a line on another page": (_on_another_page, "dropped"),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_what_a_form_leaves_out_or_doubles_is_told(change: Change, told: str):
    """A form as read is balanced; one changed by hand is not."""
    data = PATH.read_bytes()
    reading = read_back(data)
    assert not imbalances(data, reading)
    changed = replace(reading, forms=tuple(map(change, reading.forms)))
    assert any(told in line for line in imbalances(data, changed))
