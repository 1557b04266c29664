"""Numbers and units in an answer that nothing holds: no cited sentence, nothing said before, no arithmetic."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from colloquist.nodes.checks.dates import dates
from colloquist.nodes.checks.holding import Stock, same_number, worked_out
from colloquist.nodes.checks.quantities import quantities
from colloquist.nodes.checks.quantity import Quantity
from colloquist.nodes.checks.soft import has_rival, is_soft
from colloquist.nodes.checks.transcript import Sentence, Transcript
from colloquist.nodes.checks.working import miscarried, written_out
from colloquist.state.finding import Finding

VIEW = 80
_SUPPOSES = re.compile(
    r"\b(?:suppos\w*|imagine|assum\w*|say|if|take|call it|let us|angenommen|wenn|sagen wir|nimm|nehmen wir)\b",
    re.I,
)
_SHOWN = re.compile(
    r"(?:\d|π|\))\s?\S{0,8}\s?[-+−–×*·÷/]\s?[(\dπ√].{0,40}?"
    r"(?:=|≈|\bis|\bgives|\bmakes|\bcomes to|,)\s?(?:about |roughly |some )?[$€£]?$",
    re.S,
)
_RECKONS = re.compile(
    r"\d\S*\s?(?:[%°]?[^\W\d_]{0,3}\s)?[+−–×*·÷/=≈]\s?[(\d$€£]|\d\s?x\s?[(\d]|\^"
    r"|\b(?:times|divided by|multiplied by|minus|plus|multipliziert|geteilt durch)\b.{0,20}\d",
    re.I,
)
_FOLLOWS = re.compile(
    r"\b(?:which|that) (?:is|makes|means|gives|comes to)\b[^.]{0,40}$|\b(?:or|i\.e\.|=)\s?$"
    r"|^.{0,30}\bdas (?:sind|ist)\b"
)


class Ground(NamedTuple):
    """A sentence with its own numbers, and what they may stand on: cited, said before, anywhere in the sources."""

    path: Transcript
    sentence: Sentence
    own: tuple[Quantity, ...]
    said: Sequence[str]
    cited: Stock
    before: Stock
    everywhere: Stock


def figures(path: Transcript) -> Iterator[Finding]:
    """Find, in sentences that claim to rest on the sources, every quantity that they do not hold.

    A grounded sentence may use what its cited sentences and everything said before it hold, and what a
    calculation that is written out yields; a derived one also what follows from these in a step or two of
    arithmetic. A sum without brackets and powers is left to `sums`.
    """
    everywhere: Stock | None = None
    before, known = Stock(), 0
    for sentence, said in path.claims():
        own = quantities(sentence.text, path.language)
        if own:
            everywhere = everywhere or Stock(one for found in path.given.values() for one in found)
            before.add(_of(said[known:], path))
            known = len(said)
            cited = everywhere if sentence.kind == "unlabelled" else _cited(sentence, path)
            yield from _unheld(Ground(path, sentence, own, said, cited, before, everywhere))


def reckons(text: str) -> bool:
    """Whether a sentence shows a sum, which `sums` redoes."""
    return bool(_RECKONS.search(text))


def _unheld(ground: Ground) -> Iterator[Finding]:
    sentence, cited, before, everywhere = ground.sentence, ground.cited, ground.before, ground.everywhere
    for one in _read_once(ground.own, (cited, before)):
        if is_soft(one):
            if has_rival(one, cited, before, everywhere, sentence.kind):
                yield _finding(sentence, one, cited.all, "unit" if one.form == "article" else "number")
        elif not (cited.holds(one) or before.holds(one) or _is_worked_out(one, ground)):
            yield from _hard(sentence, one, cited, everywhere)


def _read_once(own: Sequence[Quantity], at_hand: Sequence[Stock]) -> Iterator[Quantity]:
    """Yield "one in ten" as the share that it is, and "five in 535" as two numbers where both are at hand."""
    taken: list[Quantity] = []
    for share in (one for one in own if one.form == "share"):
        parts = [one for one in own if one is not share and share.start <= one.start < share.end]
        apart = len(parts) > 1 and all(any(stock.holds(part) for stock in at_hand) for part in parts)
        taken += [share] if apart else parts
    yield from (one for one in own if not any(one is other for other in taken))


def _is_worked_out(one: Quantity, ground: Ground) -> bool:
    """Whether a step or a calculation leads there; one that is only supposed may reckon with anything."""
    text, own = ground.sentence.text, ground.own
    if miscarried(one, text):
        return False
    if _follows(one, ground):
        return True
    stocks = [ground.cited, ground.before, ground.everywhere, *([Stock(own)] if _SUPPOSES.search(text) else [])]
    return written_out(one, text, own, [*ground.path.cited(ground.sentence), *ground.said], stocks)


def _follows(one: Quantity, ground: Ground) -> bool:
    """Whether the number is worked out: in view, or by a step from what is at hand where the label allows it."""
    sentence, path, cited = ground.sentence, ground.path, ground.cited
    ahead = sentence.text[max(0, one.start - VIEW) : one.start]
    if _SHOWN.search(ahead):
        return True
    others = [
        other
        for other in ground.own
        if other is not one and (other.start < one.start or sentence.kind != "grounded")
    ]
    if sentence.kind == "grounded":
        return bool(_FOLLOWS.search(ahead)) and worked_out(one, [*cited.all, *others])
    asked = [path.turns[sentence.place - 1]["text"]] if sentence.place else []
    years = [
        _year(date.year, one) for text in [*path.cited(sentence), *asked] for date in dates(text) if date.year
    ]
    return worked_out(one, [*cited.all, *_of(asked, path), *years, *others], ground.before.all)


def _year(year: int, like: Quantity) -> Quantity:
    """Return a year as a number that can be reckoned with."""
    return like._replace(values=(float(year),), unit=None, counted="", step=1.0)


def _hard(sentence: Sentence, one: Quantity, cited: Stock, everywhere: Stock) -> Iterator[Finding]:
    elsewhere = any(other.unit == one.unit and same_number(one, other) for other in everywhere.all)
    if sentence.kind != "grounded":
        sure = sentence.kind == "derived" and not _SUPPOSES.search(sentence.text) and not reckons(sentence.text)
        if not elsewhere:
            says = f"{one.written}: in no source, nor worked out from what they hold"
            yield sentence.finding("number", says, "repair" if sure else "signal")
    elif elsewhere:
        says = f"{one.written}: not in what it cites, though another sentence of the sources has it"
        yield sentence.finding("miscited", says, "signal")
    else:
        yield _finding(sentence, one, cited.all, _kind(one, cited.all))


def _cited(sentence: Sentence, path: Transcript) -> Stock:
    return Stock(one for cite in path.cited_ids(sentence) for one in path.given[cite])


def _of(texts: Iterable[str], path: Transcript) -> Iterator[Quantity]:
    return (one for text in texts for one in quantities(text, path.language))


def _kind(one: Quantity, given: list[Quantity]) -> str:
    alike = [other for other in given if other.unit and one.unit and other.unit.powers == one.unit.powers]
    like = [other for other in given if same_number(one, other) and (not alike or other in alike)]
    return "unit" if one.unit and any(other.unit != one.unit for other in like) else "number"


def _finding(sentence: Sentence, one: Quantity, given: list[Quantity], kind: str) -> Finding:
    like = [other.written for other in given if other.unit and one.unit and other.unit.powers == one.unit.powers]
    near = f"; there: {', '.join(dict.fromkeys(like[:4]))}" if like else ""
    return sentence.finding(kind, f"{one.written}: not in what it cites{near}")
