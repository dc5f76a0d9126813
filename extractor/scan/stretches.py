"""What a stretch of a line shows, between two crossings → whether it is ruled.

Rulings of one page are drawn alike: how wide their gaps are, and how long their dashes, the
page's long lines tell, and every stretch is held against that.  Strokes of characters that
stand in a row by chance leave wider gaps, or end before the crossings.
Lengths are pixels unless they say points.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from extractor.scan.densities import SOLID, Density, Stretch

LONG = 30.0
"""A line of fewer points, or among text, may be a stroke: it must be as dense as lines are, to its ends."""
INKED, MOSTLY, WHOLE = 0.55, 0.82, 0.85
"""The ink of a ruling as a share of the usual: of a long stretch, a short one, one as short as a stroke."""
HELD, FREE = 0.4, 0.93
"""The palest of it; with so much of its ink beside paper it need not touch what it ends at."""
COVERED, NEARLY, DARK_ALL_ALONG = 0.7, 0.8, 0.8
"""So much of a solid ruling has ink, or all but what text hides; what is so dark throughout is one."""
UNBROKEN, WHOLLY, BESIDE = 0.85, 0.97, 0.6
"""So much of dashes, if their gaps are narrow, and of those with text upon them; so much has paper beside."""
DASHES = (1.7, 2.5)
"""No dash is longer than so many usual ones, nor with text upon it than so many."""
WIDEST_GAP = 4.5
"""No ruling has gaps of more than so many points."""
USUAL_GAPS, SLACK, LEAST_GAP = 90, 0.8, 1.4
"""Most rulings (percent) have no wider gaps than is usual; none has wider ones by so many points."""
TIGHT = 0.5
"""Lines of the length of strokes have narrower gaps, by so many points."""
FAR, TEXT_GAP, SEAL_GAP, FREE_GAP = 60.0, 12.0, 3.0, 8.0
"""Text or a seal may hide so many points at once of a stretch of so many, and so many of a shorter one: the
last where paper is beside, for no strokes leave one gap alone."""
MOSTLY_BLACK, PARTLY_BLACK, HARDLY_BESIDE = 0.25, 0.1, 0.05
"""Where so much of the ink is far darker than its line, it is a stroke's; the second, no paper beside."""
FADED, FADED_ON_SHADE = 0.3, 0.18
"""A long line is nowhere so much paler than elsewhere: what is, is the end of a shade level with it.  Wholly
inked, and alike on both hands, it crosses a shade, and may be paler."""
LEFT, LONGEST_LEFT = 0.4, 5.0
"""So much is left of a worn ruling, and in one piece so many points."""
WELL_HELD, STILL_HELD = 0.5, 0.5
"""Where most rulings are nowhere paler than so much, none is much paler: at least that share of it where
a line has but narrow gaps."""


class Runs(NamedTuple):
    """How the rulings of a page run from crossing to crossing."""

    gap: float
    """No ruling has a wider one."""
    dash: float
    """The usual length of one."""
    palest: float
    """No low ruling is anywhere paler, as a share of its ink."""
    are_worn: bool = False
    """Whether toner fell off in patches."""


class Style(NamedTuple):
    """How the rulings of a page are drawn, one direction of them."""

    density: float
    strength: float
    """How dark they are, of 255."""
    runs: Runs | None
    """None before it is known."""
    crease: float = 0.0
    """What is no darker than this share of the line goes on past the table: it is a crease."""


class Case(NamedTuple):
    """A stretch and its line."""

    seen: Stretch
    line: Density
    length: float
    """In points."""
    own: bool
    """The line is long: its own density tells, not the page's."""

    @property
    def is_far(self) -> bool:
        """Tell whether it is longer than any stroke."""
        return self.length > LONG

    @property
    def own_dashes(self) -> bool:
        """Tell whether its line is long and evenly dashed."""
        return self.own and self.line.step > 0


def runs_of(seen: Sequence[tuple[Stretch, Density]], scale: float) -> Runs:
    """Return how rulings run, from stretches of lines that are no text, between what may be crossings."""
    near = [one for one, _ in seen if one.gap <= WIDEST_GAP * scale]
    dashes = [one.run for one, line in seen if line.step and one.beside >= FREE]
    gap = float(np.percentile([one.gap for one in near], USUAL_GAPS)) if near else 0.0
    palest = float(np.median([one.palest for one in near])) if near else 0.0
    return Runs(
        max(gap + SLACK * scale, LEAST_GAP * scale),
        float(np.median(dashes)) if dashes else np.inf,
        HELD * palest if palest >= WELL_HELD else 0.0,
    )


def is_ruled(case: Case, style: Style, scale: float) -> bool:
    """Tell whether a line is drawn between two crossings.

    Args:
        case: What is seen there.
        style: The page's.
        scale: Pixels a point.
    """
    if case.seen.level < style.crease or _is_text(case.seen):
        return False
    if case.own and case.seen.level < (FADED_ON_SHADE if _is_alike(case.seen) else FADED):
        return False
    if case.seen.palest >= DARK_ALL_ALONG and case.line.is_line:
        return True
    if style.runs is not None and style.runs.are_worn and _is_left(case, scale):
        return True
    narrow = style.runs is None or case.seen.gap <= _allowed(case, style, style.runs.gap, scale)
    dashed = style.runs is not None and style.runs.dash < np.inf
    if (style.density < SOLID or dashed) and narrow and _is_patterned(case, style):
        return True
    return style.density >= SOLID and _is_unbroken(case, style, scale, narrow=narrow)


