"""A file's first bytes → the format that they begin, whatever its name says."""

from typing import Literal

Format = Literal["pdf", "png", "jpeg", "tiff"]

HEAD_BYTES = 1024
"""So many bytes tell a format: ISO 32000-1 Annex H.3 lets readers look for `%PDF-` that far in."""
SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
ARCHIVE = ".zip"
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
NAMED = (*SUFFIXES, ARCHIVE, *OTHER_ARCHIVES)
"""What a file may be called that is taken in, or refused with a reason; others are passed over."""
MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg", "image/tiff")

_PICTURES: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)


def format_of(head: bytes) -> Format | None:
    """Return the format of a file that begins like this, None if it is none that is read.

    Source:
        PNG (W3C) §5.2, JPEG (ITU-T T.81) B.1.1.3, TIFF 6.0 §2.
    """
    for mark, name in _PICTURES:
        if head.startswith(mark):
            return name
    return "pdf" if b"%PDF-" in head[:HEAD_BYTES] else None
