"""What a prefix cache would have held: blocks over the text of a prompt, as vLLM counts them over its tokens."""

BLOCK = 64
PER_TOKEN = 4
MOST = 1_000_000


class Prefixes:
    """Every block that was ever sent, each known by all that stood before it; the oldest make room."""

    def __init__(self) -> None:
        self._known: dict[int, None] = {}

    def cached(self, text: str) -> int:
        """Return how many characters from the start of `text` were there before, and remember all of it."""
        chain, hits, hitting = 0, 0, True
        for at in range(0, len(text) - BLOCK + 1, BLOCK):
            chain = hash((chain, text[at : at + BLOCK]))
            hitting = hitting and chain in self._known
            hits += hitting
            self._known[chain] = None
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]
        return hits * BLOCK


def usage(prompt: int, cached: int, said: str) -> dict[str, object]:
    """Return the usage of a reply; a token is taken for four characters."""
    tokens, output = prompt // PER_TOKEN, len(said) // PER_TOKEN
    return {
        "prompt_tokens": tokens,
        "completion_tokens": output,
        "total_tokens": tokens + output,
        "prompt_tokens_details": {"cached_tokens": cached // PER_TOKEN},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }
