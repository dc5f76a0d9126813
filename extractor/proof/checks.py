"""A record's arithmetic → findings, a proof for every number, and what needs a person.

A `Record` or `Form` enters; findings, proofs and the recomputed `Form` leave.
Extraction and correction both go through `recheck`, so a corrected form is
judged exactly as a read one.  Nothing here raises on odd input: a rule whose
numbers are missing or unreadable says nothing.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from extractor.proof.claims import (
    COMPARED,
    NO_ECHOES,
    NOT_SORTED,
    Claim,
    Fault,
    Ledger,
    indicator_cells,
    read_ledger,
)
from extractor.proof.derivations import derive
from extractor.proof.misnomers import unreadable_fields
from extractor.proof.reason_rules import asked_for, reason_fields
from extractor.proof.rules import RULES, Rule
from extractor.value.numbers import holds_digit
from models.doubts import UNSURE_BELOW
from models.pointers import all_values
from models.records import Derived, Evidence, Finding, Form, Pointer, Proof, Reason, Record

__all__ = ["RULES", "UNCLASSIFIED", "Checked", "check_record", "english", "recheck"]

LIKELY, WILD_BELOW = 0.5, 0.3
UNCLASSIFIED = "unclassified"
SAYS_NOTHING = frozenset({"BOILERPLATE", "NO_REASON"})
"""A guess at these is none: a person looks at what may as well be a cause in words that nobody knows."""
_SOURCE, _AMOUNT = re.compile(r"/funds/[0-9]+/source"), re.compile("[1-9]")


@dataclass(frozen=True, slots=True)
class Doubts:
    """The pointers whose text was recognised, and those of them that were not read surely."""

    recognised: AbstractSet[Pointer] = frozenset()
    unsettled: AbstractSet[Pointer] = frozenset()


NO_DOUBTS = Doubts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the rules say of one record.

    Attributes:
        findings: Broken rules, in the registry's order.
        proofs: One proof for every printed number and every blank that a sum counts as nothing.
        derived: What follows from the record and is not printed.
    """

    findings: tuple[Finding, ...]
    proofs: dict[Pointer, Proof]
    derived: Derived


def check_record(
    record: Record,
    *,
    uncertain: bool = False,
    echoes: Mapping[Pointer, Pointer] = NO_ECHOES,
    explains: Mapping[Pointer, bool] = NOT_SORTED,
    doubts: Doubts = NO_DOUBTS,
) -> Checked:
    """Return what the rules find in a record, and how far they prove its numbers.

    Args:
        record: One form as printed.
        uncertain: Whether the text was recognised rather than read: then a broken rule
            may be our misreading, and its blame is unknown instead of the issuer's.
        echoes: For each pointer that only repeats a merged cell, the pointer it repeats.
            The cell counts once in every sum; its proof goes for all its pointers.
        explains: For each reason that was sorted, whether it explains a loss.
        doubts: What was recognised rather than read: no rule that rests on a doubt proves any of it.
    """
    ledger = read_ledger(record, echoes, explains, doubts.recognised)
    judged = list(judge_all(ledger))
    findings = tuple(
        _finding(rule, claim, fault, uncertain=uncertain) for rule, claim, fault in judged if fault
    )
    proofs = _prove(ledger, judged, doubts)
    proofs |= {echo: proofs[origin] for echo, origin in echoes.items() if origin in proofs}
    return Checked(findings=findings, proofs=proofs, derived=derive(ledger, proofs))


