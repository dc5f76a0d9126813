"""PDF bytes → pages of words and strokes; pages → pictures."""

import subprocess
import sys
from io import BytesIO

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from extractor.page.pages import read_pages
from extractor.page.pixels import render_page
from models.errors import BadDocument, DamagedPdf, EmptyFile, EncryptedPdf, NotAPdf, TooLarge
from models.records import Unread
from tests.drawings import Drawn, draw, text_page

PLAIN = text_page(["项目支出绩效自评表", "(2019 年度)"])


def _encrypted() -> bytes:
    document = pymupdf.open(stream=PLAIN)
    data: bytes = document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="user")
    return data


def _locked(lock: bytes) -> bytes:
    """Return the page in a file that claims to be locked so."""
    return PLAIN.replace(b"/Root", b"/ID[<00><00>]/Encrypt<<%s>>/Root" % lock, 1)


BAD = {
    "empty": (b"", EmptyFile),
    "an animation": (b"GIF89a" + bytes(200), NotAPdf),
    "a picture without its parts": (b"\x89PNG\r\n\x1a\n" + bytes(200), DamagedPdf),
    "a word": (b"PDF", NotAPdf),
    "cut in half": (PLAIN[: len(PLAIN) // 2], DamagedPdf),
    "without its end": (PLAIN[:-40], DamagedPdf),
    "a header alone": (b"%PDF-1.7\n", DamagedPdf),
    "rubbish inside": (b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF", DamagedPdf),
    "encrypted": (_encrypted(), EncryptedPdf),
    "locked by a program that nobody has": (_locked(b"/Filter/Nobody/V 9/R 9"), EncryptedPdf),
    "locked for some people": (_locked(b"/Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s4/V 2"), EncryptedPdf),
    "a lock without its key": (_locked(b"/Filter/Standard/V 2/R 3/Length 128/P -4"), EncryptedPdf),
    "a revision that is cut off": (
        PLAIN + b"4 0 obj\n<< /Length 9999 >>\nstream\n" + b"0 0 m " * 999,
        DamagedPdf,
    ),
}


@pytest.mark.parametrize(("data", "error"), BAD.values(), ids=BAD.keys())
def test_bad_files_say_what_is_wrong(data: bytes, error: type[BadDocument]):
    """Each kind of bad file raises the error whose code names it, whoever opens it."""
    with pytest.raises(error):
        list(read_pages(data, max_pages=9).pages)
    with pytest.raises(error):
        render_page(data, 1)


BEHIND = {
    "a web page": b"<html><body>Warning: mysql_connect()</body></html>" * 99,
    "zeros": bytes(9_000),
}


@pytest.mark.parametrize("noise", BEHIND.values(), ids=BEHIND.keys())
def test_what_a_server_adds_behind_a_file_is_passed_over(noise: bytes):
    """A whole file is read, however far its end is from the end of its bytes."""
    (page,) = read_pages(PLAIN + noise, max_pages=9).pages
    assert "项目支出绩效自评表" in [word.text for word in page.words]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_gives_pages_or_a_coded_error(pick: st.DataObject):
    """Any bytes overwritten in a PDF end in pages or in a BadDocument, nothing else."""
    data = bytearray(PLAIN)
    for _ in range(pick.draw(st.integers(1, 8))):
        data[pick.draw(st.integers(0, len(data) - 1))] = pick.draw(st.integers(0, 255))
    try:
        pages = list(read_pages(bytes(data), max_pages=9).pages)
    except BadDocument:
        return
    assert all(page.width > 0 or page.unread for page in pages)


def test_too_many_pages():
    """The limit is checked before any page is read."""
    with pytest.raises(TooLarge, match="limit is 0"):
        read_pages(PLAIN, max_pages=0)


def test_words_glued_over_a_ruling_are_cut_there():
    """Two cells' texts that touch at the line between them are two words."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((50, 60), "进度指标项目完成", fontname="china-s", fontsize=10)
    page.draw_line((90, 40), (90, 80), width=0.5)
    (read,) = read_pages(document.tobytes(), max_pages=9).pages
    assert sorted(word.text for word in read.words) == ["进度指标", "项目完成"]


def test_pages_count_from_one_in_points():
    """Numbers, size and text of every page are those of the document."""
    table = Drawn([40, 100, 200], [60, 80], {(0, 0, 1, 1): "项目", (0, 1, 1, 2): "1"})
    pages = list(read_pages(draw([table, table]), max_pages=2).pages)
    assert [(page.number, page.width, page.height) for page in pages] == [(1, 595, 842), (2, 595, 842)]


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_page_in_large_units_is_read_in_points(rotation: int):
    """A quarter of the page in units four times as large is the same page: what is near is near in points."""
    table = Drawn([40, 100, 140, 200], [60, 80], {(0, 0, 1, 1): "项目", (0, 1, 1, 2): "1", (0, 2, 1, 3): "2"})
    plain = pymupdf.open(stream=draw([table]))
    small = pymupdf.open()
    page = small.new_page(width=595 / 4, height=842 / 4)
    page.show_pdf_page(page.rect, plain)
    small.xref_set_key(page.xref, "UserUnit", "4")
    for one in (plain[0], page):
        one.set_rotation(rotation)
    (read,) = read_pages(small.tobytes(), max_pages=1).pages
    (whole,) = read_pages(plain.tobytes(), max_pages=1).pages
    assert (read.width, read.height) == pytest.approx((whole.width, whole.height))
    assert [word.text for word in read.words] == [word.text for word in whole.words]
    assert [word.box for word in read.words] == [pytest.approx(word.box, abs=0.1) for word in whole.words]
    assert [line.at for line in read.down] == pytest.approx([line.at for line in whole.down], abs=0.1)


@pytest.mark.parametrize("rotation", [0, 90])
def test_pictures_show_the_page_as_seen(rotation: int):
    """A picture has `scale` pixels a point, and the size of the turned page."""
    table = Drawn([40, 100, 200], [60, 80], {(0, 0, 1, 1): "项目", (0, 1, 1, 2): "1"})
    picture = render_page(draw([table], rotation=rotation), 1, scale=1.5)
    pixels = pymupdf.Pixmap(picture.content)
    assert picture.media_type == "image/png"
    assert (picture.width, picture.height) == ((595, 842) if rotation == 0 else (842, 595))
    assert (pixels.width, pixels.height) == pytest.approx((picture.width * 1.5, picture.height * 1.5), abs=1)
    assert pixels.n == 1


def test_pictures_keep_colour():
    """A red seal stays red."""
    document = pymupdf.open()
    document.new_page().draw_circle((100, 100), 40, color=(1, 0, 0), width=4)
    assert pymupdf.Pixmap(render_page(document.tobytes(), 1).content).n == 3


def test_pictures_stay_within_the_pixel_limit():
    """A page too large for the wanted scale is drawn smaller, not refused."""
    picture = render_page(PLAIN, 1, scale=4, max_pixels=600_000)
    pixels = pymupdf.Pixmap(picture.content)
    assert pixels.width * pixels.height <= 600_000 * 1.01


def test_memory_that_runs_out_is_no_damage():
    """A drawing that the process may not hold is a MemoryError, not a damaged file."""
    code = (
        "import resource, psutil, pymupdf\n"
        "from extractor.page.pixels import render_page\n"
        "document = pymupdf.open(); document.new_page(); data = document.tobytes()\n"
        "taken = psutil.Process().memory_info().vms\n"
        "resource.setrlimit(resource.RLIMIT_AS, (taken + (40 << 20),) * 2)\n"
        "try: render_page(data, 1, scale=9, max_pixels=10**9)\n"
        "except MemoryError: print('memory')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "memory\n", done.stderr


def test_no_such_page():
    """A page that the file lacks is an error, not another page."""
    with pytest.raises(DamagedPdf, match="no page 9"):
        render_page(PLAIN, 9)


@pytest.mark.parametrize("lines", [3, 60])
def test_many_glued_words_are_cut_all_alike(lines: int):
    """Whether few words cross a ruling or most of a page's, each is cut there."""
    document = pymupdf.open()
    page = document.new_page()
    for line in range(lines):
        page.insert_text((50, 40 + 12 * line), "进度指标项目完成", fontname="china-s", fontsize=10)
    page.draw_line((90, 20), (90, 820), width=0.5)
    (read,) = read_pages(document.tobytes(), max_pages=9).pages
    assert sorted(word.text for word in read.words) == ["进度指标"] * lines + ["项目完成"] * lines


def test_a_page_of_too_many_words():
    """A page with more words than any form has is unread, not worked on."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((0, 10), "x " * 2, fontsize=1)
    stream = b"BT /helv 1 Tf 0 800 Td " + b"".join(b"(a) Tj 2 0 Td " for _ in range(51_000)) + b"ET"
    page.set_mediabox(pymupdf.Rect(0, 0, 200_000, 842))
    document.update_stream(page.get_contents()[0], stream)
    (read,) = read_pages(document.tobytes(), max_pages=9).pages
    assert (read.words, read.unread) == ((), Unread(page=1, why="too-large"))


def test_a_unit_of_nothing_is_none():
    """It would make a page of nothing, where other viewers show the whole page."""
    document = pymupdf.open()
    page = document.new_page()
    document.xref_set_key(page.xref, "UserUnit", "0")
    picture = render_page(document.tobytes(), 1)
    assert (picture.width, picture.height) == (595, 842)


def test_words_of_cells_that_only_shading_shows_are_parted():
    """Where no line is drawn, a word ends at the side of the shaded box that it stands in."""
    document = pymupdf.open()
    page = document.new_page(width=200, height=100)
    for column in range(2):
        for row in range(2):
            x, y = 20 + 60 * column, 20 + 30 * row
            page.draw_rect((x, y, x + 58.5, y + 28.5), fill=(0.9, 0.9, 0.95), color=None)
    page.insert_text((30, 40), "100000000200", fontsize=9)
    page.insert_text((30, 70), "abcd", fontsize=9)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [word.text for word in read.words] == ["1000000002", "00", "abcd"]


def _picture(kind: str, size: tuple[int, int] = (620, 877), dpi: int = 75) -> bytes:
    """Return a picture of a page with one frame, as a scanner makes it."""
    document = pymupdf.open()
    page = document.new_page(width=size[0] * 72 / dpi, height=size[1] * 72 / dpi)
    page.draw_rect((50, 60, 300, 400), width=2)
    pixels = page.get_pixmap(dpi=dpi)
    pixels.set_dpi(dpi, dpi)
    picture: bytes = pixels.pil_tobytes(kind, dpi=(dpi, dpi))
    return picture


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff"])
def test_pictures_are_pages(kind: str):
    """A picture is a page of its size that waits for recognition; its pixels come back as they are."""
    pages = read_pages(_picture(kind), max_pages=1)
    (page,) = pages.pages
    assert page.unread == Unread(page=1, why="no-text")
    assert (round(page.width), round(page.height)) == (595, 842)
    raster = pages.raster(1)
    assert len(raster.rgb) == 3 * raster.width * raster.height
    assert raster.width == round(page.width * raster.scale)


def test_a_picture_without_resolution_is_as_long_as_a_sheet():
    """What a camera makes claims 72 pixels an inch; it is shown on an A4 sheet, at its own pixels."""
    pages = read_pages(_picture("jpeg", (2480, 3508), 72), max_pages=1)
    (page,) = pages.pages
    assert (round(page.width), round(page.height)) == (595, 842)
    assert pages.raster(1).width == pytest.approx(2480, abs=3)


def test_a_fax_fills_its_page():
    """Its pixels are twice as high as wide: it is no page of half its height amidst white."""
    lines = Image.new("1", (1728, 1144), color=0)
    code = BytesIO()
    lines.save(code, "TIFF", compression="group4", dpi=(204, 98))
    pages = read_pages(code.getvalue(), max_pages=1)
    (page,) = pages.pages
    assert (round(page.width), round(page.height)) == (610, 840)
    raster = pages.raster(1)
    assert raster.width == pytest.approx(1728, abs=3)
    assert raster.rgb[:3] == raster.rgb[-3:] == b"\0\0\0"


@pytest.mark.parametrize("turn", [0, 90])
def test_a_picture_on_its_side_keeps_its_resolution(turn: int):
    """Scanners lay the picture of an upright sheet on its side: its width runs up the page there."""
    document = pymupdf.open()
    leaf = document.new_page(width=842 if turn else 595, height=595 if turn else 842)
    leaf.insert_image(leaf.rect, stream=_picture("png", (1654, 2339), 200), rotate=turn)
    raster = read_pages(document.tobytes(), max_pages=1).raster(1)
    assert sorted((raster.width, raster.height)) == pytest.approx([1654, 2339], abs=5)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"0" * 100, b"\xff\xd8\xff" + b"0" * 100, b"II*\x00" + b"0" * 9]
)
def test_pictures_that_are_none(data: bytes):
    """What only begins like a picture is damage."""
    with pytest.raises(DamagedPdf):
        list(read_pages(data, max_pages=1).pages)
