"""The error tree and the page that explains it say the same."""

import pickle
import re
from pathlib import Path

import pytest

from models import errors
from models.errors import BadDocument, ServiceError

PAGE = (Path(__file__).parent.parent / "docs" / "errors.md").read_text()
ROOMS = ("cli", "extractor", "models", "review_ui", "worker")


def _leaves(kind: type[ServiceError]) -> list[type[ServiceError]]:
    """Return the errors with a meaning of their own: those that no other is derived from."""
    kinds = [below for below in kind.__subclasses__() if below.__module__ == errors.__name__]
    return [leaf for below in kinds for leaf in (_leaves(below) or [below])]


def test_every_code_is_explained_once():
    """Each code of the tree has one row, and the page explains no code that is gone."""
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)) == sorted(
        leaf.code for leaf in _leaves(ServiceError)
    )


def test_the_tree_s_own_drawing_is_complete():
    """The docstring draws every error with its code."""
    for leaf in _leaves(ServiceError):
        assert re.search(rf"── {leaf.__name__} +`{leaf.code}`", errors.__doc__ or ""), leaf


@pytest.mark.parametrize("kind", _leaves(ServiceError), ids=lambda kind: kind.code)
def test_errors_survive_pickling(kind: type[ServiceError]):
    """An error crosses processes whole: kind, code and words."""
    copy = pickle.loads(pickle.dumps(kind("words")))  # noqa: S301 - our own bytes
    assert (type(copy), copy.code, copy.message) == (kind, kind.code, "words")
    assert kind().message == kind.code


def test_bad_documents_are_told_from_the_rest():
    """Only the file's own faults are never retried."""
    assert {leaf.code for leaf in _leaves(BadDocument)} >= {"not-a-pdf", "empty-file", "unknown-form"}
    assert "broken-setup" not in {leaf.code for leaf in _leaves(BadDocument)}


def test_no_root_is_raised():
    """Every code that can be printed is explained: only leaves are raised, never what they derive from."""
    here = Path(__file__).parent.parent
    files = [file for room in ROOMS for file in (here / room).rglob("*.py")]
    raised = re.compile(r"\braise (?:errors\.)?(?:BadDocument|ServiceError)\b")
    assert len(files) > len(ROOMS)
    assert [file.name for file in files if raised.search(file.read_text())] == []
