"""Boxes and untrusted text → pieces of SVG.

Text is escaped and cut; what XML forbids, or what would turn the text around it,
is replaced.  Lengths that are no finite numbers become 0.
"""

import html
import math
import re
from itertools import islice

from models.records import Box

LONGEST = 500
"""A text of more characters is cut in the drawing."""
# XML 1.0 §2.2 has no such characters, or they turn the text around them (Unicode's bidirectional controls).
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def line(words: str, size: float, *, kind: str = "", x: float = 0.0) -> str:
    """Return one line of text at the origin, or right of it."""
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{number(x)}" font-size="{number(size)}">{clean(words)}</text>'


def frame(kind: str, box: Box, said: str) -> str:
    """Return a box that says something when it is pointed at."""
    return f'<g class="{kind}"><title>{clean(said)}</title><rect {sides(box)}/></g>'


def fitted(kind: str, words: str, box: Box, *, most: float, low: float = 0.78) -> str:
    """Return a text at the left of a box, `low` of its height down, no wider than the box."""
    x0, y0, x1, y1 = box
    size = max(0.5, min(most, (y1 - y0) * 0.8, (x1 - x0) / ems(words)))
    style = f' class="{kind}"' if kind else ""
    down = y0 + (y1 - y0) * low
    return (
        f'<text{style} x="{number(x0)}" y="{number(down)}" font-size="{number(size)}">{clean(words)}</text>'
    )


def ems(words: str) -> float:
    """Return about how wide a text is, in sizes of its font."""
    return sum(1.0 if char > "\u2e80" else 0.56 for char in islice(words, LONGEST)) or 1.0


def outline(box: Box) -> str:
    """Return a box as part of a path."""
    x0, y0, x1, y1 = map(number, box)
    return f"M{x0} {y0}H{x1}V{y1}H{x0}z"


def sides(box: Box) -> str:
    """Return a box as attributes of a `rect`."""
    x0, y0, x1, y1 = box
    width, height = max(0.0, x1 - x0), max(0.0, y1 - y0)
    return f'x="{number(x0)}" y="{number(y0)}" width="{number(width)}" height="{number(height)}"'


def number(value: float) -> str:
    """Return a length as SVG can hold it."""
    return f"{min(max(value, -1e6), 1e6):.2f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"


def clean(untrusted: str) -> str:
    """Return any text as XML can hold it."""
    cut = untrusted if len(untrusted) <= LONGEST else untrusted[:LONGEST] + "…"
    return html.escape(_FORBIDDEN.sub("\ufffd", cut))
