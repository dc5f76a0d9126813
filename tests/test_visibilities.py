"""A layer that follows from others is seen where viewers show it."""

import pymupdf
import pytest

from extractor.page.pages import read_pages
from extractor.page.pixels import render_page
from tests.drawn_steps import write

RULES = {
    "all on": ("/P /AllOn", False),
    "any on": ("/P /AnyOn", True),
    "any off": ("/P /AnyOff", True),
    "all off": ("/P /AllOff", False),
    "no rule": ("", True),
    "one and the other": ("/VE [/And {on} 0 R {off} 0 R]", False),
    "one or the other": ("/VE [/Or {on} 0 R {off} 0 R]", True),
    "one and not the other": ("/VE [/And {on} 0 R [/Not {off} 0 R]]", True),
    "not one": ("/VE [/Not {on} 0 R]", False),
    "brackets without end": (f"/VE {'[/Not ' * 99}{'{on}'} 0 R{']' * 99}", True),
}


@pytest.mark.parametrize(("rule", "is_shown"), RULES.values(), ids=RULES.keys())
def test_layers_follow_their_rule(rule: str, is_shown: bool):  # noqa: FBT001 - a column of the table
    """Of two layers one is off; what depends on both is read, and drawn, as its rule says."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    on, off = document.add_ocg("on"), document.add_ocg("off", on=False)
    both = document.get_new_xref()
    of = rule.format(on=on, off=off)
    document.update_object(both, f"<< /Type /OCMD /OCGs [{on} 0 R {off} 0 R] {of} >>")
    write(page, "88", oc=both)
    data = document.tobytes()
    (read,) = read_pages(data, max_pages=1).pages
    assert [word.text for word in read.words] == (["88"] if is_shown else [])
    pixels = pymupdf.Pixmap(render_page(data, 1).content)
    assert (min(pixels.samples) < 0x80) == is_shown


def test_a_layer_of_nothing_is_shown():
    """One that names no layers hides nothing."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    document.add_ocg("on")
    both = document.get_new_xref()
    document.update_object(both, "<< /Type /OCMD /P /AnyOff >>")
    write(page, "88", oc=both)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [word.text for word in read.words] == ["88"]


@pytest.mark.parametrize("of", ["[1 2 >>", "[1 2 3] /Type /OCMD /OCGs 99 0 R"], ids=["damaged", "of nothing"])
def test_a_damaged_object_beside_layers_costs_nothing(of: str):
    """What no page uses may be broken: the file is read as it is without layers."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    layer, unused = document.add_ocg("on"), document.get_new_xref()
    document.update_object(unused, "<< /Of [1 2 3] >>")
    write(page, "88", oc=layer)
    data = document.tobytes().replace(b"[1 2 3]", of.encode())
    (read,) = read_pages(data, max_pages=1).pages
    assert [word.text for word in read.words] == ["88"]
