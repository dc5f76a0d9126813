"""The second opinion: a learned model that speaks where no pattern does."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.opinion_files import LARGEST, LIGHTEST, pack
from benchmarks.opinion_fits import fit
from benchmarks.train_opinions import exemplify, part, train
from extractor.evaluation.appraisals import Terms, appraise
from extractor.reason.opinions import MOST_SURE, Opinions, read_opinions
from extractor.reason.reasons import MODEL_FILE, Classifier, load_classifier
from extractor.reason.supplements import (
    ADD,
    ADD_APART,
    ADD_BEFORE,
    CERTAIN,
    CERTAIN_BESIDE,
    DOUBTED,
    HALF_HEARD,
    UNRIVALLED,
)
from extractor.reason.views import HIDDEN, count_of, name_features, see, with_neighbours
from extractor.text.foldings import fold
from models.corpora import read_codes, read_corpus
from models.samples import read_samples
from models.taxonomies import ARTIFACTS, taxonomy

PATTERNS = load_classifier(by="patterns")
MODEL = load_classifier(by="model")
BOTH = load_classifier()
OPINIONS = read_opinions(ARTIFACTS / MODEL_FILE)
CORPUS = read_corpus()
TRAINED, HELD = part(CORPUS)
CHECK = Path(__file__).parent / "reasons" / "check_last.jsonl"
SETS = {
    "patterns": (PATTERNS, 0.73, 0.86, 0.63, 0.83),
    "model": (MODEL, 0.89, 0.98, 0.79, 0.97),
    "both": (BOTH, 0.90, 0.98, 0.80, 0.97),
}


@pytest.mark.parametrize(("classifier", "f1", "sure", "spans", "explains"), SETS.values(), ids=SETS.keys())
def test_measures_on_what_nobody_learned_from(
    classifier: Classifier, f1: float, sure: float, spans: float, explains: float
):
    """Categories, what is shown as sure, spans and `explains` stay as good as when this was written.

    None of the texts is in the corpus, but for a few words (`test_corpora.py`).
    """
    samples = list(read_samples(CHECK.read_bytes().splitlines(), CHECK.name, taxonomy().categories))
    answers = list(classifier.classify_many(sample.text for sample in samples))
    explaining = [code for code, category in taxonomy().categories.items() if category.explains]
    measured = appraise(samples, answers, Terms(explaining=explaining, left_out=["OTHER"])).summary
    assert measured.micro.f1 >= f1
    assert measured.sure.share >= sure
    assert measured.spans.f1 >= spans
    assert measured.explains.share >= explains


CASES = {
    "wording that no pattern knows": ("水库的鱼全翻了肚皮，老天爷半年没掉一滴水。", {"WEATHER"}),
    "a promise": ("进度慢。下一步将充实人员、加快招标。", {"SCHEDULE"}),
    "a denial": ("不存在资金问题，不存在招标问题。", set()),
    "all is well with a noun": ("疫情形势平稳，人员队伍稳定，天气正常。", {"BOILERPLATE"}),
    "a denied change beside a cause": ("需求未减少，系年度预算被压减。", {"BUDGET_CUT"}),
    "a project's own subject, guessed to say nothing": ("因疫情防控知识竞赛在春天举行。", {"BOILERPLATE"}),
    "nothing known at all, guessed to say nothing": ("蓝鲸在唱歌。", {"BOILERPLATE"}),
    "says nothing in words that no pattern knows": ("按惯例扣一点", {"BOILERPLATE"}),
    "a month": ("2019年12月", set()),
    "a reference": ("附表3", set()),
    "an empty cell": ("—", {"NO_REASON"}),
    "as good as empty, in words that no pattern knows": ("此处不作说明", {"NO_REASON"}),
}


@pytest.mark.parametrize(("text", "codes"), CASES.values(), ids=CASES.keys())
def test_reads(text: str, codes: set[str]):
    """It speaks where patterns are silent, never of what is out of play, and not where it knows nothing."""
    assert {label.code for label in BOTH.classify(text).labels} == codes


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([one.text for one in CORPUS]), min_size=1, max_size=3).map("".join))
def test_patterns_are_silenced_only_where_the_model_sees_no_such_thing(text: str):
    """Every other category of theirs is there, but for guesses.

    What the model adds is sure only where it is certain of all that is shown, and of nothing else.
    """
    folded = fold(text).text
    judged = PATTERNS._judge(folded)  # noqa: SLF001 - labels do not tell who guesses
    scene = PATTERNS.scene(folded)
    hearing = OPINIONS.hear(scene)
    near = [hearing.near(scene, mark.code, mark.start, mark.end) for mark in judged]
    believed = {
        mark.code
        for mark, share in zip(judged, near, strict=True)
        if not mark.faint and (share is None or share >= DOUBTED)
    }
    faint = {mark.code for mark in judged if mark.faint}
    found = {label.code for label in PATTERNS.classify(text).labels} - faint
    labels = BOTH.classify(text).labels
    codes = {label.code for label in labels}
    assert believed <= codes
    least = CERTAIN if codes.isdisjoint(found | faint) else CERTAIN_BESIDE
    certain = all(
        one.probability >= least if one.code in codes else one.probability < UNRIVALLED
        for one in hearing.opinions
    )
    for label in labels:
        assert 0 <= label.start < label.end <= len(text)
        if label.code not in found | faint:
            assert label.confidence <= MOST_SURE or certain


def test_a_pattern_gives_way_where_the_model_rules_it_out():
    """用款计划 is money to the patterns, and the unit's own paper to the model."""
    text = "用款计划申报迟，年底突击花钱。"
    assert {label.code for label in PATTERNS.classify(text).labels} == {"FUND_DELAY"}
    assert {label.code for label in BOTH.classify(text).labels} == {"SCHEDULE"}


