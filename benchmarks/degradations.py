"""Pages as scanners, faxes and copiers leave them: seeded, each damage by its name.

A damage takes a page of RGB pixels and gives it damaged; `scale` is pixels a point, so
that a damage is as large on paper at every resolution.
"""

from collections.abc import Callable, Mapping
from functools import partial

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from extractor.geometry import Raster

Pixels = NDArray[np.uint8]
"""Rows x columns x RGB."""
Dice = np.random.Generator
Damage = Callable[[Pixels, Dice, float], Pixels]

PAPER = (250, 250, 248)
SEAL = (214, 44, 44)


def degraded(page: Pixels, name: str, seed: int, scale: float) -> Pixels:
    """Return a page damaged in one of the ways of DEGRADATIONS, the same way for the same seed."""
    return DEGRADATIONS[name](page, np.random.default_rng([seed, len(name)]), scale)


def drawn(leaf: pymupdf.Page, dpi: int) -> Pixels:
    """Return a page of a PDF as pixels."""
    pixels = leaf.get_pixmap(dpi=dpi, alpha=False, colorspace=pymupdf.csRGB)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()


def as_raster(page: Pixels, dpi: float) -> Raster:
    """Return pixels as what recognition reads."""
    height, width = page.shape[:2]
    return Raster(width, height, dpi / 72, page.tobytes())


def _encoded(page: Pixels, quality: int) -> bytes:
    _, code = cv2.imencode(".jpg", page[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return code.tobytes()


def _pixels(image: object) -> Pixels:
    return np.ascontiguousarray(np.clip(np.asarray(image), 0, 255).astype(np.uint8))


def _mapped(page: Pixels, xs: NDArray[np.float32], ys: NDArray[np.float32]) -> Pixels:
    return _pixels(
        cv2.remap(page, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=PAPER)
    )


def _places(page: Pixels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    height, width = page.shape[:2]
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return xs, ys


def skewed(page: Pixels, dice: Dice, _scale: float, *, most: float = 2.0, least: float = 0.0) -> Pixels:
    """Turn the page by up to so many degrees to either side; the page grows, so that nothing is cut."""
    angle = dice.uniform(least, most) * dice.choice((-1, 1))
    height, width = page.shape[:2]
    sine, cosine = abs(np.sin(np.radians(angle))), np.cos(np.radians(angle))
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), np.float64)
    matrix[:, 2] += np.array([size[0] - width, size[1] - height]) / 2
    return _pixels(cv2.warpAffine(page, matrix, size, flags=cv2.INTER_CUBIC, borderValue=PAPER))


def noisy(page: Pixels, dice: Dice, _scale: float, *, spread: float = 10.0) -> Pixels:
    """Add the grain of a sensor."""
    return _pixels(page + dice.normal(0, spread, page.shape).astype(np.float32))


def compressed(page: Pixels, _dice: Dice, _scale: float, *, quality: int = 40) -> Pixels:
    """Save as a JPEG of low quality, and read again."""
    data = np.frombuffer(_encoded(page, quality), np.uint8)
    return np.ascontiguousarray(_pixels(cv2.imdecode(data, cv2.IMREAD_COLOR))[:, :, ::-1])


def blurred(page: Pixels, _dice: Dice, scale: float, *, spread: float = 0.3) -> Pixels:
    """Blur by so many points."""
    return _pixels(cv2.GaussianBlur(page, (0, 0), spread * scale))


def grey(page: Pixels, _dice: Dice, _scale: float) -> Pixels:
    """Take the colours away."""
    return _pixels(cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB))


def one_bit(page: Pixels, dice: Dice, _scale: float) -> Pixels:
    """Make every dot black or white, with specks, as a fax does."""
    light = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.float32) + dice.normal(0, 12, page.shape[:2])
    bits = np.where(light < dice.uniform(130, 175), 0, 255)
    bits[dice.random(bits.shape) < 4e-4] = 0
    return _pixels(np.repeat(bits[:, :, None], 3, axis=2))


def sealed(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Stamp one or two round red seals: a ring, a star, and marks around it."""
    height, width = page.shape[:2]
    for _ in range(dice.integers(1, 3)):
        centre = (int(width * dice.uniform(0.25, 0.8)), int(height * dice.uniform(0.2, 0.8)))
        radius = 60 * scale
        layer = np.full_like(page, 255)
        cv2.circle(layer, centre, round(radius), SEAL, round(3.4 * scale), cv2.LINE_AA)
        cv2.fillPoly(layer, [_star(centre, radius * 0.34)], SEAL, cv2.LINE_AA)
        for turn in np.linspace(-2.4, 2.4, 15) - np.pi / 2:
            place = centre + radius * 0.76 * np.array([np.cos(turn), np.sin(turn)])
            _stamp_mark(layer, dice, place, turn, scale)
        strength = dice.uniform(0.75, 0.95)
        covered = page.astype(np.float32) * (1 - strength * (1 - layer.astype(np.float32) / 255))
        # Ink of a stamp is not dark: over black text it is a dark red.
        page = _pixels(np.maximum(covered, (layer != 255).any(2)[:, :, None] * np.array([60, 8, 8])))
    return page


def _star(centre: tuple[int, int], radius: float) -> NDArray[np.int32]:
    turns = np.arange(10) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(10) % 2, 0.4, 1.0) * radius
    return np.stack([centre[0] + reach * np.cos(turns), centre[1] + reach * np.sin(turns)], 1).astype(
        np.int32
    )


def _stamp_mark(layer: Pixels, dice: Dice, place: NDArray[np.float64], turn: float, scale: float) -> None:
    """Draw something as complex as a character, of a few bars, standing along the ring."""
    for _ in range(5):
        start, size = place + dice.uniform(-5, 5, 2) * scale, dice.uniform(2, 6) * scale
        along = turn + dice.choice((0.0, np.pi / 2))
        end = start + size * np.array([np.cos(along), np.sin(along)])
        first, last = (int(start[0]), int(start[1])), (int(end[0]), int(end[1]))
        cv2.line(layer, first, last, SEAL, max(1, round(1.3 * scale)), cv2.LINE_AA)


def sealed_grey(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Stamp seals, then copy without colours."""
    return grey(sealed(page, dice, scale), dice, scale)


def turned(page: Pixels, _dice: Dice, _scale: float, *, quarters: int) -> Pixels:
    """Turn the page clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(page, -quarters))


def in_perspective(page: Pixels, dice: Dice, _scale: float, *, most: float = 0.012) -> Pixels:
    """Move each corner by up to a share of the page's size, as a camera held at an angle does."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    pushed = corners + dice.uniform(-most, most, (4, 2)).astype(np.float32) * np.float32(max(height, width))
    matrix = cv2.getPerspectiveTransform(corners, pushed.astype(np.float32))
    return _pixels(
        cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=PAPER)
    )


