"""Code points that look like ordinary ideographs, or like nothing → what is printed.

Fonts share one glyph between an ideograph and its radical, and producers that
write a font's map backwards may name either.  Squared units (㎡) and full-width
forms are not here: they look different, so they are what was printed.

Source:
    Unicode 15.1: Kangxi Radicals and CJK Compatibility Ideographs by their
    compatibility and canonical equivalents; CJK Radicals Supplement, which has
    almost none, by shape.  So is ⼾, whose equivalent 戶 is not how China writes it.
"""

import re
import unicodedata
from collections.abc import Mapping

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""What stands for a glyph of which the file tells no character."""
_KANGXI = range(0x2F00, 0x2FD6)
_COMPATIBILITY = range(0xF900, 0xFADA)
_RADICALS = (
    "⺁⺃⺅⺇⺉⺊⺎⺐⺒⺓⺔⺕⺖⺘⺙⺛⺜⺝⺞⺟⺠⺡⺣⺤"
    "⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺲⺶⺻⺼⺽⺾⻁⻂⻃⻄⻅⻆⻇"
    "⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢"
    "⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳⼾"
)
_BY_SHAPE = (
    "厂乚亻几刂卜兀尢巳幺彑彐忄扌攵旡日月歺母民氵灬爫"
    "丬牛犭王疋目示礻竹糹纟罒羊聿月臼艹虎衤覀西见角角"
    "讠贝足车辶辶辶阝钅長长门阝雨青韦页风飞食飠饣首马"
    "骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟户"
)


def _equivalents() -> Mapping[int, str]:
    plain = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*_KANGXI, *_COMPATIBILITY)}
    shaped = zip(map(ord, _RADICALS), _BY_SHAPE, strict=True)
    return {code: text for code, text in plain.items() if text != chr(code)} | dict(shaped)


ORDINARY: Mapping[int, str] = _equivalents()
"""From a look-alike's code point to the ordinary character, as `str.translate` takes it."""

_NOTHING = (
    *(0x034F, 0x061C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
)
"""Marks of no width, of direction, and of which form of a sign is meant."""
WIDTHLESS = frozenset(map(chr, _NOTHING))

AS_PRINTED: Mapping[int, str] = {**ORDINARY, **dict.fromkeys(_NOTHING, ""), 0xAD: "-"}
"""What is printed for a code point that looks otherwise: a soft hyphen that is drawn is a hyphen."""

_OTHERWISE = frozenset(map(chr, AS_PRINTED))
_UNUSUAL = re.compile("[^ -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
"""None of what most texts are made of is among them, which is found many times faster than they are."""


def looks_otherwise(text: str) -> bool:
    """Tell whether a text has any code point of AS_PRINTED."""
    return not _OTHERWISE.isdisjoint("".join(_UNUSUAL.findall(text)))


def oddities_of(text: str) -> tuple[bool, bool]:
    """Tell whether a text has signs that are unknown, or may be, and whether any look otherwise.

    What is said to be a mark of no width may have been drawn.
    """
    is_otherwise = looks_otherwise(text)
    return UNKNOWN in text or (is_otherwise and not WIDTHLESS.isdisjoint(text)), is_otherwise
