"""The same pages with other font maps: what a text layer says of a glyph is not what the glyph shows.

A font's `/ToUnicode` (ISO 32000-1 §9.10.3) names the characters of its codes, in
pairs (`bfchar`) and in runs (`bfrange`).  Nothing that is drawn changes here.
"""

import re
from collections.abc import Callable

import pymupdf

from extractor.text.codepoints import ORDINARY

LOOK_ALIKES = {plain: chr(code) for code, plain in ORDINARY.items() if code < 0x3000}
RUBBISH = ("no map", "private", "mojibake", "controls")
"""Ways in which a map means nothing."""
_PAIRS = re.compile(r"(beginbfchar)(.*?)(endbfchar)", re.DOTALL)
_RUNS = re.compile(r"(beginbfrange)(.*?)(endbfrange)", re.DOTALL)
_PAIR = re.compile(r"<(\w+)>(\s*)<(\w+)>")
_RUN = re.compile(r"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>|\[(.*?)\])", re.DOTALL)


def with_look_alikes(data: bytes) -> bytes:
    """Return a file whose fonts name radicals and compatibility ideographs for ordinary characters."""
    return mapped(data, lambda text: "".join(LOOK_ALIKES.get(one, one) for one in text))


def without_meaning(data: bytes, how: str) -> bytes:
    """Return a file whose text layer is rubbish in one of the ways of RUBBISH."""
    if how == "no map":
        return mapped(data, None)
    first = {"private": 0xE000, "mojibake": 0xC0, "controls": 0x80}[how]
    size = {"private": 0x1000, "mojibake": 0x40, "controls": 0x20}[how]
    return mapped(data, lambda text: "".join(chr(first + ord(one) % size) for one in text))


def mapped(data: bytes, change: Callable[[str], str] | None) -> bytes:
    """Return a file with each font's map changed; None takes the maps away."""
    document = pymupdf.open(stream=data)
    done = set()
    for xref in range(1, document.xref_length()):
        kind, value = document.xref_get_key(xref, "ToUnicode")
        if kind != "xref":
            continue
        if change is None:
            document.xref_set_key(xref, "ToUnicode", "null")
            continue
        stream = int(value.split()[0])
        if stream not in done:
            done.add(stream)
            document.update_stream(stream, _changed(document.xref_stream(stream).decode("latin-1"), change))
    result: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return result


def _changed(cmap: str, change: Callable[[str], str]) -> bytes:
    def pairs(section: re.Match[str]) -> str:
        body = _PAIR.sub(lambda pair: f"<{pair[1]}>{pair[2]}<{_hex(change(_text(pair[3])))}>", section[2])
        return section[1] + body + section[3]

    def runs(section: re.Match[str]) -> str:
        lines = [line for run in _RUN.finditer(section[2]) for line in _one_by_one(run, change)]
        return "\n".join((section[1], *lines, section[3]))

    return _RUNS.sub(runs, _PAIRS.sub(pairs, cmap)).encode("latin-1")


def _one_by_one(run: re.Match[str], change: Callable[[str], str]) -> list[str]:
    """Return a run of codes as runs of one code each."""
    first, last = int(run[1], 16), int(run[2], 16)
    if run[3]:
        text = _text(run[3])
        texts = [text[:-1] + chr(ord(text[-1]) + number) for number in range(last - first + 1)]
    else:
        texts = [_text(item) for item in re.findall(r"<(\w+)>", run[4])]
    codes = (f"{first + number:0{len(run[1])}X}" for number in range(last - first + 1))
    return [f"<{code}> <{code}> <{_hex(change(text))}>" for code, text in zip(codes, texts, strict=True)]


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be")


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()
