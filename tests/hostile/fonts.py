"""Made pages whose fonts and images lie about what they hold."""

from tests.hostile.contents import FONT
from tests.hostile.writers import BROKEN, NO_FORM, NO_TEXT, TOO_MUCH, Made, drawn, stream, text

SAID = b"(abc) Tj"
WIDE = b"<0041004200430044> Tj"


def _font(entries: bytes, said: bytes = SAID, kind: bytes = b"TrueType", **more: bytes) -> bytes:
    """Return a page in a font with such entries; objects 6 and 7 may be given."""
    font = b"<< /Type /Font /Subtype /%s /BaseFont /X %s >>" % (kind, entries)
    return text(said, font, {number: more[f"o{number}"] for number in (6, 7) if f"o{number}" in more})


def _file(file: bytes, name: bytes = b"FontFile2", kind: bytes = b"TrueType") -> bytes:
    about = b"<< /Type /FontDescriptor /FontName /X /Flags 4 /%s 7 0 R >>" % name
    return _font(b"/FontDescriptor 6 0 R /FirstChar 0 /LastChar 9", kind=kind, o6=about, o7=file)


def _mapped(mapping: bytes) -> bytes:
    """Return a page whose font's ToUnicode is given, without its frame."""
    frame = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n%s\nendcmap"
    return _font(b"/ToUnicode 6 0 R", kind=b"Type1", o6=stream(frame % mapping, packed=True))


def _wide(descendant: bytes, encoding: bytes = b"/Identity-H", **more: bytes) -> bytes:
    return _font(b"/Encoding %s /DescendantFonts [%s]" % (encoding, descendant), WIDE, b"Type0", **more)


def _image(entries: bytes, data: bytes = b"abc", times: int = 1, more: bytes = b"null") -> bytes:
    image = b"/Type /XObject /Subtype /Image " + entries
    shown = b"500 0 0 500 0 0 cm " + b"/I Do " * times
    return drawn(shown, {5: stream(data, image), 6: more}, resources=b"/XObject << /I 5 0 R >>")


_GREY = b"/BitsPerComponent 8 /ColorSpace /DeviceGray "
_SMALL = b"/Width 9 /Height 9 " + _GREY
_JPX = b"\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjp2 \x00\x00\x00\x00jp2 \xff\x4f\xff\x51"
_JBIG2 = b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(30)
_JPEG = (
    b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda"
    + bytes(99)
)

