"""The measures of diversity over a run's accepted conversations, each with its meaning and which way is better."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from colloquist.nodes.checks import Tic, tics
from colloquist.nodes.checks.wording import words as words_of
from colloquist.run.diversity import lexical
from colloquist.run.diversity.alike import Openings
from colloquist.run.diversity.near_duplicates import near_duplicates
from colloquist.run.diversity.opening import own_opening
from colloquist.run.diversity.spread import spread
from colloquist.state.dialogue import Turn

Messages = Sequence[Mapping[str, str]]
MOST = 1000
"""Conversations that are looked at, at most; of more, a drawn sample."""
WORDS = 2000
"""Words of the pieces of text on which words are counted."""


class Measure(NamedTuple):
    """What a measure says, and whether more of it means more diverse."""

    says: str
    higher: bool


MEASURES: Mapping[str, Measure] = {
    "distinct_1": Measure("share of different words in pieces of the same length", True),
    "distinct_2": Measure("share of different word pairs in pieces of the same length", True),
    "distinct_3": Measure("share of different word triples in pieces of the same length", True),
    "user_distinct_2": Measure("share of different word pairs in what users say", True),
    "mattr": Measure("share of different words in every 50 of a conversation", True),
    "compression": Measure("how many times smaller the text gets when compressed", False),
    "self_repetition": Measure("share of a conversation's runs of four words that another has too", False),
    "spread": Measure("how far two conversations lie apart by their words (TF-IDF, cosine)", True),
    "vendi": Measure("share of conversations that is effectively different (Vendi score, TF-IDF)", True),
    "opening_spread": Measure("how far two openings lie apart by their words", True),
    "opening_vendi": Measure("share of openings that is effectively different", True),
    "same_beginning": Measure("chance that two openings begin with the same four words", False),
    "alike_openings": Measure("share of openings that resemble an earlier one", False),
    "near_duplicates": Measure("share of conversations that nearly say what an earlier one says", False),
    "user_tics": Measure("phrases that come back in what users say, over the run", False),
    "assistant_tics": Measure("phrases that come back in answers, over the run", False),
}
"""In the order of a table: words, meaning, openings, doubles, habits."""


def diversity_of(
    conversations: Sequence[Messages], *, most: int = MOST, words: int = WORDS, seed: int = 0
) -> Mapping[str, float]:
    """Return the MEASURES of accepted paths, each a list of messages with `role` and `content`.

    An opening is the user's first own message (see `own_opening`). Of more than `most` conversations a sample
    is drawn by `seed`; their order does not matter. A measure that cannot be taken is left out: all but the
    tics of fewer than two conversations, and those on pieces of `words` words where there are not so many.
    Figures compare only at the same `most` and `words`, and with so many conversations; see
    `diversity_of_each`. Raises ExtraMissing without the extra `compare`.
    """
    looked_at = _sample(conversations, most, seed)
    said = [[message["content"] for message in one] for one in looked_at]
    found = {**_words(looked_at, said, words, seed), **_habits(looked_at)}
    if len(looked_at) > 1:
        openings = [opening for one in looked_at if (opening := own_opening(one))]
        found |= _apart(said) | (_of_openings(openings) if len(openings) > 1 else {})
    return {name: round(found[name], 6) for name in MEASURES if name in found}


def diversity_of_each(
    groups: Mapping[str, Sequence[Messages]], *, seed: int = 0
) -> dict[str, Mapping[str, float]]:
    """Return the measures of several groups, as many conversations and words of each, so that they compare."""
    most = min([MOST, *(len(group) for group in groups.values())])
    words = min([WORDS, *(_words_of_users(group) for group in groups.values())])
    return {name: diversity_of(group, most=most, words=max(1, words), seed=seed) for name, group in groups.items()}


def recurring_phrases(conversations: Iterable[Messages], role: str) -> list[Tic]:
    """Return the phrases that come back in the turns of `role`, in conversations that begin differently.

    Each is named once: the part of a longer one is not.
    """
    found = tics(((one[0]["content"], _turns(one)) for one in conversations if one), role=role)
    once = {tic.phrase: tic for tic in reversed(found)}
    whole = [
        phrase for phrase in once if not any(f" {phrase} " in f" {other} " for other in once if other != phrase)
    ]
    return [tic for tic in found if tic.phrase in whole and once[tic.phrase] is tic]


def _sample(conversations: Sequence[Messages], most: int, seed: int) -> list[Messages]:
    ordered = sorted(conversations, key=lambda one: [(message["role"], message["content"]) for message in one])
    return Random(f"{seed}/sample").sample(ordered, most) if len(ordered) > most else ordered


def _words(looked_at: Sequence[Messages], said: Sequence[Sequence[str]], size: int, seed: int) -> dict[str, float]:
    everything = lexical.pieces([text for one in said for text in one], size, Random(f"{seed}/words"))
    asked = [message["content"] for one in looked_at for message in one if message["role"] == "user"]
    found = {f"distinct_{n}": [lexical.distinct(piece, n) for piece in everything] for n in (1, 2, 3)}
    of_users = lexical.pieces(asked, size, Random(f"{seed}/user words"))
    found["user_distinct_2"] = [lexical.distinct(piece, 2) for piece in of_users]
    ratios = (lexical.moving_average_ttr([word for text in one for word in words_of(text)]) for one in said)
    found["mattr"] = [ratio for ratio in ratios if ratio is not None]
    found["compression"] = [lexical.compression(piece) for piece in everything]
    return {name: sum(values) / len(values) for name, values in found.items() if values}


def _apart(said: Sequence[Sequence[str]]) -> dict[str, float]:
    texts = ["\n".join(one) for one in said]
    apart, effective = spread(texts)
    return {
        "self_repetition": lexical.repeated([[words_of(text) for text in one] for one in said]),
        "spread": apart,
        "vendi": effective,
        "near_duplicates": len(near_duplicates(texts)) / len(texts),
    }


def _of_openings(openings: Sequence[str]) -> dict[str, float]:
    apart, effective = spread(openings)
    seen = Openings()
    for opening in openings:
        seen.add(opening)
    seen.close()
    return {
        "opening_spread": apart,
        "opening_vendi": effective,
        "same_beginning": lexical.shared_beginning(openings),
        "alike_openings": seen.noticed.alike / len(openings),
    }


def _habits(looked_at: Sequence[Messages]) -> dict[str, float]:
    return {f"{role}_tics": len(recurring_phrases(looked_at, role)) for role in ("user", "assistant")}


def _words_of_users(group: Sequence[Messages]) -> int:
    return sum(len(words_of(one["content"])) for messages in group for one in messages if one["role"] == "user")


def _turns(messages: Messages) -> list[Turn]:
    return [{"role": one["role"], "text": one["content"]} for one in messages]  # type: ignore[typeddict-item]
