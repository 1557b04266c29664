"""colloquist grows grounded multi-turn conversations from documents, with a LangGraph machine you can edit.

import colloquist as cq

conversation = cq.converse("A relief valve opens when ...", model="gpt-4o-mini")
cq.generate("documents/", "runs/first", model="gpt-4o-mini", max_turns=8)
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colloquist.documents import Corpus, InputError, read
    from colloquist.graphs import StrategyError, load, strategies
    from colloquist.graphs.conversation import conversation
    from colloquist.models import ScriptedModel
    from colloquist.prompts import PromptError
    from colloquist.run.check import check
    from colloquist.run.comparison.compare import acompare, compare
    from colloquist.run.comparison.compared import Comparison
    from colloquist.run.comparison.contestant import Contestant
    from colloquist.run.converse import aconverse, astream, converse, stream
    from colloquist.run.estimate import aestimate, estimate
    from colloquist.run.folder import read_records
    from colloquist.run.forecast import Estimate
    from colloquist.run.generate import Outcome, agenerate, generate
    from colloquist.run.limits import RunLimits
    from colloquist.run.problem import RunFolderError, RunStopped
    from colloquist.run.standing import status
    from colloquist.run.thread import Thread, athread, thread
    from colloquist.run.tracing.datasets import pull_dataset, push_dataset
    from colloquist.run.tracing.looking import trace
    from colloquist.run.tracing.options import Tracing
    from colloquist.run.tracing.push import push_traces
    from colloquist.show import Conversation, draw
    from colloquist.state.budget import LimitReached
    from colloquist.state.persona import Persona
    from colloquist.state.record import Record
    from colloquist.state.settings import RoleSettings, Settings, SettingsError
    from colloquist.state.snippet import Snippet

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Contestant",
    "Conversation",
    "Corpus",
    "Estimate",
    "InputError",
    "LimitReached",
    "Outcome",
    "Persona",
    "PromptError",
    "Record",
    "RoleSettings",
    "RunFolderError",
    "RunLimits",
    "RunStopped",
    "ScriptedModel",
    "Settings",
    "SettingsError",
    "Snippet",
    "StrategyError",
    "Thread",
    "Tracing",
    "acompare",
    "aconverse",
    "aestimate",
    "agenerate",
    "astream",
    "athread",
    "check",
    "compare",
    "conversation",
    "converse",
    "draw",
    "estimate",
    "generate",
    "load",
    "pull_dataset",
    "push_dataset",
    "push_traces",
    "read",
    "read_records",
    "status",
    "strategies",
    "stream",
    "thread",
    "trace",
]

# Loaded at first use, so that a command that needs one part does not wait for the others.
_HOMES = {
    "Comparison": "colloquist.run.comparison.compared",
    "Contestant": "colloquist.run.comparison.contestant",
    "Conversation": "colloquist.show",
    "Corpus": "colloquist.documents",
    "Estimate": "colloquist.run.forecast",
    "InputError": "colloquist.documents",
    "LimitReached": "colloquist.state.budget",
    "Outcome": "colloquist.run.generate",
    "Persona": "colloquist.state.persona",
    "PromptError": "colloquist.prompts",
    "Record": "colloquist.state.record",
    "RoleSettings": "colloquist.state.settings",
    "RunFolderError": "colloquist.run.problem",
    "RunLimits": "colloquist.run.limits",
    "RunStopped": "colloquist.run.problem",
    "ScriptedModel": "colloquist.models",
    "Settings": "colloquist.state.settings",
    "SettingsError": "colloquist.state.settings",
    "Snippet": "colloquist.state.snippet",
    "StrategyError": "colloquist.graphs",
    "Thread": "colloquist.run.thread",
    "Tracing": "colloquist.run.tracing.options",
    "acompare": "colloquist.run.comparison.compare",
    "aconverse": "colloquist.run.converse",
    "aestimate": "colloquist.run.estimate",
    "agenerate": "colloquist.run.generate",
    "astream": "colloquist.run.converse",
    "athread": "colloquist.run.thread",
    "check": "colloquist.run.check",
    "conversation": "colloquist.graphs.conversation",
    "compare": "colloquist.run.comparison.compare",
    "converse": "colloquist.run.converse",
    "draw": "colloquist.show",
    "estimate": "colloquist.run.estimate",
    "generate": "colloquist.run.generate",
    "load": "colloquist.graphs",
    "pull_dataset": "colloquist.run.tracing.datasets",
    "push_dataset": "colloquist.run.tracing.datasets",
    "push_traces": "colloquist.run.tracing.push",
    "read": "colloquist.documents",
    "read_records": "colloquist.run.folder",
    "status": "colloquist.run.standing",
    "strategies": "colloquist.graphs",
    "stream": "colloquist.run.converse",
    "thread": "colloquist.run.thread",
    "trace": "colloquist.run.tracing.looking",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'colloquist' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*__all__, "__version__"])
