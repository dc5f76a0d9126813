"""`./run` and `./test` before there is anything: what is missing is said in one line."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("sh", "dirname", "cat", "id", "head", "tail", "grep", "sed", "rm", "env", "sha256sum", "mkdir")
LOCKS = ("run", "dev")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==(\S+)", re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout as far as the scripts need it, and a PATH without any Python."""
    made = tmp_path / "check out"
    shutil.copytree(ROOT / "requirements", made / "requirements")
    for name in ("run", "pyproject.toml"):
        shutil.copy(ROOT / name, made / name)
    (made / "bin").mkdir()
    for tool in TOOLS:
        (made / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return made


def test_no_python_is_said(checkout: Path):
    """Without Python 3.11 the one line says what to install."""
    ended = _run(checkout)
    assert ended.returncode == 2
    assert re.fullmatch(r"broken-setup: Python 3.11 or newer .* apt-get install python3\..*\n", ended.stderr)


def test_an_old_python_is_not_taken(checkout: Path):
    """An interpreter that is too old counts as none."""
    _put(checkout, "python3", 'case "$*" in *version_info*) exit 1 ;; esac; echo never >&2')
    ended = _run(checkout)
    assert ended.returncode == 2
    assert "never" not in ended.stderr


def test_no_venv_module_is_said(checkout: Path):
    """Debian's Python without its venv package, and no apt to get it by: one line with the package's name."""
    _put(checkout, "python3", 'case "$*" in *ensurepip*) exit 1 ;; esac; exit 0')
    ended = _run(checkout)
    assert ended.returncode == 2
    assert re.fullmatch(
        r"broken-setup: Python's venv module .*apt-get install python3-venv\..*\n", ended.stderr
    )


def test_a_checkout_that_cannot_be_written_is_said(checkout: Path):
    """Where .venv cannot be made, the line names it and Python's own reason."""
    (checkout / ".venv").write_text("in the way")
    _put(
        checkout,
        "python3",
        'case "$*" in *"-m venv"*) echo "Read-only file system" >&2; exit 1 ;; esac; exit 0',
    )
    ended = _run(checkout)
    assert ended.returncode == 2
    assert re.fullmatch(r"broken-setup: could not make .*\.venv: Read-only file system\. .*\n", ended.stderr)


PIP_SAYS = {
    "a wrong name": ("ERROR: no such host", "ERROR: no such host Is the package index reachable?"),
    "an authority that is not trusted": (
        "WARNING: connection broken by 'SSLError(verify failed)': /simple/\nERROR: No matching distribution",
        "ERROR: No matching distribution (SSLError(verify failed)) Is the package index reachable?",
    ),
}


@pytest.mark.parametrize(("says", "line"), PIP_SAYS.values(), ids=PIP_SAYS.keys())
def test_failing_requirements_are_said(checkout: Path, says: str, line: str):
    """When pip fails, its first error and what kept it from its index are in the line, all else in a file."""
    (checkout / "says").write_text(says + "\n")
    fake = f'#!/bin/sh\\ncase "$*" in *" install "*) cat "{checkout}/says" ; exit 1 ;; esac'
    make = f'mkdir -p "$3/bin"; printf \'{fake}\' >"$3/bin/python"; "$CHMOD" +x "$3/bin/python"'
    _put(checkout, "python3", f'case "$*" in *"-m venv"*) {make} ;; esac; exit 0')
    ended = _run(checkout, CHMOD=shutil.which("chmod") or "")
    assert ended.returncode == 2
    assert f"broken-setup: the requirements could not be installed: {line}" in ended.stderr
    assert says in (checkout / ".venv" / "install.log").read_text()


def test_half_a_checkout_is_said(checkout: Path):
    """A missing lock file is named."""
    (checkout / "requirements" / "run.txt").unlink()
    assert re.fullmatch(r"broken-setup: .*run\.txt is missing: .*\n", _run(checkout).stderr)


def test_help_needs_no_installation(checkout: Path):
    """`./run --help` answers at once and installs nothing."""
    ended = _run(checkout, "--help")
    assert ended.returncode == 0
    assert "--data DIR" in ended.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_addresses(lock: str):
    """Every requirement is pinned with hashes; no index, address or path of the machine that wrote it."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    entries = text.replace("\\\n", " ").splitlines()
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|--index|--find-links|/(home|root|tmp|work)/", text)


def test_locks_cover_the_project():
    """What pyproject.toml asks for is locked, and both locks agree on every version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, dev = (_pins(lock) for lock in LOCKS)
    groups = project["dependency-groups"]
    assert {_name(one) for one in [*project["project"]["dependencies"], *groups["build"]]} <= {
        name for name, _ in run
    }
    assert {_name(one) for one in groups["dev"]} <= {name for name, _ in dev}
    assert run <= dev


def test_ci_runs_what_developers_run():
    """CI is `./test` and nothing else, and every shell script is one that sh can parse."""
    commands = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if not line.startswith("#")]
    assert commands == ['exec "$(dirname -- "$0")/../test"']
    for script in ("run", "test", ".ci/run", "requirements/environment.sh"):
        assert subprocess.run(["sh", "-n", ROOT / script], check=False).returncode == 0
        assert os.access(ROOT / script, os.X_OK) or script.endswith(".sh")


def _run(checkout: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [checkout / "run", *arguments],
        env={"PATH": str(checkout / "bin"), **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _put(checkout: Path, name: str, script: str) -> None:
    """Lay a program on the PATH."""
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _pins(lock: str) -> set[tuple[str, str]]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return {(name.lower(), version) for name, version in PIN.findall(text)}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return found[0].lower().replace("_", "-")
