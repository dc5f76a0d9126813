"""What a document's forms are, and what a new reading says → what would change.  Pure.

A form that a person has corrected or decided would not change; what the new
reading says otherwise would stand beside it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from models.pointers import all_values
from models.records import Form, Pointer
from models.rereads import NOT_FOUND_AGAIN, KnownForm, first_page, match

Fate = Literal["same", "changed", "beside", "new", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field's value, or one reason's categories, before and after."""

    field: Pointer
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDifference:
    """One form.

    Attributes:
        fate: `changed`; `beside`: a person's work stays and the new reading stands beside it; `new`;
            `missing`: not found again, it stays and goes to review.
        values: Fields that are read otherwise.
        categories: Reasons that are sorted otherwise.
        raised: Codes of findings that come.
        settled: Codes of findings that go.
        needs_review: Before and after.
    """

    form_id: int | None
    page: int
    project_name: str
    fate: Fate
    values: tuple[Change, ...] = ()
    categories: tuple[Change, ...] = ()
    raised: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    needs_review: tuple[bool, bool] = (False, False)

    @property
    def is_seen(self) -> bool:
        """Whether a person would see any difference."""
        return bool(self.values or self.categories or self.raised or self.settled) or self.fate in {
            "new",
            "missing",
        }


def compare(known: Sequence[KnownForm], forms: Sequence[Form]) -> list[FormDifference]:
    """Return each form of a document with what a new reading would change of it."""
    pairs, fresh = match(known, forms)
    found = [_pair(old, new) for old, new in pairs]
    return [
        *found,
        *(
            FormDifference(
                form_id=None,
                page=first_page(form),
                project_name=form.record.project_name,
                fate="new",
                needs_review=(False, form.needs_review),
            )
            for form in fresh
        ),
    ]


def _pair(known: KnownForm, new: Form | None) -> FormDifference:
    old = known.extracted
    same = FormDifference(
        form_id=known.form_id, page=first_page(old), project_name=old.record.project_name, fate="same"
    )
    if new == known.beside if new else NOT_FOUND_AGAIN in (known.beside or old).why_review:
        return same
    if new is None:
        return replace(same, fate="missing", needs_review=(old.needs_review, True))
    before, after = (Counter(finding.code for finding in form.findings) for form in (old, new))
    return replace(
        same,
        fate="same" if new == old else "beside" if known.touched else "changed",
        values=tuple(_changes(all_values(old.record), all_values(new.record))),
        categories=tuple(_changes(_categories(old), _categories(new))),
        raised=tuple((after - before).elements()),
        settled=tuple((before - after).elements()),
        needs_review=(old.needs_review, new.needs_review),
    )


def _categories(form: Form) -> dict[Pointer, str]:
    return {reason.field: ",".join(label.code for label in reason.labels) for reason in form.reasons}


def _changes(old: Mapping[Pointer, str], new: Mapping[Pointer, str]) -> Iterator[Change]:
    for field in dict.fromkeys((*old, *new)):
        if old.get(field, "") != new.get(field, ""):
            yield Change(field=field, old=old.get(field, ""), new=new.get(field, ""))
