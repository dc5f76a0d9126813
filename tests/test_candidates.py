"""Patterns are found in clauses: with their gaps, edges and words that may be missing."""

import pytest

from extractor.reason.clauses import read_scene
from extractor.reason.grammars import Grammar
from extractor.reason.phrasebooks import Pattern, Phrasebook, Step
from extractor.reason.scenes import PAUSE, STOP, Segment
from tests.made_groups import made_group

MARKS = {"，": PAUSE, "。": STOP}


def _grammar(line: str) -> Grammar:
    """Return the grammar of one pattern, written as in the pattern files; a letter is a concept."""
    group = made_group("g", patterns=(_pattern(line),))
    words = {sign: frozenset({sign.upper()}) for sign in "abcx"}
    return Grammar(Phrasebook(words=words, groups=(group,), version=""))


def _pattern(line: str) -> Pattern:
    return tuple(_step(part) for part in line.split())


def _step(part: str) -> Step:
    if part in {"~", "^", "$"}:
        return Step(gap=4) if part == "~" else Step(edge=True)
    return Step(concepts=frozenset(part.removesuffix("?").split("|")), optional=part.endswith("?"))


def _find(line: str, text: str) -> list[str]:
    """Return what a pattern finds in a text of one-letter words; Z belongs to two concepts, A and B."""
    kinds = [
        frozenset({"A", "B"}) if sign == "Z" else frozenset({MARKS.get(sign, sign.upper())}) for sign in text
    ]
    scene = read_scene(text, [Segment(at, at + 1, kind) for at, kind in enumerate(kinds)])
    return [text[spot.first : spot.last] for spot in _grammar(line).find(scene)]


FINDS = {
    "one word": ("A", "xa，a", ["a", "a"]),
    "two side by side": ("A B", "xabxaxb", ["ab"]),
    "a gap": ("A ~ B", "axxxxb", ["axxxxb"]),
    "too wide a gap": ("A ~ B", "axxxxxb", []),
    "the nearest beginning": ("A ~ B", "axab", ["ab"]),
    "not over a comma": ("A ~ B", "ax，b", []),
    "a word of two concepts": ("A ~ B", "aZ", ["aZ"]),
    "three words": ("A ~ B ~ C", "axbxc", ["axbxc"]),
    "three, the nearest beginning": ("A ~ B ~ C", "aabxc", ["abxc"]),
    "three, in their order": ("A ~ B ~ C", "baxc", []),
    "three, too wide a gap": ("A ~ B ~ C", "axxxxxbc", []),
    "three, the middle one near enough to both": ("A ~ B ~ C", "axbxxxxbxc", []),
    "three, another middle one": ("A ~ B ~ C", "abxxxbxxc", ["abxxxbxxc"]),
    "four words": ("A ~ B C ~ A", "axxbcxa", ["axxbcxa"]),
    "four, two of them apart": ("A ~ B C ~ A", "abxca", []),
    "three, too far": ("A ~ B C", "axbxc", []),
    "one of two words": ("A X|B C", "axcabc", ["axc", "abc"]),
    "a word that may be missing": ("A X? B", "abaxbaxxb", ["ab", "axb"]),
    "its clause's beginning": ("^ A B", "ab，xab，ab", ["ab", "ab"]),
    "its clause's end": ("A ~ B $", "xaxb，abx", ["axb"]),
    "three to the text's end": ("A ~ B ~ C $", "abxc", ["abxc"]),
}


@pytest.mark.parametrize(("line", "text", "found"), FINDS.values(), ids=FINDS.keys())
def test_finds(line: str, text: str, found: list[str]):
    """A pattern is found where its steps stand in one clause, in order."""
    assert _find(line, text) == found
