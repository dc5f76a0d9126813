"""The taxonomy file is complete, and only causes explain."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BrokenSetup
from models.taxonomies import TAXONOMY_FILE, explains, read_taxonomy, taxonomy

SILENT = {"QUALITY_ROOM", "BOILERPLATE", "NO_REASON", "OVERACHIEVED"}
CODES = list(taxonomy().categories)


def test_holds_all_codes_with_words():
    """There are 22 categories, each with names, meaning, and an include list."""
    assert len(CODES) == 22
    for category in taxonomy().categories.values():
        assert category.zh
        assert category.en
        assert category.meaning.endswith(".")
        assert category.include


def test_names_are_unique():
    """No two categories share a Chinese or an English name."""
    categories = taxonomy().categories.values()
    assert len({category.zh for category in categories}) == len(CODES)
    assert len({category.en for category in categories}) == len(CODES)


@given(st.sets(st.sampled_from(CODES)))
def test_explains_when_a_cause_is_among_them(codes: set[str]):
    """A set of codes explains exactly when it holds one beyond the four silent ones."""
    assert explains(codes) is bool(codes - SILENT)


def test_unknown_code_is_an_error_wherever_it_stands():
    """What is read has no code outside the taxonomy, also behind a cause; what was stored may have one."""
    with pytest.raises(KeyError):
        taxonomy().explains(["WEATHER", "NO_SUCH"])
    assert (explains(["WEATHER", "NO_SUCH"]), explains(["NO_SUCH"])) == (True, False)


def test_version_follows_content_not_layout(tmp_path: Path):
    """Another layout keeps the version; another word changes it."""
    tree = json.loads(TAXONOMY_FILE.read_text(encoding="utf-8"))
    copy = tmp_path / "taxonomy.json"
    copy.write_text(json.dumps(tree, indent=7), encoding="utf-8")
    assert read_taxonomy(copy).version == taxonomy().version
    tree["categories"][0]["zh"] += "！"
    copy.write_text(json.dumps(tree), encoding="utf-8")
    assert read_taxonomy(copy).version != taxonomy().version


def test_an_organisation_adds_a_category(tmp_path: Path):
    """A file of one's own may hold a code that the program never heard of."""
    tree = json.loads(TAXONOMY_FILE.read_text(encoding="utf-8"))
    own = {"code": "IT_OUTAGE", "zh": "系统故障", "en": "Outage", "meaning": "Down.", "explains": True}
    tree["categories"].append(own)
    copy = tmp_path / "own.json"
    copy.write_text(json.dumps(tree), encoding="utf-8")
    assert read_taxonomy(copy).explains(["BOILERPLATE", "IT_OUTAGE"])


BROKEN = {
    "missing": None,
    "not json": "{",
    "no categories": '{"name": "x", "categories": []}',
    "wrong type": '{"name": "x", "categories": [{"code": 1}]}',
    "code twice": json.dumps(
        {
            "name": "x",
            "categories": [{"code": "A", "zh": "甲", "en": "A", "meaning": "A.", "explains": True}] * 2,
        }
    ),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_broken_file_is_a_setup_error(tmp_path: Path, content: str | None):
    """A damaged file is reported as broken set-up, not as a stray exception."""
    path = tmp_path / "taxonomy.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BrokenSetup):
        read_taxonomy(path)
