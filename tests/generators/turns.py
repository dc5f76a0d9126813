"""The same pages lying otherwise: turned, cropped from larger ones, in larger units."""

import pymupdf

from tests.generators.picks import Pick

LONGEST = 1000
TURNS = (
    "",
    "rotate 90",
    "rotate 180",
    "rotate 270",
    "lying 90",
    "lying 270",
    "crop",
    "units",
    "crop, units",
    "rotate 90, crop",
    "rotate 180, units",
    "rotate 270, crop, units",
    "crop, lying 90, units",
    "askew",
)


def make_turn(pick: Pick) -> str:
    """Return how the pages lie: mostly as they were made."""
    return pick.kind("turn", TURNS) if pick.chance(40) else ""


def turned(data: bytes, turn: str) -> bytes:
    """Return a file whose pages look the same, save those that lie on their side.

    Args:
        data: The file as its producer made it.
        turn: What is done to each page, in order. `rotate N`: content drawn sideways and `/Rotate`
            that sets it upright, as scanners and landscape sections do; `lying N`: the page is
            seen sideways; `crop`: a window of a larger MediaBox whose origin is elsewhere;
            `units`: `/UserUnit`; `askew`: by a degree, alone.
    """
    if not turn:
        return data
    if turn == "askew":
        return _askew(data)
    document = pymupdf.open(stream=data)
    for step in turn.split(", "):
        kind, _, angle = step.partition(" ")
        for page in document:
            if kind == "rotate":
                _upright_by_rotation(document, page, int(angle))
            elif kind == "lying":
                page.set_rotation(int(angle))
            elif kind == "crop":
                _cropped(document, page)
            else:
                document.xref_set_key(page.xref, "UserUnit", "1.5")
    result: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return result


def _askew(data: bytes) -> bytes:
    """Return a file whose pages lie askew by a degree on others."""
    source, result = pymupdf.open(stream=data), pymupdf.open()
    for number in range(source.page_count):
        size = source[number].rect
        page = result.new_page(width=size.width, height=size.height)
        page.show_pdf_page(page.rect, source, number)
        if size.height < LONGEST:  # What is longer would leave its page.
            _wrap(result, page, "0.99985 0.01745 -0.01745 0.99985 7 -5 cm")
    written: bytes = result.tobytes(garbage=3, deflate=True)
    source.close()
    result.close()
    return written


def _cropped(document: pymupdf.Document, page: pymupdf.Page) -> None:
    """Make a page a window of a larger one."""
    _, _, width, height = page.mediabox
    _wrap(document, page, "1 0 0 1 37 -53 cm")
    document.xref_set_key(page.xref, "MediaBox", f"[-20 -80 {width + 90} {height + 10}]")
    document.xref_set_key(page.xref, "CropBox", f"[37 -53 {width + 37} {height - 53}]")


def _upright_by_rotation(document: pymupdf.Document, page: pymupdf.Page, angle: int) -> None:
    """Draw the content turned against the rotation that the page then gets."""
    width, height = page.rect.width, page.rect.height
    matrix = {
        90: f"0 1 -1 0 {height} 0 cm",
        180: f"-1 0 0 -1 {width} {height} cm",
        270: f"0 -1 1 0 0 {width} cm",
    }[angle]
    _wrap(document, page, matrix)
    size = (width, height) if angle == 180 else (height, width)
    document.xref_set_key(page.xref, "MediaBox", f"[0 0 {size[0]} {size[1]}]")
    document.xref_set_key(page.xref, "CropBox", "null")
    document.xref_set_key(page.xref, "Rotate", str(angle))


def _wrap(document: pymupdf.Document, page: pymupdf.Page, operators: str) -> None:
    """Put operators before the page's content, and undo them after it."""
    content = page.read_contents()
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, b"q " + operators.encode() + b"\n" + content + b"\nQ\n")
    document.xref_set_key(page.xref, "Contents", f"{xref} 0 R")
