"""Every file made to harm, by its kind; `SLOW` takes more than a second each to make, read and draw."""

from tests.hostile.contents import CONTENTS
from tests.hostile.files import FILES
from tests.hostile.fonts import FONTS, IMAGES
from tests.hostile.oddities import ODDITIES
from tests.hostile.trees import TREES
from tests.hostile.writers import Made

KINDS = {
    "structure": TREES,
    "content": CONTENTS,
    "fonts": FONTS,
    "images": IMAGES,
    "files": FILES,
    "oddities": ODDITIES,
}
BOMBS: Made = {name: made for kind in KINDS.values() for name, made in kind.items()}
SLOW = frozenset(
    {
        "50,000 pages",
        "a content shown 100,000 times",
        "100,000 annotations",
        "half a gigabyte of spaces",
        "zeros packed three times",
        "runs of 100 million bytes",
        "2^40 nested forms",
        "a pattern of 10^10 tiles",
        "a million strokes",
        "a million rulings",
        "a path of a million curves",
        "a million boxes in colour",
        "a clip of a million points",
        "a million words",
        "spaces of a million numbers",
        "a text that never ends",
        "10,000 fonts",
        "an image shown 100,000 times",
        "a fax of a million columns",
    }
)
