"""Sums in an answer are recalculated: what does not come out is pointed out, what does is left alone."""

import pytest

from colloquist.nodes.arithmetic import miscalculations


@pytest.mark.parametrize(
    "text",
    [
        "7 percent of 12 bar is 0.85 bar.",
        "That is 70 N ÷ 500 mm² = 0.2 N/mm².",
        "12 × 5 = 61.",
        "So 1,616 × 0.8 = 1,392 kg an hour.",
        "2 + 3 × 4 = 20",
        "100 - 30 - 20 = 70",
        "10 / 4 = 2.6",
        "0.525 x 300 x 12 = 1,910",
    ],
)
def test_a_wrong_result_is_pointed_out(text):
    [found] = miscalculations(text)
    assert "recalculated, it is" in found


@pytest.mark.parametrize(
    "text",
    [
        "7 percent of 12 bar is 0.84 bar.",
        "70 N / 500 mm² = 0.14 N per square millimetre.",
        "12 × 5 = 60, and 2 + 3 × 4 = 14.",
        "1,616 × 0.8 = 1,293 kg an hour.",
        "22 / 7 = 3.14",
        "about 22 / 7 ≈ 3.1",
        "23 × 22 / 2 = 253 pairs",
        "5 % of 200 is 10.",
        "10 / 0 = 3 is nonsense, but no sum.",
        "0.525 x 300 x 12 = 1,890, and 0x1F = 31 at 1920x1080.",
        "The years 1854-1866 and page 3/4 = no sum either.",
        "pH 7.4 = neutral; x = 3; v1.2.3 = 4",
    ],
)
def test_a_right_result_and_what_is_no_sum_are_left_alone(text):
    assert miscalculations(text) == []
