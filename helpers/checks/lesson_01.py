"""Checks of lesson 1, vectorization."""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Words, describe
from helpers.checks.verdict import (
    Incorrect,
    expect_choice,
    expect_function,
    expect_value,
    is_number,
)

LESSON = "01_vectorization"


@guess("guess-largest", lesson=LESSON, answer="guess_largest")
def guess_largest(guessed, came):
    if guessed == came:
        return "guess-right"
    return {255: "guess-largest-255", 256: "guess-largest-256"}.get(guessed, "guess-largest-other")


@exercise("flatten", lesson=LESSON, answers=["flat"])
def check_flatten(flat, rng):
    board = np.array([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8]])
    rows = board.reshape(-1)
    expect_value(
        flat,
        rows,
        [
            ("flatten-unchanged", board),
            ("flatten-batch", rows[np.newaxis]),
            ("flatten-column", rows[:, np.newaxis]),
            ("flatten-down-the-columns", board.flatten(order="F")),
            ("flatten-transposed", board.T),
            ("flatten-sorted", np.sort(rows)),
            ("flatten-first-row", board[0]),
            ("flatten-first-column", board[:, 0]),
        ],
    )


@exercise("predict-shape", lesson=LESSON, answers=["shape"])
def check_predict_shape(shape, rng):
    given = shape.value
    if isinstance(given, np.ndarray):
        given = given.tolist()
    seen = Words("is", {"name": "shape", "given": describe(shape.value)})
    if not isinstance(given, list | tuple) or not all(
        is_number(length) and not isinstance(length, float) for length in given
    ):
        raise Incorrect("shape-not-a-tuple", seen)
    given = tuple(int(length) for length in given)
    if -1 in given:
        raise Incorrect("shape-minus-one", seen)
    if len(given) != 3:
        raise Incorrect("shape-axes", seen, count=len(given))
    if np.prod(given) != 10 * 4 * 3:
        raise Incorrect("shape-other-count", seen, count=int(np.prod(given)))
    if sorted(given) == [2, 5, 12] and given != (5, 12, 2):
        raise Incorrect("shape-misplaced", seen)
    if given != (5, 12, 2):
        raise Incorrect("shape-not-the-named", seen)


@guess("guess-sum-shape", lesson=LESSON, answer="guess_sum_shape")
def guess_sum_shape(guessed, came):
    guessed = tuple(guessed) if isinstance(guessed, list | tuple) else guessed
    if guessed == came:
        return "guess-sum-shape-right"
    known = {
        (16,): "guess-sum-shape-number-by-number",
        (16, 1): "guess-sum-shape-keeps-the-column",
        (1, 16): "guess-sum-shape-makes-a-row",
        (32,): "guess-sum-shape-put-together",
        256: "guess-sum-shape-as-a-count",
    }
    return known.get(guessed, "guess-sum-shape-other")


def _images(rng, *shape, dtype=np.int64):
    """Images in which no number occurs twice as long as that is possible, and none is 0."""
    size = int(np.prod(shape))
    largest = 255 if dtype == np.uint8 else max(255, size)
    numbers = rng.permutation(np.arange(largest)[:size] if size <= largest else np.arange(size))
    return (numbers % largest + 1).astype(dtype).reshape(shape)


@exercise("batch-of-one", lesson=LESSON, answers=["as_batch"])
def check_batch_of_one(as_batch, rng):
    crop = _images(rng, 6, 8)[1:4, 2:7]  # its rows don't lie side by side in memory
    trials = [
        (_images(rng, 2, 3),),
        (_images(rng, 4, 4).astype(np.float32),),
        (crop,),
        (_images(rng, 28, 28, dtype=np.uint8),),
    ]
    expect_function(
        as_batch,
        trials,
        lambda image: image.reshape(1, -1),
        [
            ("batch-lacks-axis", lambda image: image.reshape(-1)),
            ("batch-is-column", lambda image: image.reshape(-1, 1)),
            ("batch-keeps-rows", lambda image: image[np.newaxis]),
            ("batch-down-the-columns", lambda image: image.T.reshape(1, -1)),
            ("batch-unchanged", lambda image: image),
            ("batch-fixed-16", lambda image: image.reshape(1, 16)),
            ("batch-fixed-784", lambda image: image.reshape(1, 784)),
            ("batch-fixed-784", lambda image: image.reshape(1, 28 * 28)),
            ("batch-square-only", lambda image: image.reshape(1, len(image) ** 2)),
            ("batch-first-row", lambda image: image[:1]),
        ],
        dtype=lambda image: image.dtype,
    )


