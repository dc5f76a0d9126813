"""One generated file: its forms, how it is drawn, and whether it reads back as drawn."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hypothesis.vendor.pretty import RepresentationPrinter

from models.pointers import all_values
from models.records import Form, Record
from tests.generators.annotations import ANNOTATIONS
from tests.generators.borders import make_border
from tests.generators.canvases import Ink, draw_leaves, measure_of
from tests.generators.fontmaps import with_look_alikes
from tests.generators.forms import make_sheet
from tests.generators.ledgers import imbalances
from tests.generators.overlays import make_overlay, overlaid
from tests.generators.pages_html import COVER_LINES, make_dress, make_look, make_paper, write_html
from tests.generators.picks import Pick
from tests.generators.plans import plan
from tests.generators.presses import Box, Leaf, make_press
from tests.generators.readings import read_back
from tests.generators.sheets import Sheet, with_raised_figures, without_superscripts
from tests.generators.turns import make_turn, turned

PAGE_NUMBER = re.compile(r"[-第]?\d+[-页/]?(共?\d+页?)?")
CANVASES = ("pymupdf", "reportlab")
BROWSERS = ("weasyprint", "chromium")
SHORT = 3
"""Forms of so few indicators stand several on a page."""
MAKERS = CANVASES + BROWSERS

Print = Callable[[str], bytes]
"""HTML → PDF."""


class Make(Protocol):
    """What makes a form, or something like one, of at most so many indicators."""

    def __call__(self, pick: Pick, longest: int = ...) -> Sheet:
        """Return it."""


@dataclass(frozen=True, slots=True)
class Case:
    """The bytes of one file, the records of its forms, and the lines that stand outside them."""

    data: bytes
    records: tuple[Record, ...]
    outside: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    """What can be seen on each page, where it was laid out by hand."""
    how: str = ""
    """All choices of style, for people."""

    def _repr_pretty_(self, printer: RepresentationPrinter, _: bool) -> None:  # noqa: FBT001 - its protocol
        """Leave the bytes out where Hypothesis prints its examples."""
        printer.text(f"<{self.how}>")


def draw_case(pick: Pick, maker: str, print_html: Print | None = None, make: Make = make_sheet) -> Case:
    """Return a random file of what `make` makes, by one of MAKERS; the browsers need their printer."""
    many = pick.one((1, 1, 1, 2, 3)) if maker != "chromium" else pick.whole(1, 4)
    short = many > 1 and pick.feature("short forms", 25)
    sheets = [make(pick, SHORT) if short else make(pick) for _ in range(many)]
    if pick.feature("raised figures", 15):
        sheets = [with_raised_figures(sheet) for sheet in sheets]
    outside: tuple[str, ...] = ()
    if maker in CANVASES:
        data, drawn, how, sheets = _on_canvas(pick, maker, sheets)
    else:
        looks, drawn = [make_look(pick) for _ in sheets], ()
        paper = make_paper(pick)
        how = f"{paper} {looks}"
        outside = COVER_LINES if paper.cover else ()
    look_alikes = pick.feature("look-alikes", 12)
    turn, overlay = make_turn(pick), make_overlay(pick)
    turn = "" if overlay in ANNOTATIONS else turn  # what is turned is the content alone
    if maker in BROWSERS:
        assert print_html is not None
        dress = make_dress(pick)
        data, how = print_html(write_html(sheets, looks, paper, dress)), f"dress={dress!r} {how}"
    data = with_look_alikes(data) if look_alikes else data
    outside += tuple(line for sheet in sheets for line in sheet.besides)
    names = [sheet.template for sheet in sheets]
    records = tuple(sheet.record for sheet in sheets)
    data, how = turned(overlaid(data, overlay), turn), f"overlay={overlay!r} {how}"
    return Case(data, records, outside, drawn, f"{maker} {names} turn={turn!r} {how}")


def _on_canvas(
    pick: Pick, maker: str, sheets: list[Sheet]
) -> tuple[bytes, tuple[str, ...], str, list[Sheet]]:
    press = make_press(pick)
    ink = Ink(maker, not pick.feature("named font", 40), pick.feature("fake bold", 25), make_border(pick))
    if not ink.embed:
        sheets = [sheet if sheet.raised else without_superscripts(sheet) for sheet in sheets]
    if ink.border.kind == "shade":
        # White on grey is seen, cells that lack no side cannot show where they go on, and gaps are no hair.
        press = replace(press, unseen=press.unseen.replace("white", ""), open_cuts=False, straddle=0.0)
    leaves = plan(sheets, press, measure_of(ink))
    if any(_is_row(leaf, frame) for leaf in leaves for frame in leaf.frames):
        # A row alone on its page, of which only the strokes between its cells are drawn, looks like none.
        ink = replace(ink, border=replace(ink.border, outer=True))
    if any(leaf.blank_part for leaf in leaves):
        # Outer sides alone tell that a short reason goes on overleaf.
        kind = "stroke" if ink.border.kind == "shade" else ink.border.kind
        ink = replace(ink, border=replace(ink.border, kind=kind, outer=True))
    drawn = tuple("".join(line.shown for line in leaf.lines) for leaf in leaves)
    return draw_leaves(leaves, press.width, press.height, ink), drawn, f"{press} {ink}", sheets


def _is_row(leaf: Leaf, frame: Box) -> bool:
    """Tell whether a table has one row on a page."""
    tops = {box[1] for box, _ in leaf.cells if frame[1] <= box[1] < frame[3]}
    return len(tops) == 1


def differences(case: Case) -> list[str]:
    """Return what was read otherwise than drawn, as `pointer: drawn | read`; a crash is one of them."""
    try:
        reading = read_back(case.data)
    except Exception as error:  # noqa: BLE001 - whatever happens is a finding, kept with its file
        return [f"crash: | {error!r}"]
    forms, found = reading.forms, []
    if len(forms) != len(case.records):
        found.append(f"forms: {len(case.records)} | {len(forms)}")
    for number, (record, form) in enumerate(zip(case.records, forms, strict=False)):
        drawn, seen = _bare(record), _bare(form.record)
        found += [
            f"{number}{pointer}: {drawn.get(pointer)!r} | {seen.get(pointer)!r}"
            for pointer in dict.fromkeys([*drawn, *seen])
            if drawn.get(pointer) != seen.get(pointer)
            and not (pointer not in drawn and _from_outside(pointer, seen[pointer], case.outside))
        ]
    return found + _strays(case, forms) + imbalances(case.data, reading, case.drawn)


def _bare(record: Record) -> dict[str, str]:
    """Return the values without white space; blank extras say nothing."""
    values = {
        "".join(pointer.split()): "".join(value.split()) for pointer, value in all_values(record).items()
    }
    return {pointer: value for pointer, value in values.items() if value or "/extras" not in pointer}


def _from_outside(pointer: str, value: str, outside: Sequence[str]) -> bool:
    """Tell whether an extra is a note printed under the table, by its own label: 填表人：张三."""
    label = pointer.removeprefix("/extras/").rstrip("23456789")  # the second of one label is numbered
    return any(f"{label}：{value}" in "".join(line.split()) for line in outside)


def _strays(case: Case, forms: Sequence[Form]) -> list[str]:
    """Return text in no field that was not drawn outside, and outside text that asks for review."""
    known = {"".join(line.split()) for line in case.outside}
    found = []
    for form in forms:
        for item in form.unplaced:
            text = "".join(item.text.split())
            if not (any(text in line for line in known) or PAGE_NUMBER.fullmatch(text)):
                found.append(f"unplaced: | {text!r}")
            elif not item.outside:
                found.append(f"outside: | {text!r}")
    return found
