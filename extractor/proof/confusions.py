"""One numeric cell's text as recognised → what may have been printed instead.

Recognition confuses like-looking signs, loses and gains thin ones (points, minus,
per cent), reads a dash as a digit and takes over a neighbour's text.  Each such
single misreading has a name; what none of them explains is no candidate.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

DIGITS = "0123456789"
LOOK_ALIKES = ("08", "06", "09", "17", "14", "38", "39", "35", "56", "58", "68", "89", "49", "27", "47", "23")
"""Digits that are read for one another, either way."""
LETTERS = {
    "0": "OoDQC〇。",
    "1": "lI|iі丨!！｜】]",
    "2": "Zz",
    "3": "ЗзƷ",
    "4": "A",
    "5": "Ss§",
    "6": "bG",
    "8": "B&",
    "9": "gq",
}
"""What is no digit → the digit that looks like it."""
DASHES = "一二1-–—－―~"
SPECKS = "·."
"""What is left of a short dash."""
NOTHING = "—"
POINTS = ".,，。·:：、'"
LONGEST = 24
"""Longer texts are no numbers."""

_OTHER_DIGITS = {
    digit: "".join(pair.replace(digit, "", 1) for pair in LOOK_ALIKES if digit in pair) for digit in DIGITS
}
_MEANT = {sign: digit for digit, signs in LETTERS.items() for sign in signs}


class Misreading(NamedTuple):
    """What may have been printed, and the one misreading that explains what was seen."""

    text: str
    kind: str


def misreadings(text: str) -> tuple[Misreading, ...]:
    """Return what may have been printed where this was read, likelier misreadings first, each text once.

    Args:
        text: A numeric cell as recognised.

    Returns:
        Texts other than the one read; none where it is longer than a number can be.
    """
    bare = text.strip()
    if len(bare) > LONGEST:
        return ()
    found: dict[str, Misreading] = {}
    for one in _all(bare):
        if one.text and one.text != bare:
            found.setdefault(one.text, one)
    return tuple(found.values())


def finer(text: str) -> tuple[str, ...]:
    """Return the texts with any one decimal more, for it may have been lost; none of a text with two."""
    whole, point, part = text.strip().partition(".")
    part, mark = part.removesuffix("%"), "%" if part.endswith("%") else ""
    if not point or len(part) != 1 or not (whole + part).isdecimal():
        return ()
    found = (f"{whole}.{decimals}{mark}" for digit in DIGITS for decimals in (part + digit, digit + part))
    return tuple(dict.fromkeys(found))


def is_ragged(text: str) -> bool:
    """Tell whether a text begins or ends with a point: the sign beyond it was lost, or it is a speck."""
    bare = text.strip().removesuffix("%")
    return bare.startswith(".") or bare.endswith(".")


def completed(text: str) -> tuple[str, ...]:
    """Return the numbers of which a ragged text lost the sign beyond the point; none of another text."""
    bare = text.strip()
    number, mark = bare.removesuffix("%"), "%" if bare.endswith("%") else ""
    if number.startswith("."):
        return tuple(f"{digit}{bare}" for digit in DIGITS)
    return tuple(f"{number}{digit}{mark}" for digit in DIGITS) if number.endswith(".") else ()


def plainer(text: str) -> str:
    """Return a text with digits in the place of letters that look like them."""
    return "".join(_MEANT.get(sign, sign) for sign in text)


def digits_seen(readings: Iterable[str]) -> set[str]:
    """Return the digits of each reading, its letters taken for digits or for specks."""
    return {digits_of(text) for reading in readings for text in (reading, plainer(reading))}


def digits_of(text: str) -> str:
    """Return a text's digits alone."""
    return "".join(sign for sign in text if sign.isdecimal())


def is_unseen(text: str, readings: Sequence[str]) -> bool:
    """Tell whether no reader saw a text's digits, or its point: all saw one it lacks, or some another."""
    if "." not in text:
        is_moved = all("." in reading for reading in readings)
    else:
        places = {place for reading in readings for place in _point_places(plainer(reading))}
        is_moved = bool(places) and places.isdisjoint(_point_places(text))
    return is_moved or digits_of(text) not in digits_seen(readings)


def _point_places(text: str) -> set[int]:
    """Return how many digits stand behind each point of a text."""
    return {len(digits_of(text[at:])) for at, sign in enumerate(text) if sign == "."}


def _all(text: str) -> Iterator[Misreading]:
    cleaned = plainer(text)
    yield Misreading(cleaned, "letter")
    yield Misreading("".join(cleaned.split()), "space")
    yield from _points(text)
    yield from _marks(text)
    yield from _gained(text)
    if text in ("", *DASHES, *SPECKS):
        yield Misreading(NOTHING, "dash")
    yield from _digits(text)
    yield from _lost(text)


def _points(text: str) -> Iterator[Misreading]:
    """Yield texts whose points and commas were lost, gained or exchanged."""
    for at, sign in enumerate(text):
        if sign in POINTS:
            before, after = text[:at], text[at + 1 :]
            yield Misreading(f"{before}.{after}", "comma-point")
            yield Misreading(f"{before},{after}", "comma-point")
            yield Misreading(before + after, "point-gained")
    for at in range(1, len(text)):
        if text[at - 1] in DIGITS and text[at] in DIGITS:
            yield Misreading(f"{text[:at]}.{text[at:]}", "point-lost")


def _marks(text: str) -> Iterator[Misreading]:
    """Yield texts whose sign or per cent mark was lost or gained."""
    if text and text[-1] in DIGITS:
        yield Misreading(f"{text}%", "mark-lost")
        if len(text) > 1 and text[-1] in "69":
            yield Misreading(f"{text[:-1]}%", "mark-lost")
    if text.endswith(("%", "％")):
        yield Misreading(text[:-1], "mark-gained")
    if text[:1] in ("-", "−", "－", "—"):
        yield Misreading(text[1:], "minus-gained")
    elif text[:1] in (*DIGITS, "."):
        yield Misreading(f"-{text}", "minus-lost")


def _gained(text: str) -> Iterator[Misreading]:
    """Yield texts less one sign: a speck, a seal's edge, a neighbour's ruling."""
    if len(text) > 1:
        for at in range(len(text)):
            yield Misreading(text[:at] + text[at + 1 :], "gained")


def _digits(text: str) -> Iterator[Misreading]:
    for at, sign in enumerate(text):
        for other in _OTHER_DIGITS.get(sign, ""):
            yield Misreading(text[:at] + other + text[at + 1 :], "digit")


def _lost(text: str) -> Iterator[Misreading]:
    """Yield texts of which one digit was lost: the only one, one of a run of equals, or a thin 1."""
    if not text:
        yield from (Misreading(digit, "lost") for digit in DIGITS)
    for at, sign in enumerate(text):
        if sign in DIGITS:
            yield Misreading(text[:at] + sign + text[at:], "lost")
    for at in range(len(text) + 1):
        if DIGITS.find(text[at - 1 : at] or text[at : at + 1] or " ") >= 0:
            yield Misreading(f"{text[:at]}1{text[at:]}", "lost")


def parted(text: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of neighbouring cells that may have been read as one, each pair once."""
    signs = "".join(text.split())
    for at in range(1, len(signs)):
        yield signs[:at], signs[at:]


def is_within(some: str, digits: str) -> bool:
    """Tell whether some digits stand among others in the same order."""
    rest = iter(digits)
    return all(digit in rest for digit in some)
