"""Made files whose objects lead nowhere, in circles, too deep or to too many."""

from tests.hostile.writers import (
    BROKEN,
    CATALOG,
    DAMAGED,
    LEAF,
    NO_FORM,
    NO_TEXT,
    TOO_MUCH,
    Made,
    build,
    drawn,
    kids,
    one_page,
    pages,
    stream,
)

LINE = stream(b"0 0 m 9 9 l S")
DEEP = 100_000


def _many_pages() -> bytes:
    leaves = dict.fromkeys(range(3, 50_003), LEAF)
    return pages({2: _node(b" ".join(b"%d 0 R" % number for number in leaves), 50_000), **leaves})


def _node(kids_: bytes, count: int = 1) -> bytes:
    return b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids_, count)


def _deep_tree() -> bytes:
    nodes = {number: _node(b"%d 0 R" % (number + 1)) for number in range(2, 20_000)}
    return pages({**nodes, 20_000: LEAF.replace(b"2 0 R", b"19999 0 R")})


def _shared_tree() -> bytes:
    """Each node holds the next one twice: 2^30 pages of thirty objects."""
    nodes = {number: _node(b"%d 0 R " % (number + 1) * 2, 2 ** (32 - number)) for number in range(2, 32)}
    return pages({**nodes, 32: LEAF})


def _annotations(one: bytes, count: int) -> bytes:
    many = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    return one_page(LINE, b"/Annots [%s]" % many, dict.fromkeys(range(5, 5 + count), one))


