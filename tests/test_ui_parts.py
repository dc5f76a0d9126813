"""The pure parts of all pages: grades, names of files, sizes, colours."""

import re
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage, Headers

import review_ui
from review_ui.grades import grade
from review_ui.parts import untrusted_name
from review_ui.presentations import size

GRADES = {
    "100": "excellent",
    "90": "excellent",
    "89.99": "good",
    "80.00": "good",
    "79.9": "fair",
    "60": "fair",
    "59.99": "poor",
    "0": "poor",
    "９５": "excellent",
    "": "",
    "—": "",
    "101": "",
    "90%": "",
    "良": "",
}


@pytest.mark.parametrize(("score", "name"), GRADES.items(), ids=GRADES.keys())
def test_grades(score: str, name: str):
    """优 from 90, 良 from 80, 中 from 60, 差 below; no grade where no score is printed."""
    assert grade(score) == name


NAMES = {
    "plain": ('filename="a.pdf"', "a.pdf"),
    "backslash": ('filename="..\\a.pdf"', "..\\a.pdf"),
    "doubled backslash": ('filename="..\\\\a.pdf"', "..\\a.pdf"),
    "quote": ('filename="a%22b\\".pdf"', 'a"b".pdf'),
    "line end": ('filename="a%0Ab.pdf"', "a\nb.pdf"),
    "percent": ('filename="100%25.pdf"', "100%25.pdf"),
    "semicolon": ('filename="a; filename=b.pdf"', "a; filename=b.pdf"),
}


@pytest.mark.parametrize(("header", "name"), NAMES.values(), ids=NAMES.keys())
def test_names_arrive_as_they_were_written(header: str, name: str):
    """A name from a multipart part loses nothing by which it could be judged."""
    headers = Headers({"Content-Disposition": f'form-data; name="file"; {header}'})
    assert untrusted_name(FileStorage(filename="other", headers=headers)) == name


def test_names_in_other_encodings():
    """An extended name (filename*) is taken as the library decoded it."""
    headers = Headers({"Content-Disposition": "form-data; name=file; filename*=UTF-8''%E8%A1%A8.pdf"})
    assert untrusted_name(FileStorage(filename="表.pdf", headers=headers)) == "表.pdf"


SIZES = {
    0: "0 B",
    11: "11 B",
    999: "999 B",
    1000: "1.0 kB",
    999_949: "999.9 kB",
    999_950: "1.0 MB",
    1_000_000: "1.0 MB",
    200_000_000: "200.0 MB",
}


@pytest.mark.parametrize(("count", "words"), SIZES.items())
def test_sizes_are_decimal(count: int, words: str):
    """A size is said in the decimal units of the limit, never as 1000 of one unit."""
    assert size(count) == words


TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b")
PAIRS = (
    *((ink, ground) for ink in ("ink", "ink-2", "accent") for ground in ("ground", "paper", "raised", "row")),
    ("on-accent", "accent"),
    *((f"{name}", f"{name}-soft") for name in ("amber", "red", "green")),
    *((name, "paper") for name in ("amber", "red", "green")),
    ("ink", "accent-soft"),
    ("ink-2", "red-soft"),
    ("ink-2", "amber-soft"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read(scheme: str, ink: str, ground: str):
    """Every ink has a contrast of 4.5 to 1 or more on every ground that it stands on, in both schemes."""
    light, dark = (
        Path(review_ui.__file__).with_name("static").joinpath("style.css").read_text().split("@media", 2)[:2]
    )
    colours = dict(TOKEN.findall(light)) | (dict(TOKEN.findall(dark)) if scheme == "dark" else {})
    brighter, darker = sorted((_luminance(colours[name]) for name in (ink, ground)), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Return relative luminance.  Source: WCAG 2.2, "relative luminance"."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
