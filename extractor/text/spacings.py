"""Text as printed → text as measured: one width, and only the spaces that part numbers.

`foldings` drops every space, which would join 12 and 50 of `12 50次`.  Here a
space between two digits goes only where the digits show that it is no
separator: groups of three (2 000), digits set apart one by one (1 2月, 3 5 . 6), a cut
year (201 9年).  Every character kept knows where it was printed.
"""

import re

from extractor.text.codepoints import ORDINARY
from extractor.text.foldings import Folded

SPACE = " "
# White space and characters without width, control characters among them.
_BLANK = (
    *range(0x21),
    *range(0x7F, 0xA1),
    *(0xAD, 0x1680, 0x180E, 0x3000, 0xFEFF),
    *range(0x2000, 0x2010),
    *range(0x2028, 0x2030),
    *range(0x205F, 0x2070),
)
_SAME = str.maketrans(
    "，；：？！（）［］｛｝．｡％﹪℅＋＝＞＜﹥﹤≧⩾≦⩽－−﹣‐‑–—―～∼〜∽×✕╳＊￥∶／〇０〔〕“”＂•・於過萬億個場項戶",
    ',;:?!()[]{}.。%%%+=><><≥≥≤≤-----~~~~~~~****¥:/〇0[]"""··于过万亿个场项户',
)

_SPACED = re.compile(r"(?<![0-9A-Za-z.])[0-9]++(?: [0-9]++)+")
"""Figures that two spaces part are never one (`extractor.grid.stacked_figures`)."""
_LETTERED = re.compile(
    r"(?<![0-9A-Za-z.,])(?<![0-9A-Za-z.,] )"
    r"([0-9](?: [0-9])*+(?: ,(?: [0-9]){3})*+) \.(?: [0-9])++(?! ?[0-9.])"
)
"""A number with a point whose characters are set apart one by one: 3 5 . 6 0."""
_BARE = re.compile(r" +")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_GROUP = 3
_MASKED = re.compile(r"《[^《》]*》|\[(?:19|20)[0-9]{2}\]|【[^【】]*】")


def fold_spacing(text: str) -> Folded:
    """Return the text in one width, without spaces that part no numbers.  Never fails.

    Titles in 《》 and the year of a document's number 〔2020〕 become as many blanks
    of no meaning: no number in them measures anything.
    """
    folded = text.translate(_FOLDS) if _FOLDED.search(text) else text
    if "《" in folded or "[" in folded or "【" in folded:
        folded = _MASKED.sub(lambda found: "□" * len(found[0]), folded)
    if SPACE not in folded:
        return Folded(folded, range(len(text)))
    return _closed_up(folded)


def _closed_up(text: str) -> Folded:
    """Return the text without the spaces that go, and where the rest stood."""
    gone: set[int] = set()
    for run in _SPACED.finditer(text):
        if _is_one(run[0].split(), text[run.end() :][:6].lstrip(SPACE)):
            gone.update(at for at in range(run.start(), run.end()) if text[at] == SPACE)
    for run in _LETTERED.finditer(text) if " . " in text else ():
        # One figure before the point may number an item of a list: 1 . 5 0 次.
        if len(run[1]) > 1 or run[1] == "0" or run[0] == text.strip(SPACE + "%"):
            gone.update(at for at in range(run.start(), run.end()) if text[at] == SPACE)
    kept: list[int] = []
    at = 0
    for blank in _BARE.finditer(text):
        kept.extend(range(at, blank.start()))
        at = blank.end()
        if blank.start() not in gone and _parts(text, blank.start(), at):
            kept.append(blank.start())
    kept.extend(range(at, len(text)))
    return Folded("".join([text[index] for index in kept]), kept)


def _is_one(parts: list[str], after: str) -> bool:
    """Return whether digits with spaces between them are one number."""
    first, *others = parts
    if all(len(part) == 1 for part in parts):
        return True
    if len(first) <= _GROUP and all(len(part) == _GROUP for part in others):
        return not first.startswith("0")
    whole = "".join(parts)
    if _YEAR.fullmatch(whole):
        return after.startswith("年")
    return after.startswith("%") and whole == "100"


def _parts(text: str, start: int, end: int) -> bool:
    """Return whether a space parts two numbers."""
    left, right = text[start - 1 : start], text[end : end + 1]
    if not right.isdigit():
        return False
    if left == ".":
        # A number cut at its point (98. 5%) but not a list's number (1. 5场).
        return not text[start - 3 : start - 1].isdigit() or start < _GROUP
    return left.isdigit() or left == ","


def _make_folds() -> dict[int, int | str]:
    """Return what each character becomes: always exactly one character."""
    folds: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    folds |= ORDINARY
    folds |= _SAME
    folds |= dict.fromkeys(_BLANK, SPACE)
    return folds


_FOLDS = _make_folds()
# As in `foldings`, most texts hold none of these.
_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLDS)))}]")
