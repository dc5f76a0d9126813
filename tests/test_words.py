"""The words of the pages: both languages whole, every key used, every code with words."""

import json
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import review_ui
from models import errors
from models.records import Blame, Severity
from models.reviews import Decision
from models.users import ROLES
from review_ui import desks, guards
from review_ui.languages import LANGUAGES, load_words
from review_ui.routes import ROUTES

ROOM = Path(review_ui.__file__).parent
USE = re.compile(r"""(?<![\w.])t\(\s*(["'`])(?P<key>[^"'`]+?)\1""")
FAMILY = re.compile(r"""(?<![\w.])t\(\s*(?:f?["'`](?P<key>[\w.-]+?)(?:\{|\$\{)|'(?P<plain>[\w.-]+?)' ?\+)""")


def test_both_languages_say_the_same_things():
    """Chinese and English have the same keys, in the same order, with the same values to put in."""
    zh, en = (load_words(lang).by_key for lang in LANGUAGES)
    assert list(zh) == list(en)
    assert {key: _values(words) for key, words in zh.items()} == {
        key: _values(words) for key, words in en.items()
    }


def test_no_word_is_blank():
    """Every key has words, without white space around them but where a name follows."""
    for lang in LANGUAGES:
        for key, words in load_words(lang).by_key.items():
            assert words.strip(), key


def test_every_key_in_use_exists():
    """No page and no script asks for words that are not there."""
    known = load_words("zh").by_key
    missing = {key for key in _used() if key not in known and f"js.{key}" not in known}
    assert missing == set()


def test_no_key_is_left_over():
    """Every key is used by a page, a script, a code of ours, or a family that is completed at run time."""
    used = _used()
    families = _families()
    left = [
        key
        for key in load_words("zh").by_key
        if key not in used
        and key.removeprefix("js.") not in used
        and not key.removeprefix("js.").startswith(families)
    ]
    assert left == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_error_code_has_words(lang: str):
    """Each code of the error tree has a sentence; each fault of a file also has a few words for lists."""
    t = load_words(lang)
    for kind in (*_tree(errors.ServiceError), guards.NotSignedIn):
        assert t.has(f"error.{kind.code}"), kind
        if issubclass(kind, errors.BadDocument):
            assert t.has(f"failure.{kind.code}"), kind


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_words(lang: str):
    """Roles, states, severities, blames, events, keys and API operations have words."""
    t = load_words(lang)
    codes = {
        "role": ROLES,
        "severity": get_args(Severity),
        "blame": get_args(Blame),
        "event": ("correct", "categorise", "undo", *get_args(Decision)),
        "state": (
            "waiting",
            "accepted",
            "rejected",
            "pending",
            "leased",
            "done",
            "failed",
            "dead",
            "cancelled",
        ),
        "keys": [word for _, word in desks.KEYS],
        "api": [route.name for route in ROUTES],
        "api.query": [one.name for route in ROUTES for one in route.query],
        "api.status": [str(status) for route in ROUTES for status in route.statuses],
        "api.who": [route.who for route in ROUTES],
    }
    assert [
        f"{kind}.{code}" for kind, many in codes.items() for code in many if not t.has(f"{kind}.{code}")
    ] == []


def test_unknown_keys_show_themselves():
    """A key without words is shown as it is, so that it is noticed, and never fails a page."""
    assert load_words("zh")("no.such.key", value=1) == "no.such.key"


def test_files_are_tidy():
    """Both files are JSON objects of strings without a key twice."""
    for lang in LANGUAGES:
        pairs = json.loads((ROOM / "words" / f"{lang}.json").read_text("utf-8"), object_pairs_hook=list)
        assert len(pairs) == len(dict(pairs))


def _values(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def _sources() -> Iterator[str]:
    for pattern in ("*.py", "templates/*.html", "static/*.js"):
        for path in ROOM.glob(pattern):
            yield path.read_text("utf-8")


def _used() -> set[str]:
    found = {use["key"] for text in _sources() for use in USE.finditer(text)}
    return {key for key in found if not key.endswith((".", "_")) and "{" not in key}


def _families() -> tuple[str, ...]:
    found = {use["key"] or use["plain"] for text in _sources() for use in FAMILY.finditer(text)}
    return tuple(found | {"nav.", "field."})


def _tree(kind: type[errors.ServiceError]) -> Iterator[type[errors.ServiceError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _tree(child)


def test_templates_have_no_punctuation_of_one_language():
    """It stands in the words, where the other language has its own."""
    for path in ROOM.glob("templates/*.html"):
        assert not re.search("[：；，。（）]", path.read_text()), path.name
