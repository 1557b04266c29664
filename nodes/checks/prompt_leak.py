"""Leaked prompt text: our markup, the keys of our JSON, or a run of words that only the prompts hold."""

import re
from collections.abc import Iterator
from functools import lru_cache

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import any_of, bag, listed, runs, words
from colloquist.prompts import texts
from colloquist.state.finding import Finding

RUN = 7
"""Words in a row that a turn must share with a prompt; two people may well say six the same way."""
_MARKUP = any_of(
    r"</?(?:source|turn|conversation|answer|persona|within_reach|summary|move|reviews)\b[^>\n]{0,80}>",
    r"\[a\d{1,2}\]",
    r"\[\d{1,2}\.\d{1,3}\]",
    r"\[r\d{1,2}\]",
    r"\{\{\w+\}\}",
    (
        r"\"(?:labels|faults|better_response|next_moves|draw_on|cites|decision|in_character|same_person|"
        r"fork_turn)\"\s*:"
    ),
    r"\"(?:role|content)\"\s*:\s*\"",
    r"<\|\w+\|>",
    r"\[/?INST\]",
    r"</?think>",
    r"<!-- \w+ -->",
    r"^(?:system|human|assistant|user):\s",
)
_SELF_TALK = any_of(
    r"\bas an? (?:AI|artificial intelligence|(?:large )?language model)\b",
    r"\bmy (?:system prompt|instructions|training data|knowledge cutoff)\b",
    r"\bnote for (?:you|me) alone\b",
    r"\bI was (?:told|instructed|asked) to (?:speak|answer|play|act|write)\b",
    r"\b(?:my|the) persona\b",
    r"\b(?:the|this) (?:refiner|brief) (?:says|asks|wants)",
    r"\bals KI(?:-Sprachmodell)?\b",
    r"\bWhat brings you here:",
    r"\bWho you are:",
    r"\bHow you (?:sound|write|look at it):",
)

_SIGNS = ("<", "[", "{", '"', ":")
_SELF_WORDS = frozenset(
    listed(
        "ai artificial language system instructions training knowledge alone told instructed asked persona "
        "refiner brief ki"
    )
)


def prompt_leak(path: Transcript) -> Iterator[Finding]:
    """Find turns in which the machinery of the conversation shows."""
    for turn in path.turns:
        found = _machinery(turn["text"])
        if found and found[0] not in " ".join(path.source_texts):
            yield on_turn(turn, "prompt_leak", f'"{found[0]}" belongs to a prompt', "reject")
            continue
        run = _shared_run(turn["text"])
        if run and run not in " ".join(words(" ".join(path.source_texts))):
            yield on_turn(turn, "prompt_leak", f'"{run}" is the wording of a prompt', "reject")


def _machinery(text: str) -> re.Match[str] | None:
    """Look for the phrases where one of their signs or telling words stands: they cost far less to look for."""
    markup = _MARKUP.search(text) if any(sign in text for sign in _SIGNS) else None
    if markup or (_SELF_WORDS.isdisjoint(bag(text)) and ":" not in text):
        return markup
    return _SELF_TALK.search(text)


def _shared_run(text: str) -> str:
    said, known = words(text), _prompt_runs()
    return next((" ".join(run) for run in runs(said, RUN) if hash(run) in known), "")


@lru_cache(maxsize=1)
def _prompt_runs() -> frozenset[int]:
    """Return every run of the prompts in the box, once, by its hash: the words of all would be megabytes."""
    return frozenset(hash(run) for text in texts() for run in runs(words(text), RUN))
