"""What the desk says about a form's fields: their names, the findings below them, marked reason texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractor.checks import UNCLASSIFIED
from models import taxonomies
from models.layers import span
from models.records import Label, Pointer, Unread
from review_ui.languages import Words
from review_ui.papers import Paper
from review_ui.presentations import category_words

Json = dict[str, Any]
_SHOWN_AT_FIELDS = ("finding:", f"{UNCLASSIFIED}:", "uncertain:", "unplaced-text", "no-evidence")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a reason's text and the categories that it shows."""

    text: str
    codes: tuple[str, ...]


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
    starts = paper.starts()
    found: dict[Pointer, list[Json]] = {}
    for one in findings:
        first = f"{one['fields'][0]}/" if one["fields"] else ""
        place = next((start for start in starts if first.startswith(f"{start}/")), "")
        found.setdefault(place, []).append(one)
    return found


def segments(text: str, labels: Sequence[Label]) -> list[Segment]:
    """Return a text cut wherever a label's words begin or end; joined again it is the text."""
    cuts = {0, len(text)} | {cut for one in labels for cut in (one.start, one.end) if 0 < cut < len(text)}
    return [
        Segment(text[start:end], tuple(one.code for one in labels if one.start <= start < one.end))
        for start, end in pairwise(sorted(cuts))
    ]


def whys(why_review: Iterable[str], t: Words) -> list[str]:
    """Return, in words, why the form as a whole needs a person; what its fields show is left out."""
    others = [why for why in why_review if not why.startswith(_SHOWN_AT_FIELDS)]
    return [t(f"why.{why}") if t.has(f"why.{why}") else why for why in others]


def unread(pages: Iterable[Unread], t: Words) -> list[str]:
    """Return, in words, which pages of a document wait for optical recognition, a sentence a cause."""
    by_cause: dict[str, list[int]] = {}
    for one in pages:
        by_cause.setdefault(one.why, []).append(one.page)
    return [t(f"unread.{why}", pages=runs(numbers)) for why, numbers in by_cause.items()]


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
