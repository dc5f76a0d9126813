"""HTML and SVG that we wrote → their tags, as a browser would meet them."""

import re
from html.parser import HTMLParser

HOSTILE = "<script>alert(1)</script>"
CHINESE = re.compile("[\u4e00-\u9fff]")
VOID = {"meta", "rect", "line", "circle"}


class Page(HTMLParser):
    """The tags of a page, their attributes, and those that were never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []
        self.left: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag, and what it would load."""
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.left.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        if tag not in VOID:
            assert self.left.pop() == tag