FONTS: Made = {
    "a font that lies about its length": (
        lambda: _file(stream(b"\x00\x01\x00\x00\xff\xff" + b"glyf" * 40, b"/Length1 99999999 ")),
        BROKEN,
    ),
    "a font of noise": (lambda: _file(stream(b"\x00\x01\x00\x00\x00\x09" + bytes(range(256)) * 99)), BROKEN),
    "a compact font of noise": (
        lambda: _file(
            stream(b"\x01\x00\x04\x04" + b"\xff" * 9_000, b"/Subtype /Type1C "), b"FontFile3", b"Type1"
        ),
        BROKEN,
    ),
    "an old font of noise": (
        lambda: _file(
            stream(b"%!PS-AdobeFont eexec " + b"f" * 9_000, b"/Length1 22 "), b"FontFile", b"Type1"
        ),
        BROKEN,
    ),
    "a font whose file is a page": (lambda: _file(b"3 0 R"), BROKEN),
    "a font that is a number": (lambda: text(SAID, b"7"), BROKEN),
    "widths beyond all measure": (
        lambda: _font(b"/FirstChar 97 /LastChar 99 /Widths [1e30 -1e30 99999999999]"),
        BROKEN,
    ),
    "a million widths": (
        lambda: _font(b"/FirstChar 0 /LastChar 2147483647 /Widths [%s]" % (b"9 " * 1_000_000)),
        BROKEN,
    ),
    "widths that are themselves": (
        lambda: _font(b"/FirstChar 0 /LastChar 255 /Widths 6 0 R", o6=b"[6 0 R 6 0 R]"),
        BROKEN,
    ),
    "an encoding of a million names": (
        lambda: _font(b"/Encoding << /Differences [0 %s] >>" % (b"/a " * 1_000_000)),
        BROKEN,
    ),
    "an encoding that is itself": (
        lambda: _font(b"/Encoding 6 0 R", o6=b"<< /BaseEncoding 6 0 R /Differences 6 0 R >>"),
        BROKEN,
    ),
    "a composite font without parts": (lambda: _wide(b""), BROKEN),
    "a composite font of itself": (lambda: _wide(b"5 0 R"), BROKEN),
    "a code map that uses itself": (
        lambda: _wide(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X >>",
            b"6 0 R",
            o6=stream(b"begincmap endcmap", b"/Type /CMap /CMapName /M /UseCMap 6 0 R "),
        ),
        BROKEN,
    ),
    "a glyph map beyond its font": (
        lambda: _wide(b"<< /Subtype /CIDFontType2 /CIDToGIDMap 6 0 R >>", o6=stream(b"\xff" * 200_000)),
        BROKEN,
    ),
    "widths of glyphs in runs of 2^31": (
        lambda: _wide(b"<< /Subtype /CIDFontType2 /W [0 2147483647 500 5 [1 2] -9 9 1] /DW -99999999 >>"),
        BROKEN,
    ),
    "text that means all of Unicode": (
        lambda: _mapped(b"1 beginbfrange <00000000> <ffffffff> <0000> endbfrange"),
        BROKEN | TOO_MUCH,
    ),
    "letters that mean 10,000 letters": (
        lambda: _mapped(b"1 beginbfrange <61> <63> <%s> endbfrange" % (b"4e00" * 10_000)),
        BROKEN | TOO_MUCH,
    ),
    "100,000 ranges of text": (
        lambda: _mapped(b"100 beginbfrange " + b"<00> <ff> <4e00> " * 100_000 + b"endbfrange"),
        BROKEN | TOO_MUCH,
    ),
    "halves of letters": (
        lambda: _mapped(b"3 beginbfchar <61> <d800> <62> <dc00d800> <63> <ffff> endbfchar"),
        BROKEN,
    ),
    "letters that turn the text around them": (
        lambda: _mapped(b"3 beginbfchar <61> <202e> <62> <0000> <63> <2066001b> endbfchar"),
        BROKEN,
    ),
    "a map of text that uses itself": (
        lambda: _font(b"/ToUnicode 6 0 R", o6=stream(b"begincmap endcmap", b"/UseCMap 6 0 R ")),
        BROKEN,
    ),
    "10,000 fonts": (
        lambda: drawn(
            b"BT " + b"".join(b"/X%d 9 Tf (a) Tj " % at for at in range(10_000)) + b"ET",
            dict.fromkeys(range(5, 10_005), FONT),
            resources=b"/Font << %s >>" % b" ".join(b"/X%d %d 0 R" % (at, at + 5) for at in range(10_000)),
        ),
        NO_FORM | TOO_MUCH,
    ),
}
IMAGES: Made = {
    "an image that lies about its size": (
        lambda: _image(b"/Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB "),
        NO_TEXT,
    ),
    "an image of 2^31": (lambda: _image(b"/Width 2147483647 /Height 2147483647 " + _GREY), NO_TEXT | BROKEN),
    "an image below nothing": (lambda: _image(b"/Width -9 /Height -9 " + _GREY), NO_TEXT | BROKEN),
    "an image of no size": (lambda: _image(b"/Width 0 /Height 0 " + _GREY), NO_TEXT | BROKEN),
    "an image of 99 bits a colour": (
        lambda: _image(b"/Width 9 /Height 9 /BitsPerComponent 99 /ColorSpace /DeviceN "),
        NO_TEXT | BROKEN,
    ),
    "an image masked by itself": (lambda: _image(_SMALL + b"/SMask 5 0 R /Mask 5 0 R "), NO_TEXT),
    "an image shown 100,000 times": (lambda: _image(_SMALL, bytes(81), 100_000), NO_TEXT | TOO_MUCH),
    "an image in colours that lie": (
        lambda: _image(
            b"/Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB 2147483647 (a)] ",
            bytes(81),
        ),
        NO_TEXT | BROKEN,
    ),
    "a colour profile of noise": (
        lambda: _image(
            b"/Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace [/ICCBased 6 0 R] ",
            bytes(81),
            more=stream(b"acsp" * 999, b"/N 99 "),
        ),
        NO_TEXT | BROKEN,
    ),
    "a damaged JPEG 2000": (lambda: _image(_SMALL + b"/Filter /JPXDecode ", _JPX + bytes(99)), NO_TEXT),
    "a damaged JBIG2": (lambda: _image(_SMALL + b"/Filter /JBIG2Decode ", _JBIG2), {*NO_TEXT, "damaged-pdf"}),
    "a JPEG of 65,535 by 65,535": (
        lambda: _image(_SMALL + b"/Filter /DCTDecode ", _JPEG),
        {*NO_TEXT, "damaged-pdf"},
    ),
    "a fax of a million columns": (
        lambda: _image(
            b"/Width 1000000 /Height 99999 /BitsPerComponent 1 /ColorSpace /DeviceGray"
            b" /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 1000000 /Rows 99999 >> ",
            b"\x55" * 999,
        ),
        NO_TEXT | TOO_MUCH,
    ),
}
