"""How a label is printed this time: which of its names, brackets, spaces and line breaks."""

from tests.generators.picks import Pick
from tests.generators.templates import LABELS, MARKS


def printed(pick: Pick, name: str, options: tuple[str, ...] = ()) -> str:
    """Return a label of a field as it may be printed; it always means the same."""
    label = pick.one(options or LABELS[name])
    spaced = len(label) == 2 and pick.chance(20)
    if spaced:
        label = pick.one((" ", "  ", "\n", "　")).join(label)
    elif len(label) == 4 and pick.rare("labels set wide", 2):
        label = pick.one((" ", "  ", "　")).join(label)
    elif len(label) > 3 and pick.chance(10):
        middle = len(label) // 2
        label = f"{label[:middle]}\n{label[middle:]}"
    if name in MARKS and pick.chance(30):
        label += pick.one(("", "\n")) + pick.one(MARKS[name])
    return label
