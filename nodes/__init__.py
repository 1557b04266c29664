"""The steps of a conversation, one per file: a node reads the dialogue, asks a model, and returns facts."""

from colloquist.nodes.assistant_turn import assistant_turn
from colloquist.nodes.build_persona import build_persona
from colloquist.nodes.finish import finish
from colloquist.nodes.new_perspective import new_perspective
from colloquist.nodes.refine import refine
from colloquist.nodes.seed_answer import seed_answer
from colloquist.nodes.summarise import summarise
from colloquist.nodes.user_turn import user_turn

__all__ = [
    "assistant_turn",
    "build_persona",
    "finish",
    "new_perspective",
    "refine",
    "seed_answer",
    "summarise",
    "user_turn",
]
