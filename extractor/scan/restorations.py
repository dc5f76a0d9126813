"""Readings of one line → the same with signs that readers take for others put right, or told as likely."""

import re
from collections.abc import Sequence

from extractor.scan.per_milles import ends_in_per_mille
from extractor.scan.whitenings import Grey

LETTER = 0.6
"""A letter by itself is read more surely than this."""

_MISSHAPEN = (("%", "96"), ("%", "9"), ("%", "6"), ("分", "9"))
"""A sign, and what it is often taken for, also beside itself; never the other way round."""
_COMPARING = (("≥", "z"), ("≥", "Z"), ("≥", "2"), ("≤", "M"), ("≤", "V"), ("≤", "S"))
"""The same of signs that stand before figures, which none of them stands for."""
_COMPARES = re.compile("^[≥≤]$|(?<![0-9])[≥≤](?=[1-9]|0(?![0-9]))")
"""By itself, or where a number begins: 2022 is not ≥022."""
_MARKS = {"X": "×", "x": "×", "V": "√", "v": "√"}
"""What marks are read as, however surely: no value is such a letter alone."""
_BARRED = re.compile(r"([|\[]?)(-?[0-9][0-9,]*(?:\.[0-9]+)?%?)([|\]]?)")
"""A number beside what rests of a ruling, which may be a 1 as well."""
_PER_CENT = re.compile("(?<=[0-9])%([0oOe]?)$")
"""A % at the end, and what the last ring of a ‰ is read as."""
LONGEST = 28
"""Longer texts are prose, in which a ring at the foot is a 。."""


def restored(text: str, readings: Sequence[str]) -> str:
    """Return the reading that has a sign where the text has what that is often taken for."""
    for sign, taken in (*_MISSHAPEN, *_COMPARING):
        is_misshapen = (sign, taken) in _MISSHAPEN
        twice = sign + taken[-1] if is_misshapen else taken
        for other in readings:
            if not is_misshapen and not _COMPARES.search(other):
                continue
            if sign in other and text in (other.replace(sign, taken), other.replace(sign, twice)):
                return other
    return text


def with_signs(readings: tuple[str, ...], confidence: float, pixels: Grey) -> tuple[str, ...]:
    """Return readings with the signs in front that readers take for others; what was read stays behind them.

    Args:
        readings: The likeliest first.
        confidence: Of the first.
        pixels: The line.
    """
    text = readings[0]
    signs = [_MARKS[text]] if text in _MARKS else []
    if confidence < LETTER:
        signs = [sign for sign, taken in _COMPARING if taken.isalpha() and taken == text] + signs
    is_prose = len(text) > LONGEST or any(one.endswith("。") for one in readings)
    end = None if is_prose else _PER_CENT.search(text)
    if end and (end[1] or ends_in_per_mille(pixels)):
        signs = [f"{text[: end.start()]}‰", f"{text[: end.start()]}%"]
    if (barred := _BARRED.fullmatch(text)) and (barred[1] or barred[3]):
        number = barred[2]
        signs = [number, f"1{number}" if barred[1] else f"{number}1"]
    return tuple(dict.fromkeys((*signs, *readings)))
