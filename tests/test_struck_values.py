"""What somebody struck out on the page, and the sums that it stands in."""

from dataclasses import replace

from extractor.proof.repairs import repair
from models.records import Note
from tests.test_repairs import recognised


def test_no_sum_proves_what_somebody_struck_out():
    """Sums hold with the value of before as well; nor do those with it prove another that is in doubt."""
    seen = {"/indicators/1/score": ("30", "80"), "/total_score": ("94.38", "94.88")}
    form = recognised(seen)
    assert all(one.proven_by for one in repair(form).uncertain)
    box = form.evidence["/indicators/1/score"].box
    note = Note(code="struck-text", page=1, box=box, seen="30", kept="30")
    struck = repair(replace(form, notes=(note,)))
    assert struck.record == form.record
    assert not any(one.proven_by for one in struck.uncertain)
    assert struck.uncertain[0].choices == ("30", "80")
