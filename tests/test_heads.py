"""Rows above the blocks → fields of the head under labels in no list."""

import pytest

from tests.drawings import draw
from tests.drawn_forms import NATIONAL, Rows, read_all, table

OTHERS: Rows = [[("主管部门", 2), ("某县水利局", 3), ("实施单位", 2), ("河道管理所", 3)]]
HEADS = {
    "what the project belongs to before it": [("所属专项名称", "水利专项"), ("具体项目名称", "河道清淤")],
    "the project alone": [("申报的项目名称", "河道清淤")],
    "a programme behind the project": [("具体项目名称", "河道清淤"), ("所属专项名称", "水利专项")],
}


@pytest.mark.parametrize("pairs", HEADS.values(), ids=HEADS.keys())
def test_the_project_is_the_nearest(pairs: list[tuple[str, str]]):
    """A label that ends as that of a project names it before one of a programme; the other is kept."""
    rows: Rows = [[(label, 4), (value, 6)] for label, value in pairs]
    (form,) = read_all(draw([table([*rows, *OTHERS, *NATIONAL[2:]])]))
    assert form.record.project_name == "河道清淤"
    others = {label: value for label, value in pairs if value != "河道清淤"}
    assert {label: form.record.extras.get(label) for label in others} == others


def test_the_last_of_several_projects():
    """Of two labels of a project in no list the last is the form's own."""
    rows: Rows = [[("上级项目名称", 2), ("水利专项", 3), ("本级项目名称", 2), ("河道清淤", 3)]]
    (form,) = read_all(draw([table([*rows, *OTHERS, *NATIONAL[2:]])]))
    assert form.record.project_name == "河道清淤"
