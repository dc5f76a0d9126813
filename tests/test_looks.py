"""Two readers look at numbers; where they differ, or may count badly, they look again."""

import numpy as np
import pymupdf
import pytest

from extractor.scan.inks import find_ink
from extractor.scan.looks import Reader, faint_in, figures, fuller, is_plain, told_by_shape
from extractor.scan.recognizers import Recognizer, Seen
from extractor.scan.text_lines import Crop, crops_of, part_of

SCALE = 150 / 72
BOX = (10.0, 10.0, 290.0, 30.0)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return both readers, loaded once."""
    return Reader()


def line(text: str, size: float = 7.0) -> Crop:
    """Return the crop of one line as scanned at 150 dpi."""
    leaf = pymupdf.open().new_page(width=300, height=40)
    leaf.insert_text((14, 24), text, fontname="china-s", fontsize=size)
    pixels = leaf.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), colorspace=pymupdf.csGRAY, alpha=False)
    grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width).copy()
    page = find_ink(grey, SCALE)
    (crop,) = crops_of(page, part_of(page, BOX), size * SCALE)
    return crop


TEXTS = (
    "120000000次",
    "1111111.11",
    "2,315.49",
    "≥90%",
    "100.00%",
    "5",
    "—",
    "产出指标（50分）",
    "完成率达到100%",
    "--",
    "=",
    "资金拨付不及时。",
    "51000021T000000012345-某区信息系统运行维护经费",
)


@pytest.mark.parametrize("text", TEXTS)
def test_small_print_is_read(reader: Reader, text: str):
    """However many equal digits it has, a number is read whole."""
    (look,) = reader.look([line(text)])
    assert look.readings[0] == text


def test_both_readers_agree_on_plain_numbers(reader: Reader):
    """Then there is one reading, and it is sure."""
    (look,) = reader.look([line("526.44", 9)])
    assert look.readings == ("526.44",)
    assert look.confidence > 0.9


def test_damaged_numbers_are_not_sure(reader: Reader):
    """Half a number under a stain is doubted, by confidence or by the other reader."""
    crop = line("526.44", 9)
    stained = crop.pixels.copy()
    stained[:, : stained.shape[1] // 3] //= 4
    stained[::2, : stained.shape[1] // 2] = 0
    (look,) = reader.look([crop._replace(pixels=stained)])
    assert look.readings[0] == "526.44" or len(look.readings) > 1 or look.confidence < 0.9


def test_plain_words_are_read_by_the_smaller_reader_alone():
    """The larger one, missing here, is asked for numbers, short texts and what is cut or worn."""
    alone = Reader(first=Recognizer("missing"))  # type: ignore[arg-type] - no such model
    crop = line("资金拨付不及时的原因", 9)
    assert alone.look([crop])[0].readings == ("资金拨付不及时的原因",)
    worn = crop.pixels.copy()
    worn[::2] = 255
    for other in (line("526.44", 9), line("强", 9), crop._replace(is_cut=True), crop._replace(pixels=worn)):
        with pytest.raises(KeyError):
            alone.look([other])


def test_a_sign_that_was_dropped_leaves_a_gap(reader: Reader):
    """The smaller reader knows no 〇: it reads the others surely, but the step over it is two signs wide."""
    pixels = [line(text, 9).pixels for text in ("河道水质已达到三类标准", "河道水质已达到〇类标准")]
    whole, dropped = reader.second.read(pixels)
    assert dropped.text == "河道水质已达到类标准"
    assert dropped.confidence > 0.9
    assert whole.gap < 1.7 <= dropped.gap


def test_a_sign_that_was_dropped_at_an_end_leaves_a_gap(reader: Reader):
    """Beyond the first or the last sign there is no more room than a margin."""
    pixels = line("河道水质已达到", 9).pixels
    room = np.full((pixels.shape[0], pixels.shape[0]), 255, np.uint8)
    whole, ahead, behind = reader.second.read([pixels, np.hstack([room, pixels]), np.hstack([pixels, room])])
    assert whole.gap < 1.7 <= min(ahead.gap, behind.gap)


def seen(text: str, gap: float) -> Seen:
    """Return a line read surely."""
    return Seen(text, (1.0,) * len(text), gap)


PLAIN = {
    "words": (seen("资金拨付不及时", 1.3), True),
    "a gap": (seen("资金拨付不及时", 2.1), False),
    "a number": (seen("资金拨付50万", 1.3), False),
    "a Latin word, of which a narrow letter is lost without a gap": (seen("推进offce软件", 1.0), False),
    "capitals": (seen("推进PPP项目", 1.3), True),
}


@pytest.mark.parametrize(("one", "plain"), PLAIN.values(), ids=PLAIN.keys())
def test_what_is_plain(one: Seen, *, plain: bool):
    """Only Chinese words, all of them read surely, are left to the smaller reader."""
    assert is_plain(line("资金拨付不及时", 9), one) == plain


FULLER = {
    "a gap that the smaller reader fills": (seen("水质达到类", 2.3), seen("水质达到Ⅲ类", 1.3), "水质达到Ⅲ类"),
    "no gap": (seen("水质达到类", 1.3), seen("水质达到Ⅲ类", 1.3), "水质达到类"),
    "gaps of both": (seen("水质达到类", 2.3), seen("水质达到Ⅲ类", 2.3), "水质达到类"),
    "other signs": (seen("水质达到类", 2.3), seen("水质这到Ⅲ类", 1.3), "水质达到类"),
    "figures": (seen("完成场", 2.3), seen("完成12场", 1.3), "完成场"),
}


@pytest.mark.parametrize(("larger", "smaller", "text"), FULLER.values(), ids=FULLER.keys())
def test_the_smaller_reader_has_what_the_larger_dropped(larger: Seen, smaller: Seen, text: str):
    """Only where nothing else differs, and a gap tells of it."""
    assert fuller(larger, smaller).text == text


def test_figures_beside_unsure_words_are_sure(reader: Reader):
    """A streak through the first ideograph takes nothing from the number: four looks see it alike."""
    crop = line("满意度657例", 9)
    worn = crop.pixels.copy()
    top, height = worn.shape[0] // 3, worn.shape[0]
    worn[top : top + 7, :height] = 255
    (look,) = reader.look([crop._replace(pixels=worn)])
    assert look.confidence < 0.99 <= look.figures
    assert figures(look.readings[0]) == "657"


def test_unsure_figures_beside_words_stay_unsure(reader: Reader):
    """A number half under a stain has no other sign of being right."""
    crop = line("657例", 9)
    stained = crop.pixels.copy()
    stained[::2, : stained.shape[1] // 3] = 0
    assert reader.look([crop._replace(pixels=stained)])[0].figures < 0.99


def test_a_number_ends_with_no_stop(reader: Reader):
    """A speck behind it is as small and low as one."""
    crop = line("9.00", 9)
    assert reader.look([crop._replace(ends_low=True)])[0].readings[0] == "9.00"


def test_what_is_cut_is_not_sure(reader: Reader):
    """However surely its rest is read, a sign may be lost."""
    crop = line("526.44", 9)
    assert reader.look([crop._replace(is_cut=True)])[0].confidence <= 0.9


@pytest.mark.parametrize(("text", "read"), [("≤", "≤"), ("≥", "≥"), ("=", "="), ("M", "M"), ("S", "S")])
def test_signs_of_few_pixels_are_no_letters(reader: Reader, text: str, read: str):
    """By itself a letter is read surely; what is not sure is a sign of comparison."""
    (look,) = reader.look([line(text, 6.0)])
    assert look.readings[0] == read


@pytest.mark.parametrize(("text", "most"), [("完成526人次", 0.9), ("按期完成", 0.49)])
def test_ink_that_no_reader_reads_makes_a_line_doubted(reader: Reader, text: str, most: float):
    """A sign that both readers passed over leaves them as sure of the others."""
    whole = line(text, 9)
    height = whole.pixels.shape[0]
    blot = np.full((height, round(1.2 * height)), 255, np.uint8)
    blot[height // 4 : height // 2, height // 3 : height] = 60
    (before, after) = reader.look([whole, whole._replace(pixels=np.hstack([whole.pixels, blot]))])
    assert before.readings[0] == after.readings[0] == text
    assert after.confidence <= most < before.confidence


FAINT = {
    "as read": (Seen("526.44", (1.0, 0.4, 0.9, 1.0, 1.0, 1.0)), "526.44", ((1, 3),)),
    "words": (Seen("效果好", (0.9, 0.7, 0.95)), "效果好", ((1, 2),)),
    "in house form": (Seen("(50 分)", (0.2, 1.0, 1.0, 1.0, 1.0, 0.3)), "（50分）", ((0, 1), (4, 5))),
    "dropped there": (Seen("100%6", (1.0, 1.0, 1.0, 1.0, 0.4)), "100%", ((3, 4),)),
    "sure": (Seen("5", (0.999,)), "5", ()),
}


@pytest.mark.parametrize(("seen", "text", "spans"), FAINT.values(), ids=FAINT.keys())
def test_unsure_characters_are_told_by_their_places(
    seen: Seen, text: str, spans: tuple[tuple[int, int], ...]
):
    """In the text in its house form, whatever that did to the text as read."""
    assert faint_in(seen, text) == spans


CONTESTED = {
    "seen otherwise": ("部分社工因入职时间较短", 0.95, ((6, 7),)),
    "seen alike": ("部分社工因入期时间较短", 0.95, ()),
    "read surely": ("部分社工因入职时间较短", 0.995, ()),
    "a sign less": ("部分社工因入时间较短", 0.95, ()),
}


@pytest.mark.parametrize(("other", "sure", "spans"), CONTESTED.values(), ids=CONTESTED.keys())
def test_signs_that_the_other_reader_saw_otherwise_are_told(
    other: str, sure: float, spans: tuple[tuple[int, int], ...]
):
    """Of words, too, where they are not read as surely as numbers must be."""
    text = "部分社工因入期时间较短"
    seen = Seen(text, tuple(sure if sign == "期" else 1.0 for sign in text))
    assert faint_in(seen, text, Seen(other, (1.0,) * len(other))) == spans


@pytest.mark.parametrize(
    ("text", "printed", "sure"),
    [("0", "0", 0.99), ("0", "6", 0.9), ("6", "6", 0.9), ("≥", "≥", 0.99), ("≥", "≤", 0.9)],
)
def test_a_0_and_signs_of_comparison_are_sure_where_their_shape_tells_them_too(
    text: str, printed: str, sure: float
):
    """Of other digits shape tells nothing."""
    assert told_by_shape(Seen(text, (0.9,)), line(printed, 9)).confidence == sure


def test_figures_are_what_numbers_are_made_of():
    """Words around them do not count."""
    assert figures("完成率≥95.5%以上") == "≥95.5%"


UNSURE = {
    "a space before figures": (Seen("> 91%", (1.0, 0.5, 1.0, 1.0, 1.0)), 1.0),
    "a space among digits, of which one may be lost": (Seen("9 1%", (1.0, 0.5, 1.0, 1.0)), 0.5),
    "a comma among digits": (Seen("2,315", (1.0, 0.5, 1.0, 1.0, 1.0)), 0.5),
    "a comma behind digits alone": (Seen("91,", (1.0, 1.0, 0.5)), 0.5),
    "a comma among words": (Seen("好,快", (1.0, 0.5, 1.0)), 1.0),
    "a digit": (Seen("> 91%", (1.0, 1.0, 0.7, 1.0, 1.0)), 0.7),
}


@pytest.mark.parametrize(("seen", "sure"), UNSURE.values(), ids=UNSURE.keys())
def test_what_makes_a_line_unsure(seen: Seen, sure: float):
    """Its least sure sign, but for spaces and signs of two widths that part no digits."""
    assert seen.confidence == sure
