"""What a person sees of a conversation: in a notebook, in a terminal, as a drawing of its machine."""

from colloquist.show.conversation import Conversation, Step
from colloquist.show.drawing import Drawing, draw
from colloquist.show.reading import print_record

__all__ = ["Conversation", "Drawing", "Step", "draw", "print_record"]