def test_what_stands_in_one_list_is_believed_together():
    """A clause has one category to the model: of two that patterns find in its list neither is ruled out."""
    codes = {label.code for label in BOTH.classify("个案响应的速度、有效性、覆盖面等有待进一步提高。").labels}
    assert codes == {"QUALITY_ROOM", "COVERAGE"}


def test_words_are_the_clause_where_both_agree():
    """A pattern knows a part of a clause; where the model finds the category too, its clauses are shown."""
    text = "根据新出台的政策，补贴标准和范围作了调整，实际发放数低于计划。"
    parts, whole = (
        {label.code: text[label.start : label.end] for label in one.classify(text).labels}
        for one in (PATTERNS, BOTH)
    )
    assert parts == {"PLAN_CHANGE": "补贴标准和范围作了调整"}
    assert whole == {"PLAN_CHANGE": "根据新出台的政策，补贴标准和范围作了调整"}


EVIDENCE = {
    "a clause beside the pattern's shows the same": (
        "还有部分村组没有有效覆盖，存在宣传死角。",
        {"COVERAGE": "还有部分村组没有有效覆盖，存在宣传死角"},
    ),
    "the model finds it where the pattern does, and elsewhere": (
        "因课程调整，方便志愿者参与，同时节约培训成本。",
        {"PLAN_CHANGE": "课程调整", "COST_SAVING": "节约培训成本"},
    ),
}


@pytest.mark.parametrize(("text", "words"), EVIDENCE.values(), ids=EVIDENCE.keys())
def test_words_where_both_have_their_own(text: str, words: dict[str, str]):
    """Clauses side by side are shown together, but not over a word that sets something else beside them."""
    assert {label.code: text[label.start : label.end] for label in BOTH.classify(text).labels} == words


def test_belief_is_shared_within_a_list_alone():
    """A 、 or 与 somewhere between two clauses makes no list of them: the second is doubted for itself."""
    labels = BOTH.classify("未到合同期，尾款尚不具备支付条件，与供应商违约无涉。").labels
    assert [label.code for label in labels if label.confidence == MOST_SURE] == []


def test_causes_of_a_list_keep_their_words_and_share_the_models_belief():
    """Of causes listed in one clause each has its own words; none is doubted for the others."""
    text = "受疫情影响、人员紧缺、资金迟迟不到位以及招标流标等因素制约。"
    labels = BOTH.classify(text).labels
    assert [(label.code, text[label.start : label.end]) for label in labels] == [
        ("EPIDEMIC_FM", "受疫情影响"),
        ("STAFF_TURNOVER", "人员紧缺"),
        ("FUND_DELAY", "资金迟迟不到位"),
        ("PROCUREMENT", "招标流标等因素"),
    ]
    assert {label.confidence for label in labels} == {MOST_SURE}


@pytest.mark.parametrize("first", ["雨季停工", "多雨"])
def test_causes_that_a_conjunction_joins_are_heard_one_by_one(first: str):
    """To the model a clause has one category: what 且 joins are clauses of their own."""
    labels = BOTH.classify(f"{first}且资金到位较晚").labels
    assert [label.code for label in labels] == ["WEATHER", "FUND_DELAY"]
    assert all(label.confidence > MOST_SURE for label in labels)


def test_nothing_is_sure_beside_a_cause_half_heard():
    """期间禁止施工 may tell a cause of its own: what else the text shows is not all, perhaps."""
    text = "期间禁止施工，资金未到位。"
    assert HALF_HEARD <= _heard(text)["MAJOR_EVENT"] < ADD
    assert {label.code: label.confidence for label in BOTH.classify(text).labels} == {"FUND_DELAY": MOST_SURE}
    (alone,) = BOTH.classify("资金未到位。").labels
    assert alone.confidence > MOST_SURE


