"""Pattern files are read into a phrasebook, and what is wrong in them is named."""

from pathlib import Path

import pytest

from extractor.reason.phrasebooks import Step, read_phrasebook
from models.errors import BrokenSetup
from models.taxonomies import ARTIFACTS

CONCEPTS = """
[FUND]
about = "money"
words = "资金 经费"
[LATE]
about = "late"
words = "滞后 晚"
[NOTICE]
about = "made of others"
combine = ["FUND 很? 晚"]
"""
GROUP = """
code = "FUND_DELAY"
[[group]]
id = "late"
idea = "money came late"
patterns = [{patterns}]
whole = "没钱"
match = ["资金滞后"]
miss = ["资金充足"]
"""


def _folder(
    tmp_path: Path, patterns: str = '"FUND ~ LATE"', concepts: str = CONCEPTS, group: str = GROUP
) -> Path:
    for name, content in (("concepts/all.toml", concepts), ("patterns/fund.toml", group)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content.replace("{patterns}", patterns), encoding="utf-8")
    return tmp_path


def test_reads_steps(tmp_path: Path):
    """Concepts, literals, gaps, edges and what may be missing become steps in order."""
    folder = _folder(tmp_path, '"^ FUND|拨款 ~ 仍? LATE", "钱来得晚"')
    (group,) = read_phrasebook(folder).groups
    assert group.patterns == (
        (
            Step(edge=True),
            Step(concepts=frozenset({"FUND", "=拨款"})),
            Step(gap=4),
            Step(concepts=frozenset({"=仍"}), optional=True),
            Step(concepts=frozenset({"LATE"})),
        ),
    )
    assert (group.phrases, group.whole, group.role) == (("钱来得晚",), ("没钱",), "cause")


def test_words_know_their_concepts(tmp_path: Path):
    """A word stands once, with every concept that names it, combined and literal ones too."""
    words = read_phrasebook(_folder(tmp_path, '"FUND ~ 滞后"')).words
    assert words["滞后"] == {"LATE", "=滞后"}
    assert words["资金很晚"] == words["资金晚"] == {"NOTICE"}


def test_version_follows_content(tmp_path: Path):
    """A comment keeps the version, a word changes it."""
    first = read_phrasebook(_folder(tmp_path)).version
    assert read_phrasebook(_folder(tmp_path, concepts=CONCEPTS + "# a remark\n")).version == first
    assert read_phrasebook(_folder(tmp_path, concepts=CONCEPTS.replace("经费", "款项"))).version != first


BROKEN = {
    "unknown concept": {"patterns": '"FUND ~ EARLY"'},
    "nothing but a gap": {"patterns": '"~ ~"'},
    "ends in a gap": {"patterns": '"FUND ~"'},
    "begins with what may be missing": {"patterns": '"FUND? LATE"'},
    "no toml": {"concepts": "[FUND"},
    "concept without words about it": {"concepts": '[FUND]\nwords = "资金"\n'},
    "combines an unknown concept": {"concepts": CONCEPTS.replace("FUND 很?", "MONEY 很?")},
    "unknown role": {"group": GROUP.replace("whole", 'role = "boss"\nwhole')},
    "unknown key": {"group": GROUP.replace("whole", "hole")},
    "id given twice": {"group": GROUP + GROUP[GROUP.index("[[group]]") :]},
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_broken_files_are_named(tmp_path: Path, broken: dict[str, str]):
    """What an editor gets wrong is a set-up error that names the file, the group or the concept."""
    with pytest.raises(BrokenSetup) as error:
        read_phrasebook(_folder(tmp_path, **broken))
    assert any(name in error.value.message for name in ("all.toml", "fund.toml", "late", "NOTICE"))


def test_empty_folder_is_broken(tmp_path: Path):
    """No patterns at all is an error, not a classifier that knows nothing."""
    with pytest.raises(BrokenSetup):
        read_phrasebook(tmp_path)


def test_concept_in_two_files_is_broken(tmp_path: Path):
    """One concept has one place."""
    folder = _folder(tmp_path)
    (folder / "concepts" / "more.toml").write_text(
        '[FUND]\nabout = "again"\nwords = "钱"\n', encoding="utf-8"
    )
    with pytest.raises(BrokenSetup, match="FUND"):
        read_phrasebook(folder)


def test_every_group_has_examples():
    """Each shipped group shows at least one text that must match and one that must not."""
    for group in read_phrasebook(ARTIFACTS).groups:
        assert group.match, group.id
        assert group.miss, group.id