@guess("guess-writes", lesson=LESSON, answer="guess_writes")
def guess_writes(guessed, came):
    guessed = tuple(guessed) if isinstance(guessed, list | tuple) else guessed
    if guessed == came:
        return "guess-right"
    known = {
        (0, 0): "guess-writes-never",
        (5, 7): "guess-writes-always",
        (5, 0): "guess-writes-swapped",
        (5, 5): "guess-writes-swapped",
    }
    return known.get(guessed, "guess-writes-other")


@exercise("view-or-copy", lesson=LESSON, answers=["letter"])
def check_view_or_copy(letter, rng):
    wrong = {"a": "reshape-always-copies", "c": "view-and-copy-swapped", "d": "flatten-is-a-view"}
    expect_choice(letter, "b", wrong)


@guess("guess-transposed", lesson=LESSON, answer="guess_first_row")
def guess_transposed(guessed, came):
    if isinstance(guessed, list | tuple | np.ndarray):
        guessed = np.asarray(guessed).tolist()
    if guessed == came:
        return "guess-right"
    if guessed == [0, 1, 2, 3]:
        return "guess-transposed-undoes"
    return "guess-transposed-other"


def _three_lengths(images):
    count, height, width = images.shape
    return images.reshape(count, height * width)


def _channel_first(images):
    if images.ndim == 4:
        images = images.transpose(0, 3, 1, 2)
    return images.reshape(len(images), -1)


@exercise("vectorize", lesson=LESSON, answers=["vectorize"], points=2)
def check_vectorize(vectorize, rng):
    trials = [
        (_images(rng, 2, 2, 3, dtype=np.uint8),),
        (_images(rng, 1, 3, 2).astype(np.float32),),
        (_images(rng, 3, 2, 2, 3),),
        (_images(rng, 5, 28, 28),),
        (_images(rng, 3, 6, 4)[:, ::2],),
    ]
    expect_function(
        vectorize,
        trials,
        lambda images: images.reshape(len(images), -1),
        [
            ("melts-all-into-a-vector", lambda images: images.reshape(-1)),
            ("melts-all-into-a-row", lambda images: images.reshape(1, -1)),
            ("rows-mix-images", lambda images: images.reshape(-1, len(images))),
            ("images-as-columns", lambda images: images.reshape(len(images), -1).T),
            ("rows-jump-through-images", lambda images: images.reshape(-1, len(images)).T),
            ("fixed-number-of-images", lambda images: images.reshape(60000, -1)),
            ("fixed-number-of-pixels", lambda images: images.reshape(-1, 784)),
            ("fixed-number-of-pixels", lambda images: images.reshape(len(images), 784)),
            (
                "grey-only",
                lambda images: images.reshape(len(images), images.shape[1] * images.shape[2]),
            ),
            (
                "grey-only-mixed",
                lambda images: images.reshape(-1, images.shape[1] * images.shape[2]),
            ),
            (
                "vectors-down-the-columns",
                lambda images: np.stack([image.flatten(order="F") for image in images]),
            ),
            (
                "vectors-down-the-columns",
                lambda images: images.swapaxes(1, 2).reshape(len(images), -1),
            ),
            ("grey-only", _three_lengths),
            ("vectors-square-only", lambda i: i.reshape(len(i), i.shape[1] ** 2)),
            ("vectors-last-axis-only", lambda images: images.reshape(-1, images.shape[-1])),
            ("vectors-channel-first", _channel_first),
            ("vectors-unchanged", lambda images: images),
            ("returns-inside-the-loop", lambda images: images[0].reshape(-1)),
            ("returns-inside-the-loop", lambda images: images[:1].reshape(1, -1)),
        ],
        dtype=lambda images: images.dtype,
    )


@exercise("unvectorize", lesson=LESSON, answers=["unvectorize"])
def check_unvectorize(unvectorize, rng):
    trials = [
        (_images(rng, 2, 6), 2, 3),
        (_images(rng, 1, 10).astype(np.float32), 5, 2),
        (_images(rng, 3, 16), 4, 4),
        (_images(rng, 7, 12, dtype=np.uint8), 4, 3),
    ]
    expect_function(
        unvectorize,
        trials,
        lambda vectors, height, width: vectors.reshape(-1, height, width),
        [
            ("width-before-height", lambda v, h, w: v.reshape(-1, w, h)),
            ("images-down-the-columns", lambda v, h, w: v.reshape(-1, w, h).transpose(0, 2, 1)),
            ("images-come-last", lambda v, h, w: v.reshape(h, w, -1)),
            ("one-image-only", lambda v, h, w: v.reshape(h, w)),
            ("one-image-only", lambda v, h, w: v[0].reshape(h, w)),
            ("one-image-first-length", lambda v, h, w: v.reshape(1, h, w)),
            ("square-images-only", lambda v, h, w: v.reshape(-1, h, h)),
            ("square-images-only", lambda v, h, w: v.reshape(-1, *[int(v.shape[1] ** 0.5)] * 2)),
            ("axes-turned-round", lambda v, h, w: v.reshape(-1, h, w).T),
            ("fixed-28-by-28", lambda v, h, w: v.reshape(-1, 28, 28)),
            ("vectors-as-they-came", lambda v, h, w: v),
        ],
        dtype=lambda vectors, height, width: vectors.dtype,
    )


