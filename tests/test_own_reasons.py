"""An organisation's own categories, words and patterns are laid over those that ship."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.commands import main
from extractor.pipeline import load_kit
from extractor.proof.checks import recheck
from extractor.reason.reasons import Classifier, load_classifier
from extractor.reason.spans import TRUST
from models import edits, reviews, taxonomies
from models.databases import Database
from models.errors import BrokenSetup
from models.settings import Settings
from models.taxonomies import adopt, taxonomy
from tests.browser_fixtures import Site
from tests.made_forms import POINTER, made_form, store_forms, store_user

DRAGONS = """
{"name": "ours", "categories": [
  {"code": "DRAGON", "zh": "龙患", "en": "Dragons", "meaning": "A dragon came.", "explains": true},
  {"code": "WEATHER", "zh": "天公不作美", "en": "The sky", "meaning": "Weather.", "explains": false}
]}
"""
PATTERNS = """
code = "DRAGON"

[[group]]
id = "dragon-came"
idea = "a dragon"
patterns = ["BEAST ~ 来了", "BEAST LATE"]
match = ["恶龙又来了"]
miss = ["人来了"]

[[group]]
id = "storm"
idea = "nothing is a storm here"
patterns = ["天崩地裂"]
match = ["天崩地裂"]
miss = ["暴雨"]
"""
CONCEPTS = """
[BEAST]
about = "dragons"
words = "恶龙 巨龙"

[LATE]
about = "more words for late"
words = "磨磨唧唧"
"""


PURSE = """
code = "FUND_DELAY"

[[group]]
id = "purse"
idea = "here this is money"
patterns = ["资料没交齐"]
match = ["资料没交齐"]
miss = ["资料齐"]
"""
FILES = {"taxonomy.json": DRAGONS, "patterns/dragons.toml": PATTERNS, "concepts/beasts.toml": CONCEPTS}
SHIPPED = load_classifier(by="patterns")


@pytest.fixture(scope="module", name="own")
def fixture_own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a category, words and patterns of its own."""
    return _write(tmp_path_factory.mktemp("ours"), FILES)


@pytest.fixture(scope="module", name="ours")
def fixture_ours(own: Path) -> Classifier:
    """Give the classifier with that folder laid over what ships."""
    return load_classifier(own=own, by="patterns")


@pytest.fixture(name="_adopted")
def fixture_adopted(own: Path) -> Iterator[None]:
    """Let this process speak by the folder, for one test."""
    adopt(own)
    yield
    adopt(None)


@pytest.fixture
def _unadopted() -> Iterator[None]:
    """Leave this process with the shipped categories, whatever a command adopted."""
    yield
    adopt(None)


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _codes(classifier: Classifier, text: str) -> list[str]:
    return [label.code for label in classifier.classify(text).labels]


TEXTS = {
    "a new category": ("恶龙又来了", [], ["DRAGON"]),
    "its patterns use shipped words": ("巨龙偏晚", [], ["DRAGON"]),
    "more words for a shipped concept": ("资金磨磨唧唧", [], ["FUND_DELAY"]),
    "a shipped group is replaced": ("天崩地裂", [], ["DRAGON"]),
    "what was in its place is gone": ("霜冻", ["WEATHER"], []),
    "the rest stays": ("人员不足", ["STAFF_TURNOVER"], ["STAFF_TURNOVER"]),
}


@pytest.mark.parametrize(("text", "before", "after"), TEXTS.values(), ids=TEXTS.keys())
def test_lays_own_patterns_over_the_shipped(text: str, before: list[str], after: list[str], ours: Classifier):
    """Categories, words and patterns of the folder count as if they shipped."""
    assert _codes(SHIPPED, text) == before
    assert _codes(ours, text) == after


def test_own_category_keeps_its_patterns_trust(own: Path):
    """A second opinion that never learned a category does not doubt it."""
    (label,) = load_classifier(own=own).classify("恶龙又来了").labels
    assert (label.code, label.confidence) == ("DRAGON", TRUST["cause"])


