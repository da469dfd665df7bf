"""Checks of lesson 3, preprocessing."""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Words, describe
from helpers.checks.verdict import (
    Incorrect,
    expect_choice,
    expect_function,
    expect_value,
    fault_of_error,
    find_fault,
    is_number,
    needs_function,
    what_came,
)

LESSON = "03_preprocessing"


@guess("guess-half", lesson=LESSON, answer="guess_half")
def guess_half(guessed, came):
    guessed = tuple(guessed) if isinstance(guessed, list | tuple) else guessed
    if guessed == came:
        return "guess-right"
    if isinstance(guessed, str):
        return "guess-half-error"
    known = {(30000, 784): "guess-half-as-it-should", (60000, 784): "guess-half-twice-as-many"}
    return known.get(guessed, "guess-half-other")


@guess("guess-memory", lesson=LESSON, answer="guess_memory")
def guess_memory(guessed, came):
    if abs(guessed - came) < 0.05 * came:
        return "guess-right"
    for bytes_per_number, idea in (
        (1, "guess-memory-the-same"),
        (2, "guess-memory-float16"),
        (4, "guess-memory-float32"),
    ):
        if abs(guessed - 0.784 * bytes_per_number) < 0.05 * guessed:
            return idea
    return "guess-memory-less" if guessed < 0.784 else "guess-memory-other"


@exercise("megabytes", lesson=LESSON, answers=["megabytes"])
def check_megabytes(megabytes, rng):
    numbers = 10_000 * 784
    expect_value(
        megabytes,
        numbers * 4 / 10**6,
        [
            ("one-byte-a-number", numbers / 10**6),
            ("two-bytes-a-number", numbers * 2 / 10**6),
            ("eight-bytes-a-number", numbers * 8 / 10**6),
            ("bits-for-bytes", numbers * 32 / 10**6),
            ("bytes-for-megabytes", numbers * 4),
            ("bits-in-all", numbers * 32),
            ("kilobytes-for-megabytes", numbers * 4 / 10**3),
            ("mebibytes", numbers * 4 / 2**20),
            ("mebibytes", round(numbers * 4 / 2**20, 2)),
            ("size-of-the-training-set", 60_000 * 784 * 4 / 10**6),
            ("one-row-of-pixels", 10_000 * 28 * 4 / 10**6),
            ("numbers-for-bytes", numbers),
            *[("power-of-ten", numbers * 4 * 10.0**-power) for power in (1, 2, 4, 5, 7, 8, 9)],
            *[("training-set-another-dtype", 6 * numbers * b / 10**6) for b in (1, 2, 8)],
            ("both-sets", 7 * numbers * 4 / 10**6),
            ("divided-by-the-bytes", numbers / 4 / 10**6),
            ("mebibytes", round(numbers * 4 / 2**20, 1)),
            ("last-digit-off", 31.35),
            ("last-digit-off", 31.37),
            ("one-decimal-only", 31.3),
            ("one-decimal-only", 31.4),
            ("no-decimal", 31.0),
        ],
    )


def _stretched(pixels):
    return (pixels - pixels.min()) / np.float64(pixels.max() - pixels.min())


