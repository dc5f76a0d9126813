"""Line crops → what was seen on each: two readers where numbers stand, a third look where they differ.

One reader alone keeps a high confidence where it drops a sign.  That two readers of
different size make the same mistake is rare.  Words that the smaller one, at a quarter of the
other's cost, reads surely and without a gap are not read again.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

import cv2
import numpy as np

from extractor.scan.house_forms import house_form
from extractor.scan.inequalities import assured, with_strokes
from extractor.scan.lapses import is_lapsed
from extractor.scan.noughts import is_nought
from extractor.scan.recognizers import Recognizer, Seen
from extractor.scan.restorations import restored, with_signs
from extractor.scan.text_lines import PAPER, Crop
from extractor.scan.whitenings import Grey
from extractor.value.numbers import holds_digit

LONGEST = 28
"""Longer texts are prose, of which the second reader is no judge."""
FEWEST = 3
"""Texts of fewer signs are looked at twice in any case: a lost digit or dash leaves such."""
SHAPED = 0.99
"""The confidence of a dash that was told by its shape."""
STOPS = ("0", "o", "O", "°", "○")
"""What a 。 at the end is read as."""
SURE = 0.99
"""Signs of less confidence are looked at again."""
SURE_WORDS = 0.8
"""Signs of words that are less sure are told."""
PLAIN, WHOLE = 0.93, 1.7
"""What the smaller reader reads so surely, with no gap of so many usual steps, the larger reads alike."""
CUT = 0.9
"""No more sure is what reaches a side of its cell, or figures beside ink that was not read: one is lost."""
LAPSED = 0.49
"""No more sure are words beside ink that was not read."""
MARKS_ALONE = frozenset("·“”…")
"""Nothing but a dash of few pixels is read so where nothing else stands."""
LIKE_DASHES = ("", "一", "-", "—", "－", "_", "~", "--", "—一", "一一", "——", "–", "=", ".", "·")
"""What a dash is read as."""
BARS = 0.5
"""A = seen so surely is none of a dash: its bars may run into one another."""
STROKES = ("一", "—")
"""So one stroke is read; two hyphens that touch are read otherwise."""
WIDER, TALLER = 1.4, 1.2
"""The third look: the line wider, so that equal digits stand apart, on more paper."""

_FIGURES = re.compile(r"[0-9.%≥≤<>＜＞±+-]")
_EQUAL = re.compile(r"([0-9])\1\1")
"""So many equal digits may be more: readers of lines count them badly."""
_LATIN = re.compile("[a-z]{3}")
"""The narrow letters of a Latin word are dropped without a gap: offce."""
_NUMERIC = re.compile(r"[0-9.,%≥≤<>±+—/-]*")


class Look(NamedTuple):
    """What was seen on one crop: each text in its house form, surest first, and how sure the first is.

    `raw` is the first as the reader gave it.  `figures` is how surely the figures among words were
    seen, alike by both readers on the line as it is and on the line made wider; 0 unless they were.
    `faint` are the characters of the first that are not sure: from, and up to.
    """

    readings: tuple[str, ...]
    confidence: float
    raw: str
    figures: float = 0.0
    faint: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Both readers; neither is loaded before it reads."""

    first: Recognizer = field(default_factory=lambda: Recognizer("small"))
    second: Recognizer = field(default_factory=lambda: Recognizer("tiny"))

    def look(self, crops: Sequence[Crop], *, twice: bool = True) -> list[Look]:
        """Return what stands on each crop, in the same order.

        Args:
            crops: Lines of one page.
            twice: Whether numbers are looked at twice.
        """
        seconds = self.second.read([crop.pixels for crop in crops])
        hard = [at for at, seen in enumerate(seconds) if not is_plain(crops[at], seen)]
        firsts = dict(enumerate(seconds))
        firsts |= self._larger(crops, seconds, hard)
        looks = [_once(crop, firsts[at], seconds[at]) for at, crop in enumerate(crops)]
        asked = [at for at in hard if twice and not _is_told(crops[at], looks[at].readings[0])]
        asked = [at for at in asked if _is_asked(looks[at].readings[0])]
        doubted = [at for at in asked if _is_doubted(looks[at], _read(crops[at], seconds[at].text))]
        worded = {at for at in asked if _is_worded(looks[at], firsts[at])}
        again = [(at, seconds[at]) for at in sorted(worded.union(doubted))]
        wide = [_otherwise(crops[at].pixels) for at, _ in again]
        third, fourth = self.first.read(wide), self.second.read(wide)
        for (at, seen), *wider in zip(again, third, fourth, strict=True):
            others = [told_by_shape(one, crops[at]) for one in (seen, *wider)]
            texts = [_read(crops[at], one.text) for one in others]
            if any(_is_doubted(looks[at], text) for text in texts):
                looks[at] = _voted(looks[at], crops[at], others)
            elif not crops[at].is_cut:
                looks[at] = looks[at]._replace(figures=min(firsts[at].of_figures, others[1].of_figures))
        looks = [_with_signs(look, crop) for look, crop in zip(looks, crops, strict=True)]
        return [_with_lapse(look, crops[at], firsts[at]) if twice else look for at, look in enumerate(looks)]

    def _larger(self, crops: Sequence[Crop], seconds: Sequence[Seen], hard: Sequence[int]) -> dict[int, Seen]:
        """Return what the larger reader sees of some crops; words with a gap are looked at wider as well."""
        read = self.first.read([crops[at].pixels for at in hard])
        seen = {
            at: fuller(told_by_shape(one, crops[at]), seconds[at]) for at, one in zip(hard, read, strict=True)
        }
        gapped = [at for at, one in seen.items() if one.gap >= WHOLE and not _is_asked(one.text)]
        wide = self.first.read([_otherwise(crops[at].pixels) for at in gapped])
        return seen | {at: fuller(seen[at], one) for at, one in zip(gapped, wide, strict=True)}


