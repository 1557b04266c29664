"""What a call would have cost: token counts at four characters each, so that budgets can be tried."""

from collections.abc import Sequence

from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata

_CHARACTERS = 4
_PER_MESSAGE = 4


def usage_of(messages: Sequence[BaseMessage], reply: str) -> UsageMetadata:
    """Return the token counts of a call."""
    read = sum(_PER_MESSAGE + _tokens(message.text) for message in messages)
    written = _tokens(reply)
    return UsageMetadata(
        input_tokens=read,
        output_tokens=written,
        total_tokens=read + written,
        input_token_details=InputTokenDetails(cache_read=0),
    )


def _tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS)
