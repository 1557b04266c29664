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
_HYPHEN = re.compile(r"(\w+)-\n(\w+)")


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
        yield from (Part("heading", line.text, level + below, line.page) for below, line in enumerate(lines))
    elif not _CONTENTS.fullmatch(lines[0].text):
        yield Part("whole", "\n".join(line.text for line in lines), page=lines[0].page)


def _joined(group: Sequence[Line], hyphenated: set[str]) -> Part:
    def whole(match: re.Match[str]) -> str:
        kept = match[2][0].isupper() or f"{match[1]}-{match[2]}" in hyphenated or not match[1].isalpha()
        return f"{match[1]}-{match[2]}" if kept else match[1] + match[2]

    text = _HYPHEN.sub(whole, "\n".join(line.text for line in group)).replace("\n", " ")
    return Part("item" if _BULLET.match(text) else "prose", text, page=group[0].page)
