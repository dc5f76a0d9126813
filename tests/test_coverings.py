"""What hides a text, or only seems to, is told from the page as it is drawn."""

import pytest

from extractor.geometry import Page
from extractor.page.pages import read_pages
from tests.hostile.contents import FONT
from tests.hostile.writers import one_page, stream

TEXT = b" BT /X 10 Tf 60 249 Td (88) Tj ET "
CLIP = b" q BT 7 Tr /X 10 Tf 60 249 Td (88) Tj ET "
OTHER = b" BT /X 10 Tf 62 249 Td (98) Tj ET "
PROSE = [f"w{at}" for at in range(30)]
"""So much text that a page is no scan."""
LINE = " ".join(PROSE).encode()
WHITE, PICTURE = b" 1 g 55 245 40 15 re f 0 g ", b" q 40 0 0 15 55 245 cm /I Do Q "
RESOURCES = (
    b"/Resources << /Font << /X 5 0 R >> /XObject << /I 6 0 R /J 9 0 R /K 11 0 R >>"
    b" /Pattern << /P 7 0 R /Q 10 0 R >>"
    b" /ExtGState << /G << /BM /Multiply >> /C << /ca 0.03 >> >> /Shading << /S 8 0 R >> >> "
)
SHADE = (
    b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 9 9] /Extend [true true]"
    b" /Function << /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [.2] /N 1 >> >>"
)
IMAGE = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
WIDER = IMAGE.replace(b"/Width 1", b"/Width 2")
TILE = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >> "


def _read(content: bytes, turn: int = 0) -> Page:
    """Return a page of such content as it is read."""
    more = {
        5: FONT,
        6: stream(b"\xff", IMAGE),
        9: stream(b"\xff\x00", WIDER),
        7: stream(b"0 g 0 0 9 9 re f", TILE),
        8: SHADE,
        10: b"<< /PatternType 2 /Shading 8 0 R >>",
        11: stream(b"\x40", IMAGE),
    }
    page = RESOURCES + b"/Rotate %d " % turn
    prose = b"0 0 m 9 9 l S BT /X 4 Tf 20 20 Td (%s) Tj ET " % LINE
    data = one_page(stream(prose + content), page, more, box=b"[0 0 400 300]")
    (read,) = read_pages(data, max_pages=1).pages
    return read


