"""Form → the columns that find and show it in lists without reading its JSON."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func

from models.codecs import from_json, to_json
from models.dockings import docked_of
from models.doubts import tally
from models.records import Form, Fund, Pointer, Unread
from models.tables import Forms
from models.texts import fold, storable

CURRENT = func.coalesce(func.nullif(Forms.current, ""), Forms.extracted).label("current")
"""The text of a form as it now stands: as it was read, unless somebody has changed it."""


def to_text(form: Form) -> str:
    """Return a form as JSON text."""
    return to_json(form).decode()


def to_form(text: str) -> Form:
    """Return a form from its JSON text."""
    return from_json(text, Form)


def to_unread(text: str) -> tuple[Unread, ...]:
    """Return a document's unread pages from their JSON text."""
    return from_json(text, tuple[Unread, ...])


def columns_of(form: Form, words: str, changed: Collection[Pointer] = ()) -> dict[str, object]:
    """Return the denormalised columns of `models.tables.Forms` for a form's current state.

    `words` are those of its document, by which it is found too (`Documents.name_key`); `needs_review` says
    whether the desk counts any doubt, `changed` which fields a person has set.
    The money is that of the funds' first row, which is their sum.
    """
    record = form.record
    doubts = tally(form, changed)
    money = record.funds[0] if record.funds else Fund(source="total")
    severities = [finding.severity for finding in form.findings]
    return {
        "project_name": storable(record.project_name),
        "department": storable(record.department),
        "year": storable(record.year),
        "total_score": storable(record.total_score),
        "template": storable(form.template, 64),
        "pages": ",".join(map(str, form.pages)),
        "search": _searched((record.project_name, record.department, words)),
        "error_count": severities.count("error"),
        "warning_count": severities.count("warning"),
        "needs_review": doubts.is_doubtful,
        "doubtful_values": doubts.values,
        "doubtful_categories": doubts.categories,
        "doubtful_texts": doubts.texts,
        "budget": storable(money.adjusted_budget or money.initial_budget, 64),
        "executed": storable(money.executed, 64),
        "amount_unit": storable(record.amount_unit, 16),
        "docked": docked_of(form),
    }


def with_words(columns: Mapping[str, object], words: str) -> dict[str, object]:
    """Return columns that were made without a document's words (`columns_of` with `""`) with them."""
    return {**columns, "search": f"{columns['search']}{fold(words)}"}


def _searched(texts: Iterable[str]) -> str:
    return "\n".join(fold(text) for text in texts)