def test_own_patterns_are_not_doubted(tmp_path: Path):
    """A second opinion has no say where an organisation's own pattern found a shipped category."""
    text = "巨龙把资料没交齐"
    assert "FUND_DELAY" not in _codes(load_classifier(), text)
    own = _write(tmp_path, {"patterns/purse.toml": PURSE})
    assert "FUND_DELAY" in _codes(load_classifier(own=own), text)


def test_version_speaks_for_own_files_too(ours: Classifier, tmp_path: Path):
    """A changed word of the folder is another version."""
    changed = _write(tmp_path, {**FILES, "concepts/beasts.toml": CONCEPTS.replace("巨龙", "小龙")})
    assert len({SHIPPED.version, ours.version, load_classifier(own=changed, by="patterns").version}) == 3


def test_kit_sorts_by_own_patterns(own: Path):
    """What reads files speaks by the same folder."""
    kit = load_kit(reasons=own)
    ((labels, explains),) = kit.classify(["恶龙又来了"])
    assert ([label.code for label in labels], explains) == (["DRAGON"], True)
    assert kit.version() == load_classifier(own=own).version


@pytest.mark.usefixtures("_adopted")
def test_pages_know_adopted_categories():
    """Names, order and whether a category explains come from the adopted folder."""
    codes = list(taxonomy().categories)
    assert codes[-1] == "DRAGON"
    assert codes.index("WEATHER") < codes.index("OTHER")
    assert taxonomy().categories["WEATHER"].zh == "天公不作美"
    assert taxonomies.explains(["DRAGON"])
    assert not taxonomies.explains(["WEATHER"])


def test_a_category_that_left_keeps_no_form_from_being_corrected(own: Path, site: Site):
    """A person gave a category that was taken off since: it stays, and all but that can be changed."""
    store_forms(site.db, site.settings, made_form())
    user = store_user(site.db)
    adopt(own)
    try:
        with site.db.writing() as session:
            reviews.categorise(
                session, 1, version=1, pointer=POINTER, codes=["DRAGON"], why="", user=user, recheck=recheck
            )
    finally:
        adopt(None)
    visit = site.visit()
    body = {"version": 2, "pointers": ["/total_score"], "value": "3"}
    saved = visit.save("/forms/1/corrections", body)
    assert (saved.status_code, saved.json["record"]["total_score"]) == (200, "3")
    assert [label["code"] for label in saved.json["reasons"][0]["labels"]] == ["DRAGON"]
    for codes, status in ((["NO_REASON", "BOGUS"], 400), (["DRAGON", "WEATHER"], 200)):
        answer = visit.save("/forms/1/categories", {"version": 3, "pointer": POINTER, "codes": codes})
        assert answer.status_code == status, codes
    assert answer.json["events"][-1]["new_words"] == "DRAGON、天气季节"


@pytest.mark.usefixtures("_unadopted")
def test_export_names_own_categories(own: Path, sqlite_settings: Settings):
    """`zipingbiao export` calls categories by the names of the folder that ZIPINGBIAO_REASONS names."""
    form = edits.categorised(made_form(), POINTER, ["DRAGON"])
    db = Database(sqlite_settings)
    store_forms(db, sqlite_settings, form)
    db.close()
    asked = ["export", "--all", "--format", "csv", "--data", str(sqlite_settings.data)]
    ended = CliRunner().invoke(main, asked, env={"ZIPINGBIAO_REASONS": str(own)})
    assert (ended.exit_code, "龙患" in ended.output) == (0, True)


def test_command_uses_the_setting(own: Path):
    """`zipingbiao classify` sorts by the folder that ZIPINGBIAO_REASONS names."""
    asked = '{"text": "恶龙又来了"}\n'
    plain = CliRunner().invoke(main, ["classify"], input=asked)
    ours = CliRunner().invoke(main, ["classify"], input=asked, env={"ZIPINGBIAO_REASONS": str(own)})
    assert '"code":"DRAGON"' not in plain.output
    assert '"code":"DRAGON"' in ours.output


MARKS = """
code = "DRAGON"

[[group]]
id = "marks"
idea = "a dragon took the marks"
patterns = ["考核成绩较低"]
match = ["考核成绩较低"]
miss = ["考核成绩合格"]
"""
PDF = Path(__file__).parent / "pdfs" / "fit.rl.pdf"


