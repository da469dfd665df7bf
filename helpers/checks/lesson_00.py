"""Checks of lesson 0, start here."""

from helpers.checks.registry import exercise, guess
from helpers.checks.verdict import expect_function

LESSON = "00_start_here"


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
            ("adds-the-last-twice", lambda pixels: sum(pixels) + (pixels[-1] if pixels else 0)),
            ("largest-pixel", lambda pixels: max(pixels, default=0)),
        ],
    )


@guess("guess-weights", lesson=LESSON, answer="guess_weights")
def guess_weights(guessed, came):
    if guessed == came:
        return "guess-weights-right"
    known = {
        784: "one-per-pixel",
        7850: "with-biases",
        10: "one-per-digit",
        28: "a-side",
        280: "a-side",
        794: "added",
    }
    return f"guess-weights-{known.get(guessed, 'other')}"
