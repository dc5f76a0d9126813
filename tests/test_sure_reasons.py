"""What is sure enough that nobody need look at it, and what is not."""

import pytest

from extractor.reason.opinions import MOST_SURE
from extractor.reason.reasons import load_classifier

CLASSIFIER = load_classifier()
PATTERNS = load_classifier(by="patterns")
PROMISES = {
    "one": ("将加强培训，提升业务能力。", True),
    "a list": ("下一步：一是加强督导；二是完善制度。", True),
    "with a cause on the way": ("今后将提前谋划，避免流标。", False),
}
OPEN = [
    "下一步待上级文件下达后实施",
    "下一步待方案批复后再实施",
    "下一步待土地手续办理完成后开工建设",
    "下一步在天气转暖后恢复施工",
    "下一步待汛期过后施工",
    "今后待人员配齐后开展培训",
    "今后等设备到货再安装",
    "将加强系统对接，解决数据无法共享",
    "将落实地方配套资金",
    "将协调村民尽快完成征地拆迁",
    "应上级要求增加慰问演出8场",
]
PLAIN = [
    "在今后的工作中再接再厉，按时完成各项任务。",
    "下一步加强与财政等部门沟通，及时拨付。",
    "今后将做好后续接待工作。",
]
OVERCOME = [
    "已解决资金缺口问题。",
    "征地纠纷已化解。",
    "人手紧张的状况得到有效缓解。",
    "人手紧张的情况已有效解决。",
    "流标情况未再发生。",
]


@pytest.mark.parametrize(("text", "sure"), PROMISES.values(), ids=PROMISES.keys())
def test_a_text_of_promises_says_nothing(text: str, *, sure: bool):
    """Surely, unless they name a cause."""
    (label,) = CLASSIFIER.classify(text).labels
    assert label.code == "BOILERPLATE"
    assert (label.confidence > MOST_SURE) == sure


@pytest.mark.parametrize("text", OPEN)
def test_a_promise_that_tells_what_is_open_is_seen_by_a_person(text: str):
    """What it waits for, is to overcome, or more likely says than nothing, may be the cause."""
    assert all(label.confidence <= MOST_SURE for label in CLASSIFIER.classify(text).labels)


@pytest.mark.parametrize("text", PLAIN)
def test_a_promise_that_tells_no_more_is_sure(text: str):
    """再接再厉, 等部门, 后续 and 按时 wait for nothing."""
    (label,) = CLASSIFIER.classify(text).labels
    assert label.code == "BOILERPLATE"
    assert label.confidence > MOST_SURE


@pytest.mark.parametrize("text", OVERCOME)
def test_what_was_overcome_is_no_cause(text: str):
    """Whether the words that say so stand before it or after."""
    assert not CLASSIFIER.classify(text).explains


@pytest.mark.parametrize("text", ["资金缺口尚未解决。", "征地纠纷至今没有化解。"])
def test_what_was_not_overcome_is_one(text: str):
    """未解决 is no 已解决."""
    assert CLASSIFIER.classify(text).explains


def test_the_model_is_sure_beside_patterns_of_all_that_is_shown():
    """No pattern knows the second cause, and the model has no doubt of either."""
    text = "省财政年中统一压减非刚性支出15%。企业审计配合度低，资料提供缓慢，出具报告时间后延。"
    assert "EXTERNAL_PARTY" not in {label.code for label in PATTERNS.classify(text).labels}
    labels = CLASSIFIER.classify(text).labels
    assert [label.code for label in labels] == ["BUDGET_CUT", "EXTERNAL_PARTY"]
    assert all(label.confidence > MOST_SURE for label in labels)


def test_what_a_pattern_finds_is_sure_only_if_the_model_believes_it():
    """The model adds nothing here, and doubts too little to take anything away."""
    (label,) = CLASSIFIER.classify("厕所味儿大，大家有意见。").labels
    assert label.confidence <= MOST_SURE
