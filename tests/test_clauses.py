"""What sentences do with their words: measures, concessions, denials, leads, results, quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reason.clauses import read_scene
from extractor.reason.scenes import PAUSE, QUOTE, STOP, Scene, Segment

KINDS = {
    "，": {PAUSE},
    "。": {STOP},
    "“": {QUOTE},
    "”": {QUOTE},
    "今后": {"MEASURE_TIME"},
    "将": {"WILL"},
    "后续": {"MEASURE_LATER"},
    "加强": {"DO", "ORDER"},
    "措施": {"MEASURE_HEAD"},
    "原因": {"CAUSE_HEAD"},
    "虽": {"CONCEDE"},
    "但": {"BUT"},
    "不存在": {"DENY"},
    "无关": {"DENY_AFTER"},
    "导致": {"RESULT"},
    "因": {"CAUSE"},
    "不足": {"BAD"},
    "一是": {"BULLET", "FIRST"},
    "二是": {"BULLET"},
    "：": {PAUSE},
    "问题": {"FAULTY"},
    "未": {"NOT"},
    "遇": {"LIGHT"},
    "停工": {"ADVERSE"},
    "稳定": {"CALM"},
    "要": {"MUST"},
    "配齐": {"SPUR"},
    "没耽误": {"UNHARMED"},
    "是": {"IS"},
    "今年": {"NOW"},
    "建议": {"ADVICE"},
    "若": {"DENY", "SUPPOSE"},
    "如": {"IF"},
    "可能": {"WOULD"},
    "且": {"JOIN"},
}


def _scene(words: str) -> Scene:
    """Return the scene of words that are given with spaces between them."""
    segments, start = [], 0
    for word in words.split():
        segments.append(Segment(start, start + len(word), frozenset(KINDS.get(word, ()))))
        start += len(word)
    return read_scene(words.replace(" ", ""), segments)


def _marked(words: str, flags: list[bool]) -> str:
    return " ".join(word for word, flag in zip(words.split(), flags, strict=True) if flag)


BARRED = {
    "what is supposed, and what would come of it": (
        "若 资金 ， 工程 可能 停工 ， 人员 。 可能 不足",
        "若 资金 ， 工程 可能 停工",
    ),
    "a supposition of which nothing is told": ("若 资金 ， 人员 不足", "若 资金"),
    "如 where what would come is told": ("如 资金 不足 ， 可能 停工 。", "如 资金 不足 ， 可能 停工"),
    "如 before an example, and a promise": ("人员 ， 如 资金 不足 ， 可能 加强", ""),
    "如 before an example": ("人员 不足 ， 如 资金 不足 ， 停工", ""),
    "a cause right after a measure's heading": ("措施 因 资金 不足 ， 今后 培训 。 安排", "今后 培训 安排"),
    "a time that only promises": ("资金 不足 ， 今后 安排 ， 培训 。 人员", "今后 安排 培训"),
    "a promise ends where this year begins": ("今后 安排 ， 培训 ， 今年 资金", "今后 安排 培训"),
    "a promise needs something to do": ("项目 将 停 ， 后续 资金", ""),
    "a list after a promise": (
        "今后 ： 一是 人员 。 二是 资金 不足",
        "今后 一是 人员 二是 资金 不足",
    ),
    "a list in a promise": ("今后 ， 一是 人员 。 二是 资金", "今后 一是 人员 二是 资金"),
    "a list of what is lacking, each with its promise": ("一是 人员 ， 将 加强 ， 二是 资金 不足", "将 加强"),
    "an order opens no list": ("加强 ： 人员 。 资金 不足", "加强"),
    "a list of faults after a promise": ("今后 问题 ： 人员 。 资金 不足", "今后 问题 人员"),
    "a list of promises ends where this year begins": ("今后 ： 人员 。 今年 资金 不足", "今后 人员"),
    "will do": ("资金 不足 ， 将 加强 培训 ， 人员", "将 加强 培训 人员"),
    "an order ends with its clause": ("加强 培训 ， 资金 不足", "加强 培训"),
    "no order with something bad in it": ("加强 不足", ""),
    "a heading reaches to the next heading": ("措施 资金 。 人员 。 原因 天气", "措施 资金 人员"),
    "a concession reaches to its but": ("虽 资金 ， 人员 ， 但 天气", "虽 资金 ， 人员 ，"),
    "a concession without but": ("虽 资金 ， 人员", "虽 资金"),
    "denied after": ("不存在 资金 ， 人员", "不存在 资金"),
    "denied until but": ("不存在 资金 但 人员", "不存在 资金"),
    "denied before": ("资金 无关 ， 人员", "资金 无关"),
    "something adverse denied": ("资金 未 停工 ， 人员", "资金 未 停工"),
    "denied over a light word": ("未 遇 停工 但 人员", "未 遇 停工"),
    "a cause before its denied effect": ("因 资金 未 停工", "因 资金 未 停工"),
    "what was not done is no denial": ("未 资金 停工", ""),
    "no harm done": ("资金 ， 但 没耽误 ， 人员", "资金 ，"),
    "what has to be done": ("人员 要 配齐 ， 天气 。 资金", "人员 要 配齐 天气"),
    "advice is a promise": ("资金 ， 建议 培训 ， 人员", "建议 培训 人员"),
    "a quoted name": ("关于 “ 资金 ” 工作", "资金 ”"),
    "a quote that never ends": ("关于 “ 资金", ""),
    "plain": ("资金 不足 ， 人员", ""),
}


@pytest.mark.parametrize(("words", "barred"), BARRED.values(), ids=BARRED.keys())
def test_bars(words: str, barred: str):
    """What is promised, conceded, denied or quoted is out of play, and nothing else."""
    assert _marked(words, _scene(words).barred) == barred


def test_all_is_well():
    """A clause that says so is calm, unless something in it stirs."""
    words = "人员 稳定 ， 未 稳定 ， 不足 稳定 ， 但 资金 稳定"
    assert _marked(words, _scene(words).calm) == "人员 稳定 但 资金 稳定"


def test_a_but_takes_back_what_leads_up_to_it():
    """All before the last 但 of a sentence is led; the next sentence is not touched."""
    words = "资金 ， 人员 但 天气 。 资金"
    assert _marked(words, _scene(words).led) == "资金 ， 人员"


def test_results_and_causes_are_told_apart():
    """Before 导致 is a cause, after it a result, unless it is named a cause again."""
    words = "资金 导致 人员 ， 天气 ， 因 培训"
    scene = _scene(words)
    assert _marked(words, scene.framed) == "资金 因 培训"
    assert _marked(words, scene.resulting) == "导致 人员 ， 天气 ，"


def test_a_later_clause_that_opens_with_is_names_a_cause():
    """In a sentence's first clause, or inside one, 是 names none."""
    words = "是 资金 ， 人员 是 天气 ， 是 培训 。 是 资金"
    assert _marked(words, _scene(words).framed) == "是 培训"


