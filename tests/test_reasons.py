"""Reasons get their categories, with the words that show them."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from extractor import versions
from extractor.evaluation.appraisals import Summary, Terms, appraise
from extractor.reason.phrasebooks import Group, Role, read_phrasebook
from extractor.reason.reasons import load_classifier
from models.errors import BrokenSetup
from models.samples import read_samples
from models.taxonomies import ARTIFACTS, TAXONOMY_FILE, taxonomy

CLASSIFIER = load_classifier(by="patterns")
BOOK = read_phrasebook(ARTIFACTS)
SETS = Path(__file__).parent / "reasons"
MUTE = {"effect", "subject"}


def _codes(text: str) -> set[str]:
    return {label.code for label in CLASSIFIER.classify(text).labels}


def _appraised(name: str) -> Summary:
    lines = (SETS / name).read_bytes().splitlines()
    samples = list(read_samples(lines, name, taxonomy().categories))
    explaining = [code for code, one in taxonomy().categories.items() if one.explains]
    answers = list(CLASSIFIER.classify_many(sample.text for sample in samples))
    return appraise(samples, answers, Terms(explaining=explaining, left_out=("OTHER",))).summary


FLOORS = {
    "seeds.jsonl": (1.0, 0.87, 1.0),
    "dev.jsonl": (0.98, 0.91, 0.98),
    "own.jsonl": (0.965, 0.865, 0.97),
    "fresh.jsonl": (0.96, 0.0, 0.96),
}


@pytest.mark.parametrize(("name", "floors"), FLOORS.items(), ids=FLOORS.keys())
def test_measures(name: str, floors: tuple[float, float, float]):
    """Codes, spans and `explains` stay at least as good as when this was written."""
    summary = _appraised(name)
    assert (summary.micro.f1 or 0) >= floors[0]
    assert (summary.spans.f1 or 0) >= floors[1]
    assert (summary.explains.share or 0) >= floors[2]


@pytest.mark.parametrize("group", BOOK.groups, ids=[group.id for group in BOOK.groups])
def test_examples_of_every_group(group: Group):
    """What must match does and shows the category; near-misses find nothing of the group."""
    for text in group.match:
        assert group.id in CLASSIFIER.groups(text), text
        if group.role not in MUTE:
            assert group.code in _codes(text), text
    for text in group.miss:
        assert group.id not in CLASSIFIER.groups(text), text


def test_no_pattern_is_a_whole_seed():
    """The seeds are met by general patterns, not learned by heart."""
    lines = (SETS / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = {json.loads(line)["text"].rstrip("。") for line in lines}
    texts = {text for group in BOOK.groups for text in (*group.phrases, *group.whole)} | set(BOOK.words)
    assert not {seed for seed in seeds if seed in texts}


CASES = {
    "a cause": ("专职人员不足，全年只完成六成。", {"STAFF_TURNOVER"}),
    "two causes": ("资金到位晚，且设备招标流标。", {"FUND_DELAY", "PROCUREMENT"}),
    "a list shares its predicate": ("资金、人员不足。", {"FUND_DELAY", "STAFF_TURNOVER"}),
    "an effect of a named cause": ("受疫情影响，进度滞后。", {"EPIDEMIC_FM"}),
    "the same words as the only fault": ("进度滞后。", {"SCHEDULE"}),
    "the cause told last": ("参训人数减少，主要是因为疫情反复。", {"EPIDEMIC_FM"}),
    "a measure": ("资金不足，下一步将加强人员培训，扩大覆盖面。", {"FUND_DELAY"}),
    "nothing but measures": ("下一步将加快资金拨付，加强宣传。", {"BOILERPLATE"}),
    "a concession": ("虽受疫情影响，但主要是施工单位进场晚。", {"EXTERNAL_PARTY"}),
    "praise taken back": ("节约了成本，但课程针对性有待加强。", {"QUALITY_ROOM"}),
    "denied before it": ("不存在资金短缺问题，主要是采购周期长。", {"PROCUREMENT"}),
    "denied after it": ("与天气无关，系拆迁受阻所致。", {"EXTERNAL_PARTY"}),
    "denied after it, in an old word": ("工期滞后与招标无涉，系拆迁受阻所致。", {"EXTERNAL_PARTY"}),
    "denied after that old word": ("该偏差无涉人员变动，系拆迁受阻所致。", {"EXTERNAL_PARTY"}),
    "supposed": ("万一流标将另行采购，目前施工单位停工。", {"EXTERNAL_PARTY"}),
    "thrift taken back in the next sentence": ("节约了成本；但课程针对性有待加强。", {"QUALITY_ROOM"}),
    "headings filled in with nothing": ("1.偏差原因：无 2.改进措施：/", {"NO_REASON"}),
    "a heading filled in with something": ("偏差原因：资金未到位 改进措施：无", {"FUND_DELAY"}),
    "a negation that is the evidence": ("部分服务对象未填写调查问卷。", {"SURVEY_DATA"}),
    "a negation inside": ("人员没有流失。", set()),
    "a project's own subject": ("疫情防控知识竞赛参与度不高。", {"COVERAGE"}),
    "a subject named a cause": ("因疫情防控知识竞赛在春天举行。", set()),
    "a quoted subject": ("“防台风”项目招标流标。", {"PROCUREMENT"}),
    "a quoted subject that ends in an unknown word": ("《政府采购法》宣传参与面不广。", {"COVERAGE"}),
    "thrift": ("压缩会议开支。", {"COST_SAVING"}),
    "a cut from above": ("会议经费被财政压减。", {"BUDGET_CUT"}),
    "staff of somebody else": ("监理单位人员不足。", {"EXTERNAL_PARTY"}),
    "ability, not number": ("人员能力不足。", {"STAFF_CAPABILITY"}),
    "no aspect is named": ("有待进一步提高。", {"BOILERPLATE"}),
    "tautology": ("未完成的原因是没有完成。", {"BOILERPLATE"}),
    "above plan": ("群众报名踊跃，超额完成任务。", {"OVERACHIEVED"}),
    "no deviation": ("全部完成，无偏差。", {"NO_REASON"}),
    "a printed hint": ("（简要说明原因，200字以内）", {"NO_REASON"}),
    "what a cause before it brought about": ("专项资金到位较晚，施工单位停工。", {"FUND_DELAY"}),
    "two causes side by side": ("专项资金到位较晚，且施工单位停工。", {"FUND_DELAY", "EXTERNAL_PARTY"}),
    "a list of causes in one frame": ("受暴雨、人员不足双重影响。", {"WEATHER", "STAFF_TURNOVER"}),
    "a tautology": ("支出减少是由于支出减少。", {"BOILERPLATE"}),
    "an effect named by 导致": ("人手紧张导致宣传覆盖不够。", {"STAFF_TURNOVER"}),
    "people whom an event took": ("因迎接中央巡视，业务骨干全部抽调至专班。", {"MAJOR_EVENT"}),
    "people taken for no known reason": ("业务骨干长期借调在外。", {"STAFF_TURNOVER"}),
    "why it went beyond": ("极端天气多发，出动次数超出预期。", {"OVERACHIEVED"}),
    "beyond, taken back": ("人次超出预期，但资金到位晚。", {"FUND_DELAY"}),
    "an effect with words of its own": ("部分蓝鲸的歌唱呼吸换气大厅未建成。", set()),
    "money left over, and no more": ("结余", set()),
    "guests who are not content": ("部分学员对食宿条件不满。", {"QUALITY_ROOM"}),
    "something adverse that did not happen": ("没有流标，主要是施工单位进场晚。", {"EXTERNAL_PARTY"}),
    "an event that was not served": ("本年度没有承担重大活动保障任务。", set()),
    "what did no harm": ("台风未对本项目造成影响。", set()),
    "what did no harm, after but": ("资金拨付稍晚但不影响实施，主要是人手不足。", {"STAFF_TURNOVER"}),
    "a duty not done is evidence": ("没有有效覆盖边远乡镇。", {"COVERAGE"}),
    "a name of more than two nouns": ("台风灾害应急演练服务采购流标。", {"PROCUREMENT"}),
    "a long name without quotes": ("大型赛事急救员培训启动晚。", {"SCHEDULE"}),
    "no name, for it is named a cause": ("受台风影响的修复工程停工。", {"WEATHER"}),
    "a name without quotes that holds an event": ("马拉松赛事保障经费被核减。", {"BUDGET_CUT"}),
    "a measure in spoken words": ("招标流标，人也要配齐，培训也要跟上。", {"PROCUREMENT"}),
    "a name before a comma": ("公车改革补贴，经办人辞职了。", {"STAFF_TURNOVER"}),
    "an effect before the cause that is named": ("覆盖面不足，系人员短缺所致。", {"STAFF_TURNOVER"}),
    "a comma before all": ("，资金到位晚，且招标流标。", {"FUND_DELAY", "PROCUREMENT"}),
    "a cause told last of its clause": ("覆盖面不足，宣传员长期空缺是主因。", {"STAFF_TURNOVER"}),
    "another cause named beside it": ("目标制定过高，且受台风影响。", {"TARGET_SETTING", "WEATHER"}),
    "a predicate before a list sign keeps to its own": (
        "人手不足、宣传经费被砍。",
        {"STAFF_TURNOVER", "BUDGET_CUT"},
    ),
    "points whose lines were joined": (
        "1.资金未到位2.人员不足3.招标流标",
        {"FUND_DELAY", "STAFF_TURNOVER", "PROCUREMENT"},
    ),
    "a list of measures": ("资金到位晚。下一步：一是解决人员不足；二是避免流标。", {"FUND_DELAY"}),
    "a list of measures in points": ("资金到位晚。今后，1.解决人员不足2.招标及早。", {"FUND_DELAY"}),
    "the title of a column of both": ("偏差原因分析及改进措施：招标流标。", {"PROCUREMENT"}),
    "the title of what was arranged": ("采购安排：招标流标。", {"PROCUREMENT"}),
    "a cause that did little": ("受疫情影响较小，台风影响不大，主要是资金到位晚。", {"FUND_DELAY"}),
    "a share of the plan": ("产量仅为目标的六成。", {"BOILERPLATE"}),
    "more than all of it": ("检测批次达到年初目标的168%。", {"OVERACHIEVED"}),
    "more of what should be less": ("节目差错率高于控制值。", {"BOILERPLATE"}),
    "a hint that names what it asks for": ("（未完成的填写原因，完成的不填）", {"NO_REASON"}),
    "an effect whose cause is named after it, unknown": ("问卷没有做完，是蓝鲸唱了歌。", set()),
    "an effect before 是 and a cause that is known": ("报名人数少，是财政没给拨钱。", {"FUND_DELAY"}),
    "a concession that alone tells why": ("虽受台风影响，仍完成了计划的87%。", {"WEATHER"}),
    "a concession beside a year": ("虽受台风影响，2021年各项工作均已完成。", {"BOILERPLATE"}),
    "a concession beside a count": ("虽受台风影响，3个标段全部按期完工。", set()),
    "a concession beside tenths": ("虽受台风影响，仍完成六成。", {"WEATHER"}),
    "a concession beside all hundredths": ("虽受台风影响，仍完成百分之百。", set()),
    "praise before a room that is not named": ("档案工作完成较好，还需进一步提高。", {"BOILERPLATE"}),
    "somebody who may be ours": ("合作院校谢绝入校。", {"EXTERNAL_PARTY"}),
    "one's own unit was late": ("我局未及时组织竣工结算。", {"SCHEDULE"}),
    "nothing": ("", {"NO_REASON"}),
    "a dash": ("—", {"NO_REASON"}),
    "a spreadsheet's blank": ("0", {"NO_REASON"}),
    "as above": ("同上", set()),
    "what no pattern knows": ("蓝鲸在唱歌。", set()),
}


def test_beyond_is_shown_by_its_cause():
    """What went beyond the plan is shown by the clause that tells why, before it or named after it."""
    for text, words in (
        ("捐赠图书意外增加，上架册数远超年初计划。", "捐赠图书意外增加"),
        ("超额完成，系网络直播带来观众。", "网络直播带来观众"),
    ):
        (label,) = CLASSIFIER.classify(text).labels
        assert (label.code, text[label.start : label.end]) == ("OVERACHIEVED", words)


@pytest.mark.parametrize(("text", "codes"), CASES.values(), ids=CASES.keys())
def test_reads(text: str, codes: set[str]):
    """Each trap of the taxonomy, in one plain sentence."""
    assert _codes(text) == codes


def test_evidence_points_into_the_printed_text():
    """Spaces, line breaks and full-width letters keep their places; the 因 before a cause is no evidence."""
    text = "因 专项 资\n金 到位 较晚 ， 推迟。"
    (label,) = CLASSIFIER.classify(text).labels
    assert text[label.start : label.end] == "专项 资\n金 到位 较晚"


def test_no_pattern_reaches_over_a_bullet():
    """What is paid in time is no delay because the next point's number follows it."""
    text = "一是资金及时拨付二是专项资金到位较晚"
    assert [text[label.start : label.end] for label in CLASSIFIER.classify(text).labels] == [
        "专项资金到位较晚"
    ]


