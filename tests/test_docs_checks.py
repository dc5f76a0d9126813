"""docs/checks.md tells of every rule, severity, proof and reason for review that the code knows."""

import re
import typing
from pathlib import Path

import pytest

from extractor.proof.rules import RULES, Rule
from models.records import Proof

TEXT = (Path(__file__).parent.parent / "docs" / "checks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_rule_is_documented(rule: Rule):
    """A rule's row names it in both languages; its section names the severities it can have."""
    assert f"| `{rule.code}` | {rule.zh} | {rule.en} |" in TEXT
    section = TEXT.split(f"### `{rule.code}`\n")[1].split("\n#")[0]
    told = set(re.findall(r"\*(error|warning|info)\*", section))
    assert told == {saying.severity for saying in rule.sayings.values()}


def test_no_rule_is_documented_that_is_none():
    """A section for a rule that was removed does not stay."""
    assert re.findall(r"^### `(.+)`$", TEXT, re.MULTILINE) == list(RULES)


@pytest.mark.parametrize("proof", typing.get_args(Proof))
def test_proof_is_documented(proof: str):
    """Every proof is explained."""
    assert f"| `{proof}` |" in TEXT


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_words_fit(rule: Rule):
    """Both languages say what was seen and due, or neither does; no two sayings of a rule read alike."""
    for saying in rule.sayings.values():
        assert re.findall(r"{\w+}", saying.zh) == re.findall(r"{\w+}", saying.en)
    assert len({saying.zh for saying in rule.sayings.values()}) == len(rule.sayings)
