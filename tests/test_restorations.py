"""Signs that readers take for others are put right, or told as likely."""

from functools import cache

import numpy as np
import pymupdf
import pytest

from extractor.scan.per_milles import ends_in_per_mille
from extractor.scan.restorations import restored, with_signs
from extractor.scan.whitenings import Grey

RESTORED = {
    "a sign before a number": ("2100", "≥100", "≥100"),
    "behind words": ("满意度z90%", "满意度≥90%", "满意度≥90%"),
    "by itself": ("M", "≤", "≤"),
    "a year": ("2022年", "≥022年", "2022年"),
    "behind a digit": ("12", "1≥", "12"),
    "a per cent sign": ("9896", "98%", "98%"),
}


@pytest.mark.parametrize(("text", "other", "meant"), RESTORED.values(), ids=RESTORED.keys())
def test_a_sign_is_restored_from_another_reading(text: str, other: str, meant: str):
    """Not where no number would begin behind it."""
    assert restored(text, (text, other)) == meant


@cache
def line(text: str, size: float = 9.0, dpi: int = 150) -> Grey:
    """Return one line as scanned, with margins."""
    leaf = pymupdf.open().new_page(width=200, height=1.5 * size)
    leaf.insert_text((4, 1.1 * size), text, fontname="china-s", fontsize=size)
    pixels = leaf.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
    grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
    inked = np.flatnonzero((grey < 200).any(axis=0))
    return grey[:, inked[0] - 4 : inked[-1] + 5].copy()


@pytest.mark.parametrize("size", [7.0, 9.0, 12.0])
@pytest.mark.parametrize(
    "text", ["≤3.5‰", "98‰", "0.68‰", "98%", "96.68%", "80%", "8%", "完成98%", "968", "8.88"]
)
def test_two_rings_at_the_foot_are_a_per_mille(text: str, size: float):
    """A % has one, and digits have their rings elsewhere."""
    assert ends_in_per_mille(line(text, size)) is text.endswith("‰")


def test_paper_ends_in_nothing():
    """A line without ink has no last sign."""
    assert not ends_in_per_mille(np.full((20, 60), 255, np.uint8))


SIGNS = {
    "rings of a per mille": (("98%",), 0.999, "98‰", ("98‰", "98%")),
    "the last ring read by itself": (("98%0", "98%"), 0.999, "98%", ("98‰", "98%", "98%0")),
    "a stop": (("98%。", "98%0"), 0.999, "98%。", ("98%。", "98%0")),
    "a stop that one reader saw": (("98%", "98%。"), 0.999, "98%。", ("98%", "98%。")),
    "a per cent": (("98%",), 0.999, "98%", ("98%",)),
    "a multiplication sign": (("X",), 0.99, "98%", ("×", "X")),
    "a letter that is a ≤": (("S",), 0.3, "98%", ("≤", "S")),
    "a ruling before a number": (("|6.67",), 0.6, "98%", ("6.67", "16.67", "|6.67")),
    "a ruling behind a number": (("100|", "100"), 0.6, "98%", ("100", "1001", "100|")),
    "a ruling beside words": (("|无",), 0.6, "98%", ("|无",)),
    "a letter that is none": (("S",), 0.9, "98%", ("S",)),
    "a letter of a code": (("X1",), 0.3, "98%", ("X1",)),
}


@pytest.mark.parametrize(("readings", "confidence", "shown", "told"), SIGNS.values(), ids=SIGNS.keys())
def test_signs_are_told(readings: tuple[str, ...], confidence: float, shown: str, told: tuple[str, ...]):
    """What is likelier stands in front, what was read behind it."""
    assert with_signs(readings, confidence, line(shown)) == told
