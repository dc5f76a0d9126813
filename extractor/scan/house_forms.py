"""Text as recognised → the one form in which recognised text is kept.

A picture does not tell （ from ( as surely as a text layer does, and readers of lines lose
and invent spaces.  So brackets, colons, commas and question marks take the width usual in
Chinese text, numbers and Latin letters are ASCII, and spaces stand between Latin words only.
"""

import re
from itertools import pairwise

_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
"""Full-width forms of ASCII."""
_SIGNS = _NARROW | {
    ord(sign): house
    for signs, house in (
        ("\u00a0\u3000", " "),
        ("﹪٪", "%"),
        ("≧⩾", "≥"),
        ("≦⩽", "≤"),
        ("﹥", ">"),
        ("﹤", "<"),
        ("∶︰", ":"),
        ("﹐", ","),
        ("﹒．", "."),
        ("｡", "。"),
        ("﹑､", "、"),
        ("−–", "-"),
        ("―─━", "—"),
        ("∼〜", "~"),
        ("•・∙⋅", "·"),
        ("〔﹝", "〔"),
        ("〕﹞", "〕"),
        ("¥", "￥"),
        ("㎡", "m²"),
        ("㎥", "m³"),
        ("㎞", "km"),
        ("㎏", "kg"),
        ("㎎", "mg"),
        ("㎝", "cm"),
        ("㎜", "mm"),
        *((chr(0x2160 + at), figure) for at, figure in enumerate(("I", "II", "III", "IV", "V"))),
    )
    for sign in signs
}
_WIDE = str.maketrans("();?!~", "（）；？！～")

_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_CLOCK = re.compile(r"(?<=[0-9]):(?=[0-9]{2}(?![0-9]))")
_SPACE = re.compile(r"\s+")
_STOP = re.compile(r"(?<=[\u4e00-\u9fff”）])\.(?=$|[\u4e00-\u9fff“（])")
_RANGE = re.compile(r"(?<=[0-9%])一(?=[0-9])")
_DECIMAL = re.compile(r"[0-9]+，[0-9]{1,2}%?|[0-9,]+·[0-9]+%?")
_GROUPED = re.compile(r"(-?[0-9]{1,3}(?:[.,，·][0-9]{3})*[.,，·][0-9]{3})[.,，:：·]([0-9]{1,2})")
"""A number with one or two decimals and thousands separators, whichever of these signs each was read as."""
_SPECKED = re.compile(r"-?[0-9]+(?:,[0-9]{3})*\.[0-9]+\.")
"""Behind a number that has its point already another is a speck."""
_COMMAS_ALONE = re.compile("[-0-9,，]*")
_KILOWATT_HOURS = re.compile("(?<=[0-9万])k[wW]h(?![A-Za-z])")
"""A small w differs from a large one in size alone."""
_DEGREES = re.compile("°(?:C(?![A-Za-z])|℃)")
"""℃ is one sign, of which the ring may be read twice."""
_AFTER_PER_CENT = re.compile(r"(?<=[0-9]%)[%69bo]+(?![0-9.%a-z])")
"""What is left of a per cent sign of which the better part was read already."""
_TWO_POINTS = re.compile(r"(?<=[0-9])\.\.(?=[0-9])")
"""A point of full width was read twice."""
_YUAN = re.compile("(?<=[0-9万亿千])兀|^兀(?=$|[）/，、])")
"""元 whose upper stroke was overlooked, behind a figure or alone below one: 兀 counts nothing."""
_POINTS = re.compile(r"(?<=（)([0-9]+(?:\.[0-9]+)?)[刀力今](?=）)")
"""分 of few pixels; no bracket holds so many knives."""
_STROKES = re.compile("(?<![A-Za-z0-9])I{4,}(?![A-Za-z0-9])")
"""No Roman figure has so many: strokes and serifs of Ⅲ were counted twice."""
_QUOTES = re.compile("[^“”]")
_LATIN = re.compile("[A-Za-z]")
_APART = re.compile(r"(?<![A-Za-z])(?:([A-Z]) (?=[A-Z]+(?![A-Za-z]))|([A-Z]+) (?=[A-Z](?![A-Za-z])))")
"""A capital by itself before or behind others: letters of one word, printed apart."""


def house_form(text: str) -> str:
    """Return recognised text in its house form, which is its own house form.

    Args:
        text: One line or one cell as a reader gave it.
    """
    plain = _STROKES.sub("III", _APART.sub(r"\1\2", _spaced(text.translate(_SIGNS))))
    marks = {found.start() for found in (*_THOUSANDS.finditer(plain), *_CLOCK.finditer(plain))}
    signs = (sign if at in marks else _COMMAS.get(sign, sign) for at, sign in enumerate(plain))
    wide = "".join(signs).translate(_WIDE)
    wide = _YUAN.sub("元", _TWO_POINTS.sub(".", wide))
    wide = _POINTS.sub(r"\1分", wide)
    wide = _DEGREES.sub("℃", _KILOWATT_HOURS.sub("kWh", wide))
    house = _quoted(_AFTER_PER_CENT.sub("", _RANGE.sub("-", _STOP.sub("。", wide))))
    if _SPECKED.fullmatch(house):
        house = house[:-1]
    if _DECIMAL.fullmatch(house):
        return re.sub("[，·]", ".", house)
    if (found := _GROUPED.fullmatch(house)) and not _COMMAS_ALONE.fullmatch(house):
        return f"{re.sub('[.，·]', ',', found[1])}.{found[2]}"
    return house


_COMMAS = {",": "，", ":": "："}


def _spaced(text: str) -> str:
    """Return a text with its spaces between two Latin letters alone."""
    parts = _SPACE.split(text.strip())
    made = parts[0]
    for before, after in pairwise(parts):
        latin = before and after and _LATIN.match(before[-1]) and _LATIN.match(after[0])
        made += (" " if latin else "") + after
    return made


def _quoted(text: str) -> str:
    """Return a text with straight quotation marks as pairs of Chinese ones."""
    made, opened = "", False
    for at, sign in enumerate(text):
        if sign == '"':
            made, opened = made + ("”" if opened else "“"), not opened
        else:
            # Of two closing marks the first opens, unless the line above did; of two opening ones the second
            # closes.
            wrong = sign == "”" and not opened and _QUOTES.sub("", text[at + 1 :])[:1] == "”"
            meant = "“" if wrong else "”" if sign == "“" and opened else sign
            opened = meant == "“" or (opened and meant != "”")
            made += meant
    return made
