"""Every page that a file has is read, however many it counts."""

from dataclasses import replace

import pytest

from extractor.pipeline import extract_or_error, load_kit
from tests.hostile.oddities import BOX, RESOURCES, content, form
from tests.hostile.writers import stream

KIT = replace(load_kit(), recognise=None)
LEAF = b"<< %s /Contents 21 0 R /Resources %s >>" % (BOX, RESOURCES)
NODE = b"<< /Type /Pages /Kids [%s] %s >>"
COUNTS = (b"/Count 1", b"/Count 2", b"/Count 0", b"/Count -1", b"/Count 1000000000", b"/Count (two)", b"")


def _counted(tree: dict[int, bytes]) -> list[int]:
    """Return the first page of each form of a file with such a page tree, whose leaves are 3 and 20."""
    other = content().replace(b"<00380038>", b"<00380039>")
    data = form(more={20: LEAF, 21: stream(other), **tree})
    read = extract_or_error(data, "a.pdf", KIT)
    assert [one.record.total_score for one in read.forms] == ["88", "89"][: read.pages]
    return [one.pages[0] for one in read.forms]


@pytest.mark.parametrize("count", COUNTS)
def test_pages_that_are_not_counted_are_read(count: bytes):
    """What a tree counts is believed of no file that holds more pages."""
    assert _counted({2: NODE % (b"3 0 R 20 0 R", count)}) == [1, 2]


TREES = {
    "an inner node that counts too few": {
        2: NODE % (b"30 0 R", b"/Count 1"),
        30: NODE % (b"3 0 R 20 0 R", b"/Count 1"),
    },
    "a tree that leads round": {2: NODE % (b"3 0 R 2 0 R 20 0 R", b"/Count 1")},
    "nodes that hold nothing": {
        2: NODE % (b"30 0 R 3 0 R 20 0 R 99 0 R", b"/Count 1"),
        30: NODE % (b"", b""),
    },
}


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES.keys())
def test_trees_are_walked_to_their_leaves(tree: dict[int, bytes]):
    """However they are nested, pages are found in order, each once."""
    assert _counted(tree) == [1, 2]


def test_a_page_listed_twice_is_no_second_one():
    """A form is not doubled where a count says that it is there once."""
    assert _counted({2: NODE % (b"3 0 R 3 0 R", b"/Count 1")}) == [1]


LOST = {
    "after more than are counted": (b"3 0 R 20 0 R 99 0 R", 1, [1, 2], [3]),
    # MuPDF complains of it again on its way to each page behind it.
    "amid more than are counted": (b"3 0 R 99 0 R 20 0 R", 1, [1, 3], [2, 3]),
    "counted": (b"3 0 R 99 0 R", 2, [1], [2]),
    "not counted": (b"3 0 R 99 0 R", 1, [1], []),
}


@pytest.mark.parametrize(("kids", "count", "pages", "unread"), LOST.values(), ids=LOST.keys())
def test_a_page_that_is_not_there_is_told(kids: bytes, count: int, pages: list[int], unread: list[int]):
    """What a damaged file has lost is a page; one that a program left listed, and does not count, is none."""
    tree = {2: NODE % (kids, b"/Count %d" % count), 20: LEAF, 21: stream(content())}
    read = extract_or_error(form(more=tree), "a.pdf", KIT)
    assert [page for one in read.forms for page in one.pages] == pages
    assert [one.page for one in read.unread if one.why == "damaged-page"] == unread


def test_a_tree_of_millions_of_nodes_is_left():
    """Nodes that show the next one twice are walked once each."""
    nodes = {at: NODE % (b"%d 0 R %d 0 R" % (at + 1, at + 1), b"") for at in range(30, 70)}
    nodes[70] = NODE % (b"", b"")
    assert _counted({2: NODE % (b"3 0 R 30 0 R 20 0 R", b"/Count 1"), **nodes}) == [1, 2]
