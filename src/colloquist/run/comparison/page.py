"""The page of a comparison: one self-contained file that a stranger can read, without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

from colloquist.run.comparison.beside import beside
from colloquist.run.comparison.compared import Comparison
from colloquist.show import looks
from colloquist.show.tags import Html, joined, tag

PAGE = """
:root{color-scheme:light dark}
body{font:15px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;max-width:75em;margin:2.5em auto;
padding:0 1.5em;overflow-wrap:anywhere}
h1{font-size:1.6em;margin:0 0 .6em}
h2{font-size:1.15em;margin:2.4em 0 .6em;border-bottom:1px solid #8884;padding-bottom:.3em}
table{border-collapse:collapse;font-size:.92em;margin:1em 0}
td,th{padding:.2em 1em .2em 0;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td:first-child,th:first-child,td:last-child{text-align:left}
th{font-weight:600;opacity:.7}
tr.group td{padding-top:1em;font-weight:650}
.better{color:#2a9d6f;font-weight:600}
.worse{color:#d9702b;font-weight:600}
.scroll{overflow-x:auto}
.two{display:grid;grid-auto-columns:minmax(20em,1fr);grid-auto-flow:column;gap:1.6em;overflow-x:auto}
figure{margin:0;background:#fff;padding:1em;border-radius:8px}
summary{cursor:pointer}
details{margin:.35em 0}
.user{background:#5a82c81a;border-radius:8px;padding:.5em .8em;margin:.6em 0}
.assistant{padding:.2em .8em;margin:.6em 0}
.faint{opacity:.65;font-size:.88em}
dl{display:grid;grid-template-columns:16em minmax(0,1fr);gap:.2em 1em}
dd{margin:0}
"""
TITLE = "colloquist compare"


def page(comparison: Comparison, drawing: str | None) -> Html:
    """Return the page; `drawing` is the plot as SVG."""
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        tag("title", f"{TITLE}: {comparison.title}"),
        tag("style", Html(PAGE)),
    )
    body = tag(
        "body",
        tag("h1", comparison.title),
        *(tag("p", sentence) for sentence in comparison.summary),
        *(_table(n, comparison) for n in range(len(comparison.blocks))),
        joined(tag("h2", "The differences"), tag("figure", Html(drawing))) if drawing else "",
        *(
            joined(tag("h2", heading[0].upper() + heading[1:]), _list(lines))
            for heading, lines in comparison.sections
        ),
        tag("h2", "What the rows mean"),
        _meanings(comparison),
        tag("h2", "Who was compared"),
        _contestants(comparison),
        tag("h2", "Side by side"),
        beside(comparison),
        class_=looks.AS_WRITTEN,
    )
    return joined(Html("<!DOCTYPE html>\n"), tag("html", head, body, lang="en"))


def _table(n: int, comparison: Comparison) -> Html:
    head, rows = comparison.blocks[n]
    return tag(
        "div",
        tag("table", tag("tr", *(tag("th", cell) for cell in head)), *(_row(cells) for cells in rows)),
        class_="scroll",
    )


def _row(cells: Sequence[str]) -> Html:
    if not any(cells[1:]):
        return tag("tr", tag("td", cells[0], colspan="7"), class_="group")
    last = tag("td", cells[-1], class_=cells[-1] if cells[-1] in ("better", "worse") else "")
    return tag(
        "tr",
        *(tag("td", Html("&ensp;"), cell) if not n else tag("td", cell) for n, cell in enumerate(cells[:-1])),
        last,
    )


def _list(lines: Sequence[str]) -> Html:
    return tag("ul", *(tag("li", line) for line in lines))


def _meanings(comparison: Comparison) -> Html:
    known = {row.words: f"{row.meaning}{_way(row.better)}" for row in comparison.found}
    return tag("dl", *(joined(tag("dt", words), tag("dd", meaning)) for words, meaning in known.items()))


def _way(better: str) -> str:
    return f"; {better} is better" if better else ""


def _contestants(comparison: Comparison) -> Html:
    """Show who each contestant is by what differs, and what they have in common once."""
    who = [
        tag(
            "li", tag("b", label), f": strategy {about['strategy']}{_differs(about)}; run folder {about['folder']}"
        )
        for label, about in comparison.contestants.items()
    ]
    settings = [_flat(about["settings"]) for about in comparison.contestants.values()]
    common = {
        name: value for name, value in settings[0].items() if all(one.get(name) == value for one in settings)
    }
    rows = [joined(tag("dt", name), tag("dd", value)) for name, value in common.items()]
    return joined(tag("ul", *who), tag("details", tag("summary", "settings that all share"), tag("dl", *rows)))


def _differs(about: Mapping[str, Any]) -> str:
    return "".join(f", {name} = {value}" for name, value in about["differs"].items())


def _flat(settings: Mapping[str, Any]) -> dict[str, str]:
    roles = {
        f"{role}: {name}": str(value)
        for role, own in settings.get("roles", {}).items()
        for name, value in own.items()
        if value not in (None, {}, "")
    }
    plain = {
        name: str(value) for name, value in settings.items() if name != "roles" and value not in (None, {}, "")
    }
    return {**plain, **roles}