def recheck(form: Form) -> Form:
    """Return the form with all that follows from its record computed anew.

    That is findings, proofs, the derived part, needs_review and why_review.  What was recognised
    and is uncertain is never proven, unless its own arithmetic proved it among its readings.
    """
    known = [reason for reason in form.reasons if _is_sorted(reason)]
    explains = {reason.field: reason.explains for reason in known if reason.explains or _is_likely(reason)}
    recognised = {pointer for pointer, seen in form.evidence.items() if seen.source == "ocr"}
    unsettled = {one.field for one in form.uncertain if not one.proven_by}
    checked = check_record(
        form.record,
        echoes=echoes_of(form),
        explains=explains,
        doubts=Doubts(recognised, unsettled),
    )
    findings = asked_for(form, checked.findings)
    if recognised:
        findings = tuple(
            replace(finding, blame="unknown") if recognised.intersection(finding.fields) else finding
            for finding in findings
        )
    proofs = dict(checked.proofs)
    proofs |= {pointer: _unproven(proofs[pointer]) for pointer in unsettled & proofs.keys()}
    evidence = {
        pointer: seen if seen.proof == (proof := proofs.get(pointer, "none")) else _with_proof(seen, proof)
        for pointer, seen in form.evidence.items()
    }
    why = tuple(_why(form, findings, {reason.field for reason in known}))
    return replace(
        form,
        findings=findings,
        evidence=evidence,
        needs_review=bool(why),
        why_review=why,
        derived=checked.derived,
    )


def english(finding: Finding) -> str:
    """Return a finding's message in English; as it is where the registry no longer knows it."""
    rule = RULES.get(finding.code)
    for saying in rule.sayings.values() if rule else ():
        if saying.zh.format(seen=finding.seen, expected=finding.expected) == finding.message:
            return saying.en.format(seen=finding.seen, expected=finding.expected)
    return finding.message


def echoes_of(form: Form) -> dict[Pointer, Pointer]:
    """Return the pointers whose value stands in a merged cell that an earlier pointer names.

    A correction of one of them parts them: then both values count.
    """
    origins: dict[tuple[object, ...], Pointer] = {}
    echoes = {}
    for pointer, name, text in indicator_cells(form.record):
        if seen := form.evidence.get(pointer):
            origin = origins.setdefault((seen.page, seen.box, name, text), pointer)
            if origin != pointer:
                echoes[pointer] = origin
    return echoes


def _unproven(proof: Proof) -> Proof:
    return "consistent" if proof == "proven" else proof


def _is_sorted(reason: Reason) -> bool:
    """Return whether a category was found for a reason: a wild guess, or that it says nothing, is none."""
    found = {
        label.code
        for label in reason.labels
        if label.confidence >= (UNSURE_BELOW if label.code in SAYS_NOTHING else WILD_BELOW)
    }
    return bool(found) and UNCLASSIFIED not in found


def _is_likely(reason: Reason) -> bool:
    """Return whether a reason's categories are more likely right than wrong: nobody is blamed on a guess."""
    return any(label.confidence >= LIKELY for label in reason.labels)


def _with_proof(seen: Evidence, proof: Proof) -> Evidence:
    return Evidence(page=seen.page, box=seen.box, source=seen.source, confidence=seen.confidence, proof=proof)


def judge_all(ledger: Ledger) -> Iterator[tuple[Rule, Claim, Fault | None]]:
    """Yield every claim that the rules make of a record's cells, and its fault if it has one."""
    for rule in RULES.values():
        for claims in rule.claims:
            for claim in claims(ledger):
                yield rule, claim, claim.fault()


def _finding(rule: Rule, claim: Claim, fault: Fault, *, uncertain: bool) -> Finding:
    saying = rule.sayings[fault.saying]
    return Finding(
        code=rule.code,
        severity=saying.severity,
        blame="unknown" if uncertain else "issuer",
        fields=(claim.fields[0], *claim.echoes, *claim.fields[1:]),
        seen=fault.seen,
        expected=fault.expected,
        message=saying.zh.format(seen=fault.seen, expected=fault.expected),
    )


