"""From the lines of a page back to the paragraphs, headings and lists that they were set from."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from colloquist.documents.document import Part
from colloquist.documents.markup import is_bare_heading

_SHORT = 0.8
_MOST_HEADINGS = 2
"""Short lines in a row that may be headings; more of them are a table, a list or a figure."""
_BULLET = re.compile(r"[•▪‣◦●○■–*-]\s+\S|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S")
_STOP = re.compile(r"""[.!?。！？؟]["'”’»)\]]*$""")
_CONTENTS = re.compile(r"(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|índice|indice", re.IGNORECASE)
_LAST_PART = re.compile(r"(\w+)-$")
_FIRST_PART = re.compile(r"\w+")


class Line(NamedTuple):
    """One line of a page as it was printed; an empty one is a gap."""

    text: str
    page: int


def paragraphs(lines: Sequence[Line], *, titled: bool) -> Iterator[Part]:
    """Yield what the lines were set from: words at line ends are made whole, wrapped lines joined.

    A heading that opens the whole is its title unless it is `titled` already; below that the print
    gives no levels away.
    """
    lengths = sorted(len(line.text) for line in lines if line.text)
    short = _SHORT * lengths[int(len(lengths) * 0.9)] if lengths else 0
    hyphenated = set(re.findall(r"\w+-\w+", " ".join(line.text for line in lines)))
    gathered = [group for group in _gathered(lines, short) if group]
    level = 2 if titled else 1
    for loose, groups in groupby(gathered, key=lambda group: len(group) == 1 and _is_loose(group[0], short)):
        if loose:
            yield from _loose([group[0] for group in groups], level)
        else:
            yield from (_joined(group, hyphenated) for group in groups)
        level = 2


def _gathered(lines: Sequence[Line], short: float) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for before, line in pairwise((Line("", 0), *lines)):
        if not line.text or _breaks(before, line, short):
            groups.append([])
        if line.text:
            groups[-1].append(line)
    return groups


def _breaks(before: Line, line: Line, short: float) -> bool:
    if _BULLET.match(line.text):
        return True
    if len(before.text) < short:
        return bool(_STOP.search(before.text)) or not line.text[0].islower()
    return bool(_STOP.search(before.text)) and _is_loose(line, short)


def _is_loose(line: Line, short: float) -> bool:
    return len(line.text) < short and is_bare_heading(line.text) and not _BULLET.match(line.text)


def _loose(lines: list[Line], level: int) -> Iterator[Part]:
    if len(lines) <= _MOST_HEADINGS:
        yield from (Part("heading", line.text, level + below) for below, line in enumerate(lines))
    elif not _CONTENTS.fullmatch(lines[0].text):
        yield Part("whole", "\n".join(line.text for line in lines), pages=((0, lines[0].page),))


def _joined(group: Sequence[Line], hyphenated: set[str]) -> Part:
    text, pages = "", [(0, group[0].page)]
    for line in group:
        text = _continued(text, line.text, hyphenated)
        if line.page != pages[-1][1]:
            pages.append((len(text) - len(line.text), line.page))
    return Part("item" if _BULLET.match(text) else "prose", text, pages=tuple(pages))


def _continued(text: str, line: str, hyphenated: set[str]) -> str:
    before, after = _LAST_PART.search(text), _FIRST_PART.match(line)
    if not before or not after:
        return f"{text} {line}" if text else line
    whole = f"{before[1]}-{after[0]}"
    kept = after[0][0].isupper() or whole in hyphenated or not before[1].isalpha()
    return text + line if kept else text[:-1] + line
