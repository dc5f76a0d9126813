"""Half-forms: forms in which some cells hold what nobody expects there.

What they should be read as is anybody's guess; that nothing of them may be lost is not.
"""

from dataclasses import replace

from tests.generators import contents
from tests.generators.forms import make_sheet
from tests.generators.picks import Pick
from tests.generators.sheets import Sheet, Spot
from tests.generators.templates import LABELS, UNKNOWN_COLUMNS, UNKNOWN_PAIRS

WORDS = (*UNKNOWN_PAIRS, *UNKNOWN_COLUMNS, *(label for labels in LABELS.values() for label in labels))


def make_half(pick: Pick, longest: int = 12) -> Sheet:
    """Return a form with some cells changed; its record is that of the form."""
    sheet = make_sheet(pick, longest)
    changed = pick.one((2, 10, 30, 60))
    spots = tuple(_changed(pick, spot) if pick.chance(changed) else spot for spot in sheet.spots)
    heading = sheet.heading if pick.chance(70) else sheet.heading[:-1]
    before = tuple(_text(pick) for _ in range(pick.one((0, 0, 1, 2))))
    outside = tuple(_text(pick) for _ in range(pick.one((0, 0, 1, 3))))
    return replace(sheet, spots=spots, heading=heading, before=before, outside=outside)


def _changed(pick: Pick, spot: Spot) -> Spot:
    return replace(spot, text=_text(pick), upright=False, label=pick.chance(40))


def _text(pick: Pick) -> str:
    kind = pick.whole(0, 5)
    if kind == 0:
        return ""
    if kind == 1:
        return pick.one(WORDS)
    if kind == 2:
        return f"{pick.one(WORDS)}：{pick.one(contents.NUMBERS)}"
    if kind == 3:
        return pick.one(contents.TARGETS)
    return contents.sentence(pick, pick.one((1, 1, 2, 4)))
