"""A page whose rulings lie straight is left so; one that was seen from aside is set upright."""

import cv2
import numpy as np
import pytest

from extractor.scan.perspectives import Seen
from extractor.scan.slants import SMALL
from extractor.scan.ways import Way, way_of
from extractor.scan.whitenings import Grey
from tests.scanned_forms import form

CORNERS = {
    "straight": ([0, 0], [0, 0], False),
    "askew": ([8, 0], [0, 8], False),
    "from aside": ([12, 4], [-12, 4], True),
}


def _dark() -> Grey:
    return np.ascontiguousarray(255 - form(SMALL)[:, :, 1])


def _is_from_aside(way: Way) -> bool:
    return any(isinstance(step, Seen) for step in way.steps)


@pytest.mark.parametrize(("left", "right", "aside"), CORNERS.values(), ids=CORNERS.keys())
def test_only_pages_seen_from_aside_are_set_upright(left: list[int], right: list[int], *, aside: bool):
    """The upper corners are moved by so many pixels; the lower ones turn with them, or stay."""
    dark = _dark()
    height, width = dark.shape
    lower = [[0, 0], [0, 0]] if aside else [[-one for one in left], [-one for one in right]]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    camera = cv2.getPerspectiveTransform(corners, corners + np.array([left, right, *lower], np.float32))
    assert _is_from_aside(way_of(cv2.warpPerspective(dark, camera, (width, height)))) == aside


def test_lines_that_meet_beside_a_straight_table_are_a_drawing():
    """A fan of long lines below the table, longer in all than its rulings, does not lay it askew."""
    dark = np.vstack([_dark(), np.zeros((520, 588), np.uint8)])
    for slope in np.linspace(0.06, 0.22, 16):
        left, right = (round(480 + slope * (x + 1500)) for x in (20, 570))
        cv2.line(dark, (20, left), (570, right), (255,), 1, cv2.LINE_AA)
    way = way_of(dark)
    assert not _is_from_aside(way)
    ys = np.full(3, 200.0)
    assert np.ptp(way.undone(np.array([60.0, 300, 520]), ys)[1]) < 1.5
