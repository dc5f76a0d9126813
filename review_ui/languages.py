"""Word files → the words of one request, in Chinese or English.

Enter the JSON files beside this module and the reader's choice (`?lang=`, then
the cookie); leaves a `Words` that turns keys into text.  Chinese stands first
and is the default.  Values put into a sentence are plain text: templates escape.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, g, request

LANGUAGES = ("zh", "en")
COOKIE = "lang"
YEAR_SECONDS = 365 * 24 * 3600
_FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language by key."""

    lang: str
    by_key: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key with values put in; the key itself where none are."""
        words = self.by_key.get(key)
        if words is None:
            return key
        return words.format_map(values) if values else words

    def has(self, key: str) -> bool:
        """Return whether there are words for a key."""
        return key in self.by_key

    def starting(self, *prefixes: str) -> dict[str, str]:
        """Return all words whose keys start so (what a page's scripts need)."""
        return {key: words for key, words in self.by_key.items() if key.startswith(prefixes)}


@cache
def load_words(lang: str) -> Words:
    """Return one language's words, read once a process.

    Raises:
        FileNotFoundError: No such language.
    """
    return Words(lang, json.loads((_FOLDER / f"{lang}.json").read_text(encoding="utf-8")))


def words() -> Words:
    """Return the words of the current request."""
    lang = getattr(g, "lang", None)
    if lang is None:
        lang = g.lang = _chosen()
    return load_words(lang)


def install(app: Flask) -> None:
    """Give every template `t`, `lang` and `other_lang`, and remember a choice made by `?lang=`."""

    @app.context_processor
    def _templates() -> dict[str, object]:
        t = words()
        return {"t": t, "lang": t.lang, "other_lang": "en" if t.lang == "zh" else "zh"}

    @app.after_request
    def _remember(response: Response) -> Response:
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie(
                COOKIE,
                request.args["lang"],
                max_age=YEAR_SECONDS,
                samesite="Lax",
                httponly=True,
                secure=app.config["SESSION_COOKIE_SECURE"],
            )
        return response


def _chosen() -> str:
    for choice in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if choice in LANGUAGES:
            return str(choice)
    return LANGUAGES[0]
