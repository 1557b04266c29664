"""A clause: its subject, its verb and the rest, where they can be told for sure, and the question it makes."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from colloquist.models.embedded.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    listed,
    plural,
)
from colloquist.models.embedded.verbs import BASE, CLEAR_PAST, PAST, THIRD, is_participle

LONGEST_SUBJECT = 8
_NO_SUBJECT = listed("there both and or but to nor how what why whose whether")
_EDGE = re.compile(r"^[\"'“‘(]+|[\"'”’),;:.!?]+$")


class Clause(NamedTuple):
    """Subject, finite verb, rest. `base`: the verb's base form, empty for an auxiliary."""

    subject: str
    verb: str
    rest: str
    base: str

    def question(self, opener: str) -> str:
        """Return the clause turned into a question that begins with `opener`."""
        if self.base:
            return f"{opener} {self.support} {self.subject} {self.base} {self.rest}".rstrip()
        if self.verb == "cannot":
            return f"{opener} can {self.subject} not {self.rest}".rstrip()
        return f"{opener} {self.verb} {self.subject} {self.rest}".rstrip()

    @property
    def coordinated(self) -> bool:
        """Whether another verb in the same form follows, which a question would leave behind."""
        words = self.rest.casefold().replace(",", "").split()
        after = [word for before, word in pairwise(words) if before in ("and", "or", "but")]
        return bool(self.base) and any(word in THIRD or word in PAST for word in after)

    @property
    def support(self) -> str:
        """The form of do that its verb needs."""
        if self.verb in PAST and self.verb not in BASE:
            return "did"
        return "does" if self.verb in THIRD or self.verb == "has" else "do"

    @property
    def past(self) -> bool:
        """Whether the clause is about the past."""
        return self.verb in ("was", "were", "had", "did") or (bool(self.base) and self.support == "did")


@lru_cache(maxsize=4096)
def parse(text: str) -> Clause | None:
    """Return the parts of a clause that begins with its subject, or None where they are not sure."""
    tokens = text.split()
    bare = [_EDGE.sub("", token).casefold() for token in tokens]
    if len(tokens) < 2 or not _can_begin(tokens, bare):
        return None
    for at in range(1, min(len(tokens), LONGEST_SUBJECT + 1)):
        if tokens[at - 1].endswith((",", ";", ":")) or bare[at] in RELATIVES or bare[at] in PRONOUNS:
            return None
        if bare[at] in AUXILIARIES:
            return _with_auxiliary(tokens, bare, at)
        base = _lexical(tokens, bare, at)
        if base == "?":
            return None
        if base:
            return Clause(" ".join(tokens[:at]), bare[at], " ".join(tokens[at + 1 :]), base)
    return None


def _can_begin(tokens: Sequence[str], bare: Sequence[str]) -> bool:
    first = bare[0]
    if any(first in words for words in (PRONOUNS, PREPOSITIONS, RELATIVES, AUXILIARIES, SUBORDINATORS, ADVERBS)):
        return False
    return first not in _NO_SUBJECT and tokens[0][0].isalnum()


def _with_auxiliary(tokens: Sequence[str], bare: Sequence[str], at: int) -> Clause | None:
    subject, rest = " ".join(tokens[:at]), " ".join(tokens[at + 1 :])
    if not rest or not _noun_like(bare[at - 1]):
        return None
    if bare[at] in ("has", "have", "had") and not _participle_follows(bare, at):
        return Clause(subject, bare[at], rest, "have")
    return Clause(subject, bare[at], rest, "")


def _participle_follows(bare: Sequence[str], at: int) -> bool:
    after = next((word for word in bare[at + 1 :] if word not in ADVERBS and not word.endswith("ly")), "")
    return is_participle(after)


def _noun_like(word: str) -> bool:
    return word not in PREPOSITIONS and word not in DETERMINERS and word not in ("and", "or")


def _lexical(tokens: Sequence[str], bare: Sequence[str], at: int) -> str:
    word, before = bare[at], bare[at - 1]
    after = bare[at + 1] if at + 1 < len(bare) else ""
    if not _noun_like(before) or tokens[at][0].isupper() or before in ("to", "not"):
        return ""
    if tokens[at].endswith(",") and at < len(tokens) - 1:
        return ""
    acts = bare[0].endswith("ing") and bare[0] not in BASE
    if word in THIRD and (not plural(before) or acts):
        return THIRD[word] if _closes(after, acts) else "?"
    if word in CLEAR_PAST and word not in BASE:
        return PAST[word]
    if word in PAST and word not in BASE and _closes(after) and not finite_later(bare[at + 1 :]):
        return PAST[word]
    if word in BASE and plural(before) and _closes(after) and _plural_subject(bare[:at]):
        return word
    return ""


def _plural_subject(bare: Sequence[str]) -> bool:
    of = next((n for n, word in enumerate(bare) if word in PREPOSITIONS), len(bare))
    return plural(bare[of - 1]) if of else False


def _closes(after: str, acts: bool = False) -> bool:
    """Whether a word shows that what stands before it was the verb and no part of a name."""
    known = (
        PREPOSITIONS
        | DETERMINERS
        | PRONOUNS
        | ADVERBS
        | RELATIVES
        | {"", "and", "but", "or", "it", "more", "less", "about"}
    )
    return (
        acts
        or after in known
        or after.endswith("ly")
        or after[:1].isdigit()
        or after in ("at", "two", "both", "very", "one", "as")
    )


def finite_later(bare: Sequence[str]) -> bool:
    """Whether another finite verb follows in the same clause."""
    for word in bare:
        if word in (
            "and",
            "but",
            "that",
            "which",
            "who",
            "when",
            "if",
            "because",
            "so",
            "while",
            "whereas",
            "as",
            "until",
        ):
            return False
        if word in BE or word in MODALS or word in THIRD or word in ("has", "have", "had", "do", "does"):
            return True
    return False