SEEN = {
    "drawn upon a white picture": PICTURE + TEXT,
    "under an opaque seal's strokes": TEXT + b" q 1 0 0 rg 55 253 40 1.5 re 55 249 m 95 262 l 95 264 l f Q ",
    "beside a white shape": TEXT + b" q 1 g 20 240 m 60.4 240 l 60.4 262 l 20 261 l f Q ",
    "under a box that multiplies": TEXT + b" q /G gs " + WHITE + b" Q ",
    "a clip, seen in a box": CLIP + b" 0 0 400 300 re f Q ",
    "a clip, seen in a shade": CLIP + b" /S sh Q ",
    "filled with a pattern": b" /Pattern cs /P scn " + TEXT,
    "black, upon a black box of which a clip shows the edge": b" q 0 0 400 300 re 50 240 60 25 re W* n"
    b" 45 235 70 35 re f Q " + TEXT,
    "white, upon one of two boxes drawn at once": b" 55 245 40 15 re 95 245 40 15 re f 1 g " + TEXT,
    "white, upon a line as wide as it is high": b" 15 w 55 252 m 95 252 l S 1 g " + TEXT,
    "white, upon a shape": b" 55 245 m 95 245 l 110 252 l 95 260 l 55 260 l f 1 g " + TEXT,
}
SHADED = {
    "upon a shading": b" q 50 240 60 25 re W n /S sh Q ",
    "upon a pattern of a shading": b" /Pattern cs /Q scn 50 240 60 25 re f ",
    "upon a picture": b" q 60 0 0 25 50 240 cm /K Do Q ",
}
SEEN |= {f"white, {place}": ground + b" 1 g " + TEXT for place, ground in SHADED.items()}
HIDDEN = {
    "words under a white picture": TEXT.replace(b"88", b"ok") + PICTURE,
    "under a white box": TEXT + WHITE,
    "black, upon a black box": b" 45 235 70 35 re f " + TEXT,
    "all but transparent": b" q /C gs " + TEXT + b" Q ",
    "white, upon paper": b" 1 g " + TEXT,
    "white, upon paper with a line": b" 1 g " + TEXT + b" 0 G 50 252 m 110 252 l S ",
    "white, upon a white picture": PICTURE + b" 1 g " + TEXT,
    "white, in a ring": b" 50 240 60 25 re 51 241 58 23 re f* 1 g " + TEXT,
    "white, beneath a shape": b" 1 g " + TEXT + b" 55 245 m 95 245 l 110 252 l 95 260 l 55 260 l f ",
    "a clip in which nothing is drawn": CLIP + b" Q ",
    "a clip, seen in white": CLIP + WHITE + b" Q ",
    "under a box, with another text upon that": TEXT + WHITE + OTHER,
}


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("content", SEEN.values(), ids=SEEN.keys())
def test_what_is_seen_is_read(content: bytes, turn: int):
    """A text that shows through, upon, or in what is drawn is a word of the page."""
    page = _read(content, turn)
    assert ([word.text for word in page.words], page.notes) == ([*PROSE, "88"], ())


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("content", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_hidden_is_told(content: bytes, turn: int):
    """A text that nobody sees is in a note, and what is printed over it is read alone."""
    page = _read(content, turn)
    assert [word.text for word in page.words] == PROSE + (["98"] if OTHER in content else [])
    assert [(note.code, note.seen) for note in page.notes] == [
        ("hidden-text", "ok" if b"(ok)" in content else "88")
    ]


TOLD = {
    "a picture of another figure": TEXT + PICTURE.replace(b"/I", b"/J"),
    "the same, written into the content": TEXT
    + b" q 40 0 0 15 55 245 cm BI /W 2 /H 1 /CS /G /BPC 8 ID \xff\x00 EI Q ",
    "a white box, and other signs drawn upon it": TEXT + WHITE + b" 62 249 6 8 re f ",
    "a white shape": TEXT + b" 1 g 50 245 m 95 243 l 100 262 l 50 262 l f 0 g ",
    "a white stroke as wide as it is high": TEXT + b" q 15 w 1 G 55 252 m 95 252 l S Q ",
    "a coloured box": TEXT + b" q 0 0 1 rg 55 245 40 15 re f Q ",
    "a white box over one of its digits": TEXT + b" q 1 g 50 245 15.5 15 re f Q ",
}


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("content", TOLD.values(), ids=TOLD.keys())
def test_what_is_not_seen_as_it_is_goes_to_a_person(content: bytes, turn: int):
    """A figure in whose place, or in a part of it, something else is seen is read and told."""
    page = _read(content, turn)
    assert "".join(word.text for word in page.words[len(PROSE) :]) == "88"
    # A lone box is a cell to what finds cells, and a text over its side runs into it.
    told = [note for note in page.notes if note.code != "overrun-text"]
    assert {note.code for note in told} == {"struck-text"}
    assert "".join(note.seen for note in told) == "88"


@pytest.mark.parametrize("turn", [0, 90])
def test_a_figure_under_a_picture_is_told(turn: int):
    """A seal that lets nothing through hides it from the eye; nobody took it out."""
    page = _read(TEXT + PICTURE, turn)
    assert [word.text for word in page.words] == [*PROSE, "88"]
    assert [(note.code, note.seen, note.kept) for note in page.notes] == [("struck-text", "88", "88")]


def test_a_picture_behind_the_whole_page_is_not_looked_under():
    """Paper that is a picture hides nothing that is printed upon it."""
    whole = b" q 400 0 0 300 0 0 cm /I Do Q "
    assert [word.text for word in _read(whole + TEXT).words][-1] == "88"
