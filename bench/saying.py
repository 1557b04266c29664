"""What the bench server says: a valid reply of realistic length for whatever is asked, no two texts alike."""

from typing import Any

import orjson

SCORES = ("grounded", "clear", "deep", "new", "in_character", "consistent")
SENTENCES = """
The spring is what decides, not the disc that it holds down.
Warm metal gives way sooner, so the opening point drifts a little every year.
You would notice it as a faint weeping long before anything lifts.
A colder part of the same make would hold out for longer.
Whoever signs for it asks for the date of the last test before anything else.
Where nobody wrote a date down, the figure is worth nothing.
The rim adds area as soon as the seat has parted.
That is why it opens with a snap and not by degrees.
A header that others share pushes back on whoever blows last.
Take the case in which both lift within the same moment.
Neither of them then sees the pressure that it was set against.
The remedy is a bellows, or a pipe of its own.
It costs more, and it has to be looked after as well.
What the gauge says depends on where it was fitted.
Close to the pump it swings, far away it lags.
A reading between the two tells you more than either.
Dirt on the seat has the same sign as a tired spring.
Wipe it first, since that is cheap and quickly done.
If the weeping goes on, the spring is the next suspect.
Nobody can tell them apart from the outside.
The order matters because each step rules one cause out.
Skip one and the answer could be luck.
An inspector would want to see both notes side by side.
The older one alone proves only that somebody once looked.
Heat reaches the upper coil later than the lower one.
For a short upset that delay is a kind of mercy.
For a long one it makes no difference at all.
Size has little to do with how early it starts.
It has everything to do with how much gets through.
Those two are easily mixed up when the first leak shows.
Your colleague is right about the cause and wrong about the cure.
Tightening it only moves the trouble to another day.
The stamp stands for a promise made under dry conditions.
Steam with water in it keeps no such promise.
Between closing and opening lies a gap that is meant to be there.
Without it the disc would hammer on its seat.
Set too wide, it lets away more than was asked for.
Set too narrow, it wears itself out within a season.
A bench test finds the first fault but not the second.
Only the plant itself shows what the pipe does to it.
""".strip().splitlines()
ASKED = """
My predecessor left me a folder without a single date in it.
This morning the needle stood higher than I have ever seen it.
I would have said that the bigger one opens first.
Last week somebody tightened it while I was away.
The insurer wants it in writing by the end of the month.
We share that pipe with the neighbours downstairs.
It went quiet again before I could get my glasses.
I tried to follow your reasoning and got stuck half way.
Suppose that I do nothing until the autumn.
The fitter says it has always been like that.
I wiped the seat as you said, and it weeps on.
There are two plates on it and they do not agree.
Where would you look next, and why there?
Is that not the opposite of what you told me about the rim?
What would have to be true for both of us to be right?
Which of the two would you rather be wrong about?
How would I notice, before it is too late?
Does that still hold when the water comes along with the steam?
Could you work that through with me for my case?
Who would be able to tell me?
""".strip().splitlines()

# What is put behind a sentence, a word of each line: some 8,600 ways to say each of the sixty.
TURNS = [
    line.split()
    for line in (
        "beside behind under above near beyond along inside outside",
        "tired worn cracked noisy silent rusty narrow crooked leaking frozen warm dusty bent loose heavy hollow "
        "patched borrowed forgotten painted oversized spare second hidden",
        "pumps boilers flanges gauges hatches ladders cellars gratings tanks elbows hoses lamps benches drains "
        "filters fans burners stacks risers ducts bellows gaskets brackets rails bolts washers seals sleeves "
        "casings meters shutters trays hoods pits kilns vats mixers presses lathes cranes",
    )
]


def say(body: dict[str, Any], number: int) -> str:
    """Return the content of a good reply to a request."""
    schema = _schema(body)
    if schema == "SeedAnswer":
        parts = [{"text": text, "kind": "grounded", "cites": ["1.1"]} for text in _some(SENTENCES, 3, number)]
        return _json({"question": f"What does this come down to, {_name(number)}?", "answer": parts})
    if schema == "Persona":
        return _json(_persona(number))
    if schema == "Verdict":
        return _json(_verdict(body["messages"], number))
    if words_of(body["messages"][0]["content"]).startswith("You are a person"):
        return " ".join(_some(ASKED, 3, number))
    return " ".join(_some(SENTENCES, 6, number))


def words_of(content: Any) -> str:
    """Return the text of a message, which some clients send in parts."""
    if isinstance(content, list):
        return "".join(part["text"] for part in content)
    return content or ""


def _some(bank: list[str], many: int, number: int) -> list[str]:
    """Return so many sentences, others for every number; hardly one comes twice, as from a model."""
    # A few steps of Knuth's MMIX generator: seeding Python's own took as long as all else that is said.
    drawn = number
    at, said = number % len(bank), []
    for _ in range(many):
        drawn = (drawn * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        at = (at + 1 + (drawn >> 60) % (len(bank) // many)) % len(bank)
        said.append(
            _turned(bank[at], *(words[(drawn >> 33) // 7**n % len(words)] for n, words in enumerate(TURNS)))
        )
    return said


def _turned(sentence: str, link: str, kind: str, thing: str) -> str:
    return f"{sentence[:-1]} {link} {kind} {thing}{sentence[-1]}"


def _name(number: int) -> str:
    """Return a word that stands for a number, since a figure would have to be in the source."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _schema(body: dict[str, Any]) -> str:
    if body.get("tools"):
        return str(body["tools"][0]["function"]["name"])
    return str(body.get("response_format", {}).get("json_schema", {}).get("name", ""))


def _persona(number: int) -> dict[str, Any]:
    words = ("role", "situation", "goal", "tone", "style", "perspective")
    lists = {"knows": [f"what a spring does {number}"], "gaps": [f"what a new one costs {number}", "who pays"]}
    return {**{word: f"the {word} of somebody who looks after boilers, {number}" for word in words}, **lists}


def _verdict(messages: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """Label every numbered sentence, go on, and wish for one further perspective."""
    texts = map(words_of, (message["content"] for message in reversed(messages)))
    asked = next((text for text in texts if "<answer turn" in text), "")
    sentences = asked.partition("<answer turn")[2].count("\n[a")
    move = {"stage": "mechanism", "aim": f"ask what follows from {number}", "brief": "explain 1.1", "draw_on": []}
    wish = {"name": f"the insurer {number}", "why": "what it costs", "same_person": False, "fork_turn": 2}
    return {
        "labels": [{"sentence": n, "kind": "grounded", "cites": ["1.1"]} for n in range(1, sentences + 1)],
        "faults": [],
        "better_response": None,
        "scores": dict.fromkeys(SCORES, 4),
        "stage": "mechanism",
        "decision": "continue",
        "reason": "there is more to ask",
        "next_moves": [{"move": "object", **move}, {"move": "deepen", **move}],
        "perspective": {**wish, "aim": "ask who pays", "brief": "explain 1.1", "draw_on": []},
    }


def _json(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
