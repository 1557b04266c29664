"""Manners: how people lead into what they want to know; {q} is a question, {i} a clause that asks."""

import re
from typing import NamedTuple


class Manner(NamedTuple):
    """How somebody talks: around a straight question, around a clause that asks, and when they object."""

    straight: tuple[str, ...]
    clause: tuple[str, ...]
    objection: tuple[str, ...]


_PLAIN = Manner(
    straight=("{q}", "One thing I still need. {q}", "Good to know. {q}", "Let me ask it straight out. {q}", "That helps me with one half of it. {q}", "{q}"),
    clause=(
        "Can you tell me {i}?",
        "What I still need to know is {i}.",
        "I would like to hear {i}.",
        "Tell me {i}.",
        "In plain words, can you say {i}?",
        "I have not understood yet {i}.",
    ),
    objection=(
        "I find it hard to believe that {c}. Why would that be?",
        "Out here I would have expected the opposite of that. So {c}, you say. Why?",
    ),
)
MANNERS: tuple[tuple[re.Pattern[str], Manner], ...] = (
    (
        re.compile(r"\b(?:short|clipped|few words|terse|brief)\b", re.I),
        Manner(
            straight=("{q}", "Fine. {q}", "Next point. {q}", "Right. {q}", "Understood. {q}", "Noted. {q}"),
            clause=("Tell me {i}.", "Still open: {i}.", "I need to know {i}.", "Just tell me {i}.", "Say {i}."),
            objection=("Hard to believe that {c}. Why?", "So {c}? Give me the reason."),
        ),
    ),
    (
        re.compile(r"\b(?:letter|formal|exact|careful full|precise|meticulous)\b", re.I),
        Manner(
            straight=(
                "There is a point on which I should like to be exact. {q}",
                "Thank you, that I can follow. {q}",
                "I have written that down as you put it. {q}",
                "Permit me a further question. {q}",
                "I should not like to get this wrong. {q}",
                "Before I go on, one matter has to be settled. {q}",
            ),
            clause=(
                "Might I ask you to set out {i}?",
                "I should be obliged if you could tell me {i}.",
                "It would help me greatly to know {i}.",
                "What I have not been able to establish is {i}.",
                "Would you be so good as to explain {i}?",
                "I should also like to put on record {i}.",
            ),
            objection=(
                "I confess that I find it difficult to accept that {c}. What is the reason for it?",
                "I should have expected otherwise, and yet you imply that {c}. Why should that be so?",
            ),
        ),
    ),
    (
        re.compile(r"\b(?:wander|long sentences|rambl\w*|anecdot\w*)\b", re.I),
        Manner(
            straight=(
                "I was turning that over while you were explaining, and I keep getting stuck at the same place, so let me just ask. {q}",
                "Now, that reminds me of something I have wondered about for years without ever asking anybody. {q}",
                "Fair enough, and I will probably think of an example on the way home, but first this. {q}",
                "It is a funny thing how one hears all this in bits and pieces and never the whole of it. {q}",
                "My wife says I never let a thing go, and she has a point. {q}",
            ),
            clause=(
                "And while we are at it, because somebody is bound to ask me, could you tell me {i}?",
                "I have been going round and round with this, and what I cannot work out for myself is {i}.",
                "You will have to bear with me, but before we go on I would really like to know {i}.",
                "There is always one more thing with me, I am afraid, and this time it is {i}.",
            ),
            objection=(
                "I don't want to be difficult, and you may well be right, but I have trouble swallowing that {c}. Why on earth would that be?",
            ),
        ),
    ),
    (
        re.compile(r"\b(?:half-finished|as they speak|thinks? aloud|loose)\b", re.I),
        Manner(
            straight=("Okay, hang on. {q}", "Hm. {q}", "Right, so... no, wait. {q}", "Sure, sure. But {l}", "Ah. And {l}", "Let me see. {q}"),
            clause=(
                "Okay, but I still don't see {i}.",
                "So, hm, what I don't get is {i}.",
                "Wait, one step back. I need to know {i}.",
                "Yes, no, I follow that. Just not {i}.",
                "Can you say again, I mean properly, {i}?",
            ),
            objection=("Hm, no. I can't picture that {c}. Why would that be?", "Really? That {c}? How come?"),
        ),
    ),
    (
        re.compile(r"\b(?:contradict\w*|states things|sceptical|blunt|distrust\w*|stubborn)\b", re.I),
        Manner(
            straight=(
                "That only goes so far. {q}",
                "I am not convinced yet. {q}",
                "I will take your word for that part. {q}",
                "People tell me a lot of things. {q}",
                "Let us see whether it holds up. {q}",
                "So far so good. {q}",
            ),
            clause=(
                "Nobody has ever been able to tell me {i}.",
                "I would not sign anything before I know {i}.",
                "You have not told me yet {i}.",
                "I want to know {i}.",
                "Then there is still the matter of {i}.",
            ),
            objection=("I don't believe that {c}. Show me why.", "Everybody says that {c}. I want to hear the reason."),
        ),
    ),
    (
        re.compile(r"\b(?:examples?|comparisons?|jumps)\b", re.I),
        Manner(
            straight=(
                "Let me try that on a real case in my head. {q}",
                "I can picture that much. {q}",
                "I am trying to see it in front of me. {q}",
                "That looks like something I know. {q}",
                "{q}",
            ),
            clause=(
                "When I picture it on the spot, what is missing is {i}.",
                "To see it in front of me I would need to know {i}.",
                "What I cannot picture yet is {i}.",
                "If I stood there myself, I would wonder {i}.",
            ),
            objection=("When I try to picture that {c}, I can't. Why would that be?",),
        ),
    ),
)


def manner(style: str, tone: str) -> Manner:
    """Return the manner that a persona's way of writing calls for, or else its tone."""
    for described in (style, tone):
        for pattern, found in MANNERS:
            if pattern.search(described):
                return found
    return _PLAIN
