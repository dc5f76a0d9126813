"""Texts and the page as it is drawn → whether something is seen in their places, and whether it is they.

For the latter the page is compared with its texts drawn alone.  Through a seal or a highlighter a text is
still seen, in one colour at least; under a white box, or a picture of another figure, it is not.
"""

from collections.abc import Sequence

import pymupdf

from extractor.geometry import union
from extractor.page.bare_texts import draw_texts
from models.records import Box

SCALE, MOST_PIXELS = 2.0, 8_000_000
"""Pixels a point, and how many of them at most."""
MARGIN, STARK = 0.15, 0x40
"""The share of a text's height left out at each side, and by how much (of 255) it
differs from what is around it."""
OVER = 0.25
"""What reaches into a text by this share of its height may hide a sign of it."""
HALF_OPAQUE = 128
"""An opacity of less than this (of 255) lets one see through."""
INK, GROUND = 96, 224
"""Where a text drawn alone is darker (of 255), its ink is, and where it is lighter, none."""
MOST_LOOKED_AT = 10_000
"""So many pixels show whether an annotation lets one see through."""
FEWEST = 4
"""So many pixels of ink tell whether a sign is seen."""
CONTRAST = 24
"""Ink that is seen differs by so much (of 255) from what is around it, on average."""
MISSED, ADDED = 0.12, 0.3
"""A sign is seen as it is where no larger share of its ink looks like ground, and of the ground like ink."""
COLORS, WHITE = 3, 255

Place = tuple[int, int, int, int]
"""A place in pixels, ends excluded."""


def is_over(box: Box, text: Box) -> bool:
    """Tell whether a box reaches into a text's."""
    least = OVER * min(text[2] - text[0], text[3] - text[1])
    across = min(box[2], text[2]) - max(box[0], text[0])
    return across > least and min(box[3], text[3]) - max(box[1], text[1]) > least


def are_inked(
    leaf: pymupdf.Page, boxes: Sequence[Box], matrix: pymupdf.Matrix, margin: float = MARGIN
) -> list[bool]:
    """Tell of each place on a page whether something is seen in it that stands out.

    Args:
        leaf: The page.
        boxes: The places, at least one, in the content's coordinates.
        matrix: Turns them into places of the page as drawn, in points.
        margin: The share of a place's height that is left out above and below.
    """
    places, clip, scale = _framed(leaf, boxes, matrix)
    if clip.is_empty:
        return [False] * len(boxes)
    pixels = leaf.get_pixmap(matrix=scale, clip=clip, colorspace=pymupdf.csGRAY, alpha=False)
    return [_stands_out(pixels, place, margin) for place in places]


