"""How a conversation looks in a notebook: inherited ink and translucent paper, so that any theme carries it.

Everything is an inline style: a notebook that strips style sheets, as many viewers do, keeps these.
"""

from colloquist.show.marks import MARKS

SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif"
HAIR = "1px solid rgba(128,128,128,.28)"
STATUS = {"done": "#2a9d6f", "rejected": "#d9822b", "failed": "#d9534f"}

# MathJax would take the text between two prices for a formula.
AS_WRITTEN = "mathjax_ignore tex2jax_ignore"

STEP = f"font:14px/1.6 {SANS};max-width:54em;overflow-wrap:anywhere;text-align:left"
CARD = f"""font:14px/1.6 {SANS};max-width:54em;padding:1.2em 1.5em 1.3em;border:{HAIR};border-radius:10px;
overflow-wrap:anywhere;text-align:left"""
TITLE = "font-size:1.35em;font-weight:650;line-height:1.3;margin:0 0 .35em"
FACTS = "font-size:.86em;opacity:.75;margin:.1em 0 .5em"
FATE = "font-size:.93em"
ENDED = "font-size:.92em;margin:.9em 0 0 10.2em;padding:.5em 0 0;border-top:1px dotted rgba(128,128,128,.4)"
ALARM = "margin:.6em 0;padding:.4em .8em;border-left:3px solid #d9534f;background:rgba(217,83,79,.10)"
HEADING = f"""display:flex;flex-wrap:wrap;gap:0 .8em;align-items:baseline;margin:2em 0 .8em;padding:0 0 .3em;
border-bottom:{HAIR}"""
NAME = "font-weight:650;font-size:1.06em"
LEGEND = "opacity:.8;font-size:.86em;margin:.3em 0 0"
FAINT = "opacity:.62;font-size:.86em"
ROW = "display:grid;grid-template-columns:8.4em minmax(0,1fr);column-gap:1.1em"
MARGIN = "text-align:right;line-height:1.35;padding-top:.12em;overflow-wrap:normal"
FIRST = "margin:1.4em 0 0"
SPEAKER = "font-weight:650;font-size:.9em"
BELOW = "opacity:.6;font-size:.78em"
TEXT = "white-space:pre-wrap;margin:0"
SIDE = "font-size:.86em;opacity:.72;line-height:1.5"
DETAILS = "margin:.25em 0;font-size:.93em"
SUMMARY = "cursor:pointer;opacity:.85"
INSIDE = "margin:.4em 0 .6em .35em;padding:.1em 0 .1em .9em;border-left:2px solid rgba(128,128,128,.28)"
GRID = "display:grid;grid-template-columns:7.5em minmax(0,1fr);gap:.15em 1em;margin:0"
SUP = "opacity:.6;font-size:.68em;line-height:0;padding-left:.2em;font-variant-numeric:tabular-nums"


def row(role: str) -> str:
    """Return the style of a row; what the user says stands on tinted paper, what is no turn stands closer."""
    paper = {
        "user": "padding:.5em .7em .55em 0;background:rgba(90,130,200,.10);border-radius:8px",
        "assistant": "padding:.6em .7em .3em 0",
    }
    return f"{ROW};{paper.get(role, 'padding:.1em .7em .5em 0')}"


def sentence(kind: str) -> str:
    """Return the style of a labelled sentence: a line below it in the colour and shape of its kind."""
    mark = MARKS[kind]
    if mark.line == "none":
        return ""
    thick = "2px" if mark.line == "dotted" else "1px"
    return (
        f"text-decoration:underline {mark.line} {mark.colour}a8;text-decoration-thickness:{thick};"
        "text-underline-offset:3.5px;text-decoration-skip-ink:none"
    )


def status(name: str) -> str:
    """Return the style of the chip that says what became of a conversation."""
    ink = STATUS.get(name, "#8a8f98")
    return f"color:{ink};border:1px solid {ink};border-radius:1em;padding:.02em .65em;font-weight:600"
