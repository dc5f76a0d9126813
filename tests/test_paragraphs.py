"""Lines of running text: which end a paragraph, and which are wrapped."""

import re
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.form.paragraphs import paragraphs
from extractor.geometry import Word

SIZE = 10.0
Line = tuple[Word, ...]


def _width(text: str) -> float:
    return sum(SIZE / 2 if east_asian_width(sign) in "NaH" else SIZE for sign in text)


def _lines(*texts: str) -> tuple[Line, ...]:
    """Return left-aligned lines of 10 points; each leading ideographic space indents by one sign."""
    return tuple(_line(text, at) for at, text in enumerate(texts))


def _line(text: str, at: int) -> Line:
    x, words = 0.0, []
    for piece in re.findall(r"\s+|\S+", text):
        if not piece.isspace():
            words.append(Word(x, at * SIZE, x + _width(piece), (at + 1) * SIZE, piece))
        x += _width(piece)
    return tuple(words)


LONG = "路面平整而宽阔行车安全顺畅又快"
WRAPPED = {
    "a quotation would not fit": (LONG, "路面平整而宽阔行车安全。", "有“时代特色”的道路。"),
    "a word that opens quoted would not fit": (LONG, "路面平整而宽阔行车安全A。", "有“时代特色”的道路。"),
    "a figure behind a point would not fit": (LONG, "路面平整已完成年初设A。", "标。2019年完工。"),
    "a name would not fit": (LONG, "路面平整宽阔行车。", "A626TV-2019、道路。"),
    "signs that begin no line": (LONG, "路面平整而宽阔行车安全A。", "法》，力争完工。"),
    "a figure and its unit": (LONG, "路面平整而宽阔行车安全A。", "100%、一万里。"),
    "hardly any room": (LONG, "路面平整而宽阔行车安全顺A。", "畅快。"),
    "no sign of an end": (LONG, "路面平整而宽阔行车", "安全顺畅。"),
    "half a line, broken off at a comma": (LONG, "路面平整，", "安全顺畅。"),
    "half a line, going on with a comma": (LONG, "路面平整", "，安全顺畅。"),
    "a figure behind a full line": (LONG, LONG[:-1] + "。", "3.5万元已拨付。"),
    "an item of a list that runs on": ("（1）平整；（2）宽阔行车安全；", "（3）顺畅。"),
    "a full line ends a sentence": (LONG + "。", "安全顺畅。"),
}
ENDED = {
    "a sentence that leaves room": (LONG, "路面平整而宽阔行车。", "安全顺畅。"),
    "a quoted sentence that leaves room": (LONG, "“路面平整而宽阔行车。”", "安全顺畅。"),
    "room for a figure, not for more": (LONG, "路面平整而宽阔行车A。", "标。2019年完工。"),
    "room for a word, not for two": (LONG, "路面平整而宽阔行车安全A。", "A 2019年完工。"),
    "a heading": (LONG, "路面平整而宽阔情况：", "安全顺畅。"),
    "a number in a row": (LONG, "路面平整而宽阔行车", "（2）安全顺畅。"),
    "a named number in a full line": ("目标1：路面平整而宽阔。", "目标2：安全又顺畅舒适。"),
    "a number of another kind": ("1.平整；2.宽阔，行车安全顺畅A。", "（1）顺畅。"),
    "a circled number": (LONG, "路面平整而宽阔行车", "②安全顺畅。"),
    "a heading follows": (LONG, "路面平整而宽阔行", "完成情况：安全。"),
    "an indent follows": (LONG, "路面平整而宽阔行车", "\u3000\u3000安全顺畅。"),
    "half a line": (LONG, "路面平整", "安全顺畅。"),
    "a numbered sentence behind a full line": (LONG, LONG[:-1] + "。", "2.安全顺畅。"),
    "an item that begins with a year": (LONG, LONG[:-1] + "。", "2.2019年安全顺畅。"),
}


@pytest.mark.parametrize("lines", WRAPPED.values(), ids=WRAPPED.keys())
def test_wraps_are_joined(lines: tuple[str, ...]):
    """A line that stops short where what follows would not fit, or no end shows, goes on."""
    assert paragraphs(_lines(*lines)) == "".join(lines)


@pytest.mark.parametrize("lines", ENDED.values(), ids=ENDED.keys())
def test_paragraphs_are_kept(lines: tuple[str, ...]):
    """A line that leaves room for what follows ends its paragraph where something tells so."""
    first, *others, last = (line.strip() for line in lines)
    assert paragraphs(_lines(*lines)) == f"{first}{''.join(others)}\n{last}"


def test_a_run_of_two_fonts_is_one():
    """What follows without a gap belongs to what begins the line, though another font sets it."""
    name = (Word(0, 20, 20, 30, "标。"), Word(20, 20, 40, 30, "2019"))
    ended = "路面平整而宽阔行车安A。"
    assert paragraphs((*_lines(LONG, ended), name)) == f"{LONG}{ended}标。2019"


def test_no_line_is_no_paragraph():
    """A blank cell has no text."""
    assert paragraphs(()) == ""


CHINESE = [*"路桥安全管理，。；：、”“《（", "》，", "。”"]
ITEMS = st.sampled_from([*CHINESE, "626TV、", "2019年", "3.5万", "100%的", "A，"])
TEXTS = st.lists(ITEMS, min_size=1, max_size=80).map(lambda items: "路桥" + "".join(items) + "。")


def _wrapped(text: str, width: float) -> list[str]:
    """Return a text set in lines: none begins with closing punctuation, ends with opening, or cuts a name."""
    units = re.findall(r"[“《（]*(?:[A-Z0-9.%]+|[路桥安全管理年万的])?[，。；：、》”]*", text)
    lines = [""]
    for unit in filter(None, units):
        if lines[-1] and _width(lines[-1] + unit) > width:
            lines.append("")
        lines[-1] += unit
    return lines


@given(TEXTS, st.integers(8, 40))
def test_a_set_paragraph_is_one(text: str, signs: int):
    """However a text falls into lines, no wrap is taken for an end, and no character changes."""
    lines = _wrapped(text, signs * SIZE)
    assert "".join(lines) == text
    assert paragraphs(_lines(*lines)).replace(" ", "") == text


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(8, 40))
def test_no_character_is_lost(texts: list[str], signs: int):
    """Whatever stands in the lines stands in the paragraphs, in its order."""
    lines = [line for text in texts for line in _wrapped(text, signs * SIZE)]
    assert "".join(paragraphs(_lines(*lines)).split()) == "".join(texts)


def test_wide_spaces_begin_a_paragraph():
    """Printed as an indent they part paragraphs of any length, and are no text."""
    first, second = Word(0, 0, 100, 10, "\u3000\u3000甲"), Word(0, 10, 100, 20, "\u3000\u3000乙")
    assert paragraphs([(first,), (second,)]) == "甲\n乙"
