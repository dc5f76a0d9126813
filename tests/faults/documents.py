"""Small documents of their own bytes, by number: most are forms, some are at fault, a few are poison."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pymupdf

from tests.hostile.contents import CONTENTS
from tests.hostile.trees import TREES

FORMS = Path(__file__).parents[1] / "pdfs" / "fit.rl.pdf"
LONG_EVERY, BAD_EVERY, POISON_EVERY = 4, 25, 300
STARVED = frozenset({"parse-crashed", "parse-memory", "parse-timeout"})


@dataclass(frozen=True, slots=True)
class Kept:
    """One document: the forms in it, or the codes that it may end with."""

    name: str
    content: bytes
    forms: int
    codes: frozenset[str]


def document(number: int) -> Kept:
    """Return the document of a number, always the same and like no other."""
    kind, forms, (made, codes) = "form", 1, (_form, frozenset[str]())
    if number % LONG_EVERY == 1:
        kind, forms, made = "forms", 7, FORMS.read_bytes
    if number % POISON_EVERY == POISON_EVERY // 2:
        forms, (kind, (made, codes)) = 0, _nth(POISON, number // POISON_EVERY)
    elif number % BAD_EVERY == 0:
        forms, (kind, (made, codes)) = 0, _nth(BAD, number // BAD_EVERY)
    return Kept(f"{number:06} {kind}.pdf", made() + b"\n%% %d\n" % number, forms, codes)


@cache
def _form() -> bytes:
    one = pymupdf.open()
    one.insert_pdf(pymupdf.open(FORMS), from_page=1, to_page=1)
    return bytes(one.tobytes(garbage=4, deflate=True))


@cache
def _letter() -> bytes:
    letter = pymupdf.open()
    letter.new_page().insert_text((72, 72), "no form")
    return bytes(letter.tobytes())


@cache
def _locked() -> bytes:
    locked = pymupdf.open("pdf", _letter())
    return bytes(locked.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner"))


@cache
def _crash() -> bytes:
    return CONTENTS["a path of a million curves"][0]()


@cache
def _hang() -> bytes:
    return CONTENTS["2^40 nested forms"][0]()


@cache
def _swell() -> bytes:
    return TREES["a content shown 100,000 times"][0]()


Made = tuple[Callable[[], bytes], frozenset[str]]
BAD: Mapping[str, Made] = {
    "letter": (_letter, frozenset({"unknown-form"})),
    "locked": (_locked, frozenset({"encrypted-pdf"})),
    "torn": (lambda: _form()[:2000], frozenset({"damaged-pdf", "unknown-form"})),
}
POISON: Mapping[str, Made] = {
    "crash": (_crash, STARVED),
    "hang": (_hang, STARVED),
    "swell": (_swell, STARVED),
}


def _nth(kinds: Mapping[str, Made], number: int) -> tuple[str, Made]:
    return tuple(kinds.items())[number % len(kinds)]
