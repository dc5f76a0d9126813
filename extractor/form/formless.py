"""What a file without forms held → the error that says why it gave none."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from extractor.form.lookalikes import Refusal
from models.errors import (
    BadDocument,
    DamagedPdf,
    EncryptedPdf,
    NotASelfEvaluation,
    NoTextLayer,
    ParseCrashed,
    ParseMemory,
    ParseTimeout,
    TooLarge,
    UnknownForm,
)
from models.formats import without_form
from models.records import PageRun, Unread, Why

MOST_NAMED = 10
"""An error names at most this many pages, or files."""
_BROKEN_OFF: Mapping[Why, tuple[type[BadDocument], str]] = MappingProxyType(
    {
        "parse-timeout": (ParseTimeout, "recognition took longer than allowed"),
        "parse-memory": (ParseMemory, "recognition needs more memory than allowed"),
        "parse-crashed": (ParseCrashed, "recognition broke off every time"),
    }
)


def why_no_form(
    unread: Sequence[Unread], kinds: Sequence[PageRun], refused: Refusal | None, besides: Sequence[str] = ()
) -> BadDocument:
    """Return the error of a file in which no form was found.

    Args:
        unread: The pages that could not be read: what they hold nobody knows, so they come first.
        kinds: Its pages by kind; none of a workbook.
        refused: A table that looks like a form and is none.
        besides: What it carries beside its pages.
    """
    if unread:
        return _of_unread(unread)
    if refused:
        return NotASelfEvaluation(refused.message)
    found = {run.kind for run in kinds}
    if found - {"blank"} and found.isdisjoint(("text", "mixed")):
        return NoTextLayer("no form could be recognised on its scanned pages")
    return UnknownForm(without_form(_listed(besides)))


def _of_unread(unread: Sequence[Unread]) -> BadDocument:
    causes = {one.why for one in unread}
    if locked := [one for one in unread if one.why == "locked-file"]:
        return EncryptedPdf(f"no form was found, and {_named(locked)} of an attached file that is encrypted")
    if causes == {"damaged-page"}:
        return DamagedPdf(f"no form was found, and {_named(unread)} damaged")
    if causes == {"too-large"}:
        return TooLarge(f"no form was found, and {_named(unread)} too large to be read")
    for why, (kind, words) in _BROKEN_OFF.items():
        if broken := [one for one in unread if one.why == why]:
            return kind(f"no form was found, and {_named(broken)} without result: {words}")
    return NoTextLayer(f"no form was found, and {_named(unread)} without readable text")


def _named(unread: Sequence[Unread]) -> str:
    pages = _listed([str(one.page) for one in unread])
    return f"pages {pages} are" if len(unread) > 1 else f"page {pages} is"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