def are_shaded(leaf: pymupdf.Page, boxes: Sequence[Box], matrix: pymupdf.Matrix) -> list[bool]:
    """Tell of each place on a page whether most of it is darker than paper, so that white text is seen there.

    Arguments are those of `are_inked`.
    """
    places, clip, scale = _framed(leaf, boxes, matrix)
    if clip.is_empty:
        return [False] * len(boxes)
    pixels = leaf.get_pixmap(matrix=scale, clip=clip, colorspace=pymupdf.csGRAY, alpha=False)
    shades = [sorted(_cut(pixels, _within(pixels, place))) for place in places]
    return [bool(some) and some[len(some) // 2] < WHITE - CONTRAST for some in shades]


def is_solid(annotation: pymupdf.Annot) -> bool:
    """Tell whether an annotation lets nothing be seen through most of its place: a seal with its paper."""
    size = annotation.rect.get_area()
    if not size > 0:
        return False
    scale = min(1.0, (MOST_LOOKED_AT / size) ** 0.5)
    pixels = annotation.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=True)
    opacities = bytes(pixels.samples_mv[pixels.n - 1 :: pixels.n])
    return 2 * sum(map(HALF_OPAQUE.__le__, opacities)) > len(opacities)


def unseen(leaf: pymupdf.Page, boxes: Sequence[Box], matrix: pymupdf.Matrix) -> list[Box]:
    """Return the texts of which a sign, at least, is not seen on the page as it is.

    Args:
        leaf: The page.
        boxes: The texts' places, in the content's coordinates.
        matrix: Turns them into places of the page as drawn, in points.
    """
    if not boxes:
        return []
    places, clip, scale = _framed(leaf, boxes, matrix)
    if clip.is_empty:
        return []
    drawn = leaf.get_pixmap(matrix=scale, clip=clip, alpha=False)
    alone = draw_texts(leaf, scale, pymupdf.IRect(drawn.irect))
    return [box for box, place in zip(boxes, places, strict=True) if not _is_seen(drawn, alone, place)]


def _framed(
    leaf: pymupdf.Page, boxes: Sequence[Box], matrix: pymupdf.Matrix
) -> tuple[list[pymupdf.Rect], pymupdf.Rect, pymupdf.Matrix]:
    """Return places in pixels, what is around them on the page in points, and what turns these into those."""
    places = [pymupdf.Rect(box) * matrix for box in boxes]
    clip = pymupdf.Rect(union([tuple(one) for one in places])) & leaf.rect
    scale = SCALE if clip.is_empty else min(SCALE, (MOST_PIXELS / clip.get_area()) ** 0.5)
    larger = pymupdf.Matrix(scale, scale)
    return [one * larger for one in places], clip, larger


def _stands_out(pixels: pymupdf.Pixmap, box: pymupdf.Rect, margin: float) -> bool:
    across, down = MARGIN * min(box.width, box.height), margin * box.height
    inner = pymupdf.Rect(box.x0 + across, box.y0 + down, box.x1 - across, box.y1 - down)
    signs = _cut(pixels, _within(pixels, inner))
    return bool(signs) and max(signs) - min(signs) >= STARK


def _is_seen(drawn: pymupdf.Pixmap, alone: pymupdf.Pixmap, box: pymupdf.Rect) -> bool:
    """Tell whether each piece of a text, about as wide as a digit, is seen as it is."""
    left, top, right, bottom = _within(drawn, box)
    wide, high = right - left, bottom - top
    step = max(1, min(wide, high) // 2)
    if wide >= high:
        pieces = [(at, top, min(at + step, right), bottom) for at in range(left, right, step)]
    else:
        pieces = [(left, at, right, min(at + step, bottom)) for at in range(top, bottom, step)]
    return all(_shows(_cut(drawn, piece), _cut(alone, piece)) for piece in pieces)


def _shows(seen: bytes, signs: bytes) -> bool:
    """Tell whether what is seen is what the text alone shows.

    Ink under the stroke of a seal is still ink in one colour, and a stroke beside it is ground in another.
    """
    if all(seen[color::COLORS] == signs for color in range(COLORS)):
        return True
    ink = [at for at, shade in enumerate(signs) if shade < INK]
    ground = [at for at, shade in enumerate(signs) if shade > GROUND]
    if len(ink) < FEWEST or not ground:
        return True
    inked = [one for color in range(COLORS) if (one := _inked(seen[color::COLORS], ink, ground))]
    missed = sum(not any(one[at] for one in inked) for at in ink)
    added = sum(all(one[at] for one in inked) for at in ground)
    return missed <= MISSED * len(ink) and added <= ADDED * len(ground)


def _inked(shades: bytes, ink: Sequence[int], ground: Sequence[int]) -> list[bool] | None:
    """Tell which pixels look like ink in one colour; None where it tells ink and ground not apart."""
    dark, light = (sum(shades[at] for at in some) / len(some) for some in (ink, ground))
    middle = (dark + light) / 2
    if abs(light - dark) < CONTRAST:
        return None
    return [shade < middle for shade in shades] if dark < light else [shade > middle for shade in shades]


def _within(pixels: pymupdf.Pixmap, box: pymupdf.Rect) -> Place:
    left, top = max(0, int(box.x0) - pixels.x), max(0, int(box.y0) - pixels.y)
    right, bottom = int(box.x1) + 1 - pixels.x, int(box.y1) + 1 - pixels.y
    return left, top, min(pixels.width, right), min(pixels.height, bottom)


def _cut(pixels: pymupdf.Pixmap, place: Place) -> bytes:
    left, top, right, bottom = place
    starts = [at * pixels.stride for at in range(top, bottom)]
    return b"".join(bytes(pixels.samples_mv[at + left * pixels.n : at + right * pixels.n]) for at in starts)