def _is_left(case: Case, scale: float) -> bool:
    """Tell whether enough is left of a worn ruling; a low one meets others, which strokes of text do not."""
    seen = case.seen
    plain = case.own and seen.clean and seen.beside >= FREE and (seen.met or case.is_far)
    return plain and seen.whole >= LEFT and seen.run >= LONGEST_LEFT * scale


def _is_alike(seen: Stretch) -> bool:
    """Tell whether a stretch is inked all along, with nothing on either hand."""
    return seen.whole >= WHOLLY and seen.unbroken >= WHOLLY and seen.beside >= FREE


def _is_text(seen: Stretch) -> bool:
    """Tell whether most of the ink, or what has gaps and text on both hands, is too dark for its line."""
    if seen.black >= MOSTLY_BLACK:
        return True
    among_text = seen.beside < HARDLY_BESIDE and seen.whole < FREE
    return among_text and seen.palest < HELD and seen.black >= PARTLY_BLACK


def _is_unbroken(case: Case, style: Style, scale: float, *, narrow: bool) -> bool:
    """Tell whether a stretch is ruled where the page's lines are solid."""
    if case.own and _is_plainly_ruled(case):
        return True
    if style.runs is None:
        return _is_dense(case, style)
    return narrow and _is_solid(case, style.runs, scale)


def _is_plainly_ruled(case: Case) -> bool:
    """Tell whether, wherever nothing hides it, a line is inked: text and seals may hide the rest."""
    seen = case.seen
    plain = seen.clean and seen.beside >= BESIDE and seen.unbroken >= UNBROKEN
    if case.line.is_ragged and seen.unbroken >= UNBROKEN and seen.beside >= FREE:
        return True
    far = case.is_far and seen.unbroken >= WHOLLY and seen.whole >= COVERED
    return plain and (seen.ink >= WHOLE or far)


def _allowed(case: Case, style: Style, gap: float, scale: float) -> float:
    """Return the widest gap that a stretch may have, given the page's."""
    seen = case.seen
    if style.density < SOLID and seen.unbroken >= WHOLLY and (seen.beside >= FREE or case.own_dashes):
        return WIDEST_GAP * scale
    if case.own and seen.whole >= NEARLY:
        hidden = FREE_GAP if seen.beside >= FREE else SEAL_GAP
        return max(gap, (TEXT_GAP if case.length >= FAR else hidden) * scale)
    return gap


def _is_solid(case: Case, runs: Runs, scale: float) -> bool:
    """Tell whether a stretch of a solid line is ruled."""
    seen = case.seen
    if case.own and _is_unbroken_beside_text(seen, runs):
        return True
    if not case.is_far and seen.beside < FREE and seen.palest < runs.palest:
        return False
    if not case.own:
        return seen.gap <= runs.gap - TIGHT * scale and seen.whole >= NEARLY
    least = INKED if seen.beside >= FREE else MOSTLY
    # What stands between text on both hands is a stroke of it, unless there is no gap.
    covered = COVERED if case.is_far or seen.clean else FREE
    return seen.whole >= covered and not (seen.clean and seen.ink < least * case.line.duty)


def _is_unbroken_beside_text(seen: Stretch, runs: Runs) -> bool:
    """Tell whether a line has but narrow gaps, none of them paper: blurred text beside it makes it paler."""
    whole = seen.unbroken >= WHOLLY and seen.whole >= NEARLY
    return whole and 0 < STILL_HELD * runs.palest <= seen.palest


def _is_patterned(case: Case, style: Style) -> bool:
    """Tell whether a stretch is dashed or dotted as the page's rulings are, or a solid one among them."""
    seen, dash = case.seen, style.runs.dash if style.runs else np.inf
    if seen.unbroken < UNBROKEN:
        return False
    dense = max(seen.ink, seen.whole) >= MOSTLY * style.density
    usual = seen.run <= DASHES[0] * dash
    if not case.own and not case.line.is_line:
        return dense and usual and seen.beside >= FREE
    if seen.beside >= BESIDE and (case.own or usual):
        return seen.ink >= INKED * style.density
    return case.own and dense and seen.unbroken >= WHOLLY and seen.run <= DASHES[1] * dash


def _is_dense(case: Case, style: Style) -> bool:
    """Tell whether a stretch of a solid line is about as dense as the rest, its gaps not being known yet."""
    seen = case.seen
    if case.own and seen.clean:
        least = INKED if case.is_far else MOSTLY
        return seen.ink >= least * case.line.duty and seen.unbroken >= least
    typical = case.line.duty if case.own else style.density
    # Sides may end a little before their corner, as strokes do, but those have others beside them.
    free = seen.clean and seen.beside >= FREE and seen.ink >= FREE * typical
    return free or (seen.ink >= WHOLE * typical and seen.palest >= HELD * typical)
