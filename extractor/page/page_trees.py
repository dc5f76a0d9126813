"""A page tree that counts fewer pages than it holds → the same pages, all of them counted.

MuPDF believes the count: pages beyond it would be lost without a word, and none is shown of a tree that
counts nothing or nonsense.

Source:
    ISO 32000-1 §7.7.3.2: `/Count` is the number of leaves under a node.
"""

from collections.abc import Sequence

import pymupdf
from pymupdf import mupdf

from extractor.page.pictures import UNREADABLE

MOST = 20_000
"""A tree of more nodes is left as it is."""


def find_pages(document: pymupdf.Document) -> None:
    """Look for the objects themselves where the table of objects leads to no page.

    MuPDF does so by itself where an object is another than its table says, but a table that counts from 1
    what it lists from 0 has no object where the first one is, and so no catalog.

    Source:
        ISO 32000-1 §7.5.4: the first entry of a table is number 0.
    """
    if not (_counted(document) or document.is_repaired):
        mupdf.pdf_repair_xref(mupdf.pdf_document_from_fz_document(document.this))


def settle_pages(document: pymupdf.Document) -> None:
    """List every page in the root of the tree, until the document is closed, where fewer are counted."""
    try:
        kind, root = document.xref_get_key(document.pdf_catalog(), "Pages")
        leaves, lost = _leaves(document) if kind == "xref" else ((), 0)
        if len(leaves) - lost <= _counted(document):
            return
        document.xref_set_key(int(root.split()[0]), "Kids", f"[{' '.join(f'{leaf} 0 R' for leaf in leaves)}]")
        document.xref_set_key(int(root.split()[0]), "Count", str(len(leaves)))
    except mupdf.FzErrorSystem:  # memory was refused
        raise
    except UNREADABLE:
        return


def _counted(document: pymupdf.Document) -> int:
    try:
        return int(document.page_count)
    except UNREADABLE:
        return 0


def _leaves(document: pymupdf.Document) -> tuple[Sequence[int], int]:
    """Return the numbers of the pages, each once, in order, and how many of them are not there.

    Of too large a tree there are none.
    """
    trailer = mupdf.pdf_trailer(mupdf.pdf_document_from_fz_document(document.this))
    nodes, met, found, lost = [mupdf.pdf_dict_getp(trailer, "Root/Pages")], set[int](), list[int](), 0
    while nodes and len(met) < MOST:
        node = nodes.pop()
        number = mupdf.pdf_to_num(node)
        is_lost = not mupdf.pdf_is_dict(node)
        if number in met or (is_lost and not number):
            continue
        met.add(number)
        lost += is_lost
        kids = mupdf.pdf_dict_gets(node, "Kids")
        if mupdf.pdf_is_array(kids):
            count = min(mupdf.pdf_array_len(kids), MOST)
            nodes += [mupdf.pdf_array_get(kids, at) for at in reversed(range(count))]
        elif number and mupdf.pdf_to_name(mupdf.pdf_dict_gets(node, "Type")) != "Pages":
            found.append(number)
    return ((), 0) if nodes else (found, lost)
