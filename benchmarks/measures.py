"""Processor time by interleaved medians, fresh processes, and Markdown tables.

Times are this process's own processor time: other work on the machine changes
them little.  Readers take turns, so that what slows one slows all; only ratios
between them are worth keeping.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence


def medians(works: Mapping[str, Callable[[], object]], turns: Mapping[str, int]) -> dict[str, float]:
    """Return the median seconds of each work, after one turn that does not count.

    Args:
        works: What to time, by name; all take turns.
        turns: How often each counts; those with fewer drop out early.
    """
    for work in works.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(max(turns[name] for name in works)):
        for name, work in works.items():
            if turn < turns[name]:
                taken[name].append(seconds(work))
    return {name: statistics.median(times) for name, times in taken.items()}


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds that one run of a work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def in_fresh_process(module: str, *arguments: str) -> dict[str, float]:
    """Return what `python -m MODULE ARGUMENTS` prints as one JSON object."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def fresh_medians(module: str, *arguments: str, runs: int = 5) -> dict[str, float]:
    """Return the median of each figure over several fresh processes."""
    answers = [in_fresh_process(module, *arguments) for _ in range(runs)]
    return {name: statistics.median(answer[name] for answer in answers) for name in answers[0]}


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown, first column left, the others right."""
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    lines += ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _text(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
