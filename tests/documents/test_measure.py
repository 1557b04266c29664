import pytest

from colloquist.documents.measure import count_words, is_usable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("two words", 2),
        ("水は百度で沸騰する。", 4.5),
        ("ABC 水 def", 2.5),
        ("الماء مادة شفافة", 3),
        ("x" * 1500, 100),
    ],
)
def test_words_are_counted_in_every_script(text, words):
    assert count_words(text) == words


def test_figures_alone_are_nothing_to_talk_about():
    assert not is_usable("1 2 3 4 5 6 7 8 9 10 11 12 13 14")
    assert is_usable("one two three four five six seven eight nine ten eleven twelve")
