"""Texts of mixed widths → columns of a screen, on which a Chinese character takes two."""

import unicodedata

WIDE = frozenset("WF")


def width(text: str) -> int:
    """Return how many columns of the screen a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in WIDE else 1 for sign in text)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return a text filled up with blanks to so many columns; `right` puts them before it."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def cut(text: str, columns: int) -> str:
    """Return a text that is no wider than so many columns, with … where it was cut."""
    while width(text) > columns:
        text = text[: columns - 1].removesuffix("…")[:-1] + "…"
    return text
