"""Pointers into a record find, replace and list its values."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.pointers import all_values, escape, value_at, with_value
from models.records import Fund, Indicator, Record
from tests.made_records import odd_records

RECORD = Record(
    title="表",
    funds=(Fund(source="total", executed="5"),),
    indicators=(Indicator(level3="甲"), Indicator(level3="乙")),
    extras={"a/b~c": "x", "": "y"},
)
POINTERS = {
    "/title": "表",
    "/funds/0/executed": "5",
    "/indicators/1/level3": "乙",
    "/extras/a~1b~0c": "x",
    "/extras/": "y",
}
NO_POINTERS = [
    "",
    "title",
    "/",
    "/nothing",
    "/funds",
    "/funds/1/executed",
    "/funds/x/executed",
    "/funds/0",
    "/title/0",
    "/goals",
    "/extras/a~1b",
    "/indicators/-1/score",
    "/indicators/00/score",
    "/indicators/ 0/score",
    "/indicators/０/score",
    "/indicators/+0/score",
    "/indicators/0_0/score",
]


@pytest.mark.parametrize(("pointer", "value"), POINTERS.items())
def test_value_at(pointer: str, value: str):
    """A pointer finds its value."""
    assert value_at(RECORD, pointer) == value


@pytest.mark.parametrize("pointer", NO_POINTERS)
def test_no_value(pointer: str):
    """What points at no printed value raises, for reading and for writing."""
    with pytest.raises(KeyError):
        value_at(RECORD, pointer)
    with pytest.raises(KeyError):
        with_value(RECORD, pointer, "")


@given(odd_records, st.text(), st.data())
def test_with_value(record: Record, value: str, data: st.DataObject):
    """Replacing one value changes that value and no other."""
    before = dict(all_values(record))
    free = [pointer for pointer in before if not pointer.endswith("/source")]
    pointer = data.draw(st.sampled_from(free))
    assert dict(all_values(with_value(record, pointer, value))) == before | {pointer: value}


@given(odd_records)
def test_all_values(record: Record):
    """Every value that is listed can be found, in the order of the form."""
    values = all_values(record)
    assert all(value_at(record, pointer) == text for pointer, text in values.items())
    assert next(iter(values)) == "/title"


@given(st.text())
@example("~1")
def test_escape(step: str):
    """A label finds its value, whatever characters it has."""
    assert value_at(Record(extras={step: "a"}), f"/extras/{escape(step)}") == "a"
