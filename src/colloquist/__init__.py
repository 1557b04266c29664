"""colloquist grows grounded multi-turn conversations from documents, with a LangGraph machine you can edit.

    import colloquist as cq

    conversation = cq.converse("A relief valve opens when ...", model="gpt-4o-mini")
    cq.generate("documents/", "runs/first", model="gpt-4o-mini", max_turns=8)
"""

from colloquist.documents import Corpus, InputError, read
from colloquist.graphs import StrategyError, load, strategies
from colloquist.models import ScriptedModel
from colloquist.prompts import PromptError
from colloquist.run import (
    Outcome,
    RunFolderError,
    RunStopped,
    aconverse,
    agenerate,
    astream,
    converse,
    generate,
    read_records,
    stream,
)
from colloquist.show import Conversation, draw
from colloquist.state.persona import Persona
from colloquist.state.record import Record
from colloquist.state.settings import RoleSettings, Settings, SettingsError
from colloquist.state.snippet import Snippet

__version__ = "0.1.0"

__all__ = [
    "Conversation",
    "Corpus",
    "InputError",
    "Outcome",
    "Persona",
    "PromptError",
    "Record",
    "RoleSettings",
    "RunFolderError",
    "RunStopped",
    "ScriptedModel",
    "Settings",
    "SettingsError",
    "Snippet",
    "StrategyError",
    "aconverse",
    "agenerate",
    "astream",
    "converse",
    "draw",
    "generate",
    "load",
    "read",
    "read_records",
    "stream",
    "strategies",
]