def test_kept_readings_are_the_same():
    """A text met again, and one met after everything was forgotten, reads as at first."""
    text = "资金到位晚，且设备招标流标。"
    first = CLASSIFIER.classify(text)
    assert CLASSIFIER.classify(text) is first
    CLASSIFIER.forget()
    assert CLASSIFIER.classify(text) == first
    assert CLASSIFIER.classify(text) is not first


def test_a_gap_has_its_limit():
    """Two words that stand far apart in a clause have nothing to do with each other."""
    assert "money-late" in CLASSIFIER.groups("资金的项目滞后")
    assert "money-late" not in CLASSIFIER.groups("资金的项目在年度内已滞后")


def test_explains_only_with_a_cause():
    """A weakness admitted without cause explains nothing."""
    assert CLASSIFIER.classify("资金到位晚。").explains
    assert not CLASSIFIER.classify("课程针对性有待加强。").explains
    assert not CLASSIFIER.classify("蓝鲸在唱歌。").explains


def test_version_speaks_for_taxonomy_and_patterns(tmp_path: Path):
    """A changed word anywhere gives another version; the same files give the same."""
    for path in (*ARTIFACTS.glob("*/*.toml"), TAXONOMY_FILE):
        target = tmp_path / path.relative_to(ARTIFACTS)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert load_classifier(tmp_path).version == CLASSIFIER.version
    changed = tmp_path / "taxonomy.json"
    changed.write_text(changed.read_text(encoding="utf-8").replace("天气季节", "天气"), encoding="utf-8")
    assert load_classifier(tmp_path).version != CLASSIFIER.version


