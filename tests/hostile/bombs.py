"""Files made to harm, built byte by byte: each with the codes that it may end with."""

import zlib
from collections.abc import Callable, Mapping

Objects = Mapping[int, bytes]
BOX = b"[0 0 595 842]"


def build(objects: Objects, root: int = 1) -> bytes:
    """Return a PDF of numbered objects, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        kept = number in places
        out += b"%010d %05d %c \n" % (places.get(number, 0), 0 if kept else 65535, b"n" if kept else b"f")
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """Return a stream object's body."""
    data = zlib.compress(content, 9) if packed else content
    packing = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (entries, packing, len(data), data)


def one_page(content: bytes, page: bytes = b"", more: Objects | None = None, *, box: bytes = BOX) -> bytes:
    """Return a PDF of one page with a content stream, entries of the page and further objects from 5 on."""
    return build(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R %s >>" % (box, page),
            4: content,
            **(more or {}),
        }
    )


def _many_pages() -> bytes:
    leaves = dict.fromkeys(range(3, 50003), b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    kids = b" ".join(b"%d 0 R" % number for number in leaves)
    root = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    return build({**root, 2: b"<< /Type /Pages /Count 50000 /Kids [%s] >>" % kids, **leaves})


def _deep_tree() -> bytes:
    nodes = {
        number: b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 1) for number in range(2, 20_000)
    }
    leaf = {20_000: b"<< /Type /Page /Parent 19999 0 R /MediaBox [0 0 9 9] >>"}
    return build({1: b"<< /Type /Catalog /Pages 2 0 R >>", **nodes, **leaf})


def _own_kid() -> bytes:
    return build(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>"}
    )


def _nested_forms() -> bytes:
    forms = {
        number: stream(
            b"/F Do " * 2,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F %d 0 R >> >> "
            % (number + 1),
        )
        for number in range(5, 45)
    }
    last = {45: stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] ")}
    return one_page(stream(b"/F Do"), b"/Resources << /XObject << /F 5 0 R >> >>", {**forms, **last})


def _form_in_itself() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> "
    return one_page(
        stream(b"/F Do"), b"/Resources << /XObject << /F 5 0 R >> >>", {5: stream(b"/F Do", form)}
    )


def _lying_image() -> bytes:
    size = b"/Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
    image = b"/Type /XObject /Subtype /Image " + size
    return one_page(
        stream(b"500 0 0 500 0 0 cm /I Do"),
        b"/Resources << /XObject << /I 5 0 R >> >>",
        {5: stream(b"abc", image)},
    )


def _lying_font() -> bytes:
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 6 0 R /FirstChar 0 /LastChar 9 >>"
    about = b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 7 0 R >>"
    file = stream(b"\x00\x01\x00\x00\xff\xff" + b"glyf" * 40, b"/Length1 99999999 ")
    return one_page(
        stream(b"BT /X 9 Tf 9 9 Td (abc) Tj ET"),
        b"/Resources << /Font << /X 5 0 R >> >>",
        {5: font, 6: about, 7: file},
    )


def _lattice() -> bytes:
    lines = b"".join(
        b"%d 0 m %d 99999 l S 0 %d m 99999 %d l S\n" % (at, at, at, at) for at in range(0, 40_000, 8)
    )
    return one_page(stream(lines, packed=True), box=b"[0 0 99999 99999]")


LINE = stream(b"0 0 m 9 9 l S")
NO_FORM = frozenset({"unknown-form"})
BROKEN = frozenset({"damaged-pdf", "unknown-form"})
TOO_MUCH = frozenset({"too-large", "parse-timeout", "parse-memory"})

BOMBS: Mapping[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    "half a gigabyte of spaces": (
        lambda: one_page(stream(b" " * 2**29, packed=True)),
        NO_FORM | TOO_MUCH | BROKEN,
    ),
    "2^40 nested forms": (_nested_forms, TOO_MUCH | NO_FORM),
    "50,000 pages": (_many_pages, frozenset({"too-large"})),
    "a page tree 20,000 deep": (_deep_tree, BROKEN | TOO_MUCH),
    "a page tree that is its own kid": (_own_kid, BROKEN),
    "a form that shows itself": (_form_in_itself, NO_FORM),
    "a page of a billion points": (
        lambda: one_page(LINE, box=b"[0 0 1000000000 1000000000]"),
        BROKEN,
    ),
    "a page of no size": (lambda: one_page(LINE, box=b"[9 9 9 9]"), BROKEN),
    "a box of words": (lambda: one_page(LINE, box=b"[/A /B /C /D]"), BROKEN),
    "a unit of 10^30": (lambda: one_page(LINE, b"/UserUnit 1e30"), BROKEN),
    "a unit of nothing": (lambda: one_page(LINE, b"/UserUnit 0"), BROKEN),
    "100,000 saved states": (lambda: one_page(stream(b"q " * 100_000, packed=True)), BROKEN),
    "arrays 100,000 deep": (lambda: one_page(b"[" * 100_000 + b"]" * 100_000), BROKEN),
    "an image that lies": (_lying_image, frozenset({"no-text-layer"}) | BROKEN),
    "a font that lies": (_lying_font, BROKEN),
    "5,000 by 5,000 rulings": (_lattice, TOO_MUCH),
    "a web page": (lambda: b"<!doctype html><title>%PDF</title>", frozenset({"not-a-pdf"})),
    "a ZIP archive": (lambda: b"PK\x03\x04" + bytes(200), frozenset({"not-a-pdf"})),
    "a header and nothing else": (lambda: b"%PDF-1.7\n", frozenset({"damaged-pdf"})),
    "no bytes": (lambda: b"", frozenset({"empty-file"})),
}
