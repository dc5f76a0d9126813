"""Text layers → what a reader sees, with notes on the difference."""

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.geometry import Word, as_seen
from extractor.page.pages import read_pages
from extractor.page.reprints import printed_once
from extractor.page.texts import is_rubbish, restored
from extractor.text.codepoints import ORDINARY, looks_otherwise
from tests.drawn_steps import Draw, read_drawn, write


def _fill(page: pymupdf.Page, color: tuple[float, float, float]) -> None:
    page.draw_rect((10, 35, 200, 60), color=None, fill=color)


HIDDEN = {
    "no mode": [lambda page: write(page, "隐形", render_mode=3)],
    "clip only": [lambda page: write(page, "隐形", render_mode=7)],
    "transparent": [lambda page: write(page, "隐形", fill_opacity=0, stroke_opacity=0)],
    "white on paper": [lambda page: write(page, "隐形", color=(1, 1, 1))],
    "nearly white": [lambda page: write(page, "隐形", color=(0.97, 0.97, 0.97))],
    "too small": [lambda page: write(page, "隐形", fontsize=0.5)],
    "blue on blue": [
        lambda page: _fill(page, (0, 0, 0.5)),
        lambda page: write(page, "隐形", color=(0, 0, 0.5)),
    ],
    "covered": [lambda page: write(page, "隐形"), lambda page: _fill(page, (1, 1, 1))],
    "blacked out": [lambda page: write(page, "隐形"), lambda page: _fill(page, (0, 0, 0))],
}
SHOWN = {
    "plain": [lambda page: write(page, "看见")],
    "outlined": [lambda page: write(page, "看见", render_mode=1)],
    "grey": [lambda page: write(page, "看见", color=(0.7, 0.7, 0.7))],
    "white on blue": [
        lambda page: _fill(page, (0, 0, 0.5)),
        lambda page: write(page, "看见", color=(1, 1, 1)),
    ],
    "on a white box": [lambda page: _fill(page, (1, 1, 1)), lambda page: write(page, "看见")],
    "on a grey box": [lambda page: _fill(page, (0.9, 0.9, 0.9)), lambda page: write(page, "看见")],
    "beside a cover": [lambda page: write(page, "看见", (20, 90)), lambda page: _fill(page, (1, 1, 1))],
    "under a marker": [
        lambda page: write(page, "看见"),
        lambda page: page.draw_rect((10, 35, 200, 60), color=None, fill=(1, 1, 0), fill_opacity=0.4),
    ],
}


@pytest.mark.parametrize("steps", HIDDEN.values(), ids=HIDDEN)
def test_what_nobody_sees_is_left_out_and_told(steps: list[Draw]):
    """Hidden text is in no word, and in a note with its place; text beside it stays."""
    page = read_drawn(*steps, lambda page: write(page, "看见 别的", (20, 150)))
    assert [word.text for word in page.words] == ["看见", "别的"]
    (note,) = page.notes
    assert (note.code, note.page, note.seen, note.kept) == ("hidden-text", 1, "隐形", "")
    assert note.box[0] == pytest.approx(20, abs=1)


@pytest.mark.parametrize("steps", SHOWN.values(), ids=SHOWN)
def test_what_is_seen_isread_drawn(steps: list[Draw]):
    """Text that can be seen is a word, without a note."""
    page = read_drawn(*steps)
    assert ([word.text for word in page.words], page.notes) == (["看见"], ())


def test_hidden_text_turns_with_its_page():
    """A note's place on a page turned to be read is that of the page as read."""
    page = read_drawn(
        lambda page: write(page, "隐形", render_mode=3),
        lambda page: write(page, "看见", (20, 90)),
        rotation=90,
    )
    assert (page.turn, page.width, page.height) == (270, 400, 300)
    assert page.notes[0].box[:2] == pytest.approx((20, 40), abs=1)


@pytest.mark.parametrize("offset", [0.0, 0.3, 0.9])
def test_a_word_printed_twice_counts_once(offset: float):
    """Boldness by overprinting leaves one word, and a note of each further one."""
    page = read_drawn(
        lambda page: write(page, "加粗 文字"),
        lambda page: write(page, "加粗 文字", (20 + offset, 50)),
    )
    assert [word.text for word in page.words] == ["加粗", "文字"]
    assert [(note.code, note.seen) for note in page.notes] == [
        ("repeated-text", "加粗"),
        ("repeated-text", "文字"),
    ]


