import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from colloquist.documents import Corpus, CorpusError, Unreadable, rarity, read
from colloquist.state.library import Library
from colloquist.state.snippet import Place, Snippet

FAULT = Unreadable(source="b.txt", place=None, reason="it is empty")


def snippet(about, index=0, source="a.txt"):
    return Snippet(text=f"This snippet is about {about}.", source=source, place=Place(index=index))


@pytest.fixture
def pages():
    return [snippet(f"page {n}", n) for n in range(6)]


def test_a_corpus_keeps_the_order_of_the_input(tmp_path, pages):
    with Corpus.build(tmp_path / "c.sqlite", [*pages, FAULT]) as corpus:
        assert len(corpus) == 6
        assert list(corpus) == pages
        assert corpus.unreadable == [FAULT]
        assert corpus.get(pages[3].id) == pages[3]
        assert corpus.get("none") is None


def test_a_position_counts_what_comes_before_and_not_what_came_twice(pages):
    with Corpus.build(":memory:", [*pages[:2], pages[0], *pages[2:]]) as corpus:
        assert [corpus.position(page.id) for page in pages] == list(range(6))
        assert corpus.position("none") is None


def test_it_can_be_opened_again(tmp_path, pages):
    Corpus.build(tmp_path / "c.sqlite", pages).close()
    with Corpus.open(tmp_path / "c.sqlite") as corpus:
        assert list(corpus) == pages


def test_a_text_that_comes_again_is_counted_and_its_place_remembered(pages):
    again = pages[2].model_copy(update={"source": "copy.txt", "place": Place(index=7, line=3)})
    with Corpus.build(":memory:", [*pages, again]) as corpus:
        assert len(corpus) == 6
        assert corpus.duplicates == [(pages[2].id, "copy.txt", Place(index=7, line=3))]
        assert corpus.get(pages[2].id).source == "a.txt"


def test_a_limit_stops_the_reading_too(pages):
    def endless():
        yield from pages
        raise AssertionError("asked for more than the limit")

    with Corpus.build(":memory:", endless(), limit=6) as corpus:
        assert len(corpus) == 6
    with Corpus.build(":memory:", endless(), limit=0) as corpus:
        assert len(corpus) == 0


def test_neighbours_are_the_nearest_of_the_same_document(pages):
    other = [snippet(f"other {n}", n, "b.txt") for n in range(3)]
    with Corpus.build(":memory:", [*pages, *other]) as corpus:
        assert [n.place.index for n in corpus.neighbours(pages[3])] == [4, 2, 5, 1]
        assert [n.place.index for n in corpus.neighbours(pages[0])] == [1, 2]
        assert corpus.neighbours(snippet("nothing that is here")) == []


def test_rows_that_only_share_a_source_are_no_neighbours():
    rows = [snippet(f"row {n}", 0, "wikipedia") for n in range(3)]
    with Corpus.build(":memory:", rows) as corpus:
        assert corpus.neighbours(rows[1]) == []


def test_related_snippets_come_best_first_in_a_repeatable_order():
    items = [snippet(about, n) for n, about in enumerate(["boiling kettles", "bridges", "a kettle", "water"])]
    with Corpus.build(":memory:", items) as corpus:
        assert corpus.related("How do kettles boil?", 2) == [items[0], items[2]]
        assert corpus.related("How do kettles boil?", 1) == [items[0]]
        assert corpus.related("snippet", 9) == items


@pytest.mark.parametrize("query", ["", "the of and what", "?!", "\0", "zebra"])
def test_a_question_without_words_of_its_own_finds_nothing(pages, query):
    with Corpus.build(":memory:", pages) as corpus:
        assert corpus.related(query, 5) == []


@pytest.mark.parametrize(
    "query",
    ['"page', "page*", "page NEAR(x", "a:b page -c ^d", "page AND (", "page; DROP TABLE snippets", "'page'"],
)
def test_no_question_is_taken_for_an_operator(pages, query):
    with Corpus.build(":memory:", pages) as corpus:
        assert len(corpus.related(query, 5)) == 5


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("水在一百度时沸腾，变成蒸汽。", "什么时候沸腾？"),
        ("نحن نغلي الماء في الغلاية كل صباح.", "الغلاية"),
        ("पानी सौ डिग्री पर उबलता है और भाप बनता है।", "पानी कब उबलता"),
        ("Le café est très chaud.", "cafe"),
    ],
)
def test_other_scripts_are_found_too(pages, text, query):
    with Corpus.build(":memory:", [*pages, Snippet(text=text)]) as corpus:
        assert [found.text for found in corpus.related(query, 3)] == [text]


def test_common_words_do_not_crowd_out_rare_ones():
    items = [snippet(f"water and item{n}", n) for n in range(200)]
    with Corpus.build(":memory:", items) as corpus:
        assert corpus.related("water item77", 3)[0] == items[77]


