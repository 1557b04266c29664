"""The reader of finished conversations: shared words and numbers stand in for somebody who understands."""

import re

from colloquist.models.embedded import reading
from colloquist.models.embedded.beyond import is_refusal
from colloquist.models.embedded.checking import support
from colloquist.models.embedded.directions import stage_of
from colloquist.models.embedded.forms import flavour, supposes
from colloquist.models.embedded.words import stems
from colloquist.state.reading import Beyond, ExchangeRead, PathReading, SentenceRead

_CLAIM = 3
_CASE = re.compile(
    r"\b(?:suppose|imagine|what if|let[’']s say|say (?:the|a|an|I|we|it)\b|for (?:us|me)\b"
    r"|(?:in|at) (?:my|our)\b"
    r"|with ours|with mine|of ours|of mine|last (?:week|month|year|spring|summer|autumn|winter)|yesterday)",
    re.IGNORECASE,
)


def path_reading(text: str) -> PathReading:
    """Return the reading of the conversation in a request: by overlap of words, and by turns of phrase."""
    given = {f"{one.number}.{n}": s for one in reading.sources(text) for n, s in enumerate(one.sentences, start=1)}
    turns, sentences, exchanges = reading.turns(text), list[SentenceRead](), list[ExchangeRead]()
    for n, turn in enumerate(turns, start=1):
        if turn.by != "assistant":
            continue
        told = {f"t{k}": one.text for k, one in enumerate(turns[:n], start=1) if one.by == "user"}
        answer = reading.numbered(turn.text)
        found = [_sentence(len(sentences) + k, one, given, told) for k, one in enumerate(answer, start=1)]
        asked = [one.text for one in turns[: n - 1] if one.by == "user"]
        exchanges.append(_exchange(n, answer, found, asked))
        sentences += found
    return PathReading(sentences=sentences, exchanges=exchanges)


def _sentence(number: int, text: str, given: dict[str, str], told: dict[str, str]) -> SentenceRead:
    if is_refusal(text):
        return SentenceRead(sentence=number, rests_on=[], why="", says="refusal")
    if supposes(text):
        return SentenceRead(sentence=number, rests_on=[], why="", says="hypothetical")
    own = stems(text)
    if len(own) < _CLAIM or text.rstrip().endswith("?"):
        return SentenceRead(sentence=number, rests_on=[], why="", says="discourse")
    says, why = support(text, list(given.values()), list(told.values()))
    if says == "supported":
        nearest = max(given, key=lambda id_: len(own & stems(given[id_])))
        return SentenceRead(sentence=number, rests_on=[nearest], why="", says="supported")
    return SentenceRead(sentence=number, rests_on=[], why=why, says=says)


def _exchange(turn: int, answer: tuple[str, ...], found: list[SentenceRead], asked: list[str]) -> ExchangeRead:
    says = [one.says for one in found]
    beyond: Beyond = "settled"
    if "refusal" in says:
        beyond = "admitted"
    elif {"not_in_source", "contradicted"} & {*says} and "supported" not in says:
        beyond = "invented"
    stages = [stage_of(flavour(one)) for one in answer]
    stage = "foundation" if turn <= 2 or not stages else stages[0]
    new_case = len(asked) > 1 and bool(_CASE.search(asked[-1]))
    return ExchangeRead(turn=turn, stage=stage, new_case=new_case, beyond=beyond)
