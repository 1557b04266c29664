"""The language of a turn, told by its script and its commonest words; silent where that is not sure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import words
from colloquist.state.finding import Finding

FEWEST = 8
SAMPLE = 1000
"""Characters of a source by which its own language is told."""
USUAL = 0.2
"""Words below which nothing is said."""
_STOP = {
    "en": (
        "the of and to is that it for was with as be by this are from or have an they which you not but "
        "at were has can its will would if there when what"
    ),
    "de": (
        "der die und das ist nicht von zu den mit sich auf für dem ein eine wird sie als auch es werden "
        "aus er hat dass bei nach einen oder sind wenn noch durch man damit kann"
    ),
    "fr": (
        "le la les des et est une dans que qui pour pas sur au avec ce il elle sont par plus ne se cette "
        "mais ou comme nous vous leur aux être du"
    ),
    "es": (
        "el los las y que de es una por con para no se del su más como pero al lo este sus ya entre "
        "cuando muy sin sobre también hay"
    ),
    "it": (
        "il che di e la per un una non sono del della si con da è le dei nel alla come più anche ma "
        "questo gli delle"
    ),
    "nl": (
        "de het een van en is dat in te zijn op niet met voor er aan ook als door maar om bij nog naar "
        "wordt of deze"
    ),
    "pt": ("o que de e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou"),
    "sv": ("och att det som en på är av för med till den har inte om ett han men var jag sig från vi så kan när"),
    "pl": ("i w na z do nie się że jest to o jak po przez dla co od za są ale był jego być tym"),
}
WORDS = {language: frozenset(listed.split()) for language, listed in _STOP.items()}
_SCRIPTS = {
    "cyrillic": (re.compile(r"[\u0400-\u04ff]"), {"ru", "uk", "bg", "sr", "be", "mk", "kk", "mn"}),
    "greek": (re.compile(r"[\u0370-\u03ff]{3,}"), {"el"}),
    "arabic": (re.compile(r"[\u0600-\u06ff]"), {"ar", "fa", "ur", "ps", "ku"}),
    "hebrew": (re.compile(r"[\u0590-\u05ff]"), {"he", "yi"}),
    "indic": (re.compile(r"[\u0900-\u0dff]"), {"hi", "bn", "mr", "ta", "te", "gu", "kn", "ml", "pa", "ne", "si"}),
    "thai": (re.compile(r"[\u0e00-\u0e7f]"), {"th"}),
    "hangul": (re.compile(r"[\uac00-\ud7af]"), {"ko"}),
    "kana": (re.compile(r"[\u3040-\u30ff]"), {"ja"}),
    "han": (re.compile(r"[\u4e00-\u9fff]"), {"zh", "ja", "ko", "yue"}),
}
_MARK = re.compile(r"[`\"“„«*]")
_QUOTED = re.compile(r"```.*?```|[\"“„«][^\"”“»]*[\"”“»]|\*[^*\n]+\*", re.S)


def tongue(path: Transcript) -> Iterator[Finding]:
    """Find turns, and paragraphs of turns, in another language than the conversation's."""
    for turn in path.turns:
        for paragraph in turn["text"].split("\n\n"):
            other = other_language(paragraph, path.language)
            if other and not _is_of_a_source(other, path):
                yield on_turn(turn, "language", f"it is in {other}, the conversation in {path.language}")
                break


def _is_of_a_source(language: str, path: Transcript) -> bool:
    """Whether a source is in that language: a document whose language nobody has named counts as English."""
    return any(other_language(source.text[:SAMPLE], path.language) == language for source in path.sources)


@lru_cache(maxsize=256)
def other_language(text: str, expected: str) -> str:
    """Return the language or script that `text` is in when it surely is not `expected`, else nothing."""
    plain = _QUOTED.sub(" ", text) if _MARK.search(text) else text
    foreign = _foreign_script(plain, expected)
    if foreign:
        return foreign
    said = words(plain)
    if expected not in WORDS or len(said) < FEWEST:
        return ""
    if sum(map(WORDS[expected].__contains__, said)) > USUAL * len(said):
        return ""
    share = {language: sum(word in known for word in said) / len(said) for language, known in WORDS.items()}
    best = max(share, key=lambda language: share[language])
    sure = share[best] >= 0.2 and share[expected] <= 0.35 * share[best] and share[best] * len(said) >= 3
    return best if best != expected and sure else ""


def _foreign_script(text: str, expected: str) -> str:
    if text.isascii():
        return ""
    letters = sum(char.isalpha() for char in text)
    for script, (form, languages) in _SCRIPTS.items():
        count = sum(len(match[0]) for match in form.finditer(text))
        if expected not in languages and count > 0.3 * letters and count >= FEWEST:
            return f"{script} script"
    return ""
