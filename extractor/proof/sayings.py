"""The types of the registry: a `Rule`, its `Saying`s, and the sources that rules cite."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from extractor.proof.claims import Claim, Ledger
from models.records import Severity

REGULATION = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
FORM = "自评表本身"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One way in which a rule can fail, in words; `{seen}` and `{expected}` are filled in."""

    severity: Severity
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check.  `proves` says that its claims bear on whether the numbers were read rightly."""

    code: str
    zh: str
    en: str
    source: str
    claims: tuple[Callable[[Ledger], Iterator[Claim]], ...]
    sayings: Mapping[str, Saying]
    proves: bool = True
