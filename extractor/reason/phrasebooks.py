"""Pattern files → a phrasebook: words by concept, patterns by category.

Two kinds of TOML enter.  `concepts/*.toml` gives each concept its words (or
combines other concepts' words); `patterns/*.toml` gives one category its groups
of patterns, each with examples that must match and near-misses that must not.
A pattern is a line of steps, as docs/reasons.md explains to the people who
edit them:

    FUND ~ LATE        a word of FUND, up to four segments, a word of LATE
    FUND|BUDGET CUT    a word of either, directly before a word of CUT
    CAUSE ~ 疫情 LATE?  Chinese stands for itself; `?` may be missing
    ^ NEED ~~ IMPROVE $   a clause's edges; up to eight segments

What leaves is checked: a phrasebook names only concepts that it has.
"""

import hashlib
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from extractor.text.foldings import fold
from models.errors import BrokenSetup

Role = Literal[
    "cause", "soft", "delay", "room", "excess", "beyond", "empty", "nothing", "effect", "guess", "subject"
]
T = TypeVar("T")
_Trees = Mapping[Path, dict[str, object]]
GAPS = {"~": 4, "~~": 8}
EDGES = {"^", "$"}
LITERAL = "="
"""What the concept of a word that stands for itself begins with."""
BUILT_IN = frozenset({"NUMBER", "OVER", "ENUM"})
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a pattern: a word of these concepts, a gap of up to `gap` segments, or a clause's edge."""

    concepts: frozenset[str] = frozenset()
    gap: int = 0
    edge: bool = False
    optional: bool = False


Pattern = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Patterns of one idea: the category that they show, and the role they play in a text.

    `phrases` are the patterns that are plain Chinese without gap or edge; `whole`
    are texts that count only when nothing else stands in the cell.  `lead` marks
    what a writer likes to say first and then takes back with 但, `yields` what
    another cause in a clause before it has more often brought about than not.
    An organisation wrote what is `own`.
    """

    id: str
    code: str
    role: Role
    lead: bool
    yields: bool
    phrases: tuple[str, ...]
    whole: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    match: tuple[str, ...]
    miss: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """Everything that the pattern files say.  `version` is a hash of their content, `own` is laid over."""

    words: Mapping[str, frozenset[str]]
    groups: tuple[Group, ...]
    version: str
    own: tuple[Group, ...] = ()


class _Concept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    words: str = ""
    combine: tuple[str, ...] = ()


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    idea: str
    patterns: tuple[str, ...]
    match: tuple[str, ...]
    miss: tuple[str, ...]
    role: Role = "cause"
    lead: bool = False
    yields: bool = False
    whole: str = ""


class _Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    group: tuple[_Group, ...]


def read_phrasebook(folder: Path, own: Path | None = None) -> Phrasebook:
    """Return the phrasebook of one folder with `concepts/` and `patterns/` in it, another laid over it.

    Args:
        folder: A whole phrasebook.
        own: An organisation's own: its words are added to concepts of the same name, its groups
            stand in the place of groups of the same id.

    Raises:
        BrokenSetup: A file cannot be read, a name is given twice, a pattern names an unknown concept,
            or a group has no example or no near-miss.
    """
    layers = [{path: _read_tree(path) for path in _sources(layer)} for layer in (folder, own) if layer]
    concepts = _gather_concepts(layers)
    shipped, ours = (_gather_groups(trees, concepts) for trees in (layers[0], layers[-1] if own else {}))
    last = {name: replace(group, own=True) for name, group in ours.items()}
    groups = shipped | last
    if not groups:
        raise BrokenSetup(f"{folder} holds no pattern files")
    digest = hashlib.sha256(msgspec.json.encode([list(trees.values()) for trees in layers]))
    return Phrasebook(
        words=_words_of(concepts, groups.values()),
        groups=tuple(groups.values()),
        version=digest.hexdigest(),
        own=tuple(last.values()),
    )


def _sources(folder: Path) -> list[Path]:
    return sorted([*folder.glob("concepts/*.toml"), *folder.glob("patterns/*.toml")])


def literal(word: str) -> str:
    """Return the concept that holds nothing but this word."""
    return LITERAL + word


def _read_tree(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenSetup(f"{path.name} cannot be read: {error}") from error


def _checked(tree: object, kind: type[T], path: Path) -> T:
    try:
        return msgspec.convert(tree, type=kind)
    except msgspec.ValidationError as error:
        raise BrokenSetup(f"{path.name}: {error}") from error


def _gather_groups(trees: _Trees, concepts: Mapping[str, frozenset[str]]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for path, tree in trees.items():
        if path.parent.name == "patterns":
            category = _checked(tree, _Category, path)
            for raw in category.group:
                if raw.id in groups:
                    raise BrokenSetup(f"{path.name}: the group {raw.id} is given twice")
                for name, examples in (("match", raw.match), ("miss", raw.miss)):
                    if not any(map(str.strip, examples)):
                        raise BrokenSetup(f"{path.name}: the group {raw.id} gives no example in {name}")
                groups[raw.id] = _read_group(category.code, raw, concepts)
    return groups


def _gather_concepts(layers: Iterable[_Trees]) -> dict[str, frozenset[str]]:
    """Return each concept's words, those of all layers together."""
    named = [concept for trees in layers for concept in _name_concepts(trees).items()]
    words: dict[str, frozenset[str]] = {}
    for name, concept in named:
        words[name] = words.get(name, frozenset()) | _plain_words(concept.words)
    for name, concept in named:
        for line in concept.combine:
            words[name] |= _combine(name, line, words)
    return words