def test_each_character_printed_twice_counts_once():
    """Overprinting character by character leaves each once."""

    def bold(page: pymupdf.Page) -> None:
        for index, character in enumerate("逐字加粗"):
            for shift in (0, 0.3):
                write(page, character, (20 + 10 * index + shift, 50))

    assert [word.text for word in read_drawn(bold).words] == ["逐字加粗"]


def test_the_second_print_in_another_font():
    """Outlines over a text, in a font that claims less height, are the text again; the line below is not."""
    words = [Word(20, 10, 60, 25, "356.78"), Word(20, 12, 60, 24, "356.78"), Word(20, 26, 60, 41, "356.78")]
    once, again = printed_once(words)
    assert (once, again) == ([words[0], words[2]], [words[1]])


PRINTS = {
    "dashes, of which MuPDF makes one word": ("------", 4.35, "--"),
    "narrow figures": ("151515", 5.5, "15"),
    "as many dashes as are printed": ("------", 12.0, "------"),
    "a number that repeats itself": ("151515", 21.0, "151515"),
}


@pytest.mark.parametrize(("text", "width", "read"), PRINTS.values(), ids=PRINTS.keys())
def test_short_words_printed_again_and_read_as_one(text: str, width: float, read: str):
    """Characters far narrower than any font's are several prints of fewer."""
    label = Word(20, 10, 56, 18, "总分")
    words = [label, label._replace(x0=20.3), label._replace(x0=20.6), Word(80, 10, 80 + width, 18, text)]
    once, again = printed_once(words)
    assert [word.text for word in once] == ["总分", read]
    assert [word.text for word in again] == ["总分", "总分", *([text[len(read) :]] if text != read else [])]


def test_the_same_word_elsewhere_stays():
    """Equal texts in different places are different words."""
    words = [Word(20, 10, 40, 20, "5"), Word(20, 22, 40, 32, "5"), Word(42, 10, 62, 20, "5")]
    assert printed_once(words) == (words, [])


def test_a_page_full_of_one_word():
    """Each of thousands of equal words stays, but for the one that is printed twice."""
    words = [Word(20 * x, 12 * y, 20 * x + 5, 12 * y + 10, "0") for y in range(100) for x in range(50)]
    bold = words[777]._replace(x0=words[777].x0 + 1)
    assert printed_once([*words, bold]) == (words, [bold])


def test_look_alikes_become_ordinary():
    """Radicals and compatibility ideographs become the characters they look like, with a note."""
    word = Word(1, 2, 3, 4, "⼀⽬⺟⻓⼾\uf9f4㎡Ⅱ①")
    assert looks_otherwise(word.text)
    (kept,), (note,) = restored([word], 7)
    assert kept == word._replace(text="一目母长户林㎡Ⅱ①")
    assert (note.code, note.page, note.box, note.seen, note.kept) == (
        "restored-text",
        7,
        word.box,
        word.text,
        kept.text,
    )


@given(st.text(alphabet=st.characters(codec="gb2312"), min_size=1))
def test_ordinary_text_is_left_alone(text: str):
    """No character of GB 2312 is taken for a look-alike, and restoring twice changes nothing more."""
    assert not looks_otherwise(text)
    assert restored([Word(0, 0, 1, 1, text)], 1) == ([Word(0, 0, 1, 1, text)], [])


def test_every_look_alike_has_one_ordinary_character():
    """What is put in a look-alike's place is one character, and no look-alike."""
    assert all(len(plain) == 1 and not looks_otherwise(plain) for plain in ORDINARY.values())


MEANINGFUL = (
    "\uf06c项目支出绩效自评表\uf06c年度资金总额\uf0a8全年预算数\uf0fe全年执行数",
    "项目类别：部门预算项目\ufffd省直专项□省对下转移支付项目□持续性项目□新增性项目□",
    "项目支出绩效自评表年度资金总额财政拨款全年执行数分值得分三级指标",
    "2,315.49 100% ≥90% 2019年6月至12月 ±5% 10m² §3 ×1",
    "Annual project expenditure self-evaluation form, unit: 10,000 yuan",
    "某县项目支出绩效自评报告填报人：王\ue863二〇二四年",
    "少",
    "",
    "与法国Université合作项目，专家José来访，品牌Citroën车辆两台，" + "项目支出绩效自评表" * 30,
    "更换管道Ø100毫米二百米，阀门Ø50毫米" * 6,
)
RUBBISH = (
    "\ufffd" * 30,
    "项目" + "\ue012\ue045\ue345" * 10,
    "ÏîÄ¿Ö§³ö¼¨Ð§×ÔÆÀ±íÄê¶È×Ê½ð×Ü¶î",
    "\x01\x02\x03\x04\x05\x06" * 8 + "年度资金",
    "龘靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾麣纞虋讟",
    "Цнпкефъхрт" * 3,
    "ù目资金ÿ万元Ā年度总额其中财ß拨款个案帮扶率ÿ权益社工队à",
    "项目支出绩效自评表年度资金总额全年预算数" + "\ue879\ue52f",
    "\x01\x02\x03\x04\x05\x06" + "!\"#$%&'()*+,-./0123456789:;<=>?" * 2,
    "\U00010042\U000100b7\U000100f8" * 10,
)


