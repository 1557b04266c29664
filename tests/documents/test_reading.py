import sys

import pytest

from colloquist.documents import InputError, Unreadable, read


def test_a_missing_path_is_refused_before_anything_is_read(write, prose):
    there = write("there.txt", prose(3))
    with pytest.raises(InputError, match=r"gone\.txt: there is no such file or folder"):
        read([there, "gone.txt"])


def test_a_kind_of_file_that_is_not_known_is_refused_with_the_ones_that_are(write):
    with pytest.raises(InputError, match=r"paper\.odt: .*\.csv, \.docx, .*\.txt"):
        read(write("paper.odt", "x"))


def test_a_folder_without_readable_files_is_refused(write):
    write("docs/image.png", b"\x89PNG")
    with pytest.raises(InputError, match="docs: no file in this folder ends in"):
        read("docs")


def test_no_path_at_all_and_tiny_snippets_are_refused():
    with pytest.raises(InputError, match="no path was given"):
        read([])
    with pytest.raises(InputError, match="at least 30"):
        read(".", words=5)


def test_a_folder_is_walked_in_the_order_of_its_paths_without_hidden_files(write, prose):
    for name in ("d/b.txt", "d/a/z.md", "d/.git/x.txt", "d/.x.txt", "d/~$open.docx", "d/photo.png", "d/C.TXT"):
        write(name, prose(3, name))
    found = list(read("d"))
    assert [item.source for item in found] == ["d/C.TXT", "d/a/z.md", "d/b.txt", "d/photo.png"]
    assert [type(item).__name__ for item in found] == ["Snippet"] * 3 + ["Unreadable"]


def test_sources_stay_relative_so_that_runs_repeat_on_another_machine(write, prose):
    write("docs/a.txt", prose(3))
    (snippet,) = read("./docs")
    assert snippet.source == "docs/a.txt"


def test_one_bad_file_among_good_ones_takes_its_place_in_the_stream(write, prose):
    write("d/a.txt", prose(3))
    write("d/b.txt", b"")
    write("d/c.txt", prose(3, "pot"))
    items = list(read("d"))
    assert [type(item).__name__ for item in items] == ["Snippet", "Unreadable", "Snippet"]
    assert str(items[1]) == "d/b.txt: it is empty"


def test_an_unreadable_input_is_plain_data():
    fault = Unreadable(source="a.jsonl", place={"line": 7}, reason="not JSON")
    assert fault.model_dump()["place"]["line"] == 7
    assert Unreadable.model_validate_json(fault.model_dump_json()) == fault
    assert str(fault) == "a.jsonl:7: not JSON"
    assert str(Unreadable(source="a.pdf", place={"page": 2}, reason="blank")) == "a.pdf, page 2: blank"


@pytest.mark.parametrize(
    ("suffix", "module", "install"),
    [
        (".pdf", "pypdf", "needs pypdf: pip install 'colloquist[documents]'"),
        (".docx", "docx", "needs python-docx: pip install 'colloquist[documents]'"),
        (".html", "trafilatura", "needs trafilatura: pip install 'colloquist[documents]'"),
        (".parquet", "pyarrow.parquet", "needs pyarrow: pip install 'colloquist[parquet]'"),
    ],
)
def test_a_missing_library_is_one_line_that_says_what_to_install(only, monkeypatch, suffix, module, install):
    monkeypatch.setitem(sys.modules, module, None)
    assert str(only(f"paper{suffix}", b"x")) == f"paper{suffix}: reading {suffix} {install}"


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".parquet"])
def test_a_corrupt_file_is_reported_and_not_raised(only, suffix):
    fault = only(f"paper{suffix}", b"%PDF-1.4 PK PAR1 nothing of the kind")
    assert isinstance(fault, Unreadable)
    assert f"cannot be read as {suffix}" in fault.reason


def test_a_file_that_cannot_be_opened_is_reported(write, prose, monkeypatch):
    name = write("locked.txt", prose(3))

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    (fault,) = read(name)
    assert str(fault) == "locked.txt: it cannot be opened: Permission denied"


def test_reading_is_lazy(write, prose):
    write("d/a.txt", prose(3))
    write("d/b.txt", prose(3))
    stream = read("d")
    assert next(stream).source == "d/a.txt"
    write("d/b.txt", prose(3, "pot"))
    assert "pot" in next(stream).text


def test_a_file_of_an_unknown_kind_in_a_folder_is_named_and_not_dropped(tmp_path):
    (tmp_path / "table.xyz").write_text("a b c")
    (tmp_path / "good.txt").write_text(
        "A relief valve opens when the pressure exceeds the force of its spring. " * 3
    )
    found = list(read(tmp_path))
    assert [type(item).__name__ for item in found] == ["Snippet", "Unreadable"]
    assert "table.xyz: not a kind of file" in str(found[1])