def _once(crop: Crop, seen: Seen, other: Seen) -> Look:
    """Return what one reader saw of a crop, or its shape tells; what the other saw makes it less sure."""
    if crop.dash and (crop.is_bar or seen.text in LIKE_DASHES):
        # Two hyphens that touch are as wide as a long one.
        dash = crop.stroke if crop.stroke and seen.text in STROKES else crop.dash
        is_seen = (dash, seen.text) == ("-", "--") or (seen.text == "=" and seen.confidence >= BARS)
        dash = seen.text if is_seen else dash
        return Look((dash,), SHAPED, seen.text)
    text = _read(crop, seen.text)
    return Look((text,), _sure(crop, seen.confidence), seen.text, faint=faint_in(seen, text, other))


def _is_told(crop: Crop, text: str) -> bool:
    """Tell whether a text is the dash that its shape tells; blank where that tells none."""
    return text in (crop.dash, crop.stroke or crop.dash)


def figures(text: str) -> str:
    """Return the signs of a text that make its numbers."""
    return "".join(_FIGURES.findall(text))


def fuller(seen: Seen, other: Seen) -> Seen:
    """Return what the larger reader saw, or another look if that has a sign where this has a gap."""
    if seen.gap < WHOLE or other.gap >= WHOLE:
        return seen
    changes = [one for one in SequenceMatcher(None, seen.text, other.text).get_opcodes() if one[0] != "equal"]
    if len(changes) != 1 or changes[0][0] != "insert":
        return seen
    _, _, _, start, end = changes[0]
    # Figures are not taken over: both look again.
    return seen if _FIGURES.search(other.text[start:end]) else other


def _is_asked(text: str) -> bool:
    is_short = len(text) <= LONGEST and holds_digit(text)
    return is_short or len(text) < FEWEST or bool(_EQUAL.search(text))


def is_plain(crop: Crop, seen: Seen) -> bool:
    """Tell whether the smaller reader saw words, all of them and surely."""
    is_sure = seen.confidence >= PLAIN and seen.gap < WHOLE and not _LATIN.search(seen.text)
    is_sure = is_sure and not _is_lapsed(crop, seen)
    return is_sure and not crop.is_cut and not crop.dash and not _is_asked(_read(crop, seen.text))


def told_by_shape(seen: Seen, crop: Crop) -> Seen:
    """Return what was seen of a crop, the sign in front or a 0 alone sure if its shape tells it as well."""
    if seen.text == "0" and seen.confidence < SURE and is_nought(crop.pixels):
        return seen._replace(sure=(SURE,))
    return assured(seen, crop.pixels)


def _is_doubted(look: Look, other: str) -> bool:
    """Tell whether another reading differs in its numbers, or both may have miscounted equal digits."""
    return not _agree(look.readings[0], other) or bool(_EQUAL.search(other))


def _is_worded(look: Look, seen: Seen) -> bool:
    """Tell whether figures among words were seen surely, but the words were not."""
    return look.confidence < SURE <= seen.of_figures and not _NUMERIC.fullmatch(look.readings[0])