def curled(page: Pixels, dice: Dice, scale: float, *, most: float = 4.0) -> Pixels:
    """Bend the page's lines by up to so many points, more at one end of the page than at the other."""
    xs, ys = _places(page)
    height, width = page.shape[:2]
    bend = dice.uniform(0.4, 1) * most * scale * dice.choice((-1, 1))
    phase = dice.uniform(-0.4, 0.4)
    wave = np.sin(np.pi * (xs / width + phase)) * (0.4 + 0.6 * ys / height)
    return _mapped(page, xs, (ys + bend * wave).astype(np.float32))


def folded(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Cast the shadows of one fold across and one down the page."""
    xs, ys = _places(page)
    height, width = page.shape[:2]
    light = np.ones(page.shape[:2], np.float32)
    for along, size in ((ys, height), (xs, width)):
        at, reach = size * dice.uniform(0.3, 0.7), dice.uniform(5, 14) * scale
        distance = (along - at) / reach
        light *= 1 - dice.uniform(0.25, 0.5) * np.exp(-(distance**2)) * (distance > 0)
        light *= 1 - 0.15 * np.exp(-((along - at) ** 2) / (1.5 * scale) ** 2)
    return _pixels(page * light[:, :, None])


def unevenly_lit(page: Pixels, dice: Dice, _scale: float) -> Pixels:
    """Light the paper from one corner, on grey or yellowish paper."""
    xs, ys = _places(page)
    height, width = page.shape[:2]
    turn = dice.uniform(0, 2 * np.pi)
    slope = np.cos(turn) * (xs / width - 0.5) + np.sin(turn) * (ys / height - 0.5)
    light = dice.uniform(0.7, 0.85) + dice.uniform(0.2, 0.4) * slope
    tint = np.array([1.0, dice.uniform(0.94, 1.0), dice.uniform(0.82, 1.0)])
    return _pixels(page * light[:, :, None] * tint)


def in_black_margins(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Lay the page askew upon black, as scanned with the lid open."""
    angle = np.radians(dice.uniform(-1.5, 1.5))
    height, width = page.shape[:2]
    offset = dice.uniform(4, 14, 2) * scale
    matrix = np.array(
        [[np.cos(angle), -np.sin(angle), offset[0]], [np.sin(angle), np.cos(angle), offset[1]]], np.float32
    )
    size = (width + round(16 * scale), height + round(16 * scale))
    laid = _pixels(cv2.warpAffine(page, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(24, 22, 22)))
    return noisy(laid, dice, scale, spread=4)


def faintly_ruled(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Print everything pale, and thin lines paler than text, with holes in them."""
    light = page.astype(np.float32)
    dark = 255 - light
    light = 255 - dark * dice.uniform(0.35, 0.55)
    holes = dice.random(
        (page.shape[0] // max(1, round(scale)) + 1, page.shape[1] // max(1, round(scale)) + 1)
    )
    mask = cv2.resize((holes < 0.06).astype(np.float32), page.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return noisy(_pixels(light + (250 - light) * mask[:, :, None]), dice, scale, spread=4)


def _chained(*damages: Damage) -> Damage:
    def all_of_them(page: Pixels, dice: Dice, scale: float) -> Pixels:
        for damage in damages:
            page = damage(page, dice, scale)
        return page

    return all_of_them


DEGRADATIONS: Mapping[str, Damage] = {
    "clean": lambda page, _dice, _scale: page,
    "skew": skewed,
    "skew to 5 degrees": partial(skewed, least=2.0, most=5.0),
    "noise": noisy,
    "JPEG 40": compressed,
    "blur": blurred,
    "grey": grey,
    "1-bit": one_bit,
    "red seal": sealed,
    "grey seal": sealed_grey,
    "1-bit seal": _chained(sealed, one_bit),
    "turned 90": partial(turned, quarters=1),
    "turned 180": partial(turned, quarters=2),
    "turned 270": partial(turned, quarters=3),
    "perspective": in_perspective,
    "curl": curled,
    "fold": folded,
    "uneven light": unevenly_lit,
    "black margins": in_black_margins,
    "faint and broken": faintly_ruled,
    "all together": _chained(
        sealed, partial(skewed, most=1.5), unevenly_lit, partial(blurred, spread=0.2), noisy, compressed
    ),
}
