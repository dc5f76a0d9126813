"""Which clauses only name their indicator again, and which say something."""

import pytest

from extractor.reason.restatements import without_restating

RESTATED = {
    "end of the name, low": ("知晓率不高", "政策知晓率", "#"),
    "still rather low": ("本项目知晓率还比较低。", "政策知晓率", "#。"),
    "not reached": ("满意度未达到目标值", "服务对象满意度", "#"),
    "denied": ("项目完成不够及时", "项目完成及时性", "#"),
    "denied within": ("项目未按期完成", "项目按期完成率", "#"),
    "late": ("设备验收较晚", "设备验收及时率", "#"),
    "two clauses": ("知晓率偏低，未完成", "政策知晓率", "#，未完成"),
    "both": ("知晓率偏低，政策知晓率不高", "政策知晓率", "#，#"),
}
SAYING = {
    "a word of the name lacks": ("资金不足", "资金支付率"),
    "people lack": ("人员不足", "人员培训人次"),
    "late, but not asked for in time": ("设备采购滞后", "设备采购数量"),
    "a cause beside it": ("宣传不够知晓率不高", "政策知晓率"),
    "another rate": ("参与率不高", "政策知晓率"),
    "the first words of the name": ("政策不明", "政策知晓率"),
    "a long text": ("知晓率不高。" + "宣传做得少。" * 10, "政策知晓率"),
}


@pytest.mark.parametrize(("text", "name", "left"), RESTATED.values(), ids=RESTATED.keys())
def test_restates(text: str, name: str, left: str):
    """Nothing but the indicator's words and a word for low, late or not stands in the clause."""
    assert without_restating(text, name, "#") == left


@pytest.mark.parametrize(("text", "name"), SAYING.values(), ids=SAYING.keys())
def test_says_something(text: str, name: str):
    """Words that are not the indicator's stay, and so does what the name only begins with."""
    assert without_restating(text, name, "#") == text