def _with_signs(look: Look, crop: Crop) -> Look:
    """Return a look with signs put right that readers take for others, as strokes tell."""
    readings = with_strokes(look.readings, crop.pixels)
    return look._replace(readings=with_signs(readings, look.confidence, crop.pixels))


def _with_lapse(look: Look, crop: Crop, seen: Seen) -> Look:
    """Return a look less sure where the reader passed over a sign that no other look has."""
    if not _is_lapsed(crop, seen) or crop.dash or look.raw != seen.text:
        return look
    most = CUT if holds_digit(look.readings[0]) else LAPSED
    return look._replace(confidence=min(look.confidence, most), figures=0.0)


def _is_lapsed(crop: Crop, seen: Seen) -> bool:
    height, width = crop.pixels.shape
    return is_lapsed(seen, width, height)


def _agree(text: str, other: str) -> bool:
    """Tell whether two readings are alike: of texts with words, whether their numbers are."""
    if text == other:
        return True
    if _NUMERIC.fullmatch(text):
        return False
    return figures(text) == figures(other)


def _otherwise(pixels: Grey) -> Grey:
    """Return a line wider and on more paper, for another look."""
    height, width = pixels.shape
    wide = cv2.resize(pixels, (round(width * WIDER), height), interpolation=cv2.INTER_CUBIC)
    more = round(height * (TALLER - 1) / 2)
    return np.asarray(
        cv2.copyMakeBorder(wide, more, more, more, more, cv2.BORDER_CONSTANT, value=(PAPER,)), np.uint8
    )


def _read(crop: Crop, raw: str) -> str:
    """Return what was read of a crop in its house form, with the 。 that shape tells; numbers have none."""
    stopped = crop.ends_low and raw.endswith(STOPS) and not (raw[1:] and _NUMERIC.fullmatch(raw[:-1]))
    text = house_form(f"{raw[:-1]}。" if stopped else raw)
    return "-" if text in MARKS_ALONE else text


def _sure(crop: Crop, confidence: float) -> float:
    """Return how sure a reading of a crop is, given how sure its signs are."""
    return min(confidence, CUT) if crop.is_cut else confidence


def _voted(look: Look, crop: Crop, others: Sequence[Seen]) -> Look:
    """Return a look with the text that most looks gave in front; where as many did, the surest."""
    seen = [look._replace(readings=look.readings[:1]), *(_look(crop, one) for one in others)]
    votes = Counter(one.readings[0] for one in seen)
    seen.sort(key=lambda one: (-votes[one.readings[0]], -one.confidence))
    readings = list(dict.fromkeys(one.readings[0] for one in seen))
    readings = list(dict.fromkeys((restored(readings[0], readings), *readings)))
    best = [one for one in seen if one.readings[0] == readings[0]]
    sure = max(best, key=lambda one: one.confidence)
    return sure._replace(readings=tuple(readings), confidence=_sure(crop, sure.confidence), raw=best[0].raw)


def _look(crop: Crop, seen: Seen) -> Look:
    """Return what one reader saw of a crop, whatever its shape."""
    text = _read(crop, seen.text)
    return Look((text,), seen.confidence, seen.text, faint=faint_in(seen, text))


def _unlike(text: str, other: str) -> set[int]:
    """Return the places of a text where another has other signs."""
    changes = SequenceMatcher(None, text, other, autojunk=False).get_opcodes()
    return {at for tag, start, end, *_ in changes if tag == "replace" for at in range(start, end)}


def faint_in(seen: Seen, text: str, other: Seen | None = None) -> tuple[tuple[int, int], ...]:
    """Return the characters of a text in its house form that a reader was not sure of.

    Words are sure enough with less than numbers, but for the signs that another reader saw otherwise.
    """
    least = SURE if _NUMERIC.fullmatch(text) else SURE_WORDS
    weak = [at for at, sure in enumerate(seen.sure) if sure < least]
    if other and other.text != seen.text and any(least <= sure < SURE for sure in seen.sure):
        unlike = _unlike(seen.text, other.text)
        weak = [at for at, sure in enumerate(seen.sure) if sure < (SURE if at in unlike else least)]
    found: set[int] = set()
    for _, start, end, first, last in SequenceMatcher(None, seen.text, text).get_opcodes() if weak else ():
        level = end - start == last - first
        for at in weak:
            if start <= at < end:
                found.update([first + at - start] if level else range(max(0, first - 1), last + 1))
    places = sorted(at for at in found if at < len(text))
    starts = [at for at in places if at - 1 not in found]
    return tuple(
        zip(starts, (at + 1 for at in places if at + 1 not in found or at + 1 == len(text)), strict=True)
    )
