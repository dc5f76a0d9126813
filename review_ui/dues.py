"""What a form's targets make due → the hint beside each score: met or not, the score due, the difference."""

from dataclasses import dataclass

from models.records import Due, Form, Pointer
from review_ui.languages import Words

ALL = "100%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What stands beside one score: short lines, and the whole in one sentence."""

    met: bool
    lines: tuple[str, ...]
    words: str


def hints(form: Form, t: Words) -> dict[Pointer, Hint]:
    """Return a hint for the score of each indicator whose target and actual can be compared."""
    scores = [row.score for row in form.record.indicators]
    return {
        f"/indicators/{due.row}/score": _hint(due, scores[due.row], t)
        for due in form.derived.indicators
        if due.row < len(scores)
    }


def _hint(due: Due, printed: str, t: Words) -> Hint:
    share = due.share if due.share != ALL else ""
    met = t("js.due.met") if due.met else t("js.due.unmet", share=share).strip()
    apart = _apart(due.difference, t)
    lines = [met]
    if due.expected_score and (apart or not due.met):
        lines += [t("js.due.score", score=due.expected_score), *([apart] if apart else [])]
    sentence = t("js.due.sentence_met") if due.met else t("js.due.sentence_unmet", share=share or "—")
    if due.expected_score:
        blank = t("js.blank")
        sentence += t("js.due.sentence_score", score=due.expected_score, printed=printed or blank)
    return Hint(met=due.met, lines=tuple(lines), words=sentence)


def _apart(difference: str, t: Words) -> str:
    """Return how far the printed score is from the one due, or nothing where it is not."""
    if not difference.strip("-0."):
        return ""
    size = difference.lstrip("-")
    return t("js.due.under", points=size) if difference.startswith("-") else t("js.due.over", points=size)
