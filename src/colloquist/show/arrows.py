"""The plain text drawing of a machine: straight runs in a line, and one block per node that decides."""

from collections.abc import Iterator, Sequence

from colloquist.show.wiring import Edge, Wiring, name

WIDEST = 88


def arrows(wiring: Wiring, notes: dict[str, str]) -> str:
    """Return the drawing; `notes` stand behind the nodes they are on, where these are first named.

    Every edge stands in it once, an edge that is always taken as `->`, one that is chosen as `-->`.
    """
    pen = _Pen(wiring, notes)
    return "\n".join(line for node in wiring.nodes for line in pen.from_(node))


class _Pen:
    """What remembers which nodes have had their edges drawn."""

    def __init__(self, wiring: Wiring, notes: dict[str, str]) -> None:
        self.wiring = wiring
        self.notes = dict(notes)
        self.drawn: set[str] = set()
        self.reached = {edge.target for edge in wiring.edges if edge.source != edge.target}

    def from_(self, node: str) -> Iterator[str]:
        """Yield the lines that begin at a node, then those of the deciding nodes that they lead to."""
        if node in self.drawn:
            return
        edges = self.wiring.leaving(node)
        if not edges:
            self.drawn.add(node)
            yield from [] if node in self.reached else [self.called(node)]
        elif _plain(edges):
            run = self.run(node)
            yield from _broken([self.called(step) for step in run])
            yield from self.from_(run[-1])
        else:
            self.drawn.add(node)
            runs = [self.run(edge.target) for edge in edges]
            yield from self.block(node, edges, runs)
            for steps in runs:
                yield from self.from_(steps[-1])

    def run(self, node: str) -> list[str]:
        """Follow the single edges from a node to the first that decides, ends or was drawn."""
        steps = [node]
        while steps[-1] not in self.drawn and _plain(edges := self.wiring.leaving(steps[-1])):
            self.drawn.add(steps[-1])
            steps.append(edges[0].target)
        return steps

    def block(self, node: str, edges: Sequence[Edge], runs: Sequence[list[str]]) -> Iterator[str]:
        """Yield one line per edge that leaves a deciding node, its runs behind them."""
        longest = max(len(edge.label) for edge in edges)
        lead = self.called(node)
        for edge, steps in zip(edges, runs, strict=True):
            first, *others = _broken([self.called(step) for step in steps], len(lead) + longest + 9)
            yield f"{lead} {_arrow(edge, longest)} {first}"
            yield from others
            lead = " " * len(lead)

    def called(self, node: str) -> str:
        """Return a node's name, with the note on it the first time."""
        return f"{name(node)} {self.notes.pop(node)}" if node in self.notes else name(node)


def _plain(edges: Sequence[Edge]) -> bool:
    return len(edges) == 1 and not edges[0].conditional


def _arrow(edge: Edge, longest: int) -> str:
    if not longest:
        return "-->" if edge.conditional else "->"
    if not edge.conditional:
        return "->".rjust(longest + 7)
    return f"-- {edge.label.ljust(longest)} -->" if edge.label else "-->".rjust(longest + 7, "-")


def _broken(steps: Sequence[str], at: int = 0) -> list[str]:
    """Return a run in lines that are not too wide; the first one starts in column `at`."""
    lines = [steps[0]]
    for step in steps[1:]:
        indent = 0 if len(lines) > 1 else at
        if indent + len(lines[-1]) + len(step) + 4 > WIDEST:
            lines.append(f"{' ' * (at + 2)}-> {step}")
        else:
            lines[-1] += f" -> {step}"
    return lines