@pytest.mark.parametrize("command", [["extract"], ["check", "--json"]], ids=["extract", "check"])
def test_one_file_is_read_with_own_patterns(command: list[str], tmp_path: Path):
    """A reader, which may not open the folder, has its patterns, also where it reads one file alone.

    What stops them is told as a fault of the folder, not of the file.
    """
    own = _write(tmp_path, FILES | {"patterns/marks.toml": MARKS})
    result = CliRunner().invoke(main, [*command, str(PDF)], env={"ZIPINGBIAO_REASONS": str(own)})
    assert '"error":null' in result.stdout
    assert '"code":"DRAGON"' in result.stdout
    broken = _write(tmp_path / "broken", {"taxonomy.json": "{"})
    result = CliRunner().invoke(main, [*command, str(PDF)], env={"ZIPINGBIAO_REASONS": str(broken)})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("zipingbiao: broken-setup: taxonomy.json is not a readable taxonomy: ")


EXAMPLES = {
    "an example that is not found": (
        'match = ["恶龙又来了"]',
        'match = ["恶虎又来了"]',
        "dragon-came: .*恶虎又来了",
    ),
    "no example": ('match = ["恶龙又来了"]', "match = []", "dragons.toml: .*dragon-came .*match"),
    "a blank near-miss alone": ('miss = ["暴雨"]', 'miss = [" "]', "dragons.toml: .*storm .*miss"),
    "no near-miss": ('miss = ["暴雨"]', "miss = []", "dragons.toml: .*storm .*miss"),
    "a near-miss that is found": ('miss = ["人来了"]', 'miss = ["巨龙来了"]', "dragon-came: .*巨龙来了"),
    "an example of another category": (
        'match = ["天崩地裂"]',
        'match = ["不存在天崩地裂"]',
        "storm: .*不存在天崩地裂",
    ),
}


@pytest.mark.parametrize(("said", "instead", "told"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_own_examples_are_tried(said: str, instead: str, told: str, tmp_path: Path):
    """A group of one's own that does not read its examples as it says is named, with the example."""
    own = _write(tmp_path / "ours", {**FILES, "patterns/dragons.toml": PATTERNS.replace(said, instead)})
    with pytest.raises(BrokenSetup, match=told):
        load_classifier(own=own)


def test_absent_folder_is_told(tmp_path: Path):
    """A name that no folder has is told as such, and so is one of a file."""
    with pytest.raises(BrokenSetup, match=r"nope: the folder of own categories does not exist"):
        load_classifier(own=tmp_path / "nope")
    (tmp_path / "file").touch()
    with pytest.raises(BrokenSetup, match=r"file: the folder of own categories cannot be listed: Not a dir"):
        load_classifier(own=tmp_path / "file")


def test_guide_shows_a_folder_that_works(tmp_path: Path):
    """The category, concept and group that docs/reasons.md shows are read as it says."""
    guide = (Path(__file__).parent.parent / "docs" / "reasons.md").read_text(encoding="utf-8")
    shown = re.findall(r"```(?:json|toml)\n(.*?)```", guide, re.DOTALL)
    names = ("taxonomy.json", "concepts/power.toml", "patterns/power.toml")
    classifier = load_classifier(own=_write(tmp_path, dict(zip(names, shown, strict=False))), by="patterns")
    assert _codes(classifier, "生产电源偏晚") == ["NO_POWER"]


BROKEN = {
    "no such folder": {},
    "no JSON": {"taxonomy.json": "{"},
    "no category": {"taxonomy.json": '{"name": "x", "categories": []}'},
    "patterns of an unknown category": {"patterns/a.toml": PATTERNS, "concepts/a.toml": CONCEPTS},
    "an unknown concept": {"taxonomy.json": DRAGONS, "patterns/a.toml": PATTERNS},
}


@pytest.mark.parametrize("files", BROKEN.values(), ids=BROKEN.keys())
def test_broken_folders_are_told(files: dict[str, str], tmp_path: Path):
    """A folder that cannot be used is a set-up error, never silently left out."""
    own = _write(tmp_path / "ours", files)
    with pytest.raises(BrokenSetup):
        load_classifier(own=own)
