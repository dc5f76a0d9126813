"""File names from outside → labels that are safe to keep and to show, or `BadName`.

A name is never a path here: nothing is opened by it.
"""

import os
import re
import unicodedata

from models.errors import BadName
from models.texts import storable

NAME_LENGTH = 255
HIDING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that cannot be seen: control, format (bidirectional too), surrogate, separators."""


def check_name(untrusted_name: str) -> str:
    """Return a name that is a harmless relative label.

    Raises:
        BadName: Empty, over 255 characters, absolute, climbing (`..`), with a backslash, a drive
            letter, or characters that hide others (control, bidirectional override, surrogate).
    """
    name = untrusted_name
    if not 1 <= len(name) <= NAME_LENGTH:
        raise BadName(f"a name has 1 to {NAME_LENGTH} characters, this one {len(name)}")
    if any(unicodedata.category(char) in HIDING for char in name):
        raise BadName("the name contains control or invisible characters")
    if "\\" in name or re.match("[A-Za-z]:", name):
        raise BadName("the name is a path of some computer, not a label")
    if any(step in {"", ".", ".."} for step in name.split("/")):
        raise BadName("the name is absolute, climbs or has empty steps")
    return name


def decoded(label: str) -> str:
    """Return a label from disk as its maker wrote it: a step that is no UTF-8 as GB 18030, if it can be."""
    return "/".join(map(_decoded, label.split("/")))


def _decoded(step: str) -> str:
    if step.isascii() or not any(unicodedata.category(char) == "Cs" for char in step):
        return step
    try:
        return os.fsencode(step).decode("gb18030")
    except UnicodeError:
        return step


def shown(untrusted_name: str, length: int | None = NAME_LENGTH) -> str:
    """Return any name as text that can be shown and stored: what hides is replaced by U+FFFD."""
    visible = "".join("\ufffd" if unicodedata.category(char) in HIDING else char for char in untrusted_name)
    return storable(visible, length)
