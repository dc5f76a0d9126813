"""Tables that are taken for a self-evaluation: the same blocks, without actual values and marks."""

from dataclasses import replace

from extractor.form.lexicons import key
from tests.generators.forms import make_sheet
from tests.generators.picks import Pick
from tests.generators.sheets import Sheet, Spot
from tests.generators.templates import LABELS, TEMPLATES, UNKNOWN_COLUMNS

TITLE = "项目支出绩效自评表"
TITLES = ("项目支出绩效目标申报表", "项目支出绩效目标批复表", "项目绩效目标申报表")
LACKING = ("actual", "score", "reason")


def make_targets(pick: Pick, longest: int = 12) -> Sheet:
    """Return a form whose columns of results are others, under the title of a table of targets."""
    sheet = make_sheet(pick, longest)
    title = pick.one(TITLES)
    return replace(
        sheet,
        heading=tuple((side, text.replace(TITLE, title)) for side, text in sheet.heading),
        spots=tuple(_renamed(spot, sheet.repeated, title) for spot in sheet.spots),
    )


def _renamed(spot: Spot, header: tuple[int, int], title: str) -> Spot:
    if TITLE in spot.text:
        return replace(spot, text=spot.text.replace(TITLE, title))
    if header[0] <= spot.top < header[1] and key(spot.text) in _RESULTS:
        return replace(spot, text=UNKNOWN_COLUMNS[_RESULTS[key(spot.text)]])
    return spot


_OWN = {label: name for template in TEMPLATES for name, label in template.own}
_RESULTS = {key(label): number for number, name in enumerate(LACKING) for label in LABELS[name]} | {
    key(label): LACKING.index(name) for label, name in _OWN.items() if name in LACKING
}
