"""From rendered prompts to chat messages, and the window of a long conversation that is still shown."""

from collections.abc import Sequence
from typing import NamedTuple

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from colloquist.models import Unusable
from colloquist.prompts import Part, blocks
from colloquist.state.dialogue import Dialogue, Turn, Voice
from colloquist.state.tree import current_path, persona_of, spoken

_OURS = (
    *('<source id="', '<turn n="', "</turn>", '<answer turn="', "<conversation>", "</conversation>"),
    *("<persona>", "</persona>", "<within_reach>", "<summary>", "<reviews>", "[A note for you alone"),
)


def as_messages(parts: Sequence[Part]) -> list[BaseMessage]:
    """Return the system and human messages of a rendered prompt."""
    kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "human": HumanMessage}
    return [kinds[part.kind](part.text) for part in parts if part.kind in kinds]


def who_asks(dialogue: Dialogue) -> str:
    """Show whoever asks on the running path: the persona, each of several, or nobody in particular."""
    path = current_path(dialogue)
    voices = path.get("voices", [])
    if voices:
        return "\n\n".join(who_speaks(dialogue, voice) for voice in voices)
    persona = persona_of(dialogue, path["persona_id"])
    return blocks.persona(persona) if persona else blocks.anybody(path["perspective"])


def who_speaks(dialogue: Dialogue, voice: Voice) -> str:
    """Show one of several voices under its name: its persona, or nobody in particular."""
    persona = persona_of(dialogue, voice["persona_id"])
    return blocks.persona(persona, voice["name"]) if persona else blocks.anybody("", voice["name"])


class Window(NamedTuple):
    """What is still shown of a conversation: a summary of its beginning, then turns from number `first`."""

    summary: str
    turns: list[Turn]
    first: int


def window(dialogue: Dialogue) -> Window:
    """Return the summary of the running path and the turns after it."""
    turns = spoken(dialogue)
    ids = [turn["id"] for turn in turns]
    path = current_path(dialogue)["id"]
    for summary in reversed(dialogue["summaries"]):
        if summary["path_id"] == path and summary["through"] in ids:
            at = ids.index(summary["through"]) + 1
            return Window(summary["text"], turns[at:], at + 1)
    return Window("", turns, 1)


def check_turn(text: str, before: Sequence[Turn]) -> None:
    """Raise Unusable for a message that repeats an earlier one or carries the markup of a prompt."""
    if any(tag in text for tag in _OURS):
        raise Unusable("unreadable", "it contains markup of the prompt; write the message alone")
    words = text.split()
    first = "".join(words[:1])
    if any(turn["text"].lstrip().startswith(first) and turn["text"].split() == words for turn in before):
        raise Unusable("unreadable", "it repeats an earlier message word for word")
