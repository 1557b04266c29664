"""Role echo (2511.09710): an assistant that asks as the user would, a user who answers as the assistant would."""

import re
from collections.abc import Iterator, Sequence

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import Phrases, listed
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding
from colloquist.state.sentences import asks

_ASSISTANT_WORDS = listed(
    "question questions help explain clarify assist else know free helps clarifies answers breakdown summary step "
    "overview break walk ai asked asking recommend "
    "certainly absolutely course frage sonst erkläre hilft übersicht "
    "zusammenfassung"
)
_USER_WORDS = listed(
    "explain tell help clarify walk elaborate confused understand puzzled figure boss landlord plumber wife "
    "husband supervisor colleague teacher doctor neighbour neighbor kids daughter son home helps makes sense "
    "clears wondering mean können koennen verstehe chef vermieter mann frau nachbar"
)
_ASSISTANT_TALK = Phrases(
    _ASSISTANT_WORDS,
    r"\b(?:great|good|excellent|interesting|fantastic) question\b",
    r"\bhappy to (?:help|explain|clarify|assist)\b",
    r"\bis there anything else (?:I can|you)",
    r"\blet me know if you",
    r"\bfeel free to (?:ask|reach)",
    r"\bI hope (?:this|that) (?:helps|clarifies|answers)",
    r"\bhere(?:'s| is) a (?:breakdown|summary|step-by-step|quick overview)",
    r"\blet me (?:break (?:it|this|that) down|explain (?:this|that|it) to you|walk you through)",
    r"\bas an AI\b",
    r"\byou(?:'ve| have) asked (?:a|an|about)\b",
    r"\bthank you for (?:asking|your question)",
    r"\bI(?:'d| would) recommend consulting\b",
    r"^(?:certainly|absolutely|of course)[!,.] (?:here|the|let|I)",
    r"\bto answer your question\b",
    r"\bgute frage\b",
    r"\bkann ich (?:Ihnen|dir) sonst noch",
    r"\bgern(?:e)? erkläre ich",
    r"\bich hoffe, das hilft",
    r"\bhier ist eine (?:übersicht|zusammenfassung)",
)
_ASKS_BACK = Phrases(
    _USER_WORDS,
    r"\b(?:can|could|would) you (?:please )?(?:explain|tell me|help me|clarify|walk me|elaborate)\b",
    r"\bwhat do you mean by\b",
    r"\b(?:können|koennen) Sie mir (?:bitte )?(?:erklären|sagen)",
)
_USER_TALK = Phrases(
    _USER_WORDS,
    (
        r"\bI(?:'m| am) (?:confused|not sure I understand|still (?:confused|puzzled)|"
        r"trying to (?:understand|figure))"
    ),
    (
        r"\bmy (?:boss|landlord|plumber|wife|husband|supervisor|colleague|teacher|doctor|neighbour|"
        r"neighbor|kids|daughter|son)\b"
    ),
    r"\bI have an? [\w -]{2,25} at home\b",
    r"\bthanks?(?: you)?,? (?:that|this) (?:helps|makes sense|clears)",
    r"\bthat makes sense now\b",
    r"\bI (?:was|am) wondering (?:if|whether|why|how)\b",
    r"\bich verstehe (?:das )?nicht\b",
    r"\bmein(?:e)? (?:chef|vermieter|mann|frau|nachbar)\b",
)
_MARK = re.compile(r"^>|[\"“„«]|```", re.M)
_QUOTED = re.compile(r"^>.*$|[\"“„«][^\"”“»]{12,}[\"”“»]|```.*?```", re.M | re.S)
_SENTENCE_END = re.compile(r"[.!?](?=[\s\"”’)]|$)")
QUESTIONS = 3


def role_echo(path: Transcript) -> Iterator[Finding]:
    """Find turns spoken in the other's part. What is quoted or drafted for the user does not count.

    Where the opening answer ends on a question, asking is the assistant's part.
    """
    asking = is_asking(path.turns)
    for turn in path.turns:
        yield from echo(turn, asking)


def is_asking(turns: Sequence[Turn]) -> bool:
    """Whether it is the assistant's part to ask, by how the conversation opened."""
    return len(turns) > 1 and asks(turns[1]["text"])


def echo(turn: Turn, asking: bool) -> Iterator[Finding]:
    """Find out whether one turn is spoken in the other's part."""
    text = _QUOTED.sub(" ", turn["text"]) if _MARK.search(turn["text"]) else turn["text"]
    if turn["role"] == "user":
        talk = _ASSISTANT_TALK.search(text)
        if talk:
            yield on_turn(turn, "role_echo", f"the user speaks as an assistant: {_shown(talk)}")
        return
    talk = _USER_TALK.search(text)
    talk = talk or (None if asking else _ASKS_BACK.search(text))
    if talk and turn["made_by"] == "model":
        yield on_turn(turn, "role_echo", f"the assistant speaks as a user: {_shown(talk)}")
    elif not asking and _only_asks(text):
        yield on_turn(turn, "role_echo", "the assistant asks and answers nothing")


def _shown(talk: re.Match[str]) -> str:
    return f'"{" ".join(talk[0].split())}"'


def _only_asks(text: str) -> bool:
    """Whether at least three sentences, and all but a word or two, are questions."""
    if text.count("?") < QUESTIONS:
        return False
    ends = [match[0] for match in _SENTENCE_END.finditer(text)]
    return ends.count("?") >= QUESTIONS and len(ends) - ends.count("?") <= 1 and "." not in ends
