"""What the reading of a document ended with → what is stored of it, text and columns.

Made as soon as an answer is checked, and kept in its place: a form as read is thousands of
objects, which would be looked up, and thrown away, in memory that the processor has long left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from models.codecs import to_json
from models.errors import BadDocument, ParseCrashed
from models.records import Extraction, Failure, Form
from models.summaries import columns_of, to_form
from models.texts import MESSAGE_LENGTH, storable

NO_NUMBER = "null"
"""No field of a form may be null: where this does not occur in its JSON, no number of it is none."""
MOST_PAGES = (1 << 31) - 1
"""No database takes a larger number in the place of this one."""


@dataclass(frozen=True, slots=True)
class NewForm:
    """A form that was not there before: its JSON, and its columns but for its document's words."""

    text: str
    columns: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Ended:
    """What one reading ended with, checked: why it failed, what it saw of the document, and its forms."""

    failure: Failure | None
    seen: Mapping[str, object] = field(default_factory=dict)
    forms: tuple[NewForm, ...] = ()


def to_ended(outcome: Extraction | BadDocument) -> Ended:
    """Return what a reading ended with, each form encoded once.

    The outcome is one that was decoded as what it is: its types need no second look, but that a number
    may be none (NaN), which JSON calls null, or beyond what a database takes.
    """
    if isinstance(outcome, BadDocument):
        return Ended(to_failure(outcome))
    if not 0 <= outcome.pages <= MOST_PAGES:
        return Ended(to_failure(ParseCrashed(f"the reading does not fit its types: {outcome.pages} pages")))
    seen = {"pages": outcome.pages, "unread": to_json(outcome.unread).decode()}
    if outcome.error:
        return Ended(failure_of(outcome), seen)
    try:
        return Ended(None, seen, tuple(_checked(form) for form in outcome.forms))
    except (msgspec.ValidationError, UnicodeError, TypeError) as error:
        return Ended(to_failure(ParseCrashed(f"the reading does not fit its types: {error}")))


def to_new(form: Form) -> NewForm:
    """Return a form as it is stored."""
    return NewForm(to_json(form).decode(), columns_of(form, ""))


def to_failure(error: BadDocument) -> Failure:
    """Return an error as data, in text that can be stored."""
    return Failure(code=error.code, message=storable(error.message, MESSAGE_LENGTH))


def failure_of(outcome: object) -> Failure | None:
    """Return why an outcome is a failure, in text that can be stored; None if it is a result."""
    if isinstance(outcome, BadDocument):
        return to_failure(outcome)
    if isinstance(outcome, Extraction) and outcome.error:
        error = outcome.error
        return Failure(code=storable(error.code, 64), message=storable(error.message, MESSAGE_LENGTH))
    return None


def _checked(form: Form) -> NewForm:
    new = to_new(form)
    if NO_NUMBER in new.text:
        to_form(new.text)
    return new
