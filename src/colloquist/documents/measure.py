"""How long a text is: the words that snippets are sized by, in scripts with and without spaces."""

import re

FEWEST_WORDS = 12
# Scripts that set no space between words: kana, Han, Thai, Lao, Burmese, Khmer.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_UNSPACED_MARKS = re.compile("[\u3000-\u303f\uff00-\uffef]")
_LONG_TOKEN = 15


def count_words(text: str) -> float:
    """Return the length of `text` in words; two characters of an unspaced script make one.

    A run of characters without spaces (minified code, base64) counts as the words it takes the room of.
    """
    unspaced = 0
    if not text.isascii():
        text, unspaced = _UNSPACED.subn(" ", _UNSPACED_MARKS.sub(" ", text))
    tokens = text.split()
    return max(len(tokens), sum(map(len, tokens)) // _LONG_TOKEN) + unspaced / 2


def is_usable(text: str) -> bool:
    """Whether `text` is enough to talk about: a dozen words, figures not counted."""
    return count_words(" ".join(token for token in text.split() if any(map(str.isalpha, token)))) >= FEWEST_WORDS
