"""The rows of a turn on the page: what is said, what each sentence rests on, what the refiner made of it."""

from typing import Any

from colloquist.show import looks
from colloquist.show.marks import tooltip
from colloquist.show.outline import Judged, Outline, Piece, pieces, words_of
from colloquist.show.tags import Html, joined, tag
from colloquist.state.record import RecordTurn


def turn(outline: Outline, turn: RecordTurn) -> Html:
    """Return a turn with everything that was said of it."""
    said = [_judged(judged, turn) for judged in outline.judged(turn)]
    found = [_finding(one) for one in outline.found(turn)]
    reviews = [_review(angle, review) for angle, review in outline.reviews(turn)]
    return joined(
        _spoken(outline, turn),
        row("", "critics", *reviews) if reviews else "",
        row("", outline.judge, *said) if said else "",
        row("", "found", *found) if found else "",
    )


def row(role: str, below: str, *inside: str) -> Html:
    """Return a row of the chat: who speaks in the margin, what is said beside it."""
    name = tag("div", role, style=looks.SPEAKER) if role else ""
    margin = tag("div", name, tag("div", below, style=looks.BELOW) if below else "", style=looks.MARGIN)
    return tag("div", margin, tag("div", *inside), style=looks.row(role))


def folded(headline: str, *inside: str) -> Html:
    """Return something that shows its headline and opens on a click."""
    summary = tag("summary", headline, style=looks.SUMMARY)
    return tag("details", summary, tag("div", *inside, style=looks.INSIDE), style=looks.DETAILS)


def _spoken(outline: Outline, turn: RecordTurn) -> Html:
    below = (turn.move or "") if turn.role == "user" else outline.stage(turn)
    edited, name = "edited" if turn.edited else "", "" if turn.made_by == "seed" else turn.id
    notes = (outline.voice(turn), below.replace("_", " "), edited, name)
    words = " · ".join(part for part in notes if part)
    text = tag("div", *(_piece(outline, piece) for piece in pieces(turn)), style=looks.TEXT, dir="auto")
    unlabelled = turn.role == "assistant" and not turn.labels and turn not in outline.record.dropped_turns
    note = tag("div", "not labelled", style=looks.FAINT) if unlabelled else Html("")
    return row(turn.role, words, text, note)


def _piece(outline: Outline, piece: Piece) -> Html:
    if piece.label is None:
        return joined(piece.text)
    cites = piece.label.cites
    # A sentence may run from right to left; isolated, it leaves its number and its neighbours in place.
    words = tag(
        "bdi",
        piece.text,
        style=looks.sentence(piece.label.kind),
        title=tooltip(piece.label, [outline.cited(cite) for cite in cites]),
    )
    numbers = " ".join(outline.number(cite) for cite in cites)
    return joined(words, tag("sup", numbers, style=looks.SUP) if numbers else "")


def _judged(judged: Judged, turn: RecordTurn) -> Html:
    faults = [_fault(fault) for fault in judged.faults]
    if judged.text is None:
        return joined(*faults, _decision(judged))
    if judged.text == turn.text:
        return joined(*faults)
    draft = tag("div", judged.text, style=looks.TEXT, dir="auto")
    return folded(f"{judged.of} that did not stand", *faults, draft)


def _review(angle: str, review: dict[str, Any]) -> Html:
    faults = [_fault(fault) for fault in review["faults"]]
    seen = tag("div", tag("b", angle), " · ", str(review["seen"]), style=looks.SIDE, dir="auto")
    return joined(seen, *faults)


def _fault(fault: dict[str, object]) -> Html:
    kind = tag("b", f"{fault['kind']} fault, {fault['severity']}: ")
    return tag("div", kind, words_of(fault), style=looks.SIDE, dir="auto")


def _finding(one: dict[str, object]) -> Html:
    kind = tag("b", f"{one['kind']}, {one['severity']}: ")
    return tag("div", kind, words_of(one), style=looks.SIDE, dir="auto")


def _decision(judged: Judged) -> Html:
    scores = judged.verdict.get("scores") or {}
    hover = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in scores.items())
    decision = tag("b", str(judged.verdict.get("decision", "")))
    reason = str(judged.verdict.get("reason", ""))
    return tag("div", decision, " · ", reason, style=looks.SIDE, title=hover, dir="auto")
