"""HTML that cannot be broken from inside: whatever is not already HTML is escaped on its way in."""

from html import escape


class Html(str):
    """Text that is HTML and may stand as it is."""

    __slots__ = ()


def tag(name: str, *inside: str, style: str = "", **attributes: str) -> Html:
    """Return an element; `class_` stands for class, and an underscore inside a name for a hyphen."""
    given = {"style": " ".join(style.split()), **attributes}
    written = [f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in given.items() if value]
    return Html(f"<{name}{''.join(written)}>{joined(*inside)}</{name}>")


def joined(*parts: str) -> Html:
    """Return the parts one after the other as HTML."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))
