"""Signs of fonts that hold pictures are what is printed, not the letters and figures that stand for them."""

import pymupdf
import pytest

from extractor.page.pages import read_pages

PLAIN, PRIVATE = range(0x21, 0x100), range(0xF021, 0xF100)
SIGNS: dict[str, tuple[str, bytes, range, str]] = {
    "ticks of ZapfDingbats": ("ZapfDingbats", b"45nH", PLAIN, "√×■★"),
    "boxes of Wingdings": ("Wingdings-Regular", b"\xfe\xa8\xfd", PLAIN, "☑□☒"),
    "as private code points": ("Wingdings", b"\xfe\xa8\x6c", PRIVATE, "☑□●"),
    "of a part of the font": ("ABCDEF+Wingdings#202", b"R\xa3P", PLAIN, "☑□√"),
    "Webdings": ("Webdings", b"ac", PLAIN, "√□"),
    "signs of Symbol": ("SymbolMT", b"\xb3\xa3", PLAIN, "≥≤"),
    "figures of Symbol": ("Symbol", b"\xb395", PRIVATE, "≥95"),
    "pictures that are no figures": ("Wingdings", b"14", PLAIN, "\uf031\uf034"),
    "figures of any other font": ("WingdingsLike", b"14R", PLAIN, "14R"),
}


def _with_font(document: pymupdf.Document, page: pymupdf.Page, name: str, shown: bytes, codes: range) -> None:
    """Show codes of a font that says of each that it is the code point at its place in `codes`."""
    pairs = "\n".join(f"<{code:02x}> <{point:04x}>" for code, point in enumerate(codes, 0x21))
    font_map, font, content = (document.get_new_xref() for _ in range(3))
    document.update_object(font_map, "<<>>")
    document.update_stream(
        font_map,
        f"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar {pairs} endbfchar".encode(),
    )
    document.update_object(font, f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/ToUnicode {font_map} 0 R>>")
    document.xref_set_key(page.xref, "Resources", f"<</Font<</F {font} 0 R>>>>")
    document.update_object(content, "<<>>")
    document.update_stream(content, b"BT /F 12 Tf 50 700 Td <" + shown.hex().encode() + b"> Tj ET")
    document.xref_set_key(page.xref, "Contents", f"{content} 0 R")


@pytest.mark.parametrize(("name", "shown", "codes", "seen"), SIGNS.values(), ids=SIGNS)
def test_signs_are_what_is_printed(name: str, shown: bytes, codes: range, seen: str):
    """Whatever the file says of them, as programs do: the letter at their code, or a private code point."""
    document = pymupdf.open()
    _with_font(document, document.new_page(), name, shown, codes)
    (page,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [word.text for word in page.words] == [seen]


def test_a_sign_that_nothing_tells_is_no_blank():
    """A code without a meaning, which the library draws as nothing, is shown by whoever has the font."""
    document = pymupdf.open()
    _with_font(document, document.new_page(), "Wingdings", b"\xfe", range(0x21, 0x30))
    (page,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [word.text for word in page.words] == ["\uf000"]
