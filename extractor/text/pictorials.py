"""Characters of fonts whose signs are pictures → what is printed: ticks, boxes, bullets, ≥.

Office programs write a ticked box as the letter R of Wingdings 2, or 4 of ZapfDingbats, and so say what they
call it in the file: a figure that nobody sees.

Source:
    Unicode's mappings of Adobe's ZapfDingbats and Symbol; Microsoft's of Wingdings, Wingdings 2 and Webdings
    (L2/12-368), but that any tick is √, as Chinese forms print it, and any cross ×.
"""

import re
from collections.abc import Iterable, Mapping

from extractor.text.codepoints import UNKNOWN

_FONT = re.compile(
    r"(?:[A-Z]{6}\+)?(?:ITC)?(zapfdingbats|wingdings[23]?|webdings|symbol)(?:mt|ps|regular|bold|italic)*",
    re.IGNORECASE,
)
_PRIVATE = 0xF000
"""Where fonts of symbols have their signs in Unicode: the code that the font knows them by, above this."""
_FIRST, _LAST = 0x21, 0xFF
_NO_BREAK_SPACE = 0xA0

_DINGBATS = {code: chr(code + 0x26E0) for code in range(_FIRST, 0x7F)} | {
    **dict(zip(b"%*+Hlnstuw", "☎☛☞★●■▲▼◆◗", strict=True)),
    **dict(zip(b"345678", "√√××××", strict=True)),
}
_WINGDINGS = dict(
    zip(b"lnopqrtuvw\xa1\xa7\xa8\xab\xd8\xe0\xfb\xfc\xfd\xfe", "●■□❐❑❒◆◆❖◆○▪□★➢→×√☒☑", strict=True)
) | {code: chr(0x2460 + code - 0x81) for code in range(0x81, 0x8B)}
_WINGDINGS_2 = dict(zip(b"OPQRST\xa3", "×√☒☑☒☒□", strict=True))
_WEBDINGS = dict(zip(b"acgnr", "√□■●×", strict=True))
_SYMBOL = {code: chr(code) for code in range(_FIRST, 0x40)} | dict(
    zip(b"\xa3\xa5\xb0\xb1\xb3\xb4\xb7\xb8\xb9\xbb", "≤∞°±≥×•÷≠≈", strict=True)
)
_SIGNS: Mapping[str, Mapping[int, str]] = {
    "zapfdingbats": _DINGBATS,
    "wingdings": _WINGDINGS,
    "wingdings2": _WINGDINGS_2,
    "wingdings3": {},
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def pictorial(fonts: Iterable[str]) -> Mapping[str, Mapping[int, str]]:
    """Return of fonts, by their names in a file, those whose signs are pictures, each with what is printed.

    Keys within are code points that text layers give; a sign that is not known becomes a private one, never
    a letter or figure.
    """
    found = {font: _FONT.fullmatch(re.sub(r"[\s\-_,]", "", font)) for font in fonts}
    return {font: _KNOWN[match[1].lower()] for font, match in found.items() if match}


def _by_code_point(name: str, signs: Mapping[int, str]) -> Mapping[int, str]:
    """Return what is printed by the code of a sign, as such or as a private code point.

    Of Symbol libraries know the signs by themselves, and some of them are at the codes of others.
    """
    private = {_PRIVATE + code: sign for code, sign in signs.items()}
    if name == "symbol":
        return private | {code: signs[code] for code in b"\xa3\xa5\xb3\xb4\xb8\xb9\xbb"}
    codes = (code for code in range(_FIRST, _LAST + 1) if code != _NO_BREAK_SPACE)
    return private | {code: signs.get(code, chr(_PRIVATE + code)) for code in codes} | _UNTOLD


_UNTOLD = {ord(UNKNOWN): chr(_PRIVATE)}
"""A library that lacks the font draws nothing for a code that it cannot tell: that is no blank."""
_KNOWN = {name: _by_code_point(name, signs) for name, signs in _SIGNS.items()}
