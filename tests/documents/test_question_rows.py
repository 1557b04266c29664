"""Rows of questions become snippets that hold question, answer and its other names; what is none is reported."""

import json

import pyarrow
import pyarrow.parquet
import pytest

from colloquist.documents import Unreadable, read
from colloquist.state.question import Asked, asked_in


@pytest.fixture
def rows(tmp_path):
    """Write rows and read them again."""

    def written(*given, name="qa.jsonl", **columns):
        (tmp_path / name).write_text("".join(f"{json.dumps(row)}\n" for row in given))
        return list(read(tmp_path / name, **{"question_column": "question", **columns}))

    return written


@pytest.mark.parametrize(
    ("answer", "key", "aliases"),
    [
        ("Lewis", "Lewis", ()),
        (1930, "1930", ()),
        (["Lewis", "S. Lewis"], "Lewis", ("S. Lewis",)),
        (
            {"value": "Lewis", "aliases": ["lewis", "S. Lewis", "s. lewis", ""], "type": "x"},
            "Lewis",
            ("S. Lewis",),
        ),
        ({"Value": "Lewis", "Aliases": ["S. Lewis"]}, "Lewis", ("S. Lewis",)),
        (None, "", ()),
        ("", "", ()),
        ([], "", ()),
    ],
)
def test_an_answer_may_have_any_of_the_usual_shapes(rows, answer, key, aliases):
    [snippet] = rows({"question": "Who won\n in 1930?", "answer": answer})
    assert asked_in(snippet) == Asked("Who won in 1930?", key, aliases)
    assert snippet.place.line == 1
    assert snippet.source.endswith("qa.jsonl#L1")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"question": "Who?"}, "no column 'answer'"),
        ({"q": "Who?", "answer": "x"}, "no column 'question'"),
        ({"question": " ", "answer": "x"}, "column 'question' is empty"),
        ({"question": "Who?", "answer": {"text": "x"}}, "an object without a value"),
        ({"question": "Who?", "answer": True}, "is not text but a truth value"),
        ({"question": ["Who?"], "answer": "x"}, "is not text but a list"),
    ],
)
def test_a_row_that_is_no_question_is_reported_with_its_line(rows, row, says):
    [fine, fault] = rows({"question": "Who?", "answer": "x"}, row)
    assert asked_in(fine)
    assert isinstance(fault, Unreadable)
    assert says in fault.reason
    assert fault.place.line == 2


def test_columns_can_be_named(rows):
    [snippet] = rows({"q": "Who?", "a": "Lewis"}, question_column="q", answer_column="a")
    assert asked_in(snippet) == Asked("Who?", "Lewis", ())


def test_a_csv_file_and_a_parquet_file_hold_questions_too(tmp_path):
    (tmp_path / "qa.csv").write_text("question,answer\nWho won?,Lewis\nWho wrote it?,\n")
    table = pyarrow.Table.from_pylist(
        [{"question": "When?", "answer": {"value": "1930", "aliases": ["'30"]}, "x": 1}]
    )
    pyarrow.parquet.write_table(table, tmp_path / "qa.parquet")
    found = [asked_in(snippet) for snippet in read(tmp_path, question_column="question")]
    assert found == [
        Asked("Who won?", "Lewis", ()),
        Asked("Who wrote it?", "", ()),
        Asked("When?", "1930", ("'30",)),
    ]


def test_other_files_beside_the_rows_are_read_as_always(tmp_path):
    (tmp_path / "qa.jsonl").write_text('{"question": "Who?", "answer": "x"}\n')
    (tmp_path / "text.txt").write_text("A valve opens when the pressure under its disc exceeds the spring. " * 3)
    row, text = read(tmp_path, question_column="question")
    assert asked_in(row)
    assert asked_in(text) is None
