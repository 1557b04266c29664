"""From a text to a full-text query: the words that tell it apart, quoted so that none is an operator."""

import re

_WORD = re.compile(r"\w+")
# Han, kana and Hangul syllables: indexed one by one, asked for in pairs, since no space parts their words.
_CLOSE_SET = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_CLOSE_SET_RUN = re.compile(f"{_CLOSE_SET.pattern}+")
MOST_TERMS = 24
_STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been before being between both but by can
    could did do does doing down during each few for from further had has have having he her here hers him his
    how i if in into is it its just let may me might more most much must my no nor not now of off on once only
    or other our out over own per same shall she should so some such than that the their them then there these
    they this those through to too under until up upon us very was we were what when where which while who whom
    whose why will with would yet you your yours explain tell mean means example question answer""".split()
)


def indexed(text: str) -> str:
    """Return `text` as it goes into the index: close-set characters stand apart."""
    return text if text.isascii() else _CLOSE_SET.sub(r" \g<0> ", text)


def match_expression(text: str) -> str:
    """Return the FTS5 query for what `text` speaks of, or "" when it has no words of its own.

    The longest words stand for the rarest; ties keep the order of the text, so the query is repeatable.
    """
    terms = dict.fromkeys(
        term
        for word in _WORD.findall(text.casefold().replace("\0", " "))
        for term in _terms(word)
        if term not in _STOP_WORDS
    )
    chosen = sorted(terms, key=lambda term: -len(term))[:MOST_TERMS]
    return " OR ".join(f'"{term}"' for term in chosen)


def _terms(word: str) -> list[str]:
    pairs = [
        " ".join(run[at : at + 2])
        for run in _CLOSE_SET_RUN.findall(word)
        for at in range(max(1, len(run) - 1))
    ]
    rest = [part for part in _CLOSE_SET_RUN.sub(" ", word).split() if len(part) > 1]
    return [*rest, *pairs]
