"""The pictures of a page are looked for once."""

import pymupdf

from extractor.page.placements import placed_pictures


def test_pictures_are_found_once_a_page():
    """Each with its place; asked again, the same are told of, and another page has its own."""
    document = pymupdf.open()
    document.new_page()
    document.new_page()
    page, bare = document
    pixels = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 4, 4))
    page.insert_image(pymupdf.Rect(10, 10, 50, 50), pixmap=pixels)
    assert [one["bbox"] for one in placed_pictures(page)] == [(10.0, 10.0, 50.0, 50.0)]
    assert placed_pictures(page) is placed_pictures(page)
    assert placed_pictures(bare) == []