def test_version_speaks_for_all_code_that_sorts():
    """Every module that sorting reasons rests on, and no other, is part of the version."""
    asked, found = ["reason/reasons", "reason/contexts"], set()
    while asked:
        name = asked.pop()
        if name not in found | {"versions"}:
            found.add(name)
            code = (Path(versions.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
            modules = re.findall(r"^ *from extractor\.([\w.]+) import", code, re.MULTILINE)
            asked += [module.replace(".", "/") for module in modules]
    assert found == set(versions.SORTERS)


def test_patterns_of_an_unknown_category_are_broken(tmp_path: Path):
    """A pattern file for a code that the taxonomy does not have is a set-up error."""
    for path in (*ARTIFACTS.glob("*/*.toml"), TAXONOMY_FILE):
        target = tmp_path / path.relative_to(ARTIFACTS)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    weather = tmp_path / "patterns" / "weather.toml"
    weather.write_text(
        weather.read_text(encoding="utf-8").replace('"WEATHER"', '"SUNSHINE"', 1), encoding="utf-8"
    )
    with pytest.raises(BrokenSetup, match="SUNSHINE"):
        load_classifier(tmp_path)


def test_the_guide_names_every_category_role_and_set():
    """docs/reasons.md knows each code with its name, each role, and each labelled set."""
    guide = (Path(__file__).parent.parent / "docs" / "reasons.md").read_text(encoding="utf-8")
    for category in taxonomy().categories.values():
        assert f"| `{category.code}` | {category.zh} | {'yes' if category.explains else 'no'} |" in guide
    for name in (*get_args(Role), *FLOORS):
        assert f"`{name}`" in guide


@pytest.mark.parametrize(
    ("text", "is_sure"), [("指标已完成，无需说明。", True), ("蓝鲸唱了歌，无需说明。", False)]
)
def test_nothing_to_explain_is_not_sure_beside_words_that_nobody_knows(text: str, *, is_sure: bool):
    """They may be a cause: the second opinion is asked, and else a person."""
    (label,) = CLASSIFIER.classify(text).labels
    assert (label.code, label.confidence >= 0.8) == ("NO_REASON", is_sure)
