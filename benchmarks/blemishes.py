"""What archives do to pages, beside what scanners do: seeded, each blemish by its name.

A blemish takes a page of RGB pixels and gives it blemished; `scale` is pixels a point, so that it is
as large on paper at every resolution.
"""

from collections.abc import Mapping

import cv2
import numpy as np

from benchmarks.degradations import PAPER, Damage, Dice, Pixels, blurred, compressed, grey, noisy, sealed

DESK = (126, 98, 74)


def blemished(page: Pixels, name: str, seed: int, scale: float) -> Pixels:
    """Return a page blemished in one of the ways of BLEMISHES, the same way for the same seed."""
    return BLEMISHES[name](page, np.random.default_rng([seed, len(name)]), scale)


def _clipped(image: object) -> Pixels:
    return np.ascontiguousarray(np.clip(np.asarray(image), 0, 255).astype(np.uint8))


def streaked(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Run lines of toner down the whole page, as a copier with a scratched drum does, and strew specks."""
    height, width = page.shape[:2]
    light = grey(page, dice, scale).astype(np.float32)
    for _ in range(dice.integers(2, 6)):
        at, thick = width * dice.uniform(0.05, 0.95), max(1, round(scale * dice.uniform(0.3, 1.2)))
        along = np.convolve(dice.random(height + 40), np.ones(41) / 41, "valid")[:, None, None]
        light[:, round(at) : round(at) + thick] *= 1 - dice.uniform(0.3, 0.8) * (0.4 + 1.2 * (along - 0.25))
    for _ in range(dice.integers(40, 160)):
        place = int(dice.integers(0, width)), int(dice.integers(0, height))
        cv2.circle(light, place, int(dice.integers(1, max(2, round(scale)))), (30, 30, 30), -1)
    return noisy(_clipped(light), dice, scale, spread=4)


def punched(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Punch two or four holes at the left, black from the lid behind, and leave a staple in a corner."""
    height = page.shape[0]
    page = page.copy()
    for share in ((0.4, 0.6), (0.2, 0.4, 0.6, 0.8))[dice.integers(0, 2)]:
        centre = round(34 * scale), round(height * share)
        cv2.circle(page, centre, round(8 * scale), (40, 40, 40), -1, cv2.LINE_AA)
    start = np.array([24.0, 30.0]) * scale
    end = start + np.array([22.0, dice.uniform(-12, 12)]) * scale
    for shift, light, thick in ((1.5, 200, 3.0), (0.0, 70, 1.2)):
        ends = [tuple(int(one) for one in place + shift * scale) for place in (start, end)]
        cv2.line(page, ends[0], ends[1], (light,) * 3, max(1, round(thick * scale)), cv2.LINE_AA)
    return page


def bound(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Lay the page open as a bound volume: towards its back, lines bend, draw together and grow dark."""
    height, width = page.shape[:2]
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    near = np.exp(-xs / (70 * scale))
    lift = dice.uniform(3, 7) * scale * (ys / height - dice.uniform(0.3, 0.7))
    pulled = cv2.remap(
        page,
        (xs + 14 * scale * near).astype(np.float32),
        (ys + lift * near).astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=PAPER,
    )
    shadow = 1 - 0.55 * np.exp(-xs / (22 * scale))
    return noisy(_clipped(pulled * shadow[:, :, None]), dice, scale, spread=4)


def stamped(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Stamp a frame with a number over the upper right corner, in blue, a little askew."""
    height, width = page.shape[:2]
    layer = np.full_like(page, 255)
    x, y = round(width - 150 * scale), round(dice.uniform(20, 60) * scale)
    ink = (48, 60, 170)
    cv2.rectangle(layer, (x, y), (x + round(110 * scale), y + round(46 * scale)), ink, round(1.6 * scale))
    for row in (1, 2):
        at = y + round(15.3 * row * scale)
        cv2.line(layer, (x, at), (x + round(110 * scale), at), ink, max(1, round(0.8 * scale)))
    cv2.putText(
        layer, "GD-0417", (x + 9, y + round(12 * scale)), cv2.FONT_HERSHEY_SIMPLEX, scale * 0.4, ink, 2
    )
    turn = cv2.getRotationMatrix2D((float(x), float(y)), dice.uniform(-6, 6), 1)
    layer = np.asarray(cv2.warpAffine(layer, turn, (width, height), borderValue=(255, 255, 255)), np.uint8)
    return _clipped(page.astype(np.float32) * (layer.astype(np.float32) / 255) ** 0.85)


def photographed(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Take the page with a telephone, lying on a wooden desk, from an angle, in the light of a window."""
    height, width = page.shape[:2]
    rim = round(30 * scale)
    size = (width + 2 * rim, height + 2 * rim)
    grain = np.convolve(dice.random(size[1] + 8), np.ones(9) / 9, "valid")[:, None, None]
    desk = np.asarray(DESK, np.float32) * (0.75 + 0.5 * grain) * np.ones((size[1], size[0], 1), np.float32)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + rim + dice.uniform(-0.02, 0.02, (4, 2)).astype(np.float32) * max(size)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    laid = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_CUBIC)
    inside = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, size)[:, :, None]
    scene = desk * (1 - inside) + laid * inside
    xs, ys = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    light = 0.95 - 0.35 * (xs * dice.uniform(0, 1) + ys * dice.uniform(0, 1))
    taken = blurred(_clipped(scene * light[:, :, None]), dice, scale, spread=0.15)
    return compressed(noisy(taken, dice, scale, spread=5), dice, scale, quality=60)


def faxed(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Send the page by fax: fine in one direction, coarse in the other, black or white, lines of it lost."""
    height, width = page.shape[:2]
    rows = round(height * 98 / 72 / scale)
    small = cv2.resize(
        cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), (width, rows), interpolation=cv2.INTER_AREA
    ).astype(np.float32)
    bits = np.where(small + dice.normal(0, 8, small.shape) < dice.uniform(150, 185), 0, 255)
    for row in dice.integers(0, rows, 6):
        bits[row] = 255
    sent = cv2.resize(bits.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.ascontiguousarray(np.repeat(sent[:, :, None], 3, axis=2))


def seen_through(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Show what is printed on the back of thin paper: mirrored, shifted, blurred and pale."""
    back = blurred(np.ascontiguousarray(page[:, ::-1]), dice, scale, spread=0.5).astype(np.float32)
    shift = np.float32([[1, 0, dice.uniform(-9, 9) * scale], [0, 1, dice.uniform(-9, 9) * scale]])
    back = cv2.warpAffine(back, shift, page.shape[1::-1], borderValue=(255, 255, 255))
    shown = page.astype(np.float32) * (1 - dice.uniform(0.12, 0.3) * (1 - back / 255))
    return noisy(_clipped(shown), dice, scale, spread=4)


def sealed_over_rulings(page: Pixels, dice: Dice, scale: float) -> Pixels:
    """Stamp seals, and copy the page pale."""
    return _clipped(255 - (255 - sealed(page, dice, scale).astype(np.float32)) * 0.6)


BLEMISHES: Mapping[str, Damage] = {
    "toner streaks": streaked,
    "punched and stapled": punched,
    "bound volume": bound,
    "stamp over a corner": stamped,
    "telephone": photographed,
    "fax": faxed,
    "back seen through": seen_through,
    "pale seals": sealed_over_rulings,
}
