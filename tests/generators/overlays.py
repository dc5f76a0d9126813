"""The same pages with something drawn besides: a watermark aslant or level, a seal, or running rules."""

import math

import pymupdf

from tests.generators.picks import Pick

OVERLAYS = ("watermark", "level watermark", "small watermarks", "pale watermark", "seal", "running rules")
RED, GREY = (1.0, 0.0, 0.0), (0.8, 0.8, 0.8)


def make_overlay(pick: Pick) -> str:
    """Return what is laid over the pages: mostly nothing."""
    return pick.kind("overlay", OVERLAYS) if pick.chance(6) else ""


def overlaid(data: bytes, overlay: str) -> bytes:
    """Return a file with something laid over each of its pages."""
    if not overlay:
        return data
    document = pymupdf.open(stream=data)
    for page in document:
        page.wrap_contents()  # Chromium leaves its own units behind.
        if overlay == "seal":
            _seal(page)
        elif overlay == "running rules":
            _rule(page)
        elif overlay == "small watermarks":
            for number in range(5):
                middle = pymupdf.Point(page.rect.width / 2, (number + 0.5) * page.rect.height / 5)
                _write(page, "仅供参考 2021", middle, size=18, angle=30)
        else:
            angle, opacity = (0 if "level" in overlay else 45), (0.2 if "pale" in overlay else 1.0)
            middle = (page.rect.tl + page.rect.br) / 2
            color = RED if "pale" in overlay else GREY
            _write(page, "内部资料", middle, size=70, angle=angle, color=color, opacity=opacity)
    result: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return result


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


def _seal(page: pymupdf.Page, radius: float = 60.0) -> None:
    """Draw a ring with a name along it, and a star."""
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
