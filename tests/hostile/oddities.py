"""One form in files that are strange or broken in ways that leave it whole, in part, or not at all.

What is read of each is the form, or goes to a person, or is refused: never another form without a word.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from functools import cache

import pymupdf

from tests.drawings import draw_titled
from tests.drawn_forms import NATIONAL, table
from tests.hostile.writers import DAMAGED, NO_FORM, READ, Ends, Made, build, stream

LOCKED = frozenset({"encrypted-pdf"})
FONTLESS = DAMAGED | {"parse-memory"}
"""Such a page is recognised in vain, with little memory not to its end."""
BOX = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
FONT: Mapping[int, bytes] = {
    5: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H"
    b" /DescendantFonts [7 0 R] >>",
    7: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 8 0 R"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    8: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
}
RESOURCES = b"<< /Font << /china-s 5 0 R >> >>"


@cache
def content() -> bytes:
    """Return what draws the form, in a font that is named alone."""
    document = pymupdf.open(stream=draw_titled([("项目支出绩效自评表", table(NATIONAL))]))
    return bytes(document[0].read_contents())


def form(
    drawn: bytes | None = None,
    page: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    *,
    resources: bytes = RESOURCES,
    trailer: bytes = b"",
) -> bytes:
    """Return the form as a file of few objects: 3 is its page, 4 its content, 5 its font."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< %s /Contents 4 0 R /Resources %s %s >>" % (BOX, resources, page),
        4: stream(content() if drawn is None else drawn),
        **FONT,
    }
    return build({**objects, **(more or {})}, trailer=trailer)


def _revised(change: bytes, table: bytes = b"xref\n4 1\n%010d 00000 n \n", previous: int = -1) -> bytes:
    """Return the form and a revision of its content, whose table of objects says what came before."""
    first = form()
    start = int(first.rsplit(b"startxref", 1)[1].split()[0])
    added = b"4 0 obj\n%s\nendobj\n" % stream(change)
    listed = table % len(first) if b"%" in table else table
    tail = b"trailer\n<< /Size 9 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return first + added + listed + tail % (start if previous < 0 else previous, len(first) + len(added))


def _other() -> bytes:
    """Return the content with another total: 98."""
    return content().replace(b"<00380038>", b"<00390038>")


def _length(claimed: Callable[[int], int]) -> bytes:
    """Return the form in a file that claims another length of its content."""
    whole = form()
    found = re.search(rb"4 0 obj\n<<  /Length (\d+)", whole)
    assert found
    digits = b"%0*d" % (len(found[1]), claimed(int(found[1])))
    return whole[: found.start(1)] + digits[: len(found[1])] + whole[found.end(1) :]


def _parts(count: int, between: bytes = b"\n") -> bytes:
    """Return the form whose content is cut into streams between lines."""
    lines = content().split(b"\n")
    size = len(lines) // count + 1
    parts = [between.join(lines[at : at + size]) for at in range(0, len(lines), size)]
    listed = b" ".join(b"%d 0 R" % (at + 10) for at in range(len(parts)))
    more = {at + 10: stream(part) for at, part in enumerate(parts)}
    return form(b"", b"/Contents [%s]" % listed, more).replace(b"/Contents 4 0 R ", b"", 1)


def _within(wrap: bytes, entries: bytes = b"") -> bytes:
    """Return a page that shows the form as a drawing within it."""
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources %s %s" % (RESOURCES, entries)
    return form(wrap, more={6: stream(content(), kind)}, resources=b"<< /XObject << /F 6 0 R >> >>")


def _packed(spoil: Callable[[bytes], bytes]) -> bytes:
    packed = spoil(zlib.compress(content()))
    body = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    return form(more={4: body})


def _with_pages(kids: bytes, count: int) -> bytes:
    return form(more={2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)})


def _counting(count: bytes) -> bytes:
    return form(more={2: b"<< /Type /Pages /Kids [3 0 R] /Count %s >>" % count})


def _carrying(file: bytes, times: int = 1) -> bytes:
    """Return the form in a file to which another is attached, so many times."""
    entry = b"(%d) << /Type /Filespec /F (a.pdf) /EF << /F 9 0 R >> >>"
    listed = b" ".join(entry % number for number in range(times))
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [%s] >> >> >>" % listed
    return form(more={1: catalog, 9: file})


