"""Forms as eight provinces print them are read field by field, and nothing of them is unplaced."""

import pytest

from models.pointers import all_values
from tests.drawings import draw
from tests.drawn_forms import read_all, table
from tests.province_forms import PROVINCES, Province


@pytest.mark.parametrize("province", PROVINCES.values(), ids=PROVINCES)
def test_a_provinces_form_is_read(province: Province):
    """Each field that its columns and rows name is the printed one."""
    (form,) = read_all(draw([table(province.rows)]))
    values = all_values(form.record)
    assert {pointer: values.get(pointer) for pointer in province.fields} == province.fields
    assert not form.unplaced