def _name_concepts(trees: _Trees) -> dict[str, _Concept]:
    raw: dict[str, _Concept] = {}
    for path, tree in trees.items():
        if path.parent.name == "concepts":
            named = _checked(tree, dict[str, _Concept], path)
            if twice := raw.keys() & named.keys():
                raise BrokenSetup(f"{path.name}: {', '.join(sorted(twice))} stands in another file too")
            raw |= named
    return raw


def _plain_words(line: str) -> frozenset[str]:
    return frozenset(fold(word).text for word in line.split())


def _combine(name: str, line: str, words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return every chain of one word from each named concept, or of the Chinese that stands in its place."""
    parts = [_alternatives(part, words, f"the concept {name}") for part in line.split()]
    return frozenset("".join(chain) for chain in itertools.product(*parts))


def _alternatives(part: str, words: Mapping[str, frozenset[str]], where: str) -> list[str]:
    name = part.removesuffix("?")
    found = sorted({word for option in name.split("|") for word in _words_named(option, words, where)})
    return [*found, ""] if part.endswith("?") else found


def _words_named(name: str, words: Mapping[str, frozenset[str]], where: str) -> frozenset[str]:
    if not name.replace("_", "").isascii():
        return frozenset({fold(name).text})
    if name in BUILT_IN:
        return frozenset()
    if name not in words:
        raise BrokenSetup(f"{where} speaks of {name}, which is no concept")
    return words[name]


def _read_group(code: str, raw: _Group, concepts: Mapping[str, frozenset[str]]) -> Group:
    phrases = [fold(line).text for line in raw.patterns if not re.search(r"[A-Z~^$ ]", line)]
    patterns = [line for line in raw.patterns if re.search(r"[A-Z~^$ ]", line)]
    steps: dict[str, Step] = {}
    return Group(
        id=raw.id,
        code=code,
        role=raw.role,
        lead=raw.lead,
        yields=raw.yields,
        phrases=tuple(phrases),
        whole=tuple(sorted(_plain_words(raw.whole))),
        patterns=tuple(_read_pattern(line, raw.id, concepts, steps) for line in patterns),
        match=raw.match,
        miss=raw.miss,
    )


def _read_pattern(
    line: str, group: str, concepts: Mapping[str, frozenset[str]], known: dict[str, Step]
) -> Pattern:
    """Return one line's steps, those that are `known` already without reading them again."""
    parts = line.split()
    for part in parts:
        if part not in known:
            known[part] = _read_step(part, group, concepts)
    steps = tuple(map(known.__getitem__, parts))
    fixed = [step for step in steps if step.concepts and not step.optional]
    if not fixed or any(step.gap or step.optional for step in (steps[0], steps[-1])):
        raise BrokenSetup(f"{group}: {line!r} must begin and end with a word that cannot be missing")
    return steps


def _read_step(part: str, group: str, concepts: Mapping[str, frozenset[str]]) -> Step:
    if part in GAPS:
        return Step(gap=GAPS[part])
    if part in EDGES:
        return Step(edge=True)
    names = part.removesuffix("?").split("|")
    for name in names:
        _words_named(name, concepts, f"the group {group}")
    wanted = frozenset(name if name.isascii() else literal(fold(name).text) for name in names)
    return Step(concepts=wanted, optional=part.endswith("?"))


def _words_of(concepts: Mapping[str, frozenset[str]], groups: Iterable[Group]) -> dict[str, frozenset[str]]:
    """Return the concepts of each word; words of the same ones share them."""
    words: dict[str, frozenset[str]] = {}
    joined: dict[tuple[frozenset[str], str], frozenset[str]] = {}
    for name, word in itertools.chain(_pairs(concepts), _literals(groups)):
        known = words.get(word, _NONE)
        words[word] = joined.get((known, name)) or joined.setdefault((known, name), known | {name})
    return words


def _pairs(concepts: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    return ((name, word) for name, words in concepts.items() for word in words)


def _literals(groups: Iterable[Group]) -> Iterator[tuple[str, str]]:
    steps = (step for group in groups for pattern in group.patterns for step in pattern)
    return (
        (name, name.removeprefix(LITERAL))
        for step in steps
        for name in step.concepts
        if name.startswith(LITERAL)
    )
