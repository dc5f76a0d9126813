"""Objects → the bytes of a PDF, and the few shapes that most made files share."""

import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

Objects = Mapping[int, bytes]
Ends = frozenset[str]
Made = Mapping[str, tuple[Callable[[], bytes], Ends]]
"""Files by what they are: each makes its bytes, and has the ends that its reading may have."""

BOX = b"[0 0 595 842]"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
LEAF = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
PDFS = sorted((Path(__file__).parents[1] / "pdfs").glob("*.pdf"))
WHOLE = (Path(__file__).parents[1] / "pdfs" / "fit.rl.pdf").read_bytes()

READ = frozenset({"forms"})
NO_FORM = frozenset({"unknown-form"})
DAMAGED = frozenset({"damaged-pdf"})
NO_TEXT = DAMAGED | {"unknown-form", "no-text-layer"}
BROKEN = DAMAGED | NO_FORM
NOT_PDF = frozenset({"not-a-pdf"})
TOO_MUCH = frozenset({"too-large", "parse-timeout", "parse-memory"})
STARVED = TOO_MUCH | {"parse-crashed"}
"""Where MuPDF is refused memory in the midst of a path, it may fail in other ways than by saying so."""


def build(objects: Objects, root: int = 1, trailer: bytes = b"") -> bytes:
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
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """Return a stream object's body."""
    data = zlib.compress(content, 9) if packed else content
    packing = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s %s/Length %d >>\nstream\n%s\nendstream" % (entries, packing, len(data), data)


def one_page(
    content: bytes, page: bytes = b"", more: Objects | None = None, *, box: bytes = BOX, catalog: bytes = b""
) -> bytes:
    """Return a PDF of one page with a content stream, entries of the page and further objects from 5 on."""
    return build(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R %s >>" % (box, page),
            4: content,
            **(more or {}),
        }
    )


def drawn(content: bytes, more: Objects | None = None, *, resources: bytes = b"") -> bytes:
    """Return one page whose packed content may use resources and objects from 5 on."""
    return one_page(stream(content, packed=True), b"/Resources << %s >>" % resources, more)


def text(content: bytes, font: bytes, more: Objects | None = None) -> bytes:
    """Return one page of text in the font that is object 5."""
    shown = b"BT /X 9 Tf 9 800 Td %s ET" % content
    return drawn(shown, {5: font, **(more or {})}, resources=b"/Font << /X 5 0 R >>")


def pages(objects: Objects) -> bytes:
    """Return a PDF whose page tree, object 2 and what follows, is given."""
    return build({1: CATALOG, **objects})


def kids(of: bytes, count: bytes = b"1", *, number: int = 2, leaf: bytes = LEAF) -> Objects:
    """Return a node of the page tree and a leaf after it."""
    return {number: b"<< /Type /Pages /Kids %s /Count %s >>" % (of, count), number + 1: leaf}
