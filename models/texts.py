"""Text from outside → text that both databases can store, and text to search by."""

import re
import unicodedata

MESSAGE_LENGTH = 1000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str, length: int | None = None) -> str:
    """Return a text with NUL and lone surrogates replaced by U+FFFD, cut at `length` characters.

    Source:
        PostgreSQL's text type refuses U+0000; UTF-8 has no surrogates (RFC 3629 §3).
    """
    return _UNSTORABLE.sub("\ufffd", text)[:length]


def fold(text: str) -> str:
    """Return a text without differences of case, width and spacing, for comparing."""
    folded = unicodedata.normalize("NFKC", storable(text)).casefold()
    # Case folding can take marks out of their normal order again.
    return " ".join(unicodedata.normalize("NFKC", folded).split())
