"""Where a finding of `zipingbiao check` stands, in the words of people."""

import pytest

from cli.findings import place_of
from review_ui.languages import load_words
from tests.made_records import seed

PLACES = {
    "/total_score": "总分",
    "/funds/0/rate": "年度资金总额 执行率",
    "/indicators/2/score": "指标 3 开展培训 得分",
    "/goals/planned": "年初设定目标",
    "/extras/评价~1等级": "评价/等级",
}


@pytest.mark.parametrize(("pointer", "place"), PLACES.items())
def test_place(pointer: str, place: str):
    """A field is named as people know it."""
    assert place_of(pointer, seed("1-sunshine-community"), load_words("zh")) == place
