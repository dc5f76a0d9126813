# Sourced by ./run and ./test: makes this checkout's .venv what a lock file says.
#
# Enters: $root, the checkout.  Leaves: $venv, with the locked requirements and the
# project in it, or exit 2 after one line that says what to do.  A stamp remembers
# what was installed, so that a second start needs neither time nor network.

venv=$root/.venv
log=$venv/install.log

fail() {
    printf 'broken-setup: %s\n' "$*" >&2
    exit 2
}

say() {
    printf '%s\n' "$*" >&2
}

# Runs a command as root: as it is, or through sudo where someone can answer it.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

may_be_root() {
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1
}

apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    may_be_root || return 1
    say "Installing from Debian: $*"
    words=$(as_root apt-get -qq update 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 \
            -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" 2>&1) && return
    say "$words"
    return 1
}

# Prints the first interpreter that is new enough.
find_python() {
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# What must be the same for an installed .venv to be still right.
fingerprint() {
    {
        printf '%s\n' "$venv"
        "$venv/bin/python" -VV
        cat "$1" "$root/pyproject.toml"
    } 2>&1 | sha256sum
}

# Keeps a .venv that works here (one made by another tool may only lack pip) and makes it anew otherwise.
make_venv() {
    if [ "$("$venv/bin/python" -c 'import sys; print(sys.prefix)' 2>/dev/null)" = "$venv" ]; then
        "$venv/bin/python" -m pip --version >/dev/null 2>&1 && return
        "$venv/bin/python" -m ensurepip >/dev/null 2>&1 && return
    fi
    python=$(find_python) || fail "Python 3.11 or newer is needed and was not found." \
        "On Debian 12: apt-get install python3. Elsewhere: PYTHON=/path/to/python3.11 $0"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        apt_install "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" ||
        fail "Python's venv module is missing and could not be installed from here." \
            "Run as root: apt-get install python3-venv. Then start again."
    rm -rf "$venv" 2>/dev/null || true
    reason=$("$python" -m venv "$venv" 2>&1) ||
        fail "could not make $venv: $(printf '%s' "$reason" | tail -n 1)." \
            "Is the folder writable and the disk not full? Nothing else was changed."
}

pip_install() {
    PYTHONHOME='' "$venv/bin/python" -m pip install --disable-pip-version-check --no-input "$@" >>"$log" 2>&1
}

# Prints in brackets what kept pip from its index: its own ERROR line only says that nothing was found there.
why_no_index() {
    sed -n "s/.*connection broken by '\\(.*\\)': .*/ (\\1)/p" "$log" | head -n 1
}

# make_environment NAME: install requirements/NAME.txt and the project, unless that is done.
make_environment() {
    lock=$root/requirements/$1.txt
    stamp=$venv/installed-$1
    [ -r "$lock" ] || fail "$lock is missing: this checkout is not whole. Clone it again."
    if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint "$lock")" ]; then
        return
    fi
    make_venv
    say "Installing the locked requirements into .venv (once; about 500 MB) ..."
    : >"$log"
    pip_install --require-hashes --only-binary :all: -r "$lock" ||
        fail "the requirements could not be installed: $(grep '^ERROR' "$log" | head -n 1)$(why_no_index)" \
            "Is the package index reachable? All of pip's words: $log"
    pip_install --no-index --no-deps --no-build-isolation --editable "$root" ||
        fail "the project itself could not be installed. All of pip's words: $log"
    fingerprint "$lock" >"$stamp"
    if [ "$1" = dev ]; then
        fingerprint "$root/requirements/run.txt" >"$venv/installed-run"
    fi
}
