"""A document's scanned pages → each recognised once, whatever happens meanwhile to the reader or the worker.

Pages are asked for in short runs and kept one by one.  Limits are those of a page: a
long scan takes as long as it takes.  A page that ends a fresh reader is given up, and
the others are read all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from models.errors import BadDocument, ParseCrashed, ParseMemory, ParseTimeout
from models.records import RECOGNISED, PageRun, Why
from models.warps import Straight
from worker.sandboxes import Sandbox

T = TypeVar("T")

RUN = 4
"""So many pages are asked for at once: opening the file again costs little beside them, and others
wait for no more."""

Given = bytes | Why
"""A recognised page as its reader tells it, or why it was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Straight):
    """One recognised page: where it lies, for whoever shows it, and all of it, for readers alone."""

    content: bytes


class TurnOver(Exception):
    """Others wait, and what was done is kept: go on later."""


class Shelf:
    """Where recognised pages are kept while a document is read; this one keeps nothing for later.

    `last_try` tells whether a page that ends its reader is to be given up, not tried by another worker.
    """

    last_try = True

    def begin(self, due: Sequence[int]) -> Mapping[int, Given]:
        """Return those of the pages that are due which were recognised before."""
        del due
        return {}

    def keep(self, told: Told, done: int, due: int) -> None:
        """Keep one page."""

    def give_up(self, page: int, why: Why, done: int, due: int) -> None:
        """Keep in mind that a page cannot be recognised."""

    def is_turn_over(self) -> bool:
        """Tell whether somebody else should have the reader for a while."""
        return False


def pages_to_recognise(kinds: Sequence[PageRun], max_pages: int) -> list[int]:
    """Return the numbers of the pages that have pictures, or nonsense, where text is due.

    Raises:
        ParseCrashed: There are no such pages in a file of so many at most.
    """
    runs = [run for run in kinds if run.kind in RECOGNISED]
    if any(not 1 <= run.first <= run.last <= max_pages for run in runs):
        raise ParseCrashed("The reader told of pages that cannot be.")
    return [number for run in runs for number in range(run.first, run.last + 1)]


def recognise(
    sandbox: Sandbox, untrusted: bytes, due: Sequence[int], shelf: Shelf, *, max_pages: int
) -> dict[int, Given]:
    """Return all pages that are due, as far as they can be recognised.

    Args:
        sandbox: Has a `Telling` work named `recognise`.
        untrusted: The document.
        due: The pages' numbers.
        shelf: Keeps them one by one.
        max_pages: As for all readers.

    Raises:
        TurnOver: The rest is for another time.
        ParseCrashed: A page ended a fresh reader, and this is not the last try.
    """
    work = _Work(sandbox, untrusted, tuple(due), shelf, dict(shelf.begin(due)), max_pages)
    while left := [page for page in due if page not in work.found]:
        work.do(left[:RUN])
        if len(work.found) < len(due) and shelf.is_turn_over():
            raise TurnOver
    return work.found


@dataclass(frozen=True, slots=True)
class _Work:
    """One document on its way through a reader."""

    sandbox: Sandbox
    untrusted: bytes
    due: tuple[int, ...]
    shelf: Shelf
    found: dict[int, Given]
    max_pages: int

    def do(self, run: Sequence[int]) -> None:
        """Recognise some pages, as far as it goes: until all are found, or one of them ends the reader."""
        fresh, before = self.sandbox.is_fresh, len(self.found)
        error = self._follow(run)
        left = next((page for page in run if page not in self.found), None)
        if left is None:
            return
        tried = fresh and len(self.found) == before
        why = _verdict(error or ParseCrashed("The reader told too little."), tried=tried, shelf=self.shelf)
        if why:
            self.found[left] = why
            self.shelf.give_up(left, why, len(self.found), len(self.due))

    def _follow(self, run: Sequence[int]) -> BadDocument | None:
        numbers = msgspec.msgpack.encode(run)
        try:
            self.sandbox.follow(
                "recognise", self.untrusted, numbers, self.max_pages, take=lambda part: self._take(part, run)
            )
        except (ParseTimeout, ParseMemory, ParseCrashed) as error:
            return error
        return None

    def _take(self, part: bytes, run: Sequence[int]) -> None:
        told = checked(part, Told)
        if told.page not in run or told.page in self.found:
            raise ParseCrashed("The reader told of a page out of turn.")
        self.found[told.page] = told.content
        self.shelf.keep(told, len(self.found), len(self.due))


def _verdict(error: BadDocument, *, tried: bool, shelf: Shelf) -> Why | None:
    """Return why to give up the page that ended a reader; None: it deserves a fresh one.

    Raises:
        ParseCrashed: It deserves another worker.
    """
    if isinstance(error, ParseTimeout):
        return "parse-timeout"
    if not tried:
        return None
    if isinstance(error, ParseMemory):
        return "parse-memory"
    if not shelf.last_try:
        raise error
    return "parse-crashed"


def checked(answer: bytes, kind: type[T]) -> T:
    """Return what a reader said as what it must be.

    Raises:
        ParseCrashed: It is something else.
    """
    try:
        return msgspec.msgpack.decode(answer, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ParseCrashed(f"what the reader says does not fit its types: {error}") from error
