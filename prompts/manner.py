"""What is particular to how a conversation is held: words by role, laid into the prompts of those who speak."""

from collections.abc import Mapping

from colloquist.prompts import phrases
from colloquist.state.settings import Role, Settings


def in_manner(settings: Settings, manner: str | Mapping[str, str]) -> Settings:
    """Return the settings with a strategy's manner: its words, or those of the prompt it names.

    What the settings already say for a role stays.
    """
    words = phrases(manner, settings.prompts) if isinstance(manner, str) else manner
    return settings.with_parts(manner={**words, **settings.manner})


def particular(settings: Settings, role: Role, *more: str) -> str:
    """Return what the prompt of a role adds about the manner of the conversation, and `more`; mostly nothing."""
    said = "\n\n".join(words.strip() for words in (settings.manner.get(role, ""), *more) if words.strip())
    return f"\n\n{phrases('manner', settings.prompts)['above']}\n{said}" if said else ""
