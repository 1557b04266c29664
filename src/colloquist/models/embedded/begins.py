"""Beginnings: what somebody says first, before they come to what they want to know, where they are told how."""

import re
from collections.abc import Sequence

from colloquist.models.embedded.nouns import phrases
from colloquist.models.embedded.tables import stanzas
from colloquist.models.embedded.words import pick

_BEGIN = re.compile(r"\bbegin with (?P<how>[^.]*)|\bbegin (?P<middle>in the middle)", re.IGNORECASE)
_TEXT = r"""
figure
Twice this week I have been asked about this.
Four people, five opinions, that is where we are.
I have ten minutes before the next meeting.

somebody said
My sister says that nobody needs to know this.
A colleague told me not to bother with the details.
Somebody told me over lunch that it is all common sense.

doubt
I doubt that it is as simple as that.
That sounds too tidy to me.
I am not sure that I can go along with that.

saw
I watched somebody get this wrong last month.
I have seen people shrug when they are asked about this.
On the way here I saw a good example of what nobody explains.

word of the answer
You speak of {thing}.
The words "{thing}" have stuck with me.
You say {thing} as if everybody knew.

understood it
I had always understood it the other way round.
Until now I took all that for granted.
For me that was never more than a word.

decided|done
By Friday I have to say yes or no.
It has to be settled before the week is out.
Tomorrow somebody will want two lines about this from me.

otherwise
Last time it went quite differently, and nobody knew why.
With us it went the other way once, and I still think about it.
I know of a case that ended otherwise.

expected
I would have expected the opposite.
That is not what I thought you would say.
Strange, I was ready for a longer story.
"""
_LEADS = [(re.compile(rf"\b(?:{how})\b"), tuple(lines)) for how, *lines in stanzas(_TEXT)]


def lead(move: str, answer: str, key: Sequence[object]) -> str | None:
    """Return the first sentence that a move asks for, empty for none, or None where it leaves that open."""
    told = _BEGIN.search(move)
    if not told:
        return None
    if told["middle"]:
        return ""
    lines = next((lines for how, lines in _LEADS if how.search(told["how"].lower())), None)
    if lines is None:
        return None
    said = pick(lines, *key)
    named = phrases(answer)
    return said.format(thing=pick(named, *key)) if named else "" if "{" in said else said
