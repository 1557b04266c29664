"""The lane of one model: who may send now, who waits, and what is learned from how each request ends.

Room grows with every reply while all of it is in use, as in slow start (Jacobson 1988): after a few round
trips it is whole. Refusals bound the rate (ceiling.py), strain the room (strain.py), and a server that
falls silent closes the lane but for one probe at a time (silence.py).
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from math import inf

from colloquist.models.bucket import Bucket
from colloquist.models.ceiling import Ceiling
from colloquist.models.outage import asked, passing, status_of
from colloquist.models.silence import POISON, Silence
from colloquist.models.strain import Strain
from colloquist.models.telling import paused, silent
from colloquist.models.turn import LaneTurn

START = 16
"""Requests in flight before the first reply."""
LEAST = 8
"""Room that strain leaves."""
REST = 0.25
"""Seconds to wait after a refusal that names none."""
BACKOFF = (0.1, 1.5, 20.0)
"""Seconds that a call itself waits after its first setback, the factor for each further one, and the most."""
MOST_REFUSALS = 15
"""So often one call may be refused while others are answered; after that its retries are used up."""


class Lane:
    """All requests to one model, in the order in which they came; who was refused comes first again."""

    def __init__(
        self,
        room: int,
        requests: Bucket | None,
        tokens: Bucket | None,
        ceiling: Ceiling,
        say: Callable[[str | None], object],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._clock = self._loop.time
        self._room, self._requests, self._tokens, self._say = room, requests, tokens, say
        self._window, self._growing = float(min(room, START)), True
        self._in_flight = self._answers = 0
        self._output = 0.0
        self._opens = -inf
        self._told = False
        self._ceiling, self._strain, self._silence = ceiling, Strain(), Silence()
        self._waiting: deque[tuple[LaneTurn, asyncio.Future[None]]] = deque()
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def mute(self) -> bool:
        """Whether waiting for this model is in vain."""
        return self._silence.hopeless(self._clock())

    async def enter(self, turn: LaneTurn) -> None:
        """Wait until `turn` may send."""
        while turn.resumes > (now := self._clock()):
            await asyncio.sleep(turn.resumes - now)
        if not self._waiting and self._in_flight < int(self._window) and self._free_at() <= now:
            self._admit(turn, now)
            return
        place = self._loop.create_future()
        first = turn.setbacks and not self._silence.pause
        (self._waiting.appendleft if first else self._waiting.append)((turn, place))
        self._call_up()
        try:
            await place
        except asyncio.CancelledError as gone:
            if place.done() and not place.cancelled():  # called up in the moment in which it was cancelled
                self.leave(turn, gone)
            raise

    def leave(self, turn: LaneTurn, error: BaseException | None) -> None:
        """Learn from how a request ended, and call up who may send now."""
        full = self._in_flight >= int(self._window)
        self._in_flight -= 1
        now = self._clock()
        turn.spared = False
        if error is None:
            self._answered(turn, now, full)
        elif not isinstance(error, Exception) or not passing(error):
            self._silence.left(turn)
            if status_of(error) is not None:
                self._heard(now)
        elif status_of(error) == 429:
            self._refused(turn, error, now)
        else:
            self._lost(turn, error, now)
        if self._waiting:
            self._call_up()

    def correct(self, turn: LaneTurn, prompt: int, output: int) -> None:
        """Count what a reply cost instead of what it was thought to cost."""
        turn.output = output
        self._output += (output - self._output) / min(20, self._answers + 1)
        if self._tokens:
            self._tokens.correct(prompt + output - turn.tokens)

    def _free_at(self) -> float:
        at = max(self._opens, self._ceiling.free_at(), self._silence.probe_at)
        if self._requests:
            at = max(at, self._requests.free_at())
        return max(at, self._tokens.free_at()) if self._tokens else at

    def _admit(self, turn: LaneTurn, now: float) -> None:
        self._in_flight += 1
        if not turn.answers:
            turn.answers = self._answers
        turn.sent = self._ceiling.sent(now)
        self._silence.sent(turn)
        if self._requests:
            self._requests.take(1, now)
        if self._tokens:
            turn.tokens = turn.prompt + self._output
            self._tokens.take(turn.tokens, now)

    def _call_up(self) -> None:
        while self._waiting and self._in_flight < int(self._window):
            turn, place = self._waiting[0]
            if not place.done():
                now, at = self._clock(), self._free_at()
                if at > now:
                    self._wake(at)
                    return
                self._admit(turn, now)
                place.set_result(None)
            self._waiting.popleft()

    def _wake(self, at: float) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm = self._loop.call_at(at, self._call_up) if at < inf else None

    def _answered(self, turn: LaneTurn, now: float, full: bool) -> None:
        took = now - turn.sent.at
        self._answers += 1
        self._heard(now)
        if self._strain.add(took, turn.output, self._window):
            self._window = max(float(min(LEAST, self._room)), 0.75 * min(self._window, self._in_flight + 1))
            self._growing = False
        elif full and self._window < self._room:
            self._window = min(self._room, self._window + (1 if self._growing else 1 / self._window))

    def _heard(self, now: float) -> None:
        self._silence.heard(now)
        if self._told:
            self._told = False
            self._say(None)

    def _refused(self, turn: LaneTurn, error: Exception, now: float) -> None:
        others = self._others(turn)
        turn.blamed += others or (turn.blamed >= POISON and not self._silence.pause)
        rest = asked(error)
        opens = now + (REST if rest is None else rest)
        turn.resumes = max(opens, now + _own_pause(turn))
        if self._ceiling.refused(turn.sent, opens):
            self._opens = max(self._opens, opens)
            self._tell(paused(error, opens - now))
        spared = self._silence.refused(turn, error, now, others, self._in_flight)
        turn.spared = spared and turn.blamed <= MOST_REFUSALS
        self._tell(silent(error, self._silence, now))

    def _lost(self, turn: LaneTurn, error: Exception, now: float) -> None:
        turn.spared = self._silence.lost(turn, error, now, self._others(turn), self._in_flight)
        if turn.spared and not self._silence.pause:  # whom to blame, the replies that are under way will show
            turn.resumes = now + _own_pause(turn)
        self._tell(silent(error, self._silence, now))

    def _others(self, turn: LaneTurn) -> bool:
        """Say whether others were answered since the turn's last failure, or since it was sent first."""
        before, turn.answers = turn.answers, self._answers
        return before != self._answers

    def _tell(self, said: str | None) -> None:
        if said:
            self._told = True
            self._say(said)


def _own_pause(turn: LaneTurn) -> float:
    first, factor, most = BACKOFF
    turn.setbacks += 1
    return min(most, first * factor ** (turn.setbacks - 1)) * random.uniform(1.0, 1.25)