def _inherited() -> bytes:
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources %s /Rotate 0 >>"
    return form(more={2: tree % RESOURCES, 3: b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"})


def _scaled(by: float, unit: bytes = b"1") -> bytes:
    box = b"/MediaBox [0 0 %g %g] /UserUnit %s" % (595 * by, 842 * by, unit)
    return form(b"%f 0 0 %f 0 0 cm\n%s" % (by, by, content()), box).replace(
        b"/MediaBox [0 0 595 842] ", b"", 1
    )


def _lock(entries: bytes) -> bytes:
    return form(trailer=b"/ID [<00> <00>] /Encrypt << %s >>" % entries)


ODDITIES: Made = {
    "a revision": (lambda: _revised(_other()), READ),
    "a revision that no table lists": (lambda: _revised(_other(), b""), READ),
    "a revision after a table that is not there": (lambda: _revised(_other(), previous=10**9), READ),
    "a revision that is its own forerunner": (
        lambda: _revised(_other(), previous=_revised(_other()).rindex(b"xref\n4")),
        READ | DAMAGED,
    ),
    "a revision that is cut off": (
        lambda: _revised(_other())[: len(form()) + 3000],
        DAMAGED,
    ),
    "a length that is half": (lambda: _length(lambda size: size // 2), READ),
    "a length of nothing": (lambda: _length(lambda _: 0), READ),
    "a length that goes on into what follows": (lambda: _length(lambda size: size + 9), READ),
    "content in 200 streams": (lambda: _parts(200), READ),
    "content of which a part is missing": (
        lambda: _parts(4).replace(b"\n12 0 obj", b"\n92 0 obj"),
        READ | DAMAGED,
    ),
    "content that breaks off": (lambda: _packed(lambda data: data[: len(data) * 7 // 8]), READ | DAMAGED),
    "content with a byte turned": (
        lambda: _packed(lambda data: data[:900] + bytes([data[900] ^ 4]) + data[901:]),
        READ | DAMAGED,
    ),
    "content with a bracket that stays open": (lambda: form(content() + b" BT (never"), READ),
    "a form in a drawing": (lambda: _within(b"/F Do"), READ),
    "a form in a drawing, turned over twice": (
        lambda: _within(b"1 0 0 -1 0 842 cm /F Do", b"/Matrix [1 0 0 -1 0 842]"),
        READ,
    ),
    "a form in a drawing of no size": (lambda: _within(b"0 0 0 0 0 0 cm /F Do"), NO_FORM),
    "a form seen in a mirror": (lambda: form(b"-1 0 0 1 595 0 cm\n" + content()), READ | NO_FORM),
    "a page without fonts": (lambda: form(resources=b"<< >>"), FONTLESS),
    "a page that inherits all": (_inherited, READ),
    "a page listed twice": (lambda: _with_pages(b"3 0 R 3 0 R", 2), READ),
    "a page and one that is not there": (lambda: _with_pages(b"3 0 R 99 0 R", 2), READ),
    "a page more than there are": (lambda: _with_pages(b"3 0 R", 2), READ),
    "a page that nobody counts": (lambda: _counting(b"0"), READ),
    "a page counted a billion times": (lambda: _counting(b"1000000000"), READ),
    "a page whose font is not there": (lambda: form(more={5: b"null"}), FONTLESS),
    "a form that carries itself": (lambda: _carrying(stream(form())), READ),
    "a form that carries itself 1,000 times": (lambda: _carrying(stream(form()), 1000), READ),
    "a form that carries noise": (lambda: _carrying(stream(bytes(range(256)) * 99)), READ),
    "a form that carries what is not there": (lambda: _carrying(b"null"), READ),
    "a page of 12,000 points": (lambda: _scaled(20), READ),
    "a page in units of 1/100": (lambda: _scaled(100, b"0.01"), READ),
    "a table of objects that counts from 1": (lambda: form().replace(b"xref\n0 ", b"xref\n1 ", 1), READ),
    "a file in a request": (
        lambda: b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + form() + b"\r\n--x--\r\n",
        READ,
    ),
    "a file before a web page": (lambda: form() + b"<html><body>Warning</body></html>" * 99, READ),
    "a file for a printer": (lambda: b"\x1b%-12345X@PJL JOB\r\n" + form() + b"\x1b%-12345X", READ),
    "a lock of certificates": (lambda: _lock(b"/Filter /Adobe.PubSec /V 4"), LOCKED),
    "a lock of a program": (lambda: _lock(b"/Filter /Nobodys.DRM /V 9"), LOCKED),
    "a lock without its key": (lambda: _lock(b"/Filter /Standard /V 2 /R 3 /P -4"), LOCKED),
}

CHANGED: Ends = frozenset(name for name in ODDITIES if name.startswith("a revision"))
"""The newest revision has a total of its own."""