# Misconceptions of scaling, each with what it makes of grey levels.
SCALINGS = [
    ("scaled-twice", lambda pixels: pixels / 255 / 255),
    ("scaled-by-256", lambda pixels: pixels / 256),
    ("scaled-by-225", lambda pixels: pixels / 225),
    ("scaled-by-254", lambda pixels: pixels / 254),
    ("scaled-by-100", lambda pixels: pixels / 100),
    ("scaled-by-the-batch", lambda pixels: pixels / pixels.max()),
    ("stretched-to-the-batch", _stretched),
    ("standardised", lambda pixels: (pixels - pixels.mean()) / pixels.std()),
    ("scaled-to-minus-one", lambda pixels: pixels / 127.5 - 1),
    ("ink-turned-round", lambda pixels: 1 - pixels / 255),
    ("multiplied-by-255", lambda pixels: pixels * 255.0),
    ("not-divided", lambda pixels: pixels),
    ("divided-without-fractions", lambda pixels: pixels // 255),
    ("rounded-to-halves", lambda pixels: np.round(pixels / 255)),
    ("kept-as-float16", lambda pixels: (pixels / 255).astype("float16")),
    ("scaled-only-if-large", lambda p: p / 255 if p.max() > 1 else p),
    ("scaled-only-if-whole", lambda p: p / 255 if p.dtype.kind in "iu" else p),
    ("scaled-only-if-bytes", lambda p: p / 255 if p.dtype == np.uint8 else p),
    ("scaled-and-rounded", lambda pixels: np.round(pixels / 255, 2)),
    ("scaled-and-clipped", lambda pixels: np.clip(pixels, 0, 1)),
]


def _divided_in_place(pixels):
    pixels /= 255
    return pixels


def _levels(rng, shape, largest=199, dtype="uint8"):
    """Grey levels, all different from each other where there are few, none above `largest`."""
    size = int(np.prod(shape))
    levels = rng.permutation(np.arange(2, largest + 1))[:size]
    if size > len(levels):
        levels = rng.integers(2, largest + 1, size)
    return levels.astype(dtype).reshape(shape)


@exercise("scale", lesson=LESSON, answers=["scale"])
def check_scale(scale, rng):
    trials = [
        (np.array([0, 51, 204], dtype="uint8"),),
        (_levels(rng, (2, 3)).astype("float32"),),
        (np.array([[0, 1, 1]], dtype="uint8"),),  # a batch that is nearly white
        (np.array([0.5, 1.0, 0.0]),),
        (_levels(rng, (2, 3, 4), dtype="int64"),),
        (np.array([0, 255], dtype="uint8"),),
        (_levels(rng, (40, 30))[:, ::2],),
    ]
    expect_function(
        scale,
        trials,
        lambda pixels: pixels.astype("float32") / 255,
        [("divided-in-place", _divided_in_place), *SCALINGS],
        dtype=lambda pixels: "float32",
    )


@exercise("spot-the-bug", lesson=LESSON, answers=["letter"])
def check_spot_the_bug(letter, rng):
    wrong = {
        "a": "bug-keeps-the-images",
        "b": "bug-same-for-the-test-images",
        "c": "bug-converts-and-divides",
        "e": "bug-is-in-the-cell",
    }
    expect_choice(letter, "d", wrong)


def _times(factor: float) -> str:
    return f"{factor:,.0f}" if factor >= 100 else f"{factor:.3g}"


@exercise("raw-pixels", lesson=LESSON, answers=["weights_factor", "rate_factor"], points=2)
def check_raw_pixels(weights_factor, rate_factor, rng):
    for answer in (weights_factor, rate_factor):
        if not is_number(answer.value):
            seen = Words("is", {"name": answer.name, "given": describe(answer.value)})
            raise Incorrect("factor-not-a-number", seen)
    weights, rate = float(weights_factor.value), float(rate_factor.value)
    seen = Words("is", {"name": "weights_factor", "given": describe(weights_factor.value)})
    if abs(weights) > 1:
        raise Incorrect("weights-made-larger", seen)
    if weights < 0:
        raise Incorrect("weights-below-zero", seen)
    if weights > 2 / 255:
        raise Incorrect("weights-too-large", seen, times=_times(255 * weights))
    seen = Words("is", {"name": "rate_factor", "given": describe(rate_factor.value)})
    steps = rate * 255**2
    if rate < 0:
        raise Incorrect("rate-below-zero", seen)
    if rate > 1:
        raise Incorrect("rate-made-larger", seen)
    if 255 * 0.9 < steps < 255 * 1.1:
        raise Incorrect("rate-shrunk-once", seen)
    if steps > 2:
        raise Incorrect("rate-too-large", seen, times=_times(steps))
    if steps < 0.5:
        raise Incorrect("rate-too-small", seen)


@guess("guess-sorted", lesson=LESSON, answer="guess_sorted")
def guess_sorted(guessed, came):
    if abs(guessed - came) <= 0.05:
        return "guess-right"
    if guessed > 1:
        return "guess-sorted-percent"
    if abs(guessed - 0.1) <= 0.05:
        return "guess-sorted-chance"
    return "guess-sorted-as-usual" if guessed >= 0.6 else "guess-sorted-other"


def _parts(x, y, cut):
    return x[:cut], y[:cut], x[cut:], y[cut:]


def _cut(x, fraction):
    return int(len(x) * (1 - fraction))


@exercise("keras-split", lesson=LESSON, answers=["split"], points=2)
def check_keras_split(split, rng):
    def rows(count):
        labels = rng.integers(0, 10, count, dtype="uint8")
        labels[:2], labels[-2:] = (1, 2), (8, 9)  # no part is all one digit
        x = np.round(rng.random((count, 3)) + np.arange(count)[:, np.newaxis], 2)
        return x, labels

    trials = [
        (*rows(7), 0.2),
        (*rows(11), 0.5),
        (*rows(40), 0.25),
        (*rows(9), 0.3),
        (*rows(48), 0.3),
    ]

    def several(order):
        return lambda x, y, f: tuple(_parts(x, y, _cut(x, f))[place] for place in order)

    expect_function(
        split,
        trials,
        lambda x, y, fraction: _parts(x, y, _cut(x, fraction)),
        [
            ("split-rounds-up", lambda x, y, f: _parts(x, y, len(x) - int(len(x) * f))),
            ("split-rounds-up", lambda x, y, f: _parts(x, y, round(len(x) * (1 - f)))),
            ("split-rounds-up", lambda x, y, f: _parts(x, y, int(np.ceil(len(x) * (1 - f))))),
            ("split-one-less", lambda x, y, f: _parts(x, y, int(len(x) * 1 - f))),
            ("split-one-row-late", lambda x, y, f: _parts(x, y, _cut(x, f) + 1)),
            ("split-one-row-early", lambda x, y, f: _parts(x, y, _cut(x, f) - 1)),
            ("split-fraction-for-training", lambda x, y, f: _parts(x, y, int(len(x) * f))),
            ("split-fixed-fraction", lambda x, y, f: _parts(x, y, int(len(x) * 0.8))),
            ("split-nothing-left", lambda x, y, f: _parts(x, y, 48000)),
            ("split-parts-exchanged", several((2, 3, 0, 1))),
            ("split-labels-exchanged", several((0, 3, 2, 1))),
            ("split-training-twice", several((0, 1, 0, 1))),
            ("split-not-at-all", lambda x, y, f: (x, y, x, y)),
            (
                "split-cuts-columns",
                lambda x, y, f: (
                    x[:, : _cut(x, f)],
                    y[: _cut(x, f)],
                    x[:, _cut(x, f) :],
                    y[_cut(x, f) :],
                ),
            ),
            (
                "split-in-pairs",
                lambda x, y, f: (
                    _parts(x, y, _cut(x, f))[:2],
                    _parts(x, y, _cut(x, f))[2:],
                ),
            ),
            (
                "split-drops-a-row",
                lambda x, y, f: (
                    *(part[:-1] for part in _parts(x, y, _cut(x, f))[:2]),
                    *_parts(x, y, _cut(x, f))[2:],
                ),
            ),
            (
                "split-drops-the-last-row",
                lambda x, y, f: (
                    *_parts(x, y, _cut(x, f))[:2],
                    *(part[:-1] for part in _parts(x, y, _cut(x, f))[2:]),
                ),
            ),
            ("split-images-first", several((0, 2, 1, 3))),
            (
                "split-takes-the-first-rows",
                lambda x, y, f: (
                    x[int(len(x) * f) :],
                    y[int(len(x) * f) :],
                    x[: int(len(x) * f)],
                    y[: int(len(x) * f)],
                ),
            ),
            (
                "split-labels-whole",
                lambda x, y, f: (x[: _cut(x, f)], y, x[_cut(x, f) :], y),
            ),
            (
                "split-keeps-validation-rows",
                lambda x, y, f: (x, y, *_parts(x, y, _cut(x, f))[2:]),
            ),
            (
                "split-drops-a-row",
                lambda x, y, f: (
                    *_parts(x, y, _cut(x, f))[:2],
                    *(part[1:] for part in _parts(x, y, _cut(x, f))[2:]),
                ),
            ),
            (
                "split-turns-the-order",
                lambda x, y, f: _parts(x[::-1], y[::-1], _cut(x, f)),
            ),
        ],
        results=("x_train", "y_train", "x_validation", "y_validation"),
        parts_alone=False,  # all four come from one cut
    )


@exercise("mix-rows", lesson=LESSON, answers=["mix"], points=2)
def check_mix_rows(mix, rng):
    needs_function(mix)

    def judge(x, y, outcomes, trials):
        """Raise for the first property that a mixed pair lacks."""
        outcome, trial = outcomes[0], trials[0]
        seen = what_came(mix, trial, outcome)
        if outcome.raised:
            too_large = outcome.raised.startswith("IndexError") and "out of bounds for axis 0"
            if too_large and too_large in outcome.raised:
                raise Incorrect("mix-index-too-large", seen)
            fault = fault_of_error(outcome.raised)
            raise Incorrect(fault.template, seen, **fault.fields)
        if outcome.changed:
            raise Incorrect("mix-changes-its-input", seen)
        if outcome.returned is None:
            raise Incorrect("returns-nothing", name=mix.name)
        given = outcome.returned
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise Incorrect("mix-two-results", seen)
        fault = find_fault(given, (np.empty_like(x), np.empty_like(y)))
        if not all(isinstance(part, np.ndarray) for part in given):
            raise Incorrect(fault.template, seen, **fault.fields)
        shapes = [np.shape(part) for part in given]
        if shapes == [(1, *x.shape), (1, *y.shape)]:
            raise Incorrect("mix-shuffle-gave-none", seen)
        if shapes == [y.shape, x.shape]:
            raise Incorrect("parts-swapped", seen, first="the images")
        if shapes != [x.shape, y.shape]:
            raise Incorrect(fault.template, seen, **fault.fields)
        images, labels = given
        if not np.isin(images, x).all() or not np.isin(labels, y).all():
            raise Incorrect("mix-other-numbers", seen)
        rows_kept = np.isin(images[:, 0], x[:, 0]) & (images[:, 1] == images[:, 0] + 100)
        if not rows_kept.all():
            raise Incorrect("mix-columns", seen)
        if len(np.unique(images[:, 0])) < len(x) or len(np.unique(labels)) < len(y):
            raise Incorrect("mix-draws-again", seen)
        if (images[:, 0] == labels).all():
            if (images.dtype, labels.dtype) != (x.dtype, y.dtype):
                raise Incorrect("mix-changes-the-dtype", seen)
            return
        if np.array_equal(images, x):
            raise Incorrect("mix-labels-only", seen)
        if np.array_equal(labels, y):
            raise Incorrect("mix-images-only", seen)
        raise Incorrect("mix-two-orders", seen)

    for count in (5, 40):
        # Each label is its row's first number, so a row that lost its label is seen.
        y = rng.permutation(np.arange(10, 10 + count))
        x = np.stack([y, y + 100], axis=1).astype("float32")
        trials = [(x, y, seed) for seed in (1, 2, 1)]
        outcomes = [mix.call(*trial) for trial in trials]
        judge(x, y, outcomes, trials)
    seen = what_came(mix, trials[0], outcomes[0])
    first, other, again = [np.asarray(outcome.returned[1]) for outcome in outcomes]
    if np.array_equal(first, y):
        raise Incorrect("mix-not-at-all", seen)
    if not np.array_equal(first, again):
        raise Incorrect("mix-ignores-the-seed", seen)
    if np.array_equal(first, other):
        raise Incorrect("mix-always-the-same", seen)
    shifted = [np.roll(y, by) for by in range(len(y))]
    if all(any(np.array_equal(order, one) for one in shifted) for order in (first, other)):
        raise Incorrect("mix-only-shifted", seen)


def _rows(images):
    return images.reshape(len(images), -1)


@exercise("preprocess", lesson=LESSON, answers=["preprocess"], points=2)
def check_preprocess(preprocess, rng):
    trials = [
        (np.array([[[0, 51, 102], [153, 204, 10]]], dtype="uint8"),),
        (np.array([[[0, 1], [1, 0], [1, 1]]] * 2, dtype="uint8"),),  # nearly white
        (_levels(rng, (5, 4, 3)),),
        (_levels(rng, (3, 28, 28), largest=255),),
        (_levels(rng, (4, 6, 8))[:, ::2, 1:5],),
    ]
    expect_function(
        preprocess,
        trials,
        lambda images: _rows(images).astype("float32") / 255,
        [
            ("preprocess-fixed-60000", lambda images: images.reshape(60000, -1)),
            ("preprocess-fixed-60000", lambda images: images.reshape(60000, 784)),
            ("preprocess-fixed-784", lambda images: images.reshape(-1, 784) / 255),
            ("preprocess-fixed-784", lambda images: images.reshape(len(images), 784) / 255),
            ("preprocess-fixed-784", lambda images: images.reshape(784, -1).T / 255),
            ("preprocess-mixes-images", lambda i: i.reshape(-1, len(i)) / 255),
            ("preprocess-mixes-images-turned", lambda i: i.reshape(-1, len(i)).T / 255),
            ("preprocess-images-as-columns", lambda i: _rows(i).T / 255),
            (
                "preprocess-down-the-columns",
                lambda i: i.transpose(0, 2, 1).reshape(len(i), -1) / 255,
            ),
            ("preprocess-one-vector", lambda images: images.reshape(-1) / 255),
            ("preprocess-one-row", lambda images: images.reshape(1, -1) / 255),
            ("preprocess-still-images", lambda images: images / 255),
            ("preprocess-as-they-came", lambda images: images),
            (
                "preprocess-by-each-image",
                lambda i: _rows(i / i.max(axis=(1, 2), keepdims=True)),
            ),
            ("preprocess-first-image", lambda images: _rows(images)[0] / 255),
            ("preprocess-divided-in-place", _divided_in_place),
            *[
                (cause, lambda images, wrong=wrong: wrong(_rows(images)))
                for cause, wrong in SCALINGS
                if cause not in ("scaled-only-if-whole", "scaled-only-if-bytes")  # here all are
            ],
        ],
        dtype=lambda images: "float32",
    )


@exercise("three-faults", lesson=LESSON, answers=["faults"], points=2)
def check_three_faults(faults, rng):
    given = faults.value
    if isinstance(given, list | tuple | set):
        letters = [item.strip().lower() for item in given if isinstance(item, str)]
        letters = letters if len(letters) == len(given) else []
    elif isinstance(given, str):
        letters = [sign for sign in given.lower() if sign.isalnum()]
    else:
        letters = []
    seen = Words("is", {"name": "faults", "given": describe(given)})
    if not letters or not set(letters) <= set("abcdefgh"):
        raise Incorrect("faults-letters", seen)
    causes = {
        "b": "faults-no-nan",
        "d": "faults-not-white-on-black",
        "e": "faults-labels-are-digits",
        "f": "faults-not-all-twice",
        "g": "faults-rows-are-whole",
    }
    for letter in sorted(set(letters)):
        if letter in causes:
            raise Incorrect(causes[letter], seen)
    if len(set(letters)) < 3:
        raise Incorrect("faults-more", seen, count=len(set(letters)))
