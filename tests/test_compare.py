"""The verdict on two arrays: it says what is true, and it can say no."""

import numpy as np
import pytest

from helpers.compare import CompareError, compare

ARRAY = np.arange(1.0, 7).reshape(2, 3)


def printed(capsys, *arguments, **options):
    assert compare("gradient of W", *arguments, **options) is None
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and out.startswith("gradient of W ")
    return out


def test_equal_floats_agree_within_the_tolerance(capsys):
    out = printed(capsys, ARRAY, ARRAY.copy())
    assert "shape (2, 3)" in out and out.endswith("largest difference below 1e-06   agrees\n")


def test_the_printed_bound_does_not_depend_on_the_last_digits(capsys):
    exact = printed(capsys, ARRAY, ARRAY.copy(), tolerance=1e-5)
    for difference in (1e-12, 3e-8, 9e-6):
        assert printed(capsys, ARRAY, ARRAY + difference, tolerance=1e-5) == exact


def test_float32_against_float64(capsys):
    assert "agrees" in printed(capsys, (ARRAY / 3).astype(np.float32), ARRAY / 3)


@pytest.mark.parametrize("value", [ARRAY, ARRAY.astype(int), True, 3])
def test_exact(capsys, value):
    assert printed(capsys, value, value, tolerance=0).endswith("exact\n")


def test_whole_numbers_are_exact_or_differ(capsys):
    labels = np.array([3, 1, 4])
    assert printed(capsys, labels, labels.astype(np.uint8), tolerance=5).endswith("exact\n")
    assert "1.0e+00   DIFFERS" in printed(capsys, labels, labels + 1, tolerance=5)


@pytest.mark.parametrize(
    "factor, shown", [(1.1, "6.0e-01"), (-1, "1.2e+01"), (1 + 1e-6, "6.0e-06")]
)
def test_a_difference_is_shown(capsys, factor, shown):
    assert f"largest difference {shown}   DIFFERS" in printed(capsys, ARRAY * factor, ARRAY)


def test_unsigned_numbers_do_not_wrap_around(capsys):
    small, large = np.array([1], np.uint8), np.array([2], np.uint8)
    assert "largest difference 1.0e+00" in printed(capsys, small, large)


def test_tolerance_zero_accepts_no_difference(capsys):
    assert "DIFFERS" in printed(capsys, ARRAY + 1e-15, ARRAY, tolerance=0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_never_agree(capsys, bad):
    broken = ARRAY.copy()
    broken[1, 1] = bad
    for mine, keras in [(broken, ARRAY), (ARRAY, broken), (broken, broken)]:
        assert "DIFFERS" in printed(capsys, mine, keras)


@pytest.mark.parametrize("empty", [np.zeros((2, 3)), np.zeros((2, 3), int), np.zeros((0, 3))])
def test_two_arrays_without_content_show_nothing(capsys, empty):
    out = printed(capsys, empty, empty.copy())
    assert "shows nothing" in out and "agrees" not in out and "exact" not in out


@pytest.mark.parametrize("mine, keras", [(..., ...), (..., ARRAY), (ARRAY, ...), (None, None)])
def test_an_open_exercise_is_not_compared(capsys, mine, keras):
    assert "not compared" in printed(capsys, mine, keras)


@pytest.mark.parametrize(
    "mine, keras", [(ARRAY, ARRAY.T), (ARRAY[0], ARRAY), (ARRAY[:, :1], ARRAY), (1.0, ARRAY)]
)
def test_shapes_are_never_broadcast(mine, keras):
    with pytest.raises(CompareError, match="gradient of W: the shapes differ, yours is"):
        compare("gradient of W", mine, keras)


@pytest.mark.parametrize("bad", ["text", [[1, 2], [3]], {"a": 1}, len, [None, ...], 1j])
def test_what_is_not_a_number(bad):
    with pytest.raises(CompareError, match="yours must be a number or an array") as error:
        compare("loss", bad, ARRAY)
    assert error.value._render_traceback_() == [f"Error: {error.value}"]
    with pytest.raises(CompareError, match="Keras' must be"):
        compare("loss", ARRAY, bad)
