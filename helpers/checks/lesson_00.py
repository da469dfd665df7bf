"""Checks of lesson 0, start here."""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Words, describe
from helpers.checks.verdict import Incorrect, equal, expect_function

LESSON = "00_start_here"


def _adds_the_last_twice(pixels):
    total = 0
    for pixel in pixels:
        total += pixel
    total += pixel
    return total


def _starts_anew(pixels):
    for pixel in pixels:
        total = 0
        total += pixel
    return total


@exercise("first-check", lesson=LESSON, answers=["total_ink"])
def check_first(total_ink, rng):
    trials = [
        ([3, 4],),
        ([5, 1, 2],),
        ([7],),
        ([],),
        (rng.integers(1, 256, 784).tolist(),),
    ]
    expect_function(
        total_ink,
        trials,
        sum,
        [
            ("keeps-the-last-only", lambda pixels: pixels[-1] if pixels else 0),
            ("adds-the-first-only", lambda pixels: pixels[0] if pixels else 0),
            ("returns-in-the-loop", lambda pixels: pixels[0] if pixels else None),
            ("counts-the-pixels", len),
            ("mean-of-the-pixels", lambda pixels: sum(pixels) / len(pixels)),
            ("misses-the-last", lambda pixels: sum(pixels[:-1])),
            ("misses-the-first", lambda pixels: sum(pixels[1:])),
            ("adds-the-last-twice", _adds_the_last_twice),
            ("starts-anew-in-the-loop", _starts_anew),
            ("stays-at-its-start", lambda pixels: 0),
            ("starts-at-one", lambda pixels: sum(pixels) + 1),
            ("adds-the-positions", lambda pixels: sum(range(len(pixels)))),
            ("largest-pixel", max),
            ("largest-pixel", lambda pixels: max(pixels, default=0)),
        ],
    )


@guess("guess-weights", lesson=LESSON, answer="guess_weights")
def guess_weights(guessed, came):
    if guessed == came:
        return "guess-weights-right"
    known = {
        784: "guess-weights-one-per-pixel",
        7850: "guess-weights-with-biases",
        10: "guess-weights-one-per-digit",
        28: "guess-weights-a-side",
        280: "guess-weights-a-side",
        794: "guess-weights-added",
        (784, 10): "guess-weights-as-a-shape",
    }
    return known.get(guessed, "guess-weights-other")


@exercise("read-symbols", lesson=LESSON, answers=["scores_shape"])
def check_read_symbols(scores_shape, rng):
    given = scores_shape.value
    seen = Words("is", {"name": "scores_shape", "given": describe(given)})
    if isinstance(given, np.ndarray) and given.ndim == 1:
        given = given.tolist()
    if equal(given, (60, 10)):
        return
    if not isinstance(given, list | tuple):
        raise Incorrect("scores-shape-not-a-tuple", seen)
    for cause, wrong in (
        ("shape-of-the-pixels", (60, 784)),
        ("shape-of-the-weights", (784, 10)),
        ("shape-turned-round", (10, 60)),
        ("shape-of-one-image", (10,)),
        ("shape-of-one-image", (1, 10)),
        ("shape-of-the-labels", (60,)),
        ("shape-with-a-letter", ("N", 10)),
    ):
        if equal(given, wrong):
            raise Incorrect(cause, seen)
    if len(given) == 2 and given[0] == 60:
        raise Incorrect("shape-other-columns", seen)
    if len(given) == 2 and given[1] == 10:
        raise Incorrect("shape-other-rows", seen)
    raise Incorrect("shape-of-no-scores" if len(given) == 2 else "shape-not-two-lengths", seen)
