"""Straight page → the same without the shadows that its folds cast from edge to edge.

A ruling ends where its table does; the shadow of a fold goes on through the margins.  So what is
darker all along the page, its blank places too, is a fold's, and is made as light as the paper.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.scan.shapes import Span, runs_of
from extractor.scan.whitenings import Grey

Floats = NDArray[np.float64]
BAND = 6.0
"""The light of a page is told of places so many points long."""
LIGHTEST = 75
"""Of those, this percentile is told: text and rulings leave so many blank."""
MARGIN, MARGINS = 6, 0.985
"""In so many places at either end of the page, the margins, half are darker than this share of the paper."""
RULED, RULING = 0.05, 4.0
"""What is darker than the margins by so much of the paper's light, over less than so many points, is a ruling
upon the fold."""
SHADE = 0.97
"""A shadow's light is less than this share of the paper's."""
FEWEST_BANDS = 20
MOST, WIDEST = 2, 30.0
"""More shadows along one direction, or wider ones, in points, are none: the picture ends with its table."""
EDGE = 3.0
"""What is so near to the edge of the picture is its own."""
NARROWEST = 7.0
"""Of more than that, those are looked at that are so many points wide: the others are rulings, single or
double, that reach into the margins."""
NEAR = 6.0
"""Shadows nearer than so many points are one fold's; it fades over as many."""
DARKEST = 0.2
"""What has less light is ink."""


def without_creases(grey: Grey, scale: float) -> Grey:
    """Return a page on white paper without the shadows of its folds.

    Args:
        grey: 255 is paper.
        scale: Pixels a point.
    """
    for axis in (0, 1):
        light = _light(grey if axis == 0 else grey.T, scale)
        if light is not None:
            spread = np.broadcast_to(light if axis == 0 else light[:, None], grey.shape)
            grey = np.asarray(cv2.divide(grey.astype(np.float32), spread, dtype=cv2.CV_8U), np.uint8)
    return grey


def _light(grey: Grey, scale: float) -> NDArray[np.float32] | None:
    """Return the light of each column as a share of the paper's; None where no fold runs down."""
    height, width = grey.shape
    bands = int(height / (BAND * scale))
    if bands < FEWEST_BANDS:
        return None
    told = cv2.resize(np.ascontiguousarray(grey), (width, bands), interpolation=cv2.INTER_AREA)
    lightest = np.percentile(told, LIGHTEST, axis=0)
    paper = max(1.0, float(np.median(lightest)))
    margins = np.maximum(np.median(told[:MARGIN], axis=0), np.median(told[-MARGIN:], axis=0))
    lightest = lightest + _rulings(margins, lightest, paper, scale)
    light = np.asarray(np.where(margins < MARGINS * paper, lightest / paper, 1.0), np.float32)
    folds = _folds(light, scale)
    if not folds:
        return None
    kept = np.ones_like(light)
    for start, end in folds:
        around = slice(max(0, start - round(NEAR * scale)), end + round(NEAR * scale))
        kept[around] = np.clip(light[around], DARKEST, 1.0)
    return kept


def _rulings(margins: Floats, lightest: Floats, paper: float, scale: float) -> Floats:
    """Return how much darker rulings that lie upon a fold are than it, in each column."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(RULING * scale), 1))
    # A fold that is not quite straight lies a little beside in the margins.
    shadow = cv2.erode(np.asarray(margins, np.float32)[None], kernel)[0]
    darker = np.maximum(shadow - lightest, 0).astype(np.float32)[None]
    peaks = cv2.morphologyEx(darker, cv2.MORPH_TOPHAT, kernel)[0]
    return np.asarray(np.where(peaks > RULED * paper, peaks, 0.0), np.float64)


def _folds(light: NDArray[np.float32], scale: float) -> list[Span]:
    """Return where folds begin and end; none where that is no fold's doing."""
    slack = EDGE * scale
    folds: list[Span] = []
    for run in runs_of((light < SHADE)[None], 0):
        if run.end <= slack or run.start >= light.size - slack:
            continue
        if folds and run.start - folds[-1].end <= NEAR * scale:
            folds[-1] = Span(folds[-1].start, run.end)
        else:
            folds.append(run)
    if len(folds) > MOST:
        folds = [fold for fold in folds if fold.size >= NARROWEST * scale]
    fits = len(folds) <= MOST and all(fold.size <= WIDEST * scale for fold in folds)
    dark = any(float(light[start:end].min()) < DARKEST for start, end in folds)
    return folds if fits and not dark else []
