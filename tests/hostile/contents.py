"""Made pages whose content does far too much, or never ends."""

import zlib

from tests.hostile.writers import (
    BROKEN,
    NO_FORM,
    NO_TEXT,
    STARVED,
    TOO_MUCH,
    Made,
    drawn,
    one_page,
    stream,
    text,
)

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] "
MANY = 1_000_000


def _nested_forms() -> bytes:
    forms = {
        number: stream(b"/F Do " * 2, FORM + b"/Resources << /XObject << /F %d 0 R >> >> " % (number + 1))
        for number in range(5, 45)
    }
    last = {45: stream(b"0 0 9 9 re f", FORM)}
    return drawn(b"/F Do", {**forms, **last}, resources=b"/XObject << /F 5 0 R >>")


def _deep_forms() -> bytes:
    forms = {
        number: stream(b"/F Do", FORM + b"/Resources << /XObject << /F %d 0 R >> >> " % (number + 1))
        for number in range(5, 5000)
    }
    return drawn(b"/F Do", {**forms, 5000: stream(b"", FORM)}, resources=b"/XObject << /F 5 0 R >>")


def _circle(entries: bytes, content: bytes = b"/F Do") -> bytes:
    """Return a page that shows object 5, whose resources are object 6: themselves."""
    made = {5: stream(content, FORM + entries + b"/Resources 6 0 R "), 6: _RESOURCES}
    return one_page(stream(b"/G gs /P cs /P scn /F Do 0 0 99 99 re f"), b"/Resources 6 0 R", made)


_RESOURCES = (
    b"<< /XObject << /F 5 0 R >> /Pattern << /P 5 0 R >> /ColorSpace << /P /Pattern >>"
    b" /ExtGState << /G << /SMask << /S /Luminosity /G 5 0 R >> >> >> >>"
)


def _glyphs_that_show_themselves() -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0]"
        b" /FirstChar 97 /LastChar 97 /Widths [9] /Encoding << /Differences [97 /a] >>"
        b" /CharProcs << /a 6 0 R >>"
        b" /Resources << /Font << /X 5 0 R >> >> >>"
    )
    return text(b"(aaaa) Tj", font, {6: stream(b"9 0 d0 BT /X 9 Tf (aaaa) Tj ET")})


def _shading(entries: bytes, content: bytes = b"", more: bytes = b"null") -> bytes:
    shade = stream(content, b"/ColorSpace /DeviceRGB " + entries, packed=True)
    return drawn(b"/S sh", {5: shade, 6: more}, resources=b"/Shading << /S 5 0 R >>")


def _filtered(filters: bytes, data: bytes) -> bytes:
    return one_page(b"<< /Filter [%s] /Length %d >>\nstream\n%s\nendstream" % (filters, len(data), data))


def _packed(times: int) -> bytes:
    data = bytes(2**28)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def _lattice() -> bytes:
    lines = b"".join(
        b"%d 0 m %d 99999 l S 0 %d m 99999 %d l S\n" % (at, at, at, at) for at in range(0, 40_000, 8)
    )
    return one_page(stream(lines, packed=True), box=b"[0 0 99999 99999]")


