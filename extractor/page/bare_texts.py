"""A page → its texts drawn alone, as if nothing else were on it."""

from typing import Any

import pymupdf
from pymupdf import mupdf

_BLACK, _OPAQUE, _PLAIN = (0.0,), 1.0, mupdf.fz_default_color_params


def draw_texts(leaf: pymupdf.Page, matrix: pymupdf.Matrix, place: pymupdf.IRect) -> pymupdf.Pixmap:
    """Return a part of a page with nothing but its texts, black on white.

    Args:
        leaf: The page.
        matrix: Turns its points into pixels.
        place: The part, in pixels.
    """
    pixels = pymupdf.Pixmap(pymupdf.csGRAY, place)
    pixels.clear_with(255)
    onto = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixels.this)
    device = _Texts(onto)
    mupdf.fz_run_page(
        leaf.this,
        device,
        mupdf.FzMatrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f),
        mupdf.FzCookie(),
    )
    mupdf.fz_close_device(device)
    mupdf.fz_close_device(onto)
    return pixels


class _Texts(mupdf.FzDevice2):
    """Draws on another device what is text, and nothing else; MuPDF calls it by these names."""

    def __init__(self, onto: Any) -> None:  # noqa: ANN401 - MuPDF's own struct
        super().__init__()
        self._onto, self._grey = onto.m_internal, mupdf.fz_device_gray().m_internal
        self.use_virtual_fill_text()
        self.use_virtual_stroke_text()
        self.use_virtual_clip_text()

    def fill_text(self, _context: Any, text: Any, matrix: Any, *_color: Any) -> None:  # noqa: ANN401 - as above
        self._draw(text, matrix)

    def clip_text(self, _context: Any, text: Any, matrix: Any, _within: Any) -> None:  # noqa: ANN401 - as above
        self._draw(text, matrix)

    def stroke_text(self, _context: Any, text: Any, stroke: Any, matrix: Any, *_color: Any) -> None:  # noqa: ANN401
        mupdf.ll_fz_stroke_text(self._onto, text, stroke, matrix, self._grey, _BLACK, _OPAQUE, _PLAIN)

    def _draw(self, text: Any, matrix: Any) -> None:  # noqa: ANN401 - as above
        mupdf.ll_fz_fill_text(self._onto, text, matrix, self._grey, _BLACK, _OPAQUE, _PLAIN)