def test_words_that_stand_nowhere_do_not_crowd_out_one_that_stands_in_one_snippet():
    items = [snippet(f"water and stone, case {n}", n) for n in range(20)]
    nowhere = " ".join(f"unheardof{n}" for n in range(30))
    with Corpus.build(":memory:", [*items, snippet("a quill", 20)]) as corpus:
        assert corpus.related(f"{nowhere} quill", 3) == corpus.related(f"quill {nowhere}", 3) != []


def test_a_snippet_is_read_once_and_is_the_same_each_time(pages):
    with Corpus.build(":memory:", pages) as corpus:
        assert corpus.get(pages[2].id) is corpus.get(pages[2].id)
        assert corpus.get(pages[2].id) == pages[2]


def test_where_all_words_are_common_the_rarest_is_asked_for_alone_and_none_that_stands_everywhere(monkeypatch):
    items = [snippet(f"water and stone{' with moss' if n > 50 else ''}, case {n}", n) for n in range(200)]
    with Corpus.build(":memory:", items) as corpus:
        assert all("moss" in found.text for found in corpus.related("water, stone and moss", 9))
        assert corpus.related("water and stone of 77", 3) == [items[77]]
        monkeypatch.setattr(rarity, "_MOST_OF_ONE", 100)
        assert corpus.related("water, stone and moss", 9) == []


def test_numbers_are_found_too():
    items = [snippet(f"the valve of case {n}", n) for n in range(200)]
    with Corpus.build(":memory:", items) as corpus:
        assert corpus.related("What was it with case 77?", 1) == [items[77]]


def test_threads_that_ask_at_once_are_told_the_same():
    items = [snippet(f"item{n} of kettle{n % 7}", n) for n in range(100)]
    asked = [f"Which item{n} has a kettle{n % 7} called name{n}?" for n in range(100)]
    with Corpus.build(":memory:", items) as corpus, ThreadPoolExecutor(max_workers=8) as threads:
        at_once = list(threads.map(lambda query: corpus.related(query, 3), asked))
        assert at_once == [corpus.related(query, 3) for query in asked]
        assert [found[0] for found in at_once] == items


def test_any_thread_may_ask(pages):
    found = []
    with Corpus.build(":memory:", pages) as corpus:
        thread = threading.Thread(target=lambda: found.extend(corpus.neighbours(pages[3])))
        thread.start()
        thread.join()
    assert len(found) == 4


def test_it_is_a_library(pages):
    library: Library = Corpus.build(":memory:", pages)
    assert library.related("page", 1)
    library.close()


def test_another_kind_of_file_is_neither_opened_nor_written_over(tmp_path, pages):
    precious = tmp_path / "notes.txt"
    precious.write_text("my notes")
    with pytest.raises(CorpusError, match="not a corpus"):
        Corpus.open(precious)
    with pytest.raises(CorpusError, match="not a corpus, so it is not written over"):
        Corpus.build(precious, pages)
    assert precious.read_text() == "my notes"


def test_a_corpus_of_another_form_says_what_to_do(tmp_path, pages):
    path = tmp_path / "c.sqlite"
    Corpus.build(path, pages).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CorpusError, match="of form 99, not 1: build it again"):
        Corpus.open(path)
    Corpus.build(path, pages).close()
    Corpus.open(path).close()


def test_a_missing_corpus_and_a_missing_folder_are_named(tmp_path, pages):
    with pytest.raises(CorpusError, match="there is no corpus here"):
        Corpus.open(tmp_path / "gone.sqlite")
    with pytest.raises(CorpusError, match=r"gone/c\.sqlite"):
        Corpus.build(tmp_path / "gone" / "c.sqlite", pages)


def test_an_interrupted_build_leaves_the_old_corpus_and_nothing_else(tmp_path, pages):
    Corpus.build(tmp_path / "c.sqlite", pages).close()

    def interrupted():
        yield pages[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Corpus.build(tmp_path / "c.sqlite", interrupted())
    with Corpus.open(tmp_path / "c.sqlite") as corpus:
        assert len(corpus) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["c.sqlite"]


def test_a_sqlite_without_full_text_search_is_named(monkeypatch, pages):
    class Without(sqlite3.Connection):
        def executescript(self, script):
            raise sqlite3.OperationalError("no such module: fts5")

    whole = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **options: whole(*args, **options, factory=Without))
    with pytest.raises(CorpusError, match="no full-text search"):
        Corpus.build(":memory:", pages)


def test_ten_thousand_snippets_take_moments(tmp_path):
    many = (snippet(f"item{n} of the list", n) for n in range(10_000))
    with Corpus.build(tmp_path / "c.sqlite", many) as corpus:
        assert len(corpus) == 10_000


def test_the_examples_give_good_snippets():
    examples = Path(__file__).parents[2] / "examples"
    with Corpus.build(":memory:", read(examples)) as corpus:
        assert corpus.unreadable == []
        assert corpus.duplicates == []
        assert all(40 <= len(s.text.split()) <= 300 for s in corpus)
        assert all(s.title and len(s.sentences) > 2 for s in corpus)
