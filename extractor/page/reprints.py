"""Words of a page → those that it shows, each once: bold type may be the same text printed again."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.geometry import Word

SAME_PLACE = 0.15
"""A word printed again within this share of its height is the same word made bold."""
THINNEST = 0.17
"""No font's characters are on average narrower than this share of their height."""


def printed_once(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Return the words without those printed again in the same place, and these."""
    counts = Counter([word.text for word in words])
    places: dict[str, list[Word]] = {text: [] for text, count in counts.items() if count > 1}
    again: set[int] = set()
    for number, word in enumerate(words) if places else ():
        seen = places.get(word.text)
        if seen is None:
            continue
        if _is_in_place_of_any(word, seen):
            again.add(number)
        else:
            insort(seen, word)
    if not again:
        return list(words), []
    prints = max(counts[text] // len(places[text]) for text in {words[number].text for number in again})
    once, rest = list[Word](), list[Word]()
    for number, word in enumerate(words):
        if number not in again:
            at = _end_of_one_print(word, prints)
            once.append(word._replace(text=word.text[:at]) if at else word)
            rest += [word._replace(text=word.text[at:])] if at else []
    # Where words were printed twice, MuPDF may part the two prints differently: raised figures.
    parts = set(_parts(once))
    left = [word for word in once if word not in parts]
    return left, [*(words[number] for number in sorted(again)), *rest, *sorted(parts)]


def _end_of_one_print(word: Word, prints: int) -> int:
    """Return where the first of several prints ends that MuPDF made one word of (-- as ----); else 0."""
    text, at = word.text, len(word.text) // prints
    is_thin = word.x1 - word.x0 < THINNEST * (word.y1 - word.y0) * len(text)
    return at if is_thin and text[:at] * prints == text else 0


def _parts(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words that are printed again within longer ones."""
    by_height = sorted(words, key=lambda word: word.y0)
    heights = [word.y0 for word in by_height]
    for word in words:
        near = 2 * SAME_PLACE * (word.y1 - word.y0)
        around = slice(bisect_left(heights, word.y0 - near), bisect_right(heights, word.y0 + near))
        if any(_is_part(word, other) for other in by_height[around]):
            yield word


def _is_part(word: Word, other: Word) -> bool:
    """Tell whether a word is printed again within a longer one at its height."""
    near = SAME_PLACE * (word.y1 - word.y0)
    return (
        len(word.text) < len(other.text)
        and other.x0 - near <= word.x0
        and word.x1 <= other.x1 + near
        and word.text in other.text
    )


def _is_in_place_of_any(word: Word, others: Sequence[Word]) -> bool:
    """Tell whether a word is printed again in the place of one of others, which are sorted."""
    x, y, right, bottom, _ = word
    near = SAME_PLACE * (bottom - y)
    first, last = bisect_left(others, (x - 2 * near,)), bisect_right(others, (x + 2 * near,))
    return first < last and any(
        abs(x - x0) <= near
        and (abs(y - y0) <= near or (abs(right - x1) <= near and _is_within(y, bottom, y0, y1, near)))
        for x0, y0, x1, y1, _ in others[first:last]
    )


def _is_within(y0: float, y1: float, top: float, bottom: float, near: float) -> bool:
    """Tell whether one of two words of one text is as high as a part of the other: their fonts differ."""
    return (top - near <= y0 and y1 <= bottom + near) or (y0 - near <= top and bottom <= y1 + near)
