"""The page of a trace: steps and calls on a line of time, prompts and replies behind a click; HTML by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colloquist.show import facts, looks
from colloquist.show.rows import folded
from colloquist.show.tags import Html, joined, tag
from colloquist.state.trace import Exchange, Visit

if TYPE_CHECKING:
    from colloquist.show.trace import Numbered, TraceView

EN = Html("&ensp;")
CARD = f"""font:14px/1.55 {looks.SANS};max-width:66em;padding:1.2em 1.5em 1.3em;border:{looks.HAIR};
border-radius:10px;overflow-wrap:anywhere;text-align:left"""
STEP = f"margin:.9em 0 0;padding:.7em 0 0;border-top:{looks.HAIR}"
LINE = "display:grid;grid-template-columns:minmax(0,1fr) 13em;column-gap:1.4em;align-items:center"
LANE = """position:relative;float:right;width:13em;height:.7em;margin:.4em 0 0 1.4em;border-radius:.35em;
background:rgba(128,128,128,.13)"""
BAR = "position:absolute;top:0;bottom:0;border-radius:.35em"
GOOD, BAD = "#3d86c6", "#d9534f"
DECIDED = "color:#a06bd6;font-weight:600"
NOTE = "margin:.6em 0;padding:.4em .8em;border-left:3px solid #d9822b;background:rgba(217,130,43,.10)"
WORDS = """white-space:pre-wrap;margin:.2em 0 .8em;padding:.5em .8em;border-radius:6px;
background:rgba(128,128,128,.09);font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"""
REPLY = WORDS.replace("rgba(128,128,128,.09)", "rgba(42,157,111,.12)")
PAGE = "body{margin:2em 1em;color-scheme:light dark}body>div{margin:auto}"


def document(title: str, card: Html) -> str:
    """Return a whole document around a card; it fetches nothing."""
    head = joined(
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width">'),
        Html('<meta name="color-scheme" content="light dark">'),
        tag("title", title),
        tag("style", Html(PAGE)),
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), tag('body', card), lang='en')}\n"


def trace_card(view: TraceView) -> Html:
    """Return the tree of a trace as a card for a notebook."""
    record = view.record
    status = tag("span", record.status, style=looks.status(record.status))
    names = " · ".join([record.strategy, facts.models(record), f"seed {record.seed}", record.id])
    return tag(
        "div",
        tag("div", facts.title(record), style=looks.TITLE, dir="auto"),
        tag("div", status, EN, tag("span", names, style=looks.FAINT)),
        tag("div", " · ".join(view.headline()), style=looks.FACTS),
        *(tag("div", note, style=NOTE) for note in view.trace.notes),
        *(tag("div", reason, style=looks.ALARM, dir="auto") for reason in record.reasons),
        *(_step(view, one) for one in view.visits()),
        style=CARD,
        class_=looks.AS_WRITTEN,
    )


def _step(view: TraceView, one: Numbered) -> Html:
    told = [_told(who, words) for who, words in one.told()]
    return tag(
        "section",
        _headline(view, one.visit),
        *(_call(view, number, exchange) for number, exchange in one.calls),
        *told,
        style=STEP,
    )


def _headline(view: TraceView, visit: Visit) -> Html:
    where = " ".join(part for part in (visit.path_id, visit.turn_id) if part)
    decided = tag("span", f"→ {visit.decision}", style=DECIDED) if visit.decision else Html("")
    began = tag("span", f"at {visit.began:.1f} s", style=looks.FAINT)
    name = tag("div", tag("span", visit.node, style=looks.NAME), EN, where, EN, decided)
    error = tag("div", visit.error, style=looks.ALARM, dir="auto") if visit.error else Html("")
    return joined(tag("div", name, tag("div", began, style="text-align:right"), style=LINE), error)


def _call(view: TraceView, number: int, exchange: Exchange) -> Html:
    from colloquist.show.trace import amiss, named

    said = f" · {' · '.join(view.about(exchange))}"
    line = joined(
        _bar(view, exchange), tag("b", f"{number} {named(exchange)}"), tag("span", said, style=looks.FAINT)
    )
    faults = [tag("div", fault, style=f"color:{BAD};font-size:.9em", dir="auto") for fault in amiss(exchange)]
    words = _words(exchange)
    return joined(folded(line, *words) if words else tag("div", line, style=looks.DETAILS), *faults)


def _words(exchange: Exchange) -> list[Html]:
    """Return the messages of a request and the reply, each under who says it."""
    if exchange.asked is None:
        return []
    asked = [_message(speaker, text, WORDS) for speaker, text in exchange.asked]
    return asked if exchange.reply is None else [*asked, _message("reply", exchange.reply, REPLY)]


def _message(speaker: str, text: str, style: str) -> Html:
    return joined(tag("div", speaker, style=looks.SPEAKER), tag("div", text, style=style, dir="auto"))


def _bar(view: TraceView, exchange: Exchange) -> Html:
    """Return when a call was under way within the time of the conversation."""
    whole = view.trace.seconds or 1.0
    left = min(99.0, 100 * exchange.began / whole)
    width = min(100 - left, max(0.8, 100 * exchange.seconds / whole))
    ink = GOOD if exchange.outcome == "ok" else BAD
    at = f"{BAR};left:{left:.2f}%;width:{width:.2f}%;background:{ink}"
    span = f"from {exchange.began:.1f} s to {exchange.began + exchange.seconds:.1f} s"
    return tag("div", tag("div", style=at), style=LANE, title=span)


def _told(who: str, words: str) -> Html:
    return tag("div", tag("span", f"{who}: ", style="opacity:.75"), words, style=looks.SIDE, dir="auto")