def _words(count: int, first: bytes = b"") -> bytes:
    """Return a page of words that all lie on it, line nearly upon line."""
    lines = b"(%s) Tj T*\n" % (b"x " * 150) * (count // 150 + 1)
    return text(b"/X 4 Tf .1 TL %s %s" % (first, lines), FONT)


CONTENTS: Made = {
    "half a gigabyte of spaces": (
        lambda: one_page(stream(b" " * 2**29, packed=True)),
        BROKEN | TOO_MUCH,
    ),
    "zeros packed three times": (lambda: _filtered(b"/FlateDecode " * 3, _packed(3)), BROKEN | TOO_MUCH),
    "10,000 filters": (lambda: _filtered(b"/ASCIIHexDecode " * 10_000, b"00>"), BROKEN | TOO_MUCH),
    "runs of 100 million bytes": (
        lambda: _filtered(b"/RunLengthDecode", b"\x81 " * 800_000),
        BROKEN | TOO_MUCH,
    ),
    "a filter that is no filter": (lambda: _filtered(b"/Nonsense /Crypt", b"q Q"), BROKEN),
    "2^40 nested forms": (_nested_forms, TOO_MUCH | NO_FORM),
    "forms 5,000 deep": (_deep_forms, TOO_MUCH | BROKEN),
    "a form that shows itself": (lambda: _circle(b""), BROKEN),
    "a pattern within itself": (
        lambda: _circle(
            b"/PatternType 1 /PaintType 1 /TilingType 1 /XStep 9 /YStep 9 ", b"/P cs /P scn 0 0 9 9 re f"
        ),
        BROKEN,
    ),
    "a soft mask behind itself": (
        lambda: _circle(b"/Group << /S /Transparency >> ", b"/G gs 0 0 9 9 re f"),
        BROKEN,
    ),
    "a pattern of 10^10 tiles": (
        lambda: _circle(
            b"/PatternType 1 /PaintType 1 /TilingType 1 /XStep .001 /YStep .001 ", b"0 0 .001 .001 re f"
        ),
        NO_FORM | TOO_MUCH,
    ),
    "glyphs that show themselves": (_glyphs_that_show_themselves, NO_FORM),
    "100,000 saved states": (lambda: drawn(b"q " * 100_000), BROKEN),
    "100,000 states left that nobody saved": (lambda: drawn(b"Q ET EMC " * 100_000), BROKEN),
    "marks 100,000 deep": (lambda: drawn(b"/A BMC " * 100_000), BROKEN),
    "a million strokes": (lambda: drawn(b"0 0 m 9 9 l S\n" * MANY), STARVED | NO_FORM),
    "a million rulings": (lambda: drawn(b"0 9 m 9 9 l S\n" * MANY), STARVED),
    "a path of a million curves": (
        lambda: drawn(b"0 0 m " + b"1 2 3 4 5 6 c " * MANY + b"S"),
        STARVED | NO_FORM,
    ),
    "a million boxes in colour": (
        lambda: drawn(b"1 0 0 rg\n" + b"0 0 50 50 re f\n" * MANY),
        STARVED | NO_FORM,
    ),
    "100,000 clips in each other": (
        lambda: drawn(b"q 0 0 500 500 re W n " * 100_000),
        TOO_MUCH | BROKEN,
    ),
    "a clip of a million points": (
        lambda: drawn(b"0 0 m " + b"9 99 l 99 9 l " * (MANY // 2) + b"W n 0 0 99 99 re f"),
        TOO_MUCH | NO_FORM,
    ),
    "dashes of a thousandth": (
        lambda: drawn(b"[.0001 .0001] 0 d .001 w 0 0 m 500 500 l S"),
        NO_FORM | TOO_MUCH,
    ),
    "5,000 by 5,000 rulings": (_lattice, TOO_MUCH),
    "lengths without end": (
        lambda: drawn(b"1e38 0 0 1e38 1e38 1e38 cm 1e38 0 m 1e38 1e38 l S nan inf m -inf 9 l S"),
        BROKEN,
    ),
    "a matrix of nothing": (lambda: text(b"0 0 0 0 0 0 Tm (a) Tj", FONT), BROKEN),
    "a text of a million glyphs": (lambda: text(b"(%s) Tj" % (b"x" * MANY), FONT), NO_FORM | TOO_MUCH),
    "a million words": (lambda: _words(MANY), TOO_MUCH),
    "100,000 words": (lambda: _words(100_000), frozenset({"too-large"})),
    "100,000 words beyond the page": (lambda: text(b"(%s) Tj" % (b"x " * 100_000), FONT), NO_FORM | TOO_MUCH),
    "100,000 invisible words": (lambda: _words(100_000, b"3 Tr"), frozenset({"too-large"})),
    "100,000 words, one of them invisible": (
        lambda: _words(100_000, b"3 Tr (hidden) Tj 0 Tr T*"),
        frozenset({"too-large"}),
    ),
    "20,000 words on one spot": (
        lambda: text(b"1 0 0 1 9 9 Tm (same) Tj\n" * 20_000, FONT),
        NO_FORM | TOO_MUCH,
    ),
    "a font size of 10^9": (lambda: text(b"/X 1000000000 Tf (abc) Tj", FONT), BROKEN),
    "a font size of nothing": (lambda: text(b"/X 0 Tf (abc) Tj", FONT), BROKEN),
    "a font size below nothing": (lambda: text(b"/X -9 Tf (abc def) Tj", FONT), BROKEN),
    "spaces of a million numbers": (
        lambda: text(b"[" + b"(a) -99999 " * MANY + b"] TJ", FONT),
        NO_FORM | TOO_MUCH,
    ),
    "a text that never ends": (lambda: text(b"(" + b"a" * 50_000_000, FONT), BROKEN | TOO_MUCH),
    "a name of ten million letters": (lambda: drawn(b"/" + b"A" * 10_000_000 + b" gs"), BROKEN),
    "an image within the content that never ends": (
        lambda: drawn(b"BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID abc"),
        NO_TEXT | BROKEN,
    ),
    "nothing but noise": (lambda: drawn(zlib.compress(bytes(range(256))) * 9_000), BROKEN),
    "a mesh of damaged triangles": (
        lambda: _shading(
            b"/ShadingType 4 /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8"
            b" /Decode [0 500 0 500 0 1 0 1 0 1]",
            b"\x00\x05\x90\x33\x00\xff" * 200_000,
        ),
        NO_FORM | NO_TEXT | TOO_MUCH,
    ),
    "a shade whose function is itself": (
        lambda: _shading(
            b"/ShadingType 2 /Coords [0 0 99 99] /Function 6 0 R",
            more=b"<< /FunctionType 3 /Domain [0 1] /Functions [6 0 R] /Bounds [] /Encode [0 1] >>",
        ),
        BROKEN,
    ),
    "a function 100,000 braces deep": (
        lambda: _shading(
            b"/ShadingType 1 /Domain [0 1 0 1] /Function 6 0 R",
            more=stream(
                b"{" * 100_000 + b"}" * 100_000, b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]"
            ),
        ),
        BROKEN,
    ),
    "a colour that stands for itself": (
        lambda: drawn(
            b"/C cs 1 sc 0 0 9 9 re f",
            {5: b"[/Separation /Spot 5 0 R 6 0 R]", 6: b"[/Indexed 6 0 R 255 (a)]"},
            resources=b"/ColorSpace << /C 5 0 R >>",
        ),
        BROKEN,
    ),
}
