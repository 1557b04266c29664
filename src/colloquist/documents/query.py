"""The words of a question that are worth looking up, and how close-set scripts are looked up at all."""

import re

# Whatever is no space and no punctuation: \w would take words apart at the vowel signs of Indic scripts.
_WORD = re.compile(r"[^\s\0-/:-@\[-`{-~\u00a1\u00ab\u00bb\u00bf\u2010-\u205e\u3000-\u3020\uff00-\uff0f]+")
# Han, kana and Hangul syllables: indexed one by one, asked for in pairs, since no space parts their words.
_CLOSE_SET = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_CLOSE_SET_RUN = re.compile(f"{_CLOSE_SET.pattern}+")
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about after all also am an and any are as at be because been before being between both but by can
        could did do does doing down during each few for from further had has have having he her here hers him his
        how i if in into is it its just let may me might more most much must my no nor not now of off on once only
        or other our out over own per same shall she should so some such than that the their them then there these
        they this those through to too under until up upon us very was we were what when where which while who whom
        whose why will with would yet you your yours explain tell mean means example question answer
        """,
    )
)


def indexed(text: str) -> str:
    """Return `text` as it goes into the index: close-set characters stand apart."""
    return text if text.isascii() else _CLOSE_SET.sub(r" \g<0> ", text)


def terms_of(text: str) -> list[str]:
    """Return what `text` speaks of, as words and pairs of close-set characters, each once."""
    terms = (term for word in _WORD.findall(text.casefold()) for term in _terms(word))
    return list(dict.fromkeys(t for t in terms if t not in _STOP_WORDS and any(map(str.isalnum, t))))


def _terms(word: str) -> list[str]:
    if word.isascii():
        return [word] if len(word) > 1 else []
    pairs = [
        " ".join(run[at : at + 2]) for run in _CLOSE_SET_RUN.findall(word) for at in range(max(1, len(run) - 1))
    ]
    rest = [part for part in _CLOSE_SET_RUN.sub(" ", word).split() if len(part) > 1]
    return [*rest, *pairs]
