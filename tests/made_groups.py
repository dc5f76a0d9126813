"""Groups of patterns, for tests that need no more of them than what they find."""

from extractor.reason.phrasebooks import Group, Pattern


def made_group(name: str, *phrases: str, patterns: tuple[Pattern, ...] = ()) -> Group:
    """Return a group of causes with these phrases and patterns."""
    return Group(
        id=name,
        code="X",
        role="cause",
        lead=False,
        yields=False,
        phrases=phrases,
        whole=(),
        patterns=patterns,
        match=(),
        miss=(),
    )
