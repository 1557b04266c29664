"""The beginning of a text, counted in words: what stays of a preference pair whose completions are cut.

The report cut completions to their first five tokens (Phi-4, 2412.08905, A.1) and names no tokeniser. Here a
token is a run without white space, or one character of a script that sets no spaces; it needs no vocabulary.
"""

import re

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")


def first_tokens(text: str, number: int | None) -> str:
    """Return `text` up to the end of its first `number` tokens; all of it for None."""
    if number is None:
        return text
    ends = [found.end() for found in _TOKEN.finditer(text)]
    return text[: ends[number - 1]] if len(ends) > number else text
