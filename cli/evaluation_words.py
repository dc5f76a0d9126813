"""What the reports of `zipingbiao evaluate` say, in Chinese and in English."""

from collections.abc import Mapping

from review_ui.languages import LANGUAGES

PAIRS: Mapping[str, tuple[str, str]] = {
    "reasons": ("原因分类评测", "How well reasons are sorted"),
    "forms": ("表格读取评测", "How well forms are read"),
    "files": ("数据", "data"),
    "truths": (
        "{folder}：{total} 份标准答案，其中 {unread} 份没有对应文件",
        "{folder}: {total} truths, {unread} of them without a file",
    ),
    "version": ("分类体系与模式版本", "version of taxonomy and patterns"),
    "inputs": ("所读文件", "files read"),
    "reader": ("读取程序版本", "version of the reader"),
    "only": ("只评测", "measured alone"),
    "by.patterns": ("模式", "patterns"),
    "by.words": ("不看语境的模式", "patterns without clause logic"),
    "by.model": ("学习的第二意见", "the learned second opinion"),
    "by.both": ("全部", "all together"),
    "apart": ("各部分单独与合并", "Apart and together"),
    "left_out": ("不计入", "left out"),
    "texts": ("文本数", "texts"),
    "of_texts": ("{total} 条文本", "of {total} texts"),
    "of_labels": ("{total} 个类别", "of {total} categories"),
    "of_spans": ("{total} 处词句", "of {total} places"),
    "micro": ("微平均 F1", "micro F1"),
    "macro": ("宏平均 F1", "macro F1"),
    "of_categories": ("{total} 类", "over {total} categories"),
    "sure": ("确信时的精确率", "right when sure"),
    "of_sure": ("{total} 个置信度 ≥ {sure:g} 的类别", "of {total} categories from {sure:g} on"),
    "reach": ("确信的覆盖率", "found, and surely"),
    "surely_right": ("确信且全对的文本", "texts sure and wholly right"),
    "surely_wrong": ("确信却有误的文本", "texts sure and wrong"),
    "for_person": ("须人工判断的文本", "texts for a person"),
    "some_of_texts": ("{some} / {total} 条文本", "{some} of {total} texts"),
    "spans": ("词句 F1", "span F1"),
    "explains": ("“是否说明原因”准确率", "explains: right"),
    "unclassified": ("未分类", "unclassified"),
    "calibration_error": ("校准误差", "calibration error"),
    "calibration_of": ("置信度与实际之差", "confidence against truth"),
    "categories": ("各类别", "By category"),
    "categories_note": (
        "错判：判为该类而标注没有；漏判：标注有而未判。图中为 F1。",
        "Wrong: found and not wanted; missing: wanted and not found. The plot shows F1.",
    ),
    "category": ("类别", "category"),
    "wanted": ("标注", "wanted"),
    "found": ("判定", "found"),
    "right": ("正确", "right"),
    "wrong": ("错判", "wrong"),
    "missing": ("漏判", "missing"),
    "precision": ("精确率", "precision"),
    "recall": ("召回率", "recall"),
    "by_tag": ("按 {tag} 分组", "By {tag}"),
    "groups_note": ("图中为微平均 F1。", "The plot shows micro F1."),
    "calibration": ("校准", "Calibration"),
    "calibration_note": (
        "置信度说多少，实际就应对多少：点越近虚线越好，越大越多。",
        "Confidence says how often it should be right: dots belong on the dashed line; larger ones are more.",
    ),
    "confidence": ("置信度", "confidence"),
    "mean_confidence": ("平均置信度", "mean confidence"),
    "share_right": ("实际正确率", "share right"),
    "count": ("数量", "count"),
    "confusions": ("混淆", "Confusion pairs"),
    "confusions_note": (
        "标注为一类而判为另一类的文本；“—”为未标注或未判定。",
        "Texts where one category was wanted and another found; “—” is none.",
    ),
    "worst": ("最差的文本", "The worst misses"),
    "worst_note": (
        "先列判错且置信度高者。底色：标注的词句；下划线：判定的词句。",
        "Wrong ones with most confidence first. Shaded: the words wanted; underlined: the words found.",
    ),
    "place": ("位置", "place"),
    "text": ("文本", "text"),
    "exact": ("完全一致", "exact"),
    "of_cells": ("{right} / {total} 个值", "{right} of {total} values"),
    "forms_found": ("找到的表", "forms found"),
    "rows_found": ("找到的指标行", "rows found"),
    "perfect": ("全对的文件", "files without a fault"),
    "of_files": ("{right} / {total} 个文件", "{right} of {total} files"),
    "of_rows": ("{right} / {total} 行，多出 {surplus} 行", "{right} of {total}, {surplus} too many"),
    "of_forms": ("{right} / {total} 张，多出 {surplus} 张", "{right} of {total}, {surplus} too many"),
    "fields": ("各字段", "By field"),
    "fields_note": (
        "不计空白字符。图中为完全一致的比例。",
        "White space does not count. The plot shows the share of values that are exactly right.",
    ),
    "field": ("字段", "field"),
    "misread": ("读错", "wrong"),
    "lost": ("缺失", "missing"),
    "surplus": ("多余", "surplus"),
    "by_file": ("各文件", "By file"),
    "file": ("文件", "file"),
    "error": ("错误", "error"),
    "form": ("表", "form"),
    "should_be": ("应为", "should be"),
    "read": ("读作", "read as"),
    "worst_cells": ("最差的值", "The worst cells"),
    "worst_cells_note": (
        "先列读错且相差最远者，再列缺失与多余者。",
        "First what was read wrongly and is farthest from the truth, then what is lost or too much.",
    ),
    "blocks.funds": ("资金", "funds"),
    "blocks.indicators": ("指标", "indicator"),
    "extras": ("其他栏目", "extras"),
}


class Said:
    """The words of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._at = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key with values put in.

        Raises:
            KeyError: There are none.
        """
        words = PAIRS[key][self._at]
        return words.format(**values) if values else words


def figure(value: float | None) -> str:
    """Return a figure of 0 to 1 with three decimals, a dash where nothing was measured."""
    return "—" if value is None else f"{value:.3f}"


def percent(value: float) -> str:
    """Return a figure of 0 to 1 in whole hundredths."""
    return f"{value:.0%}"
