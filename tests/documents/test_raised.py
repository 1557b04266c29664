import pytest

from colloquist.documents.raised import lowered, raised


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("14", "¹⁴"),
        ("-2", "⁻²"),
        ("n", "ⁿ"),
        ("st", "st"),
        ("x", "^x"),
        ("n+1", "^(n+1)"),
        ("[3]", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_what_stands_above_the_line_says_so(text, shown):
    assert raised(text) == shown


@pytest.mark.parametrize(("text", "shown"), [("2", "₂"), ("i", "_i"), ("max", "max"), ("i,j", "_(i,j)"), ("", "")])
def test_what_stands_below_the_line_says_so(text, shown):
    assert lowered(text) == shown
