"""A form and what recognition saw on its pages → each value's source, confidence, and what else it may be.

Values come from cells, sights from the lines of text in them: a value's readings are those
of its cell's lines, joined as the cell's own text is.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import msgspec

from extractor.geometry import Sheet, Sight, Word, holds_middle, into_lines, joined
from extractor.proof.claims import COMPARED, numeric_cells
from extractor.scan.counterparts import SHARED, are_several, counterpart, is_figure, is_other_rank, lacks
from models.pointers import all_values
from models.records import Evidence, Faint, Form, Pointer, Uncertain

SURE_NUMBER, SURE_TEXT = 0.99, 0.5
"""Values less sure are uncertain (docs/accuracy.md); a target or actual that is a figure is a number."""
MOST_READINGS = 6
BLOCKS = frozenset({"funds", "goals", "indicators"})
"""No two of these have a cell in common."""
GROUPS = ("/level1", "/level2")
"""Their names hold no figure but points that were not read as such."""
FUNDS, NAMES = "/funds/", "/level3"
"""Amounts, points and rates of the funds have a cell each, and so have the names of indicators."""
WEIGHT = "_weight"
ROWS = "/indicators/"

_NAME = re.compile("[\u4e00-\u9fff]+指标")


def with_sights(form: Form, sheets: Mapping[int, Sheet]) -> Form:
    """Return a form with what is known of its recognised values.

    Args:
        form: With boxes of the pages as read.
        sheets: The recognised pages among the form's, by number.

    Returns:
        Values of recognised pages have `ocr` as their source, and the confidence of their least
        sure character.  `uncertain` are those that the readers did not see alike, or not surely,
        of target and actual the one that lacks what the other shows, or names a class by a Roman
        figure, figures of several rows in one cell, the points of several rows, and what two
        blocks or two numbers of the funds have in one: of each the readings, of which the first
        is the text in the record.  What several rows repeat of one merged cell is named once.
    """
    places = {field: seen for field, seen in form.evidence.items() if seen.page in sheets}
    if not places:
        return form
    sights = {seen: _sights_in(seen, sheets[seen.page]) for seen in set(places.values())}
    values = all_values(form.record)
    numeric = {field for field, _, _ in numeric_cells(form.record)}
    stated = {field for field in places if field.endswith((*COMPARED, *GROUPS)) and is_figure(values[field])}
    evidence, uncertain = dict(form.evidence), []
    faint: list[Faint] = []
    shared = Counter(place for field, place in places.items() if field.endswith(SHARED))
    torn = _run_together(places, numeric)
    told: set[tuple[Evidence, str, str]] = set()
    for field, place in places.items():
        some = sights[place]
        if not some and values[field].strip() and sheets[place.page].kind == "mixed":
            continue  # text of the file's own beside its scanned picture
        confidence = min((sight.confidence for sight in some), default=1.0)
        evidence[field] = msgspec.structs.replace(place, source="ocr", confidence=round(confidence, 4))
        printed = (place, field.rpartition("/")[2], values[field])
        is_torn = place in torn and bool(values[field].strip())
        if printed in told and not is_torn:
            continue
        told.add(printed)
        if spans := _faint(values[field], some):
            faint.append(Faint(field=field, text=values[field], spans=spans))
        readings = _readings(values[field], some)
        figures = min((max(sight.confidence, sight.figures) for sight in some), default=1.0)
        is_number = field in numeric and not _is_named_without(field, values)
        unsure = (is_number and confidence < SURE_NUMBER) or (field in stated and figures < SURE_NUMBER)
        lost = lacks(values[field], values.get(counterpart(field), ""), confidence)
        unsure |= field.endswith(COMPARED) and is_other_rank(values[field], confidence)
        is_point = field in numeric and bool(values[field].strip())
        ran_together = shared[place] > 1 and (is_point or are_several(sight.readings[0] for sight in some))
        ran_together = ran_together or is_torn
        if len(readings) > 1 or unsure or lost or ran_together or confidence < SURE_TEXT:
            uncertain.append(Uncertain(field=field, readings=readings))
    return replace(form, evidence=evidence, uncertain=(*form.uncertain, *uncertain), faint=tuple(faint))


def _is_named_without(field: Pointer, values: Mapping[Pointer, str]) -> bool:
    """Tell whether a group has no points and a name of words alone: what is unsure of it is no figure."""
    name = field.removesuffix(WEIGHT)
    return name.endswith(GROUPS[:1]) and not values[field] and bool(_NAME.fullmatch(values[name]))


def _run_together(places: Mapping[Pointer, Evidence], numeric: Collection[Pointer]) -> set[Evidence]:
    """Return the places that no two fields can have: of two blocks, numbers of the funds, or names.

    Nor, in rows that have one name, can any other but their groups' names: a ruling was not seen there.
    """
    blocks: dict[Evidence, set[str]] = {}
    rows: dict[Evidence, set[str]] = {}
    for field, place in places.items():
        blocks.setdefault(place, set()).add(field.split("/")[1])
        if field.startswith(ROWS) and not field.startswith(GROUPS, field.rindex("/")):
            rows.setdefault(place, set()).add(field.split("/")[2])
    alone = Counter(
        place
        for field, place in places.items()
        if field.endswith(NAMES) or (field in numeric and field.startswith(FUNDS))
    )
    torn = {place for place, names in blocks.items() if len(names & BLOCKS) > 1 or alone[place] > 1}
    unparted = [rows[place] for place in torn if len(rows.get(place, ())) > 1]
    return torn | {place for place, some in rows.items() if any(len(some & one) > 1 for one in unparted)}


def _sights_in(place: Evidence, sheet: Sheet) -> tuple[Sight, ...]:
    """Return the sights whose middle lies within a value's place."""
    return tuple(sight for sight in sheet.sights if holds_middle(place.box, sight.box))


def _readings(value: str, sights: Sequence[Sight]) -> tuple[str, ...]:
    """Return a value and what else its cell may hold, one line read otherwise at a time."""
    first = [sight.readings[0] for sight in sights]
    whole = _joined(sights, first)
    found = [value]
    for at, sight in enumerate(sights):
        for other in sight.readings[1:]:
            text = _joined(sights, [*first[:at], other, *first[at + 1 :]])
            if (part := _part(value, whole, text)) is not None:
                found.append(part)
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def _faint(value: str, sights: Sequence[Sight]) -> tuple[tuple[int, int], ...]:
    """Return the characters of a value that were not read surely, line after line."""
    found = []
    behind = 0
    for sight in sights:
        text = sight.readings[0]
        at = value.find(text, behind)
        behind = at + len(text) if at >= 0 else behind
        # A value may be a part of its line: a department beside its code.
        at = at if at >= 0 else -text.find(value) if value in text else len(value)
        spans = ((max(0, start + at), min(len(value), end + at)) for start, end in sight.faint)
        found += [(start, end) for start, end in spans if start < end]
    return tuple(found)


def _joined(sights: Sequence[Sight], texts: Sequence[str]) -> str:
    words = [Word(*sight.box, text) for sight, text in zip(sights, texts, strict=True) if text]
    return joined(into_lines(words))


def _part(value: str, whole: str, other: str) -> str | None:
    """Return what stands in another reading of a cell where a value stands in the first; None if unclear."""
    before, found, after = whole.partition(value) if value else ("", "", "")
    if not found:
        return other if not value and not whole else None
    if not (other.startswith(before) and other.endswith(after) and len(other) >= len(before) + len(after)):
        return None
    return other[len(before) : len(other) - len(after)]