def _prove(
    ledger: Ledger,
    judged: list[tuple[Rule, Claim, Fault | None]],
    doubts: Doubts,
) -> dict[Pointer, Proof]:
    """Return a proof for each number.

    A number is proven where a rule holds now and would say something if the number's last
    printed place were one unit off.  A broken rule puts those of its numbers in conflict
    that nothing proves; if each is proven elsewhere, the proofs contradict, and all are.
    Of recognised numbers, two misreadings may make up for one another: no claim proves them that
    rests on a cell in doubt.  A recognised blank adds up like a nought that was overlooked, a nought of
    one digit like a blank with a speck or a piece of a seal, and so does minus nought, of which either
    sign may be misread.
    """
    proofs: dict[Pointer, Proof] = dict.fromkeys((*ledger.numbers, *ledger.unreadable), "none")
    bearing = [(rule, claim, fault) for rule, claim, fault in judged if rule.proves]
    for _, claim, _ in bearing:
        proofs.update(dict.fromkeys((*claim.fields, *claim.echoes), "consistent"))
    recognised, doubted = doubts.recognised, set(doubts.unsettled)
    silent = {*ledger.nothing, *(at for at, number in ledger.numbers.items() if number.is_lone_nought)}
    doubted.update(at for at in recognised & ledger.numbers.keys() if ledger.numbers[at].is_minus_nought)
    if recognised:
        broken = (claim for rule, claim, fault in bearing if fault and _is_error(rule, fault))
        doubted.update(field for claim in broken for field in claim.fields)
    for _, claim, fault in bearing:
        if fault is None:
            in_doubt = not doubted.isdisjoint(claim.fields)
            for pointer in _proven(claim):
                if pointer not in recognised or not (in_doubt or pointer in silent):
                    proofs[pointer] = "proven"
    proven = {pointer for pointer, proof in proofs.items() if proof == "proven"}
    for rule, claim, fault in bearing:
        if fault and _is_error(rule, fault):
            members = {*claim.fields, *claim.echoes}
            proofs.update(dict.fromkeys(members - proven or members, "conflict"))
    return proofs


def _is_error(rule: Rule, fault: Fault) -> bool:
    return rule.sayings[fault.saying].severity == "error"


def _proven(claim: Claim) -> Iterator[Pointer]:
    """Yield the cells of a holding claim that no neighbouring value could replace unnoticed."""
    for at, pointer in enumerate(claim.fields[: len(claim.numbers)]):
        if _fails_beside(claim, at) if claim.sharp is None else claim.sharp:
            yield pointer
            if at == 0:
                yield from claim.echoes


def _fails_beside(claim: Claim, at: int) -> bool:
    """Return whether a claim fails with one number's last printed place a unit off, either way."""
    before, number, after = claim.numbers[:at], claim.numbers[at], claim.numbers[at + 1 :]
    return not (
        claim.holds((*before, number.moved(-1), *after)) or claim.holds((*before, number.moved(1), *after))
    )


def _still_missing(form: Form, values: Mapping[Pointer, str]) -> Iterator[str]:
    """Yield what the scan of a form does not show and nobody has filled in since."""
    for one in form.missing:
        kind, _, name = one.partition(":")
        column = rf"/indicators/[0-9]+/{name}" if kind == "column-missing" else re.escape(name)
        if not any(values[field].strip() for field in values if re.fullmatch(column, field)):
            yield one


def _asks(found: Finding, values: Mapping[Pointer, str]) -> bool:
    """Return whether a finding alone sends its form to a person.

    An error does; where figures may have been misread, a warning of target and actual, and a sum of one part.
    """
    if found.blame == "unknown" and found.severity == "warning":
        compared = [values[field] for field in found.fields if field.endswith(COMPARED)]
        return bool(compared) and all(map(holds_digit, compared))
    if found.blame == "unknown" and found.code == "funds-add-up":
        amounts = [field for field in found.fields if _AMOUNT.search(values[field])]
        return not amounts[2:] or found.severity == "error"  # the sum and its part
    return found.severity == "error"


def _why(form: Form, findings: Iterable[Finding], sorted_reasons: Container[Pointer]) -> Iterator[str]:
    """Yield why a person should look at a form, as short codes."""
    values = all_values(form.record)
    yield from dict.fromkeys(f"finding:{found.code}" for found in findings if _asks(found, values))
    if any(not lost.outside for lost in form.unplaced):
        yield "unplaced-text"
    yield from _still_missing(form, values)
    yield from (f"unreadable:{field}" for field in unreadable_fields(values))
    yield from (f"uncertain:{one.field}" for one in form.uncertain if not one.proven_by)
    yield from (f"unclassified:{field}" for field in reason_fields(form) if field not in sorted_reasons)
    # A fund's source says which row it is; it is printed nowhere.
    unseen = values.keys() - form.evidence.keys()
    if any(values[pointer].strip() and not _SOURCE.fullmatch(pointer) for pointer in unseen):
        yield "no-evidence"
