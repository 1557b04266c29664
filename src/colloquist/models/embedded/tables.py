"""Tables of words: stanzas of lines, kept as text so that they can be read and added to."""

import re


def stanzas(text: str) -> list[list[str]]:
    """Return the stanzas of `text` as lists of lines; an indented line goes on from the one before."""
    joined = re.sub(r"\n  ", " ", text.strip())
    return [stanza.splitlines() for stanza in joined.split("\n\n")]