def test_how_probable_a_further_cause_must_be_depends_on_where_it_stands():
    """What stands apart from a known cause is one of its own; what comes before it may only lead up to it."""
    apart, before = "资金未到位；对加装电梯意见不统一。", "等环保那边盖章等了两个月，资金未到位。"
    assert ADD_APART <= _heard(apart)["EXTERNAL_PARTY"] < ADD <= _heard(before)["EXTERNAL_PARTY"] < ADD_BEFORE
    assert _codes(apart) == _codes(before.replace("，", "；")) == {"FUND_DELAY", "EXTERNAL_PARTY"}
    assert _codes(before) == _codes(apart.replace("；", "，")) == {"FUND_DELAY"}


def _codes(text: str) -> set[str]:
    return {label.code for label in BOTH.classify(text).labels}


def _heard(text: str) -> dict[str, float]:
    """Return what the model makes of a text."""
    return {one.code: one.probability for one in OPINIONS.hear(BOTH.scene(fold(text).text)).opinions}


@pytest.mark.parametrize(
    ("text", "code", "sure"),
    [
        ("招了大半年没招到合适的人。", "STAFF_TURNOVER", True),
        ("等环保那边盖章等了三个月", "EXTERNAL_PARTY", False),
        ("按惯例扣一点", "BOILERPLATE", False),
    ],
)
def test_alone_the_model_is_sure_where_it_is_certain(text: str, code: str, *, sure: bool):
    """Of one category and of nothing else; never that a text says nothing."""
    assert PATTERNS.classify(text).labels == ()
    (label,) = BOTH.classify(text).labels
    assert (label.code, label.confidence > MOST_SURE) == (code, sure), _heard(text)


def test_what_was_reached_after_all_is_not_surely_missed():
    """The last clause may take back what went wrong before it, or tell that only money was left."""
    told = {
        "一季度因疫情停工，全年任务完成80%。": True,
        "一季度因疫情停工，全年任务完成100%。": False,
        "一季度因疫情停工，后增加作业面，全部如期完成。": False,
        "一季度因疫情停工，未能如期完成。": True,
        "一季度因疫情停工，无偏差。": False,
    }
    for text, sure in told.items():
        epidemic = {label.code: label.confidence for label in BOTH.classify(text).labels}["EPIDEMIC_FM"]
        assert (epidemic > MOST_SURE) == sure, text


def test_a_room_for_improvement_is_added_beside_a_cause():
    """What no pattern knows of the second clause is no cause, but named all the same."""
    text = "设备招标流标，课程形式还比较单一。"
    assert [label.code for label in PATTERNS.classify(text).labels] == ["PROCUREMENT"]
    assert [(label.code, text[label.start : label.end]) for label in BOTH.classify(text).labels] == [
        ("PROCUREMENT", "设备招标流标"),
        ("QUALITY_ROOM", "课程形式还比较单一"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_any_text_will_do(text: str):
    """Nothing raises, and the same text gives the same answer."""
    assert MODEL.classify(text) == MODEL._classify(text)  # noqa: SLF001 - without what is kept


def test_features_are_those_that_were_trained_on():
    """What a file has of a clause's features, looked up fast, is what was fitted for their names."""
    codes = tuple(read_codes().values())
    model = fit(
        [one for sentence in TRAINED[::16] for one in exemplify(PATTERNS, sentence, codes)], len(codes)
    )
    opinions = Opinions(pack(model, codes, "", alone=(1, 0), beside=(1, 0)))
    whole = np.rint(model.weights / (np.abs(model.weights).max(axis=0) / LARGEST)).astype(int)
    number = {name: place for place, name in enumerate(model.names) if abs(whole[place]).max() >= LIGHTEST}
    for sentence in HELD[::10]:
        views = see(PATTERNS.scene(fold(sentence.text).text))
        sums, counts = opinions.sums(views)
        for place, (before, view, after) in enumerate(with_neighbours(views)):
            named = [number[name] for name in name_features(view, before, after) if name in number]
            assert counts[place] == sum(count_of(model.names[at]) for at in named), sentence
            assert (sums[place] == whole[named].sum(axis=0)).all(), sentence


def test_what_is_out_of_play_is_out_of_sight():
    """Promises, denials and quoted names are one sign."""
    text = "资金不足，下一步将加强培训。不存在天气问题。“防台风”项目流标。"
    seen = "".join(view.signs for view in see(PATTERNS.scene(fold(text).text)))
    assert "资金不足" in seen
    assert "流标" in seen
    assert not {"培训", "天气", "台风"} & {seen[place : place + 2] for place in range(len(seen))}
    assert HIDDEN in seen


def test_training_again_gives_the_same():
    """No chance is at work: the same sentences give the same bytes."""
    some = TRAINED[::48]
    codes = tuple(read_codes().values())
    assert list(exemplify(PATTERNS, some[0], codes))
    assert train(PATTERNS, codes, some, some) == train(PATTERNS, codes, some, some)


def test_the_version_tells_who_spoke():
    """Patterns alone, the model alone and both are three versions."""
    assert len({one.version for one in (PATTERNS, MODEL, BOTH)}) == 3
