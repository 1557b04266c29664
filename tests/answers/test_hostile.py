"""Hostile answers: nothing that a model writes is run, and none of it takes the machine's time or memory."""

import resource
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.answers import comparing, symbols, value_equal
from colloquist.answers.grammar import parsed
from colloquist.answers.numbers import number
from colloquist.answers.symbols import decided
from colloquist.answers.tree import Unreadable

REFUSED = [
    "9**9**9",
    "9^9^9^9",
    "factorial(10^9)",
    "((2^4096)^4096)^4096",
    "binomial(10^9, 5*10^8)",
    "1e999999999",
    "1" * 300,
    "(" * 150 + "1" + ")" * 150,
    "(" * 100_000,
    "sin " * 90 + "1",
    "|" * 300,
    "-" * 300 + "1",
    "2^" * 150 + "2",
    "x" * 1_000_000,
    "1+" * 1_000_000 + "1",
    "1,000" * 100_000,
    "1 000 " * 60,
    r"\frac{" * 60 + "1" + "}{2}" * 60,
    "$" * 390,
    "**" * 190,
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "lambda: 0",
    "exec('1')",
    "\x00\x01\u202e",
]
SLOW = [
    ("9^(9^x)", "x + 1"),
    ("x^(10^9)", "x + 1"),
    ("(x + 1)^4000", "(1 + x)^4000 + 0*x"),
    ("(x + y + z + w)^400", "x"),
    ("exp(exp(exp(exp(exp(x)))))", "x"),
    ("x^x^x^x^x^x^x", "x"),
    ("factorial(factorial(factorial(x)))", "x"),
    ("2x + x", "3x"),
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:24].replace("\x00", "0"))
def test_a_text_that_is_too_long_too_deep_or_too_large_is_compared_as_text_alone(text, monkeypatch):
    def never(pairs):
        raise AssertionError(f"no process is started for {text[:40]}")

    monkeypatch.setattr(comparing, "decided", never)
    began = time.process_time()
    assert value_equal(text, text)
    assert not value_equal(text, "17 m")
    assert time.process_time() - began < 5


def test_nothing_of_a_text_is_run(tmp_path):
    mark = tmp_path / "ran"
    code = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    value_equal(code, "x + 1")
    decided([(code, "x + 1"), (f"x + {code}", "x")])
    assert not mark.exists()


def test_slow_and_huge_expressions_end_within_the_limits_and_the_others_are_still_decided():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    said = decided(SLOW)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert time.monotonic() - began < symbols.SECONDS + 30
    assert spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime < 40
    assert spent.ru_maxrss < 1 << 20  # kilobytes
    assert list(said) == SLOW
    assert said["2x + x", "3x"] is True or None in said.values()
    assert True not in [said[pair] for pair in SLOW if pair[1] in ("x", "x + 1")]


def test_what_a_killed_process_had_decided_is_kept(monkeypatch):
    monkeypatch.setattr(symbols, "SECONDS", 0.01)
    assert decided([("2x + x", "3x")]) == {("2x + x", "3x"): None}
    assert value_equal("2x + x", "3x") is False


@given(st.text(alphabet="0123456789.,+-*/^!()[]{}|<>= xyesqrtlnpi%°$\\", max_size=120))
def test_any_signs_at_all_are_read_or_refused_and_nothing_else(text):
    try:
        tree = parsed(text)
    except Unreadable:
        return
    try:
        value = number(tree)
    except Unreadable:
        return
    assert value == value
