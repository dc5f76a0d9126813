"""A scan is shown as it was read: straight, upright, its cells on its lines."""

import cv2
import numpy as np
import pymupdf
import pytest

from extractor.explanation.explanations import draw_pages, lay_page
from extractor.geometry import Page
from extractor.pipeline import load_kit, recognise_pages
from extractor.scan.portraits import portray
from tests.scanned_forms import CELLS, form, png, rotated


def pdf() -> bytes:
    """Return a small form, scanned askew and upside down."""
    document = pymupdf.open()
    page = document.new_page(width=420, height=380)
    page.insert_image(page.rect, stream=png(np.rot90(rotated(form(), 2.5), 2)))
    return bytes(document.tobytes())


@pytest.fixture(scope="module")
def recognised() -> tuple[bytes, Page]:
    """Return the form's file, and its page as it was recognised."""
    data = pdf()
    (page,) = recognise_pages(data, [1], load_kit(), max_pages=9)
    return data, page


def test_the_picture_is_straight(recognised: tuple[bytes, Page]):
    """Rulings of the layer lie on dark lines of the picture, and beside them is paper."""
    _is_straight(*recognised)


def test_the_picture_of_bent_paper_is_straight():
    """So they do where paper bends as no projective map does, upright or upside down."""
    pixels = form()
    xs, ys = np.meshgrid(*(np.arange(length, dtype=np.float32) for length in pixels.shape[1::-1]))
    near = np.maximum(0.4 - xs / pixels.shape[1], 0)
    bent = cv2.remap(pixels, xs, ys + 90 * near**2, cv2.INTER_LINEAR, borderValue=(255,) * 3)
    data = png(np.rot90(np.asarray(bent, np.uint8), 2))
    (page,) = recognise_pages(data, [1], load_kit(), max_pages=9)
    assert page.bulge
    assert max(map(abs, page.bulge.down)) > 2
    _is_straight(data, page)


def _is_straight(data: bytes, page: Page) -> None:
    picture = portray(data, page)
    layer = lay_page(data, 1, max_pages=9, recognised=page)
    grey = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert grey is not None
    scale = grey.shape[1] / picture.width
    assert (picture.media_type, picture.width, picture.height) == ("image/webp", page.width, page.height)
    assert len(layer.cells) == len(CELLS)
    for x0, y0, x1, y1 in layer.rulings:
        across = y0 == y1
        at, start, end = (y0, x0, x1) if across else (x0, y0, y1)
        row, ends = round(at * scale), slice(round(start * scale) + 4, round(end * scale) - 4)
        lines = grey if across else grey.T
        dark, beside = lines[row - 2 : row + 3, ends].min(axis=0).mean(), lines[row - 5, ends].mean()
        assert dark + 60 < beside


def test_the_drawing_shows_what_was_read(recognised: tuple[bytes, Page]):
    """`--debug-svg` draws a scan's cells and words as those of other pages; unrecognised, it has none."""
    data, page = recognised
    (drawn,) = draw_pages(data, (), max_pages=9, recognised={1: page})
    (bare,) = draw_pages(data, (), max_pages=9)
    assert (drawn.svg.count("<title>r"), bare.svg.count("<title>r")) == (len(CELLS), 0)
    assert "12.50" in drawn.svg


def test_too_large_a_page_is_drawn_smaller(recognised: tuple[bytes, Page]):
    """The limit of pixels holds for scans as for other pages."""
    data, page = recognised
    picture = portray(data, page, max_pixels=200_000)
    small = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert small is not None
    assert 100_000 < small.size <= 220_000
