"""What is compared of a printed label."""

import pytest

from extractor.form.lexicons import key


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("【产出指标】（50分）", "产出指标"),
        ("[项目名称]（必填）", "项目名称"),
        ("【总分】：", "总分"),
        ("一、【总分】", "总分"),
        ("【项目名称】*", "项目名称"),
        ("其中：〔财政拨款〕", "财政拨款"),
        ("【注】说明", "说明"),
        ("得分：[必填]", "得分"),
        ("[必填]1.得分", "得分"),
        ("（总分）", ""),
    ],
)
def test_brackets_around_a_label_are_none_of_a_note(printed: str, label: str):
    """What stands in square and lenticular brackets is the label where nothing else is."""
    assert key(printed) == label
