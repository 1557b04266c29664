"""Noun phrases: the names by which a conversation can take up a matter without saying anything about it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from colloquist.models.embedded.lexicon import (
    ADJECTIVES,
    ADVERBS,
    AUXILIARIES,
    EMPTY,
    MONTHS,
    NEVER_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    STOP,
    plural,
)
from colloquist.models.embedded.verbs import BASE, PAST, THIRD, is_participle
from colloquist.models.embedded.words import stem, words

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\s\w]|\S+")
_DESCRIBES = re.compile(r"(?:al|ous|ive|ic|ful|less|ent|ant|ary|ed|ern|ese|ian|ean)\Z")
_NOUN_ENDINGS = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ity",
    "ance",
    "ence",
    "ism",
    "er",
    "or",
    "age",
    "ship",
    "gy",
    "ics",
    "ture",
    "ry",
)
LONGEST = 3


@lru_cache(maxsize=8192)
def phrases(text: str) -> tuple[str, ...]:
    """Return the noun phrases of a sentence that are sure enough to be named, in order."""
    tokens = _TOKEN.findall(re.sub(r"\([^()]*\)", " , ", text))
    found = []
    for at, token in enumerate(tokens):
        if token.casefold() in ("the", "a", "an") and not _compared(tokens, at):
            phrase = _after(tokens, at)
            if phrase:
                found.append(phrase)
    names = [name for name in _names(tokens) if not any(name in phrase for phrase in found)]
    return tuple(dict.fromkeys([*found, *names]))


def _compared(tokens: Sequence[str], at: int) -> bool:
    return at > 0 and tokens[at - 1].casefold() in ("as", "such", "half", "quite", "once", "per", "by")


def _after(tokens: Sequence[str], at: int) -> str:
    """Return the phrase that the article at `at` opens, or nothing where its end cannot be told."""
    taken: list[str] = []
    for token in tokens[at + 1 : at + 2 + LONGEST]:
        low = token.casefold()
        named = bool(taken) and all(word[0].isupper() for word in taken) and low in BASE
        if not token[0].isalpha() or named or _ends(low, taken):
            break
        taken.append(token)
    if not taken or len(taken) > LONGEST or not _names_a_thing([token.casefold() for token in taken]):
        return ""
    if _doubtful(taken):
        taken.pop()
    after = tokens[at + 1 + len(taken)] if at + 1 + len(taken) < len(tokens) else "."
    sure = taken[-1][0].isupper() or _ends(after.casefold(), taken) or _doubtful([*taken, after])
    if after[0].isalnum() and not sure:
        return ""
    return f"the {' '.join(taken)}"


def _doubtful(taken: Sequence[str]) -> bool:
    """Whether the last word may be the verb: a form in -s after what may be the noun."""
    last, before = taken[-1].casefold(), taken[-2].casefold() if len(taken) > 1 else ""
    if not before or not plural(last) or last.endswith(tuple(f"{ending}s" for ending in _NOUN_ENDINGS)):
        return False
    return before not in ADJECTIVES and not _DESCRIBES.search(before)


def _ends(low: str, taken: Sequence[str]) -> bool:
    if (
        low in STOP
        or low in PREPOSITIONS
        or low in AUXILIARIES
        or low in RELATIVES
        or low in PRONOUNS
        or low in ADVERBS
    ):
        return True
    if not taken:
        return False
    if low in NEVER_NOUNS:
        return True
    before = taken[-1].casefold()
    verb = low in THIRD and not plural(before) and before not in ADJECTIVES and not _DESCRIBES.search(before)
    return low.endswith("ly") or verb or (low in PAST and low not in BASE)


def _names_a_thing(low: Sequence[str]) -> bool:
    head = low[-1]
    if head.endswith(("'s", "’s")) or any(word in STOP or word in EMPTY for word in low[:1]):
        return False
    if (
        head in EMPTY
        or (_DESCRIBES.search(head) and head not in ("metal", "animal", "signal", "crystal", "parent", "plant"))
        or head in ADJECTIVES
        or is_participle(head)
        or head.endswith(("ly", "est", "ous", "ive", "able", "ible"))
    ):
        return False
    if head.endswith("ing") and head not in (
        "spring",
        "ring",
        "string",
        "opening",
        "setting",
        "spacing",
        "building",
        "bearing",
    ):
        return False
    if len(low) > 1 and plural(head) and not head.endswith(tuple(f"{e}s" for e in _NOUN_ENDINGS)):
        return head not in THIRD
    return len(head) > 2 and not head.endswith(("ical", "ular"))


def _names(tokens: Sequence[str]) -> Iterable[str]:
    """Return runs of capitalised words inside the sentence."""
    run: list[str] = []
    led = ""
    for before, token in zip([".", *tokens], [*tokens, "."], strict=True):
        if (
            token[0].isupper()
            and token.isalpha()
            and len(token) > 2
            and (run or before not in (".", ":", "“", '"'))
        ):
            led = led if run else before
            run.append(token)
            continue
        if run and not (len(run) == 1 and (run[0] in MONTHS or run[0].casefold() in STOP)):
            yield " ".join(["the", *run] if led == "the" else run)
        run = []


def rarest(candidates: Sequence[str], counts: Counter[str]) -> str:
    """Return the phrase whose words the passage uses least, the longer one where they tie; nothing for none."""

    def weight(phrase: str) -> tuple[float, int]:
        inner = [stem(word) for word in words(phrase) if word.casefold() not in STOP]
        return (sum(counts[s] for s in inner) / max(1, len(inner)), -len(inner))

    return min(candidates, key=weight, default="")
