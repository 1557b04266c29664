"""The words: one Markdown file per prompt, rendered strictly and named by a fingerprint.

A file holds parts, each opened by a comment line: `<!-- system -->` and `<!-- human -->` are messages,
other names are phrases that a node picks from.
Fields are written {{name}}; everything else, braces and dollar signs included, is taken as it stands,
and a value is never read as a template. A user may replace any of them by name: by a folder of files, or by
texts, as {"refine": "<!-- system -->..."}.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from colloquist.state.trace import PROMPT

Own = str | Path | Mapping[str, str] | None
"""What replaces prompts: a folder of files, or texts by name; None for nothing."""
_FIELD = re.compile(r"\{\{(\w+)\}\}")
_PART = re.compile(r"^<!-- (\w+) -->\n", re.MULTILINE)


class PromptError(ValueError):
    """A prompt file that cannot be used; the message names the file and the mend."""


class Part(NamedTuple):
    """One part of a rendered prompt."""

    kind: str
    text: str


class Plan(NamedTuple):
    """A prompt taken apart: of the pieces of a part, every second one is the name of a field."""

    fields: frozenset[str]
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def names() -> list[str]:
    """Return the names of all prompts in the box, sorted."""
    return list(_names())


def texts() -> list[str]:
    """Return the text of every prompt in the box, in the order of their names."""
    return [_boxed(name) for name in names()]


def text(name: str, own: Own = None) -> str:
    """Return the text of a prompt as it stands in a file, fields and parts as written.

    Raises PromptError for one that cannot be read or does not open with a part.
    """
    where, given = _replaced(name, own)
    if given is None:
        return _boxed(name)
    if not _PART.match(given):
        raise PromptError(f"{where}: a prompt opens with a line such as <!-- system -->")
    return given


def render(name: str, own: Own = None, /, **fields: str) -> list[Part]:
    """Fill the prompt `name` and return its parts in order.

    Raises PromptError when a field of the text is not given or a given field is not in the text.
    """
    plan = _plan(text(name, own))
    if plan.fields != fields.keys():
        raise PromptError(_mismatch(_replaced(name, own)[0], set(plan.fields), set(fields)))
    PROMPT.set(name)
    return [Part(kind, _filled(pieces, fields)) for kind, pieces in plan.parts]


def phrases(name: str, own: Own = None) -> dict[str, str]:
    """Return the parts of a prompt that has no fields, by their names."""
    return dict(_phrases(text(name, own)) or render(name, own))


def fingerprint(name: str, own: Own = None) -> str:
    """Return 12 hex digits that name the exact text of a prompt."""
    return _digest(text(name, own))


def check_prompts(own: Own) -> list[str]:
    """Check a user's prompts before anything is paid for and return the names they replace.

    Raises PromptError for a missing folder, one that replaces nothing, or other fields than the original's.
    """
    if own is None:
        return []
    if not isinstance(own, Mapping) and not Path(own).is_dir():
        raise PromptError(f"{own}: no such folder of prompts")
    found = sorted(own if isinstance(own, Mapping) else (path.stem for path in Path(own).glob("*.md")))
    for name in found:
        where = _replaced(name, own)[0]
        if name not in names():
            raise PromptError(f"{where} replaces no prompt; there are: {', '.join(names())}")
        ours, theirs = text(name), text(name, own)
        if set(_FIELD.findall(ours)) != set(_FIELD.findall(theirs)):
            raise PromptError(_mismatch(where, set(_FIELD.findall(theirs)), set(_FIELD.findall(ours))))
        lost = [kind for kind in _PART.findall(ours) if kind not in _PART.findall(theirs)]
        if lost:
            raise PromptError(f"{where}: the part <!-- {lost[0]} --> is missing")
    return found


def _replaced(name: str, own: Own) -> tuple[str, str | None]:
    """Return where a prompt stands, as one would say it, and what replaces its text, if anything does."""
    if isinstance(own, Mapping):
        return f"prompts[{name!r}]" if name in own else f"prompt {name}", own.get(name)
    path = Path(own) / f"{name}.md" if own else None
    if path is None or not path.is_file():
        return f"prompt {name}", None
    try:
        return str(path), path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read as UTF-8 text ({error})") from None


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(sorted(f.name[:-3] for f in files(__name__).iterdir() if f.name.endswith(".md")))


@lru_cache(maxsize=64)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _plan(text: str) -> Plan:
    pieces = _PART.split(text)
    pairs = zip(pieces[1::2], pieces[2::2], strict=True)
    return Plan(frozenset(_FIELD.findall(text)), tuple((kind, tuple(_FIELD.split(part))) for kind, part in pairs))


@lru_cache(maxsize=64)
def _phrases(text: str) -> tuple[Part, ...]:
    """Return the parts of a text without fields; none of one with fields, which has to be filled."""
    plan = _plan(text)
    return () if plan.fields else tuple(Part(kind, pieces[0].strip()) for kind, pieces in plan.parts)


def _filled(pieces: Sequence[str], fields: Mapping[str, str]) -> str:
    if len(pieces) == 1:
        return pieces[0].strip()
    return "".join(fields[piece] if n % 2 else piece for n, piece in enumerate(pieces)).strip()


@lru_cache(maxsize=64)
def _boxed(name: str) -> str:
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")


def _mismatch(where: str, wanted: set[str], given: set[str]) -> str:
    missing = ", ".join(f"{{{{{f}}}}}" for f in sorted(given - wanted))
    unknown = ", ".join(f"{{{{{f}}}}}" for f in sorted(wanted - given))
    return f"{where}: " + "; ".join(
        ([f"it must use {missing}"] if missing else []) + ([f"nothing fills {unknown}"] if unknown else [])
    )
