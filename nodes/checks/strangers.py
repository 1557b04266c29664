"""What in a new answer nobody has said and no source holds: for the refiner, before there are labels."""

from collections.abc import Sequence

from colloquist.nodes.checks.days import days
from colloquist.nodes.checks.figures import figures
from colloquist.nodes.checks.naming import naming
from colloquist.nodes.checks.role_echo import echo, is_asking
from colloquist.nodes.checks.source_talk import talk
from colloquist.nodes.checks.transcript import Transcript
from colloquist.state.dialogue import Turn
from colloquist.state.snippet import Snippet

_FACTS = (figures, days, naming)


def strangers(text: str, before: Sequence[Turn], sources: Sequence[Snippet], language: str) -> list[str]:
    """Return a line for each number, date and name of an answer that neither sources nor earlier turns hold.

    `before` are the turns up to the question that it answers. Slips of the role and talk about a text too.
    """
    # What was said counts as said, whoever said it; only the answer is looked at.
    heard = [Turn({**turn, "role": "user"}) for turn in before]
    answer = Turn(id="", parent_id=None, path_id="", role="assistant", text=text, made_by="model", persona_id=None)
    facts = Transcript([*heard, answer], sources, None, language)
    found = [one for check in _FACTS for one in check(facts)]
    found += echo(answer, is_asking(before))
    found += talk(
        answer, facts.source_texts, " ".join(turn["text"].casefold() for turn in before[:2] if len(before) > 1)
    )
    return list(dict.fromkeys(one["says"] for one in found if one["kind"] not in ("miscited",)))
