"""The same pages with something drawn besides: watermarks, seals, running rules, stamps, typed values."""

import math

import pymupdf

from tests.generators.annotations import ANNOTATIONS, annotate
from tests.generators.picks import Pick

OVERLAYS = (
    "watermark",
    "level watermark",
    "small watermarks",
    "tiled watermarks",
    "pale watermark",
    "seal",
    "dated seal",
    "square seal",
    "running rules",
    *ANNOTATIONS,
)
RED, GREY = (1.0, 0.0, 0.0), (0.8, 0.8, 0.8)


def make_overlay(pick: Pick) -> str:
    """Return what is laid over the pages: mostly nothing."""
    return pick.kind("overlay", OVERLAYS) if pick.chance(15) else ""


def overlaid(data: bytes, overlay: str) -> bytes:
    """Return a file with something laid over each of its pages."""
    if not overlay:
        return data
    document = pymupdf.open(stream=data)
    for page in document:
        page.wrap_contents()  # Chromium leaves its own units behind.
        if overlay in ANNOTATIONS:
            annotate(page, overlay)
        elif overlay == "square seal":
            _square_seal(page)
        elif "seal" in overlay:
            _seal(page, date="2021年3月5日" if "dated" in overlay else "")
        elif overlay == "running rules":
            _rule(page)
        else:
            _mark(page, overlay)
    result: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return result


def _mark(page: pymupdf.Page, kind: str) -> None:
    """Write one watermark over a page, or several: so many across and down."""
    across, down, text, size, angle = {
        "small watermarks": (1, 5, "仅供参考 2021", 18, 30),
        "tiled watermarks": (4, 6, "财政局内部", 14, 20),
        "level watermark": (1, 1, "内部资料", 70, 0),
    }.get(kind, (1, 1, "内部资料", 70, 45))
    color, opacity = (RED, 0.2) if kind == "pale watermark" else (GREY, 1.0)
    for number in range(across * down):
        at = (number % across + 0.5) / across, (number // across + 0.5) / down
        middle = pymupdf.Point(at[0] * page.rect.width, at[1] * page.rect.height)
        _write(page, text, middle, size=size, angle=angle, color=color, opacity=opacity)


def _write(  # noqa: PLR0913 - one a property of the text
    page: pymupdf.Page,
    text: str,
    middle: pymupdf.Point,
    *,
    size: float,
    angle: float,
    color: tuple[float, float, float] = GREY,
    opacity: float = 1.0,
) -> None:
    writer = pymupdf.TextWriter(page.rect, opacity=opacity)
    font = pymupdf.Font("cjk")
    start = pymupdf.Point(middle.x - font.text_length(text, size) / 2, middle.y + size / 3)
    room = pymupdf.Rect(start.x, middle.y - size / 3, 2 * middle.x - start.x, middle.y + size / 3)
    words = [pymupdf.Rect(word[:4]) for word in page.get_text("words")]
    if not (angle or any((word.tl + word.br) / 2 in room for word in words)):
        return  # What lies over no text is none of those that lie over some.
    writer.append(start, text, font=font, fontsize=size)
    writer.write_text(page, color=color, morph=(middle, pymupdf.Matrix(angle)))


def _rule(page: pymupdf.Page) -> None:
    """Draw the rules of a running head and foot, as wide as what the page has drawn."""
    boxes = [drawing["rect"] for drawing in page.get_drawings()]
    if boxes:
        left, right = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
        for y in (20, page.rect.height - 12):
            page.draw_line((left, y), (right, y), width=0.75)


def _square_seal(page: pymupdf.Page, size: float = 56.0) -> None:
    """Draw a square frame with four characters in it."""
    left, top = 0.62 * page.rect.width, 0.55 * page.rect.height
    page.draw_rect((left, top, left + size, top + size), color=RED, width=2.5)
    writer = pymupdf.TextWriter(page.rect)
    for number, character in enumerate("财政之印"):
        at = pymupdf.Point(left + 4 + 26 * (1 - number // 2), top + 23 + 26 * (number % 2))
        writer.append(at, character, font=pymupdf.Font("cjk"), fontsize=22)
    writer.write_text(page, color=RED)


def _seal(page: pymupdf.Page, radius: float = 60.0, date: str = "") -> None:
    """Draw a ring with a name along it, and a star; perhaps with a date below that."""
    middle = pymupdf.Point(0.7 * page.rect.width, 0.6 * page.rect.height)
    page.draw_circle(middle, radius, color=RED, width=3)
    angles = [4 * math.pi * number / 5 for number in range(6)]
    points = [middle + pymupdf.Point(math.sin(angle), -math.cos(angle)) * radius / 3 for angle in angles]
    shape = page.new_shape()
    shape.draw_polyline(points)
    shape.finish(fill=RED, color=RED)
    shape.commit()
    name = "某市财政局财务专用章页"
    for number, character in enumerate(name):
        turn = -110 + number * 220 / (len(name) - 1)
        writer = pymupdf.TextWriter(page.rect)
        at = pymupdf.Point(middle.x - 6, middle.y - 0.75 * radius)
        writer.append(at, character, font=pymupdf.Font("cjk"), fontsize=12)
        writer.write_text(page, color=RED, morph=(middle, pymupdf.Matrix(-turn)))
    if date:
        writer = pymupdf.TextWriter(page.rect)
        writer.append((middle.x - 30, middle.y + 0.6 * radius), date, font=pymupdf.Font("cjk"), fontsize=9)
        writer.write_text(page, color=RED)