@pytest.mark.parametrize("text", MEANINGFUL)
def test_text_that_means_something(text: str):
    """Chinese, numbers and Latin are no rubbish, nor is too little to tell."""
    assert not is_rubbish("".join(text.split()))


@pytest.mark.parametrize("text", RUBBISH)
def test_text_that_means_nothing(text: str):
    """Unknown, private and control characters, mojibake and ideographs that nobody uses are."""
    assert is_rubbish(text)
    assert is_rubbish(text * 50)


def test_a_rubbish_page_waits_for_recognition():
    """A page whose text means nothing has no words, keeps its strokes, and says why."""
    page = read_drawn(
        lambda page: page.insert_text((20, 50), "ÏîÄ¿Ö§³ö¼¨Ð§×ÔÆÀ±íÄê¶È×Ê½ð", fontname="helv"),
        lambda page: page.draw_line((10, 60), (300, 60)),
    )
    assert page.unread is not None
    assert (page.unread.page, page.unread.why, page.words) == (1, "rubbish-text", ())
    assert len(page.strokes) == 1


def _picture(page: pymupdf.Page, box: tuple[int, int, int, int]) -> None:
    pixels = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 4, 4))
    pixels.clear_with(128)
    page.insert_image(box, pixmap=pixels)


@pytest.mark.parametrize(
    ("box", "text", "why"),
    [
        ((0, 0, 400, 300), "", "no-text"),
        ((100, 100, 120, 120), "", "no-text"),
        ((0, 0, 400, 300), "第3页", "no-text"),
        ((100, 100, 160, 160), "第3页", None),
        ((0, 0, 400, 300), "项目 资金 年度 指标 分值\n" * 6, None),
    ],
)
def test_scans_are_told_from_pages_with_pictures(box: tuple[int, int, int, int], text: str, why: str | None):
    """A page is a scan when a picture is all it has, or covers it but for a few words."""
    page = read_drawn(lambda page: _picture(page, box), lambda page: write(page, text))
    assert (page.unread.why if page.unread else None) == why


def test_a_page_with_a_unit_of_its_own():
    """UserUnit scales a page and its content alike, read as it is seen: in points."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    write(page, "看见")
    document.xref_set_key(page.xref, "UserUnit", "2.5")
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert (read.width, read.height) == (1000, 750)
    assert read.words[0].box[:2] == pytest.approx((50, 100), abs=2)
    assert as_seen(read.words[0].box, read) == read.words[0].box


def test_a_shifted_crop_box():
    """Places count from the corner of what is seen, wherever that lies on the sheet."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    write(page, "看见")
    write(page, "页外", (350, 50))
    page.set_cropbox(pymupdf.Rect(10, 30, 300, 200))
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert (read.width, read.height, [word.text for word in read.words]) == (290, 170, ["看见"])
    assert read.words[0].box[:2] == pytest.approx((10, 10), abs=1)


def test_two_prints_that_are_parted_differently_count_once():
    """Text printed twice for boldness is read once even where the first print is in more words."""
    words = [
        Word(10, 20, 60, 30, "方量1.2万m"),
        Word(60, 19.8, 64, 25, "3"),
        Word(10.3, 20, 64.3, 30, "方量1.2万m3"),
        Word(80, 20, 100, 30, "项目"),
        Word(80.3, 20, 100.3, 30, "项目"),
        Word(100, 20, 110, 30, "3"),
    ]
    once, again = printed_once(words)
    assert [word.text for word in once] == ["方量1.2万m3", "项目", "3"]
    assert sorted(word.text for word in again) == ["3", "方量1.2万m", "项目"]
