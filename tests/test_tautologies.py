"""What gives itself as its reason explains nothing."""

import pytest

from extractor.reason.tautologies import is_tautology

TEXTS = {
    "the same words": ("支出减少的原因是支出减少。", True),
    "after 由于": ("支出减少是由于支出减少。", True),
    "after 因为": ("未完成任务是因为任务未完成。", False),
    "a word of form beside it": ("全年未完成的主要原因是未完成。", True),
    "just so": ("没完成就是没完成", True),
    "a cause": ("支出减少的原因是会议减少。", False),
    "a longer cause that holds the words": ("支出减少是由于财政统一要求后支出减少。", False),
    "nothing before it": ("是由于资金不足。", False),
    "nothing after it": ("支出减少的原因是", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("text", "said"), TEXTS.values(), ids=TEXTS.keys())
def test_knows_what_gives_itself_as_reason(text: str, *, said: bool):
    """Only what stands on both sides of the word for because counts."""
    assert is_tautology(text) is said
