"""What a document says of itself: title, licence, tags and language, from whoever wrote them down."""

import re
from collections.abc import Mapping

from colloquist.documents.document import Origin

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;]")


def origin_from(fields: Mapping[str, object], source: str) -> Origin:
    """Return the origin that named `fields` describe; what is not of use there is left out."""
    return Origin(
        source=source,
        title=_words(fields.get("title")) or "",
        licence=_words(fields.get("licence")) or _words(fields.get("license")),
        tags=_tags(fields.get("tags")),
        language=language_code(fields.get("language") or fields.get("lang")),
    )


def language_code(value: object) -> str:
    """Return the ISO code that `value` begins with ("pt-BR" gives "pt"), or "en"."""
    match = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else "en"


def _words(value: object) -> str | None:
    said = " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
    return said or None


def _tags(value: object) -> tuple[str, ...]:
    given = _SEPARATORS.split(value) if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        return ()
    return tuple(dict.fromkeys(tag for tag in map(_words, given) if tag))
