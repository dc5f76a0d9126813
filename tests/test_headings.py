"""The project's name that a text begins with is out of play; what happened is not."""

import pytest

from extractor.reason.clauses import read_scene
from extractor.reason.headings import find_heading
from extractor.reason.phrasebooks import read_phrasebook
from extractor.reason.segments import cut
from extractor.reason.tries import Roots
from models.taxonomies import ARTIFACTS

KNOWN = Roots(read_phrasebook(ARTIFACTS).words)
HEADINGS = {
    "before a comma, all of it": ("公车改革补贴，后两个月的还没核。", "公车改革补贴"),
    "going on, but for its last word": ("旱厕改造工程农户自筹资金未到位", "旱厕"),
    "with words that nobody knows": (
        "极端天气应对与城市生命线监测工程，二期未启动",
        "极端天气应对与城市生命线监测工程",
    ),
    "a misfortune that befell it": ("征地拆迁工程滞后", ""),
    "a word that it ends in, alone": ("项目，进度较慢", ""),
    "what cut it": ("财政压减经费，活动减少", ""),
    "what was brought about": ("台风造成项目停工", ""),
    "a cause that is named": ("因台风施工项目停工", ""),
    "a negation": ("资金未到位的项目，停工", ""),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "name"), HEADINGS.values(), ids=HEADINGS.keys())
def test_finds(text: str, name: str):
    """A name is made of words of names and unknown ones, and ends in a word for work or its money."""
    segments, _ = cut(text, KNOWN)
    first, last = find_heading(read_scene(text, segments))
    assert "".join(text[segment.start : segment.end] for segment in segments[first:last]) == name
