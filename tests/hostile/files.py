"""Made files that are honest inside and odd outside, locked, or no PDF at all: what can be read is read."""

import random
import struct
import zlib

import pymupdf

from tests.hostile.writers import (
    BROKEN,
    CATALOG,
    DAMAGED,
    NOT_PDF,
    PDFS,
    READ,
    TOO_MUCH,
    WHOLE,
    Made,
    build,
    kids,
)

ANOTHER = next(path for path in PDFS if path.name == "fit.lodocx.pdf").read_bytes()
ONE = pymupdf.open(stream=WHOLE)
ONE.select([0])
NOISE = random.Random(1).randbytes(100_000)  # noqa: S311 - repeatable chance is the point


def _locked(method: int, owner: str, user: str) -> bytes:
    return bytes(ONE.tobytes(encryption=method, owner_pw=owner, user_pw=user))


def _huge_picture(width: int, height: int) -> bytes:
    """Return a PNG that claims so many pixels and holds a few."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _trailed(entries: bytes) -> bytes:
    return build({1: CATALOG, **kids(b"[3 0 R]")}, trailer=entries)


def _without_pages() -> bytes:
    """Return a file whose newest revision has no page but the first: the others are still in its bytes."""
    document = pymupdf.open(stream=WHOLE)
    root = document.xref_get_key(document.pdf_catalog(), "Pages")[1]
    first = document[0].xref
    body = b"%s obj\n<< /Type /Pages /Kids [%d 0 R] /Count 1 >>\nendobj\n"
    added = body % (root.removesuffix(" R").encode(), first)
    number = int(root.split()[0])
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    )
    previous = int(WHOLE.rsplit(b"startxref", 1)[1].split()[0])
    size = (
        number,
        len(WHOLE),
        document.xref_length(),
        document.pdf_catalog(),
        previous,
        len(WHOLE) + len(added),
    )
    return WHOLE + added + table % size


def _active() -> bytes:
    """Return a form in a file that would run scripts, open files and ask the network, were it let."""
    document = pymupdf.open(stream=ONE.tobytes())
    document.embfile_add("evil.exe", NOISE)
    catalog = document.pdf_catalog()
    script = "<< /S /JavaScript /JS (while \\(true\\) app.alert\\(1\\);) >>"
    document.xref_set_key(catalog, "OpenAction", script)
    document.xref_set_key(catalog, "AA", f"<< /WC {script} /WS << /S /Launch /F (/bin/sh) >> >>")
    document.xref_set_key(catalog, "AcroForm", "<< /Fields [] /XFA [(template) (<xdp/>)] >>")
    document[0].insert_link(
        {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(0, 0, 9, 9), "uri": "file:///etc/passwd"}
    )
    return bytes(document.tobytes())


def _start_moved(by: int) -> bytes:
    head, start = WHOLE.rsplit(b"startxref", 1)
    return head + b"startxref\n%d\n%%%%EOF\n" % (int(start.split()[0]) + by)


def _linearized() -> bytes:
    mark = b"9999 0 obj\n<< /Linearized 1 /L 7 /H [1 1] /O 99999 /E 1 /N 9999 /T 1 >>\nendobj\n"
    end = WHOLE.index(b"\n") + 1
    return WHOLE[:end] + mark + WHOLE[end:]


FILES: Made = {
    "a form behind 1,000 bytes of noise": (lambda: NOISE[:1_000] + WHOLE, READ),
    "a form behind 5,000 bytes of noise": (lambda: NOISE[:5_000] + WHOLE, NOT_PDF),
    "a form before 1,000 bytes of noise": (lambda: WHOLE + NOISE[:1_000], READ),
    "a form before 100,000 bytes of noise": (lambda: WHOLE + NOISE, READ | DAMAGED),
    "a form before 100,000 empty lines": (lambda: WHOLE + b"\r\n" * 100_000, READ | DAMAGED),
    "two files in one": (lambda: WHOLE + ANOTHER, READ),
    "the same file twice": (lambda: WHOLE + WHOLE, READ),
    "a revision that takes pages away": (_without_pages, READ),
    "a file that would act": (_active, READ),
    "a table of objects that is off by one": (lambda: _start_moved(1), READ),
    "a table of objects that is off by 1,000": (lambda: _start_moved(-1_000), READ),
    "a table of objects beyond the file": (lambda: _start_moved(10**9), READ),
    "a table of objects that is words": (
        lambda: WHOLE.replace(b"\nxref", b"\nxerf").replace(b"0000000", b"000000x"),
        READ,
    ),
    "no table of objects": (lambda: WHOLE[: WHOLE.rindex(b"xref\n0")] + b"%%EOF", READ | DAMAGED),
    "a linearization that lies": (_linearized, READ),
    "line ends turned from Unix to Windows": (lambda: WHOLE.replace(b"\n", b"\r\n"), READ | BROKEN),
    "sent as text of 7 bits": (lambda: bytes(byte & 127 for byte in WHOLE), READ | BROKEN),
    "a version of the future": (lambda: WHOLE.replace(b"%PDF-1.", b"%PDF-9.", 1), READ),
    "locked by its owner, 40 bits": (lambda: _locked(pymupdf.PDF_ENCRYPT_RC4_40, "o", ""), READ),
    "locked by its owner, 128 bits": (lambda: _locked(pymupdf.PDF_ENCRYPT_AES_128, "o", ""), READ),
    "locked by its owner, 256 bits": (lambda: _locked(pymupdf.PDF_ENCRYPT_AES_256, "o", ""), READ),
    "locked for its readers": (
        lambda: _locked(pymupdf.PDF_ENCRYPT_AES_256, "o", "u"),
        frozenset({"encrypted-pdf"}),
    ),
    "locked, half of it": (
        lambda: _locked(pymupdf.PDF_ENCRYPT_AES_128, "o", "u")[:9_000],
        DAMAGED | {"encrypted-pdf"},
    ),
    "a lock that nobody knows": (
        lambda: _trailed(b"/Encrypt << /Filter /Nobody /V 99 /R 99 >> /ID [(a) (a)]"),
        BROKEN | {"encrypted-pdf"},
    ),
    "a lock that is itself": (lambda: _trailed(b"/Encrypt 1 0 R /ID [(a) (a)]"), BROKEN | {"encrypted-pdf"}),
    "a web page": (lambda: b"<!doctype html><title>%PDF</title>", NOT_PDF),
    "a web page that speaks of PDF": (lambda: b"<!doctype html><title>%PDF-1.7</title>", DAMAGED),
    "a ZIP archive": (lambda: b"PK\x03\x04" + bytes(200), NOT_PDF),
    "an archive that names itself PDF": (
        lambda: b"PK\x03\x04" + bytes(26) + b"%PDF-1.7\n%%EOF" + NOISE,
        NOT_PDF,
    ),
    "noise behind a picture's mark": (lambda: b"\x89PNG\r\n\x1a\n" + NOISE, DAMAGED),
    "noise behind a photograph's mark": (lambda: b"\xff\xd8\xff" + NOISE, DAMAGED),
    "pictures that follow each other round": (
        lambda: b"II*\x00\x08\x00\x00\x00" + bytes(2) + b"\x08\x00\x00\x00" + NOISE,
        DAMAGED,
    ),
    "a picture of 10^10 pixels": (lambda: _huge_picture(100_000, 100_000), DAMAGED | TOO_MUCH),
    "an old text document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, NOT_PDF),
    "a packed PDF": (lambda: zlib.compress(WHOLE), NOT_PDF),
    "a header and nothing else": (lambda: b"%PDF-1.7\n", DAMAGED),
    "a header and noise": (lambda: b"%PDF-1.7\n" + NOISE + b"%%EOF", DAMAGED),
    "a header and a million zeros": (lambda: b"%PDF-1.7\n" + bytes(1_000_000) + b"%%EOF", DAMAGED),
    "100,000 headers": (lambda: b"%PDF-1.7\n" * 100_000 + b"%%EOF", DAMAGED),
    "100,000 objects and no end": (lambda: b"%PDF-1.7\n" + b"1 0 obj << " * 100_000 + b"%%EOF", DAMAGED),
    "100,000 ends": (lambda: b"%PDF-1.7\n" + b"startxref\n0\n%%EOF\n" * 100_000, DAMAGED),
    "no bytes": (lambda: b"", frozenset({"empty-file"})),
}
