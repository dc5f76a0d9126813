"""The registry: every check's code, words, severity and source, and the function that claims it.

A new rule is a function from a `Ledger` to claims and one entry; checks, proofs and
the documentation's test read the registry and know no code by name.  The order here
is the order in which findings are shown.
"""

from collections.abc import Mapping
from types import MappingProxyType

from extractor.proof.sayings import Rule, Saying
from extractor.proof.sum_entries import SUM_RULES
from extractor.proof.target_entries import TARGET_RULES

__all__ = ["RULES", "Rule", "Saying"]

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in (*SUM_RULES, *TARGET_RULES)})
