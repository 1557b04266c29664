"""The Mermaid text of a machine, for a README: what GitHub and most editors draw by themselves."""

import re

from colloquist.show.wiring import END, START, Edge, Wiring, name

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
RESERVED = {"end", "graph", "subgraph", "flowchart", "style", "class", "click", "default", "direction"}


def mermaid(wiring: Wiring) -> str:
    """Return a flowchart; dotted arrows are chosen, solid ones are always taken."""
    ids = {node: _id(node, at) for at, node in enumerate(wiring.nodes)}
    nodes = [f"    {ids[node]}{_box(node, ids[node])}" for node in wiring.nodes]
    edges = [f"    {ids[edge.source]} {_arrow(edge)} {ids[edge.target]}" for edge in wiring.edges]
    return "\n".join(["graph TD", *nodes, *edges])


def _id(node: str, at: int) -> str:
    if node in (START, END):
        return name(node)
    taken = node in ("START", "END") or node.casefold() in RESERVED
    return node if PLAIN.fullmatch(node) and not taken else f"n{at}_"


def _box(node: str, id_: str) -> str:
    if node in (START, END):
        return f"([{name(node)}])"
    return "" if id_ == node else f"[{_quoted(node)}]"


def _arrow(edge: Edge) -> str:
    stroke = "-.->" if edge.conditional else "-->"
    return f"{stroke}|{_quoted(edge.label)}|" if edge.label else stroke


def _quoted(text: str) -> str:
    return '"' + text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;") + '"'
