"""What was struck out on a page, however much of it."""

from extractor.geometry import Word
from extractor.page.annotations import Laid, struck_out
from extractor.page.walls import walls_of


def test_a_page_struck_out_all_over_is_told_of_each_word():
    """No number of words and strokes is too great to tell of them."""
    boxes = [(10.0, 10.0 * at, 40.0, 10.0 * at + 8) for at in range(1200)]
    words = [Word(*box, str(at)) for at, box in enumerate(boxes)]
    laid = Laid([], [], [(10.0, y0 + 4, 40.0, y0 + 4.5) for _, y0, _, _ in boxes[::2]], [], [])
    notes = list(struck_out(words, laid, walls_of([], []), lambda box: box, 1))
    assert [note.seen for note in notes] == [word.text for word in words[::2]]
    laid.struck.extend(laid.struck * 2)
    assert len(list(struck_out(words, laid, walls_of([], []), lambda box: box, 1))) == len(notes)
