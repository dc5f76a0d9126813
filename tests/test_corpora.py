"""The labelled reason sentences that the second opinion learns from."""

import json
from pathlib import Path

import pytest

from models.corpora import CORPUS, read_corpus
from models.errors import BrokenSetup
from models.taxonomies import taxonomy

SENTENCES = read_corpus()
SETS = Path(__file__).parent / "reasons"
ALIKE = 12
"""Two people may write a text of so many characters alike."""
FEW_WORDS = 5
"""So many characters leave no choice of words."""
CODES = "FD FUND_DELAY\nWE WEATHER\n"


def _write(folder: Path, text: str) -> Path:
    (folder / "codes.txt").write_text(CODES, encoding="utf-8")
    (folder / "some.txt").write_text(text, encoding="utf-8")
    return folder


def test_marks_become_spans(tmp_path: Path):
    """Square brackets show the section's category, curly ones another; without any the whole line does."""
    text = "## FD\n因[钱没到]，{WE 又下雨}。\n没钱\n## --\n照旧\n## FD\n缺钱"
    first, second, third, fourth = read_corpus(_write(tmp_path, text))
    assert first.text == "因钱没到，又下雨。"
    assert first.spans == ((1, 4, "FUND_DELAY"), (5, 8, "WEATHER"))
    assert second.spans == ((0, 2, "FUND_DELAY"),)
    assert third.spans == ()
    assert [one.pattern for one in (first, second, third, fourth)] == [
        "some.FD.1",
        "some.FD.1",
        "some.--.1",
        "some.FD.2",
    ]


@pytest.mark.parametrize(
    "line", ["[钱没到", "钱没到]", "[钱[没]到", "{XX 钱没到}"], ids=["open", "closed", "nested", "unknown"]
)
def test_refuses(tmp_path: Path, line: str):
    """A line that cannot be understood is named, not guessed at."""
    with pytest.raises(BrokenSetup, match=r"some\.txt"):
        read_corpus(_write(tmp_path, f"## FD\n{line}"))


def test_refuses_what_is_not_there(tmp_path: Path):
    """A folder without its list of codes is no corpus."""
    with pytest.raises(BrokenSetup, match="no readable list of codes"):
        read_corpus(tmp_path)


def test_sentences_are_sound():
    """Spans lie in order inside their text, and every category is one of the taxonomy's."""
    for sentence in SENTENCES:
        places = [place for start, end, _ in sentence.spans for place in (start, end)]
        assert places == sorted(places), sentence
        assert all(start < end <= len(sentence.text) for start, end, _ in sentence.spans), sentence
        assert sentence.codes <= taxonomy().categories.keys(), sentence


def test_every_category_is_trained_on_and_measured():
    """About a fifth of the sections is held back, some of every category; no text of length is on both sides.

    A short one may be: writers who know nothing of each other write 根据实际情况酌情扣分 alike.
    """
    held = [sentence for sentence in SENTENCES if sentence.held_back]
    rest = [sentence for sentence in SENTENCES if not sentence.held_back]
    assert 0.1 < len(held) / len(SENTENCES) < 0.3
    for side in (held, rest):
        assert frozenset().union(*(one.codes for one in side)) == taxonomy().categories.keys()
    alike = {one.text for one in held} & {one.text for one in rest}
    assert max(map(len, alike), default=0) <= ALIKE
    assert len(alike) < len(held) / 100


MEASURES = ["exam", *(path.stem for path in sorted(SETS.glob("check*.jsonl")))]


@pytest.mark.parametrize("name", MEASURES)
def test_what_is_measured_on_was_not_learned(name: str):
    """No text of the sets that only measure is in the corpus, but for a few words as 空 and 没有偏差."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    measured = [json.loads(line)["text"] for line in lines]
    alike = set(measured) & {one.text for one in SENTENCES}
    assert max(map(len, alike), default=0) <= FEW_WORDS
    assert len(alike) < len(measured) / 100


def test_files_stay_small():
    """What people read in a diff stays readable."""
    assert all(path.stat().st_size < 1_000_000 for path in CORPUS.glob("*.txt"))
