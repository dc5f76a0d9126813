"""What the desk says about a form's fields: their names, the findings below them, marked reason texts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractor.proof.checks import UNCLASSIFIED
from models import taxonomies
from models.layers import span
from models.records import Label, Pointer, Unread
from review_ui.languages import Words
from review_ui.papers import Cell, Paper
from review_ui.presentations import category_words
from review_ui.readings import Span

Json = dict[str, Any]
_SHOWN_AT_FIELDS = ("finding:", f"{UNCLASSIFIED}:", "uncertain:", "unplaced-text", "no-evidence")
_UNCODED = "unreadable:"
_UNREAD = "page-unread:"
_UNRECOGNISED = frozenset({"no-text", "rubbish-text"})
"""Causes for which no sentence on the other pages is due."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, the categories that it shows, and whether it was not read surely."""

    text: str
    codes: tuple[str, ...]
    unsure: bool = False


def field_names(paper: Paper, t: Words) -> dict[Pointer, str]:
    """Return what people call each field: its row's label and its column."""
    names: dict[Pointer, str] = {}
    for cell in paper.cells():
        column = cell.column[1:] if cell.column.startswith("=") else t(f"field.{cell.column}")
        name = f"{cell.about} · {column}" if cell.about else column
        names.update(dict.fromkeys(cell.pointers, name))
    return names


def findings_at(paper: Paper, findings: Iterable[Json]) -> Mapping[Pointer, list[Json]]:
    """Return findings by where they are shown: below their first field's row, `""` is the top."""
    found: dict[Pointer, list[Json]] = {}
    for one in findings:
        found.setdefault(_place(paper, one["fields"][0] if one["fields"] else ""), []).append(one)
    return found


def readings_at(
    paper: Paper, readings: Mapping[Pointer, Json]
) -> Mapping[Pointer, list[tuple[Pointer, Json]]]:
    """Return uncertain values by where they are shown: once a cell, below its row."""
    found: dict[Pointer, list[tuple[Pointer, Json]]] = {}
    for cell in paper.cells():
        reading = reading_of(cell, readings)
        if reading:
            found.setdefault(_place(paper, cell.pointer), []).append((cell.pointer, reading))
    return found


def reading_of(cell: Cell, readings: Mapping[Pointer, Json]) -> Json | None:
    """Return what is to be said of a cell that was not read surely: of the first of its fields."""
    return next((readings[pointer] for pointer in cell.pointers if pointer in readings), None)


def _place(paper: Paper, pointer: Pointer) -> Pointer:
    return next((start for start in paper.starts() if f"{pointer}/".startswith(f"{start}/")), "")


def segments(text: str, labels: Sequence[Label], unsure: Sequence[Span] = ()) -> list[Segment]:
    """Return a text cut wherever a label's words or unsure characters begin or end; joined it is the text."""
    ends = (*((one.start, one.end) for one in labels), *unsure)
    cuts = {0, len(text)} | {cut for span in ends for cut in span if 0 < cut < len(text)}
    return [
        Segment(
            text[start:end],
            tuple(one.code for one in labels if one.start <= start < one.end),
            unsure=any(first <= start < last for first, last in unsure),
        )
        for start, end in pairwise(sorted(cuts))
    ]


def short_name(name: str) -> str:
    """Return a field's name without its row's."""
    return name.rpartition(" · ")[2]


def whys(
    why_review: Iterable[str], t: Words, names: Mapping[Pointer, str], placed: Collection[Pointer] = ()
) -> list[str]:
    """Return, in words, why the form as a whole needs a person; what its fields show is left out.

    A missing field that is `placed` on a page is one that the page's edge cuts through. Pages that were not
    read are named in one sentence, and so are values with characters without a meaning.
    """
    others = [why for why in why_review if not why.startswith(_SHOWN_AT_FIELDS)]
    pages = [int(why.removeprefix(_UNREAD)) for why in others if why.startswith(_UNREAD)]
    uncoded = [why.removeprefix(_UNCODED) for why in others if why.startswith(_UNCODED)]
    listed = t("js.and").join(names.get(field, field) for field in uncoded)
    said = [t("why.page-unread", pages=_pages(pages, t))] if pages else []
    said += [_why(why, t, names, placed) for why in others if not why.startswith((_UNREAD, _UNCODED))]
    return [*said, t("why.unreadable", names=listed)] if uncoded else said


def _why(why: str, t: Words, names: Mapping[Pointer, str], placed: Collection[Pointer]) -> str:
    kind, _, name = why.partition(":")
    if kind == "missing":
        return t("why.missing" if name in placed else "why.unseen", name=names.get(name, name))
    if kind == "column-missing":
        return t("why.column-missing", name=t(f"field.{name}"))
    return t(f"why.{why}") if t.has(f"why.{why}") else why


def unread(pages: Sequence[Unread], t: Words, *, of: int) -> list[str]:
    """Return, in words, which pages of a document were not read, a cause at a time.

    Args:
        pages: Those not read.
        t: The reader's language.
        of: How many pages the document has, to say whether others were read.
    """
    by_cause: dict[str, list[int]] = {}
    for one in pages:
        by_cause.setdefault(one.why, []).append(one.page)
    others = t("unread.others") if of > len(pages) else ""
    return [
        t(f"unread.{why}", pages=_pages(numbers, t)) + (others if why not in _UNRECOGNISED else "")
        for why, numbers in by_cause.items()
    ]


def _pages(numbers: Collection[int], t: Words) -> str:
    count = "one" if len(set(numbers)) == 1 else "many"
    return t(f"page.{count}", numbers=runs(numbers))


def runs(numbers: Iterable[int]) -> str:
    """Return numbers with neighbours joined: `1–3, 7`."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(span(first, last) for first, last in found)


def categories(t: Words) -> list[Json]:
    """Return the taxonomy in its own order, in the reader's language."""
    return [
        {
            "code": one.code,
            "words": category_words(one.code, t),
            "explains": one.explains,
            "meaning": one.meaning,
        }
        for one in taxonomies.taxonomy().categories.values()
    ]


def unclassified(t: Words) -> Json:
    """Return the classifier's own word for a text in which it found nothing; no person may choose it."""
    return {"code": UNCLASSIFIED, "words": t("js.unclassified"), "explains": False, "meaning": ""}
