"""Forms whose text was recognised and is not all sure, made of forms that were read from digital text."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from msgspec import structs
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from extractor.proof.checks import recheck
from models.pointers import with_values
from models.records import Form, Label, Pointer, Uncertain
from models.summaries import columns_of, to_form, to_text
from models.tables import Documents, Forms

GONE = Label(code="OUTAGE", start=0, end=0, confidence=0.6)
AS_READ: Mapping[Pointer, str] = MappingProxyType({})


def doubted(
    form: Form, *uncertain: Uncertain, values: Mapping[Pointer, str] = AS_READ, faint: Pointer = ""
) -> Form:
    """Return a form as recognised: its text not sure where `uncertain` says, some values read otherwise.

    Args:
        form: As read.
        uncertain: What was not read surely, or was repaired.
        values: Other values than were read.
        faint: A reason whose categories are not sure, nor is one that has left the taxonomy since.
    """
    record = with_values(form.record, values)
    evidence = {
        field: structs.replace(seen, source="ocr", confidence=0.97) for field, seen in form.evidence.items()
    }
    reasons = tuple(
        replace(one, labels=(GONE, *(replace(label, confidence=0.6) for label in one.labels)))
        if one.field == faint
        else one
        for one in form.reasons
    )
    return recheck(replace(form, record=record, evidence=evidence, uncertain=uncertain, reasons=reasons))


def put_back(
    session: Session,
    form_id: int,
    *uncertain: Uncertain,
    values: Mapping[Pointer, str] = AS_READ,
    faint: Pointer = "",
) -> None:
    """Make a stored form one that was recognised, as `doubted` says."""
    row = session.execute(
        select(Forms.extracted, Documents.name)
        .join(Documents, Documents.id == Forms.document_id)
        .where(Forms.id == form_id)
    ).one()
    form = doubted(to_form(row.extracted), *uncertain, values=values, faint=faint)
    text = to_text(form)
    new = {"extracted": text, "current": text, **columns_of(form, row.name)}
    session.execute(update(Forms).where(Forms.id == form_id).values(new))


def unsure(
    field: Pointer, *readings: str, choices: tuple[str, ...] = (), proven_by: tuple[str, ...] = ()
) -> Uncertain:
    """Return a value of which several readings were seen; a person may choose one unless it is proven."""
    return Uncertain(
        field=field,
        readings=readings,
        choices=choices or (() if proven_by else readings),
        proven_by=proven_by,
    )