@exercise("pixel-position", lesson=LESSON, answers=["position"], points=2)
def check_pixel_position(position, rng):
    trials = [
        (0, 0, 0, 4),
        (0, 1, 0, 4),
        (0, 0, 2, 4),
        (1, 0, 0, 4),
        (1, 2, 1, 5),
        (3, 1, 2, 2),
        (40, 63, 1, 64),
        (500, 2, 2, 1000),
    ]
    expect_function(
        position,
        trials,
        lambda row, column, channel, width: 3 * (row * width + column) + channel,
        [
            ("position-of-the-pixel", lambda r, c, k, w: r * w + c),
            ("position-counts-pixels-once", lambda r, c, k, w: r * w + c + k),
            ("position-without-channel", lambda r, c, k, w: 3 * (r * w + c)),
            ("position-row-and-column-swapped", lambda r, c, k, w: 3 * (c * w + r) + k),
            ("position-column-one-wide", lambda r, c, k, w: 3 * r * w + c + k),
            ("position-row-too-short", lambda r, c, k, w: r * w + 3 * c + k),
            ("position-counts-from-one", lambda r, c, k, w: 3 * (r * w + c) + k + 1),
            ("position-width-28", lambda r, c, k, w: 3 * (r * 28 + c) + k),
            ("position-channel-times-pixel", lambda r, c, k, w: (r * w + c) * k),
            ("position-channel-three-wide", lambda r, c, k, w: 3 * (r * w + c + k)),
            ("position-three-at-the-channel", lambda r, c, k, w: r * w + c + 3 * k),
            ("position-one-short", lambda r, c, k, w: 3 * (r * w + c) + k - 1),
            ("position-rows-from-one", lambda r, c, k, w: 3 * ((r - 1) * w + c) + k),
            ("position-rows-from-one", lambda r, c, k, w: 3 * ((r + 1) * w + c) + k),
            ("position-without-width", lambda r, c, k, w: 3 * (r + c) + k),
            ("position-arguments-swapped", lambda r, c, k, w: 3 * (r * k + c) + w),
            ("position-channel-first", lambda r, c, k, w: k * w * w + r * w + c),
        ],
    )


@exercise("mend-corner", lesson=LESSON, answers=["blank_corner"], points=2)
def check_mend_corner(blank_corner, rng):
    trials = [
        (_images(rng, 2, 2, 2),),
        (_images(rng, 3, 2, 4, dtype=np.uint8),),
        (_images(rng, 1, 5, 3).astype(np.float32),),
        (_images(rng, 4, 28, 28),),
    ]

    def blanked(vectors):
        vectors = vectors.copy()
        vectors[:, 0] = 0
        return vectors

    def set_to(value, *place):
        """Write `value` into images where `place` says so, then make them vectors."""

        def mistake(images):
            images = images.copy()
            images[place] = value
            return images.reshape(len(images), -1)

        return mistake

    def down_the_columns(images):
        return blanked(images.reshape(len(images), -1, order="F"))

    every = slice(None)

    def blanked_images(images):
        return blanked(images.reshape(len(images), -1)).reshape(images.shape)

    def first_row_blanked(images):
        vectors = images.reshape(len(images), -1).copy()
        vectors[0] = 0
        return vectors

    expect_function(
        blank_corner,
        trials,
        lambda images: blanked(images.reshape(len(images), -1)),
        [
            ("corner-fixed-size", lambda images: blanked(images.reshape(784, -1).T)),
            ("corner-fixed-size", lambda images: blanked(images.reshape(-1, 784))),
            ("corner-rows-not-images", lambda images: blanked(images.reshape(-1, len(images)).T)),
            ("corner-images-unflattened", blanked_images),
            ("corner-first-image", first_row_blanked),
            ("corner-fixed-size", lambda images: blanked(images.reshape(len(images), 784))),
            ("corner-one-image-only", set_to(0, 0, 0, 0)),
            ("corner-next-pixel", set_to(0, every, 0, 1)),
            ("corner-last-pixel", set_to(0, every, -1, -1)),
            ("corner-first-row-of-pixels", set_to(0, every, 0)),
            ("corner-first-column-of-pixels", set_to(0, every, every, 0)),
            ("corner-made-black", set_to(255, every, 0, 0)),
            ("corner-removed", lambda images: images.reshape(len(images), -1)[:, 1:]),
            ("corner-down-the-columns", down_the_columns),
            ("corner-not-blanked", lambda images: images.reshape(len(images), -1)),
        ],
        dtype=lambda images: images.dtype,
    )