def _object_stream() -> bytes:
    """A file whose objects all are in an object stream that says it is within itself."""
    packed = stream(b"1 0 2 33 " + CATALOG + _node(b""), b"/Type /ObjStm /N 2 /First 9 /Extends 5 0 R")
    return build({5: packed, 1: b"5 0 R", 2: b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>"})


def _xref_stream(previous: bytes) -> bytes:
    head = b"%PDF-1.7\n"
    rows = b"\x00\x00\x00\xff" + b"\x02\x00\x01\x00" * 2 + b"\x01\x00\x09\x00"
    entries = b"/Type /XRef /W [1 2 1] /Size 4 /Root 1 0 R %s" % previous
    return head + b"3 0 obj\n" + stream(rows, entries) + b"\nendobj\nstartxref\n9\n%%EOF\n"


def _content(of: bytes) -> bytes:
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents %s >>" % of
    return pages({**kids(b"[3 0 R]", leaf=leaf), 4: b"[4 0 R 4 0 R]", 5: LINE})


def _page(entries: bytes, box: bytes = b"/MediaBox [0 0 9 9]") -> bytes:
    return pages(kids(b"[3 0 R]", leaf=b"<< /Type /Page /Parent 2 0 R %s %s >>" % (box, entries)))


TREES: Made = {
    "50,000 pages": (_many_pages, frozenset({"too-large"})),
    "2^30 pages of thirty nodes": (_shared_tree, BROKEN | TOO_MUCH),
    "a page tree 20,000 deep": (_deep_tree, BROKEN | TOO_MUCH),
    "a page tree that is its own kid": (lambda: pages(kids(b"[2 0 R 2 0 R 2 0 R]", b"3")), BROKEN),
    "two page nodes, each the other's kid": (
        lambda: pages({2: _node(b"3 0 R"), 3: _node(b"2 0 R")}),
        BROKEN,
    ),
    "a count of 2^31": (lambda: pages(kids(b"[3 0 R]", b"2147483648")), BROKEN | TOO_MUCH),
    "a count of a billion": (lambda: pages(kids(b"[3 0 R]", b"1000000000")), BROKEN | TOO_MUCH),
    "a count below nothing": (lambda: pages(kids(b"[3 0 R]", b"-7")), BROKEN),
    "a count of words": (lambda: pages(kids(b"[3 0 R]", b"(many)")), BROKEN),
    "no kids": (lambda: pages(kids(b"[]", b"0")), DAMAGED),
    "kids that are a number": (lambda: pages(kids(b"7")), BROKEN),
    "kids that are not there": (lambda: pages(kids(b"[70 0 R 71 0 R]", b"2")), BROKEN),
    "kids that are numbers": (lambda: pages(kids(b"[7 7 7]", b"3")), BROKEN),
    "a page that is its own parent": (
        lambda: pages(kids(b"[3 0 R]", leaf=b"<< /Type /Page /Parent 3 0 R >>")),
        BROKEN,
    ),
    "a catalog without pages": (lambda: build({1: b"<< /Type /Catalog >>"}), BROKEN),
    "a catalog that is a number": (lambda: build({1: b"7", 2: LEAF}), BROKEN),
    "a catalog that is its own pages": (lambda: build({1: CATALOG.replace(b"2 0", b"1 0")}), BROKEN),
    "a root that is not there": (lambda: build({1: CATALOG, **kids(b"[3 0 R]")}, root=99), BROKEN),
    "objects that are each other": (lambda: pages({2: b"3 0 R", 3: b"4 0 R", 4: b"2 0 R"}), BROKEN),
    "arrays 100,000 deep": (lambda: one_page(b"[" * DEEP + b"]" * DEEP), BROKEN),
    "dictionaries 100,000 deep": (lambda: one_page(b"<< /A " * DEEP + b">>" * DEEP), BROKEN),
    "a content that holds itself": (lambda: _content(b"4 0 R"), BROKEN),
    "a content shown 100,000 times": (
        lambda: _content(b"[%s]" % (b"5 0 R " * DEEP)),
        BROKEN | TOO_MUCH | NO_TEXT,
    ),
    "a content that is a page": (lambda: _content(b"3 0 R"), BROKEN),
    "a content that is not there": (lambda: _content(b"99 0 R"), BROKEN),
    "a length that is its own stream": (
        lambda: one_page(b"<< /Length 4 0 R >>\nstream\n0 0 m 9 9 l S\nendstream"),
        BROKEN,
    ),
    "a length beyond the file": (
        lambda: one_page(b"<< /Length 999999999 >>\nstream\n0 0 m 9 9 l S\nendstream"),
        BROKEN,
    ),
    "a length below nothing": (
        lambda: one_page(b"<< /Length -9 >>\nstream\n0 0 m 9 9 l S\nendstream"),
        BROKEN,
    ),
    "outlines in a circle": (
        lambda: one_page(
            LINE,
            more={5: b"<< /First 6 0 R /Last 6 0 R >>", 6: b"<< /Title (a) /Next 6 0 R /First 5 0 R >>"},
            catalog=b"/Outlines 5 0 R",
        ),
        NO_FORM,
    ),
    "names in a circle": (
        lambda: one_page(
            LINE,
            more={5: b"<< /Kids [5 0 R 5 0 R] /Limits [(a) (z)] >>"},
            catalog=b"/Names << /Dests 5 0 R /EmbeddedFiles 5 0 R /JavaScript 5 0 R >> /PageLabels 5 0 R",
        ),
        NO_FORM,
    ),
    "fields of an interactive form in a circle": (
        lambda: one_page(
            LINE,
            b"/Annots [5 0 R]",
            {5: b"<< /FT /Tx /Kids [5 0 R] /Parent 5 0 R /Subtype /Widget /Rect [0 0 9 9] >>"},
            catalog=b"/AcroForm << /Fields [5 0 R] /NeedAppearances true >>",
        ),
        BROKEN,
    ),
    "layers in a circle": (
        lambda: one_page(
            stream(b"/OC /L BDC 0 0 9 9 re f EMC"),
            b"/Resources << /Properties << /L 5 0 R >> >>",
            {5: b"<< /Type /OCMD /OCGs [5 0 R] /VE [/And 6 0 R] >>", 6: b"[/Not 6 0 R]"},
            catalog=b"/OCProperties << /OCGs [5 0 R] /D << /Order [6 0 R] >> >>",
        ),
        NO_FORM,
    ),
    "100,000 annotations": (
        lambda: _annotations(b"<< /Subtype /Square /Rect [0 0 9 9] >>", DEEP),
        NO_FORM | TOO_MUCH,
    ),
    "an annotation that is its own appearance": (
        lambda: _annotations(b"<< /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 5 0 R >> /Popup 5 0 R >>", 1),
        NO_FORM,
    ),
    "an object stream within itself": (_object_stream, BROKEN),
    "a table of objects that comes before itself": (lambda: _xref_stream(b"/Prev 9"), BROKEN),
    "a table of objects for 2^31": (lambda: _xref_stream(b"/Index [0 2147483647]"), BROKEN),
    "resources that are their own font": (
        lambda: drawn(b"BT /X 9 Tf (a) Tj ET", {5: b"<< /X 5 0 R >>"}, resources=b"/Font 5 0 R"),
        BROKEN,
    ),
    "a page of a billion points": (lambda: _page(b"", b"/MediaBox [0 0 1000000000 1000000000]"), BROKEN),
    "a page of no size": (lambda: _page(b"", b"/MediaBox [9 9 9 9]"), BROKEN),
    "a page below nothing": (lambda: _page(b"", b"/MediaBox [-9 -9 -5000 -5000]"), BROKEN),
    "a page without a box": (lambda: _page(b"", b""), BROKEN),
    "a page of endless size": (lambda: _page(b"", b"/MediaBox [0 0 1e400 inf]"), BROKEN),
    "a page that is no number": (lambda: _page(b"", b"/MediaBox [nan nan nan nan]"), BROKEN),
    "a box of words": (lambda: _page(b"", b"/MediaBox [/A /B /C /D]"), BROKEN),
    "a box of three": (lambda: _page(b"", b"/MediaBox [0 0 9]"), BROKEN),
    "a box of digits": (lambda: _page(b"", b"/MediaBox [0 0 %s 9]" % (b"9" * DEEP)), BROKEN),
    "a crop beyond the page": (lambda: _page(b"/CropBox [5000 5000 6000 6000]"), BROKEN),
    "a turn of 45 degrees": (lambda: _page(b"/Rotate 45"), BROKEN),
    "a turn of 2^31": (lambda: _page(b"/Rotate 2147483648"), BROKEN),
    "a unit of 10^30": (lambda: _page(b"/UserUnit 1e30"), BROKEN),
    "a unit of nothing": (lambda: _page(b"/UserUnit 0"), BROKEN),
    "a unit below nothing": (lambda: _page(b"/UserUnit -5"), BROKEN),
}
