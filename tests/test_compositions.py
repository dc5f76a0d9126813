"""Sentences composed of written causes and frames."""

from models.compositions import compose, read_frames
from models.corpora import read_codes, read_corpus

CORPUS = read_corpus()
COMPOSED = compose(CORPUS)


def test_spans_are_written_causes():
    """Every span of a composed sentence is the evidence of a written one of its category and side."""
    written = {
        (one.text[start:end].rstrip("。；"), code, one.held_back)
        for one in CORPUS
        for start, end, code in one.spans
    }
    assert len(COMPOSED) > 1500
    for one in COMPOSED:
        assert one.spans
        for start, end, code in one.spans:
            assert (one.text[start:end], code, one.held_back) in written


def test_nothing_is_denied_that_is_the_cause():
    """不存在人员问题 never stands beside a cause that is one."""
    codes = read_codes()
    for words, shorts in read_frames().denieds.items():
        barred = {codes[short] for short in shorts.split()}
        for one in COMPOSED:
            assert words not in one.text or barred.isdisjoint(one.codes), one.text


def test_composing_again_gives_the_same():
    """No chance is at work."""
    assert compose(CORPUS) == COMPOSED
