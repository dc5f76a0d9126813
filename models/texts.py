"""Text from outside → text that both databases can store, and text to search by."""

import unicodedata

MESSAGE_LENGTH = 1000


def storable(text: str, length: int | None = None) -> str:
    """Return a text with NUL and lone surrogates replaced by U+FFFD, cut at `length` characters.

    Source:
        PostgreSQL's text type refuses U+0000; UTF-8 has no surrogates (RFC 3629 §3).
    """
    clean = "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
    return clean[:length]


def fold(text: str) -> str:
    """Return a text without differences of case, width and spacing, for comparing."""
    folded = unicodedata.normalize("NFKC", storable(text)).casefold()
    # Case folding can take marks out of their normal order again.
    return " ".join(unicodedata.normalize("NFKC", folded).split())