def test_but_takes_back_the_sentence_before_it_where_it_opens_its_own():
    """Whether a comma or a stop is set before 但; no further back, and not where it stands later."""
    words = "人员 。 资金 。 但 培训 。 天气 ， 但 人员"
    assert _marked(words, _scene(words).led) == "资金 。 天气 ，"


def test_bullets_begin_sentences():
    """一是 opens a sentence of its own without any punctuation before it."""
    scene = _scene("资金 一是 人员 ， 天气")
    assert [clause.sentence for clause in scene.clauses] == [0, 1, 1]


def test_what_a_conjunction_joins_is_a_clause_of_its_own():
    """且 parts two causes of one clause, unless a single sign stands before it."""
    apart, together = (_scene(words) for words in ("资金 未 到位 且 人员 不足 ， 天气", "将 且 停工"))
    assert [(clause.first, clause.last, clause.sentence) for clause in apart.clauses] == [
        (0, 3, 0),
        (3, 6, 0),
        (7, 8, 0),
    ]
    assert len(together.clauses) == 1


@given(st.lists(st.sampled_from([*KINDS, "资金"]), max_size=25))
def test_clauses_hold_every_word_once(words: list[str]):
    """Clauses do not overlap, and hold everything but the punctuation that closes them."""
    scene = _scene(" ".join(words))
    held = [index for clause in scene.clauses for index in range(clause.first, clause.last)]
    assert held == [index for index, word in enumerate(words) if word not in {"，", "。", "："}]
    assert all(scene.clause_of[index] >= 0 for index in held)
