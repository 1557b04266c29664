import json
import tracemalloc

import pyarrow
import pyarrow.parquet
import pytest

from colloquist.documents import Unreadable, read


def lines(*rows):
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def test_each_line_of_json_is_a_document_with_what_it_says_of_itself(write, prose):
    row = {"text": prose(3), "title": "T", "license": "MIT", "url": "http://a/1", "tags": "x; y", "language": "fr"}
    (full, bare) = read(write("a.jsonl", lines(row, {"text": prose(3, "pot")})))
    assert (full.title, full.licence, full.source, full.tags, full.language, full.place.line) == (
        "T",
        "MIT",
        "http://a/1",
        ("x", "y"),
        "fr",
        1,
    )
    assert (bare.title, bare.licence, bare.source, bare.place.line) == ("", None, "a.jsonl#L2", 2)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "not JSON: "),
        ("[1, 2]", "not a JSON object but a list"),
        ('{"body": "x"}', "no column 'text'; it has body"),
        ('{"text": 3}', "column 'text' is not text but a number"),
        ('{"text": null}', "column 'text' is empty"),
        ('{"text": "  "}', "column 'text' is empty"),
        ('{"text": "Too short."}', "fewer than 12 words of text"),
        ('{"text": "\\ud800 half"}', "not JSON: "),
    ],
)
def test_a_line_that_is_no_document_is_reported_and_the_next_one_read(write, prose, line, reason):
    fault, snippet = read(write("a.jsonl", lines("", line, {"text": prose(3)})))
    assert isinstance(fault, Unreadable)
    assert (fault.source, fault.place.line) == ("a.jsonl", 2)
    assert fault.reason.startswith(reason)
    assert snippet.place.line == 3


def test_a_line_in_another_encoding_is_the_only_one_lost(write, prose):
    good = lines({"text": prose(3)}).encode()
    fault, snippet = read(write("a.jsonl", b'{"text": "caf\xe9"}\n' + good))
    assert fault.reason == "not UTF-8 (byte 0xe9): save the file as UTF-8"
    assert snippet.place.line == 2


def test_a_long_row_is_split_and_the_row_is_its_document(write, prose):
    items = list(read(write("d/a.jsonl", lines({"text": prose(40)})), words=100))
    assert {item.source for item in items} == {"d/a.jsonl#L1"}
    assert [item.place.index for item in items] == list(range(len(items)))
    assert [item.place.line for item in items] == [1] * len(items)


def test_rows_in_a_row_of_the_same_source_and_title_are_one_document(write, prose):
    rows = [{"text": prose(3, str(n)), "url": "http://a", "title": "T"} for n in range(3)]
    other = [{"text": prose(3, f"o{n}"), "source": "wikipedia"} for n in range(2)]
    assert [s.place.index for s in read(write("a.jsonl", lines(*rows, *other)))] == [0, 1, 2, 0, 0]


def test_the_text_may_stand_in_another_column(only, prose):
    assert only("a.jsonl", lines({"body": prose(3)}), text_column="body").text == prose(3)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_whatever_stands_between_its_cells(write, prose, delimiter):
    text = f'text{delimiter}title\n"Wrapped, over\ntwo lines; {prose(3)}"{delimiter}T\n{delimiter}U\n'
    snippet, fault = read(write("a.csv", text))
    assert (snippet.title, snippet.place.line, snippet.source) == ("T", 2, "a.csv#L2")
    assert str(fault) == "a.csv:4: column 'text' is empty"


def test_a_table_without_the_column_is_one_fault_that_lists_its_columns(only):
    assert str(only("a.csv", "id,body\n1,x\n2,y\n")) == "a.csv: no column 'text'; it has id, body"
    assert str(only("b.csv", "")) == "b.csv: no column 'text'; it has none"


def test_a_cell_of_a_megabyte_is_read(write, prose):
    items = list(read(write("a.csv", f'text\n"{prose(20000)}"\n')))
    assert sum(len(item.sentences) for item in items) == 20000


def test_a_csv_in_utf_16_is_read(only, prose):
    assert only("a.csv", f"text\n{prose(3)}\n".encode("utf-16")).text == prose(3)


def test_parquet_rows_are_read_with_their_numbers(write, prose):
    table = pyarrow.table({"text": [prose(3), None, prose(3, "pot")], "tags": [["a"], [], None], "n": [1, 2, 3]})
    pyarrow.parquet.write_table(table, write("a.parquet", b""))
    first, fault, third = read("a.parquet")
    assert (first.source, first.tags) == ("a.parquet#L1", ("a",))
    assert str(fault) == "a.parquet:2: column 'text' is empty"
    assert third.place.line == 3


def test_parquet_without_the_column_or_with_another_type_is_reported(write):
    pyarrow.parquet.write_table(pyarrow.table({"n": [1]}), write("a.parquet", b""))
    pyarrow.parquet.write_table(pyarrow.table({"text": [b"x"]}), write("b.parquet", b""))
    assert [str(fault) for fault in read(["a.parquet", "b.parquet"])] == [
        "a.parquet: no column 'text'; it has n",
        "b.parquet:1: column 'text' is not text but a bytes",
    ]


def test_rows_are_never_all_in_memory(write, prose):
    write("a.jsonl", lines(*({"text": prose(6, str(n)), "junk": "x" * 5000} for n in range(1500))))
    tracemalloc.start()
    assert sum(1 for _ in read("a.jsonl")) == 1500
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
