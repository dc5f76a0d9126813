"""A text, understood → what of each clause the learned model may look at.

What is out of play for the patterns (measures, concessions, denials, quoted
names) is out of sight here, and so is a clause that says that all is well:
one sign stands for all of it, so that no cause can be learned from a promise.  Numbers are one sign too.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.reason.scenes import Clause, Kind, Scene
from extractor.reason.segments import NUMBER

HIDDEN = "□"
DIGIT = "0"
LONGEST_GRAM = 3
LONGEST_GRAM_BESIDE = 2
BESIDE = ("P", "N")
"""How names of features of the clause before, and of the one after, begin; others are a clause's own."""
OWN_COUNT, BESIDE_COUNT = 2, 1
"""What a known feature counts in the length of its clause: long neighbours drown no short clause."""
PAIRED = "~"
"""Between two concepts."""
REACH = 3
"""How many known words further on a pair of concepts still counts."""
KEPT_KINDS = 1 << 12
SILENT_CONCEPTS = frozenset(
    (
        "FILLER",
        "HEDGE",
        "LEAD",
        "CALM",
        "STIR",
        "NAMED",
        "UNNAMED",
        "STOPPED",
        "WORK",
        "CARE",
        "ASSET",
        "NEWCOMER",
        "LEAVER",
        "ADVERSE",
        "LIGHT",
        "MUST",
        "SPUR",
        "UNHARMED",
        NUMBER,
    )
)


class View(NamedTuple):
    """One clause as the model sees it.

    `signs` are its characters in play, `runs` where (of the folded text) and how many of them stand side by
    side; `kinds` are of its known words in play those concepts that count; `flags` what its sentence does
    with it.
    """

    clause: int
    signs: str
    runs: Sequence[tuple[int, int]]
    kinds: Sequence[Kind]
    flags: tuple[str, ...]

    @property
    def places(self) -> list[int]:
        """Where each of the signs is printed."""
        return [place for start, length in self.runs for place in range(start, start + length)]


def see(scene: Scene) -> list[View]:
    """Return the clauses of a text that have anything in play, in reading order."""
    seen = [view for number, clause in enumerate(scene.clauses) if (view := _see(scene, number, clause))]
    last = len(seen) - 1
    for place, view in enumerate(seen):
        where = "only" if last == 0 else "first" if place == 0 else "last" if place == last else "middle"
        seen[place] = View(*view[:-1], (*view.flags, where) if last == 0 else (*view.flags, where, "many"))
    return seen


def with_neighbours(views: Sequence[View]) -> Iterator[tuple[View | None, View, View | None]]:
    """Return each clause between the one before it and the one after it."""
    return zip((None, *views), views, (*views[1:], None), strict=False)


def _see(scene: Scene, number: int, clause: Clause) -> View | None:
    parts: list[str] = []
    runs: list[tuple[int, int]] = []
    kinds: list[Kind] = []
    text = scene.text
    inside = slice(clause.first, clause.last)
    hidden = in_play = False
    for (start, end, concepts), barred, calm in zip(
        scene.segments[inside], scene.barred[inside], scene.calm[inside], strict=True
    ):
        if barred or calm:
            if not hidden:
                parts.append(HIDDEN)
                runs.append((start, 1))
            hidden = True
            continue
        hidden, in_play = False, True
        if NUMBER in concepts and text[start].isdigit():
            parts.append(DIGIT)
            runs.append((start, 1))
            continue
        parts.append(text[start:end])
        runs.append((start, end - start))
        if concepts and (spoken := _spoken(concepts)):
            kinds.append(spoken)
    return View(number, "".join(parts), runs, kinds, _flags(scene, clause)) if in_play else None


@lru_cache(maxsize=KEPT_KINDS)
def _spoken(kind: Kind) -> Kind:
    return kind - SILENT_CONCEPTS


def _flags(scene: Scene, clause: Clause) -> tuple[str, ...]:
    inside = slice(clause.first, clause.last)
    flags = []
    if any(scene.framed[inside]):
        flags.append("framed")
    if scene.resulting[clause.last - 1]:
        flags.append("resulting")
    if any(scene.led[inside]):
        flags.append("led")
    return tuple(flags)


def name_features(view: View, before: View | None, after: View | None) -> set[str]:
    """Return the names of all features of a clause: characters, concepts, flags, and of those beside it."""
    names = set(grams(view.signs, LONGEST_GRAM))
    names.update(f"F:{flag}" for flag in view.flags)
    for sign, beside in zip(BESIDE, (before, after), strict=True):
        if beside is not None:
            names.update(f"{sign}:{gram}" for gram in grams(beside.signs, LONGEST_GRAM_BESIDE))
            names.update(f"{sign}F:{flag}" for flag in beside.flags)
            names.update(f"{sign}C:{concept}" for kind in beside.kinds for concept in kind)
    for place, kind in enumerate(view.kinds):
        names.update(f"C:{concept}" for concept in kind)
        for other in view.kinds[place + 1 : place + 1 + REACH]:
            names.update(f"C:{one}{PAIRED}{two}" for one in kind for two in other)
    return names


def count_of(name: str) -> int:
    """Return what a feature counts in the length of a clause."""
    return BESIDE_COUNT if name.rpartition(":")[0][:1] in BESIDE else OWN_COUNT


def grams(signs: str, longest: int) -> Iterator[str]:
    """Yield the n-grams of a clause whose edges are signs too."""
    edged = f"^{signs}$"
    size = len(edged)
    for length in range(1, longest + 1):
        for start in range(size - length + 1):
            yield edged[start : start + length]
