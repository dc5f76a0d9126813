"""Text as printed → text as compared, with the way back.

Full-width letters, compatibility forms (PDF fonts like to print 用 as the
radical ⽤), traditional characters and punctuation become one form each; white
space, line breaks, zero-width and control characters vanish.  Every folded character knows which
printed character it came from, so evidence points into the original.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from extractor.text.codepoints import ORDINARY
from extractor.text.scripts import SIMPLIFIED

_PUNCTUATION = str.maketrans(",;:?!()[]｡．・~", "，；：？！（）（）。.·～")
_COMPATIBLE = (range(0x2E80, 0x2FE0), range(0x3000, 0x3400), range(0xF900, 0xFB00), range(0xFE10, 0xFFF0))
_LINES = frozenset("−─━～|=+^`´¯ˉ")
_BASIC_PLANE = range(0x10000)


# Every text is folded several times; a Struct is made in a tenth of a frozen dataclass's time.
class Folded(msgspec.Struct, frozen=True, gc=False):
    """`text[i]` was printed at `origins[i]`."""

    text: str
    origins: Sequence[int]

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that holds a non-empty span of the folded text."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Return the text in its one comparable form.  Never fails, lone surrogates included."""
    if not _FOLDED.search(text):
        return Folded(text, range(len(text)))
    folded = text.translate(_FOLDS)
    if len(folded) == len(text):
        return Folded(folded, range(len(text)))
    kept = [index for index, sign in enumerate(text) if _FOLDS.get(ord(sign), sign) is not None]
    return Folded(folded, kept)


def is_blank_sign(sign: str) -> bool:
    """Return whether a folded sign is punctuation or like a dash: what stands where people have no words."""
    return unicodedata.category(sign).startswith("P") or sign in _LINES


def _make_folds() -> Mapping[int, str | None]:
    """Return what each character becomes: one character, or None where it vanishes."""
    folds: dict[int, str | None] = {code: chr(sign) for code, sign in _PUNCTUATION.items()}
    for code in (code for block in _COMPATIBLE for code in block):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            folds[code] = plain.lower().translate(_PUNCTUATION)
    folds |= SIMPLIFIED
    folds |= {code: sign.translate(SIMPLIFIED) for code, sign in ORDINARY.items()}
    for code in range(ord("A"), ord("Z") + 1):
        folds[code] = chr(code).lower()
    for code in _BASIC_PLANE:
        if chr(code).isspace() or unicodedata.category(chr(code)) in {"Cc", "Cf"}:
            folds[code] = None
    return folds


_FOLDS = _make_folds()
# Most texts hold nothing that is folded; to look for it takes a tenth of the time.
_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLDS)))}]")
