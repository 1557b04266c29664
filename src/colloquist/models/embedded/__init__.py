"""The model in the box: a deterministic dialog inpainter that needs no weights, no network and no key."""

from colloquist.models.embedded.model import EmbeddedModel

__all__ = ["EmbeddedModel"]
