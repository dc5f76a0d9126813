"""A form's proofs → how many of its numbers are proven, and how many no rule covers."""

from models.records import Form, Pointer, Proof
from review_ui.papers import lay_out


def counts(form: Form) -> dict[Proof, int]:
    """Return how many printed numbers have each proof; a merged cell is one number."""
    found: dict[Proof, int] = {"proven": 0, "consistent": 0, "conflict": 0, "none": 0}
    uncovered = set(form.derived.uncovered)
    for cell in lay_out(form.record, form.evidence).cells():
        proof = proof_at(form, cell.pointer)
        if proof != "none" and cell.text.strip():
            found[proof] += 1
        elif uncovered.intersection(cell.pointers):
            found["none"] += 1
    return found


def proof_at(form: Form, pointer: Pointer) -> Proof:
    """Return how far the checks prove one value."""
    seen = form.evidence.get(pointer)
    return seen.proof if seen else "none"
