import re
from html.parser import HTMLParser

import pytest

from colloquist.show import Conversation
from colloquist.show.tags import Html, joined, tag
from colloquist.state.record import RecordStop


class Reader(HTMLParser):
    """Reads a page as a browser would: what it shows, which elements it has, and whether they close."""

    def __init__(self, page):
        super().__init__()
        self.shown, self.titles, self.tags, self.open, self.attributes = [], [], [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, name, attributes):
        self.tags.append(name)
        self.open.append(name)
        self.attributes += attributes
        self.titles += [value for key, value in attributes if key == "title"]

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, data):
        self.shown.append(data)

    @property
    def text(self):
        return "".join(self.shown)


@pytest.fixture
def page(told):
    return Reader(Conversation.of(told)._repr_html_())


def without_marks(text):
    """Leave out the numbers that stand behind sentences, so that turns can be looked for."""
    return " ".join(re.sub(r"\d+\.\d+( \d+\.\d+)*(?=\D)", " ", text).split())


def test_planted_markup_is_shown_and_never_obeyed(page):
    assert "<script>alert('x')</script> costs $5 & not $9?" in page.text
    assert "It takes 5 ms <u>flat</u>." in page.text
    assert "cool <b>oil</b>" in page.text
    assert not {"script", "u", "i", "pays", "opens"} & set(page.tags)


def test_a_page_fetches_and_runs_nothing(page, told):
    html = Conversation.of(told)._repr_html_()
    assert not {"script", "link", "img", "iframe", "style"} & set(page.tags)
    assert {key for key, _ in page.attributes} <= {"style", "class", "dir", "title"}
    assert "url(" not in html


def test_every_turn_is_on_the_page_word_for_word(page, told):
    shown = without_marks(page.text)
    said = [*told.turns, *told.dropped_turns]
    assert len(said) == 8
    for turn in said:
        assert without_marks(turn.text) in shown


def test_the_seed_exchange_is_shown_once(page):
    assert page.text.count("Why a relief valve?") == 1
    assert page.text.count("The pressure would rise.") == 1


def test_drafts_dropped_turns_and_reasons_are_on_the_page(page, told):
    for words in ("5 ms", "is in no source", "Bigger is mostly safer.", "2 turns taken out again"):
        assert words in page.text
    for words in ("the doubt is met", "all is said on heat", "The fitter doubts the valve.", "the regulator"):
        assert words in page.text
    assert page.text.count("Bigger is always safer.") == 1


def test_header_says_status_models_calls_tokens_and_that_the_cost_is_unknown(page):
    for words in ("Relief valves <i>& pumps</i> / Sizing", "done", "small (seed)", "large (refiner)", "4 calls"):
        assert words in page.text
    assert "16,200 tokens in, 2,160 out · cost unknown · 41.2 s" in page.text


@pytest.mark.parametrize(("cost", "words"), [(0, "$0.00"), (0.00002, "less than $0.0001"), (0.0123, "$0.0123")])
def test_a_known_cost_is_said_and_a_small_one_is_not_nothing(told, cost, words):
    priced = told.model_copy(update={"usage": {**told.usage, "cost": cost}})
    shown = Reader(Conversation.of(priced)._repr_html_()).text
    assert f"· {words} ·" in shown
    assert "unknown" not in shown


@pytest.mark.parametrize("reason", RecordStop.model_fields["reason"].annotation.__args__)
def test_every_stop_reason_is_said_with_its_detail(told, reason):
    stop = RecordStop(reason=reason, detail=f"because of <{reason}>")
    changed = told.model_copy(update={"paths": (told.paths[0].model_copy(update={"stop": stop}), told.paths[1])})
    shown = Reader(Conversation.of(changed)._repr_html_()).text
    assert f"{reason} · because of <{reason}>" in shown
    assert f"4 turns, {reason}, accepted" in shown


def test_every_kind_of_label_has_its_own_line_and_its_meaning_as_tooltip(told):
    html = Conversation.of(told)._repr_html_()
    lines = re.findall(r"<bdi[^>]*?(?:style=\"text-decoration:underline (\w+)[^>]*)? title=\"(\w+):", html)
    assert set(lines) == {
        ("solid", "grounded"),
        ("dashed", "derived"),
        ("dotted", "hypothetical"),
        ("wavy", "extension"),
        ("double", "refusal"),
        ("", "discourse"),
    }


def test_a_tooltip_quotes_the_cited_sentences_behind_their_short_numbers(page):
    assert (
        "derived: follows from what the sources say\n1.1  A gear pump delivers a fixed volume per turn."
        in "\n".join(page.titles)
    )
    assert '1.3  A "relief" valve <opens> at a set pressure.' in "\n".join(page.titles)
    assert "grounded: a source says it\n2.1  Returned flow heats the liquid." in page.titles


def test_a_conversation_that_failed_before_its_first_turn_says_why(stillborn):
    shown = Reader(Conversation.of(stillborn)._repr_html_()).text
    assert "seed_answer failed: the key <secret> was refused" in shown
    assert "no seed" in shown


def test_a_path_that_forks_later_says_where(told):
    later = told.paths[1].model_copy(update={"fork": "t4"})
    shown = Reader(Conversation.of(told.model_copy(update={"paths": (told.paths[0], later)}))._repr_html_()).text
    assert "from p1 at t4" in shown


def test_dollar_signs_are_kept_from_mathjax(told):
    assert 'class="mathjax_ignore tex2jax_ignore"' in Conversation.of(told)._repr_html_()


def test_tags_escape_everything_that_is_not_html_yet():
    made = tag("p", "<b>", Html("<i>x</i>"), title='"><script>', fill_opacity=".5")
    assert made == '<p title="&quot;&gt;&lt;script&gt;" fill-opacity=".5">&lt;b&gt;<i>x</i></p>'
    assert joined("a<", made) == "a&lt;" + made
