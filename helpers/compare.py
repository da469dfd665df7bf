"""The verdict printed beside each hand-made piece: is it what Keras computes?"""

import numpy as np

from helpers.errors import OneLineError


class CompareError(OneLineError, ValueError):
    """Two things that can't be compared. A notebook shows it as one line."""


def compare(name, mine, keras, tolerance=1e-6):
    """Print whether two arrays of the same shape agree; return nothing.

    Numbers agree when their largest absolute difference is at most `tolerance`; with
    tolerance=0, and for whole numbers always, only when they are equal ("exact"). What is
    printed for arrays that agree is the tolerance, not the difference, because the last digits
    depend on the machine. Arrays that are both zero throughout, or that contain NaN or
    infinity, never agree: there is nothing in them to compare.

    Raises CompareError, one line, for different shapes and for what isn't an array of numbers.
    """
    if any(value is ... or value is None for value in (mine, keras)):
        print(f"{name:<24} not compared: nothing has been computed yet")
        return
    mine, keras = as_numbers(name, "yours", mine), as_numbers(name, "Keras'", keras)
    if mine.shape != keras.shape:
        raise CompareError(
            f"{name}: the shapes differ, yours is {mine.shape} and Keras' is {keras.shape}."
        )
    if mine.dtype.kind in "biu" and keras.dtype.kind in "biu":
        tolerance = 0
    print(f"{name:<24} shape {mine.shape!s:<12} {verdict(mine, keras, tolerance)}")


def verdict(mine, keras, tolerance):
    """Return the verdict, a few words, on two arrays of numbers of the same shape."""
    if mine.size == 0:
        return "both are empty: this shows nothing"
    if not (np.isfinite(mine).all() and np.isfinite(keras).all()):
        return "NaN or infinite values   DIFFERS"
    if not mine.any() and not keras.any():
        return "both are zero throughout: this shows nothing"
    difference = np.abs(mine.astype(np.float64) - keras.astype(np.float64)).max()
    if difference > tolerance:
        return f"largest difference {difference:.1e}   DIFFERS"
    return f"largest difference below {tolerance:.0e}   agrees" if tolerance else "exact"


def as_numbers(name, whose, value):
    """Return value as an array of numbers; raise CompareError if it can't be one."""
    try:
        value = np.asarray(value)
    except (TypeError, ValueError):
        value = None
    if value is None or value.dtype.kind not in "biuf":
        raise CompareError(f"{name}: {whose} must be a number or an array of numbers.")
    return value
