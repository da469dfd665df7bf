"""Checks of lesson 1, vectorization."""

import numpy as np

from helpers.checks import exercise
from helpers.checks.verdict import (
    Incorrect,
    choose,
    compare_array,
    describe,
    try_function,
)

LESSON = "01_vectorization"


@exercise("flatten", lesson=LESSON)
def check_flatten(flat):
    board = np.array([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8]])
    expected = board.reshape(-1)
    compare_array(
        flat,
        expected,
        [
            (board, "That is the board itself. flatten() gives a new array: assign that."),
            (expected[np.newaxis], "That is a batch of one vector: two axes. You want one."),
            (expected[:, np.newaxis], "That is a column: two axes. A vector has one."),
            (board.flatten(order="F"), "It goes down the columns (Fortran order), not row by row."),
            (board.T, "Transposing swaps the axes. There are still two."),
            (np.sort(expected), "The numbers were sorted. They must keep their order."),
            (board[0], "That is the first row only."),
        ],
        what="flat",
    )
    return f"flat has one axis, shape {flat.shape}, and holds the board row by row."


@exercise("predict-shape", lesson=LESSON)
def check_predict_shape(shape):
    if isinstance(shape, list | np.ndarray):
        shape = tuple(np.asarray(shape).tolist())
    if not isinstance(shape, tuple) or not all(type(length) is int for length in shape):
        raise Incorrect(f"shape is {describe(shape)}; give a tuple of whole numbers.")
    if -1 in shape:
        raise Incorrect("-1 is only an order to NumPy. Say which length it works out.")
    if len(shape) != 3:
        raise Incorrect(f"you gave {len(shape)} lengths; reshape was asked for three axes.")
    if np.prod(shape) != 10 * 4 * 3:
        raise Incorrect(
            f"a shape of {shape} has places for {np.prod(shape)} numbers; that is not as many "
            "as the array holds."
        )
    if shape != (5, 12, 2):
        raise Incorrect(f"{shape} holds the right count, but not the two lengths that were named.")
    return f"{shape} has the two lengths that were named, and 120 places as before."


def _trials_of_one_image():
    rng = np.random.default_rng()
    return [
        ("an image of shape (4, 4)", (rng.integers(1, 256, (4, 4)),)),
        ("an image of shape (28, 28)", (rng.random((28, 28), dtype=np.float32),)),
        ("an image of shape (2, 5)", (rng.integers(1, 256, (2, 5)),)),
    ]


@exercise("batch-of-one", lesson=LESSON)
def check_batch_of_one(as_batch):
    try_function(
        as_batch,
        _trials_of_one_image(),
        lambda image: image.reshape(1, -1),
        [
            (lambda image: image.reshape(-1), "That has one axis: it lacks the axis of images."),
            (lambda image: image.reshape(-1, 1), "The axes are swapped: one row per pixel."),
            (lambda image: image[np.newaxis], "The rows and columns are still there."),
            (lambda image: image.flatten(order="F")[np.newaxis], "It goes down the columns."),
            (lambda image: image, "That is the image as it came."),
            (lambda image: image.reshape(1, 16), "A fixed 16 serves only one size."),
            (lambda image: image.reshape(1, 784), "A fixed 784 serves only one size."),
        ],
        name="as_batch",
        dtype=lambda image: image.dtype,
    )
    return "as_batch gave shape (1, H * W), row by row, for images of three sizes."


def _trials_of_batches():
    rng = np.random.default_rng()
    return [
        ("three images of shape (4, 5)", (rng.integers(1, 256, (3, 4, 5), dtype=np.uint8),)),
        ("a batch of one image", (rng.random((1, 6, 2), dtype=np.float32),)),
        ("four colour images of shape (2, 3, 3)", (rng.integers(1, 256, (4, 2, 3, 3)),)),
    ]


@exercise("vectorize", lesson=LESSON, points=2)
def check_vectorize(vectorize):
    try_function(
        vectorize,
        _trials_of_batches(),
        lambda images: images.reshape(len(images), -1),
        [
            (lambda images: images.reshape(-1), "All images melted into one vector."),
            (lambda images: images.reshape(1, -1), "All images melted into one row."),
            (lambda images: images.reshape(-1, len(images)), "Each row mixes images."),
            (
                lambda images: images.reshape(len(images), -1).T,
                "It is transposed: images must be rows, not columns.",
            ),
            (
                lambda images: images.reshape(-1, len(images)).T,
                "The rows jump through several images: don't transpose, keep the first axis.",
            ),
            (
                lambda images: np.stack([image.flatten(order="F") for image in images]),
                "It goes down the columns (Fortran order), not row by row.",
            ),
            (
                lambda images: images.reshape(len(images), -1, order="F"),
                "It goes down the columns (Fortran order), not row by row.",
            ),
            (lambda images: images.reshape(60000, -1), "A fixed 60000 serves only one batch."),
            (lambda images: images.reshape(3, -1), "A fixed 3 serves only one batch."),
            (lambda images: images.reshape(-1, 784), "A fixed 784 serves only one image size."),
            (
                lambda images: images.reshape(len(images), 784),
                "A fixed 784 serves only one image size.",
            ),
            (
                lambda images: images.reshape(images.shape[0], images.shape[1] * images.shape[2]),
                "Colour images have one more axis. Melt all but the first.",
            ),
            (lambda images: images, "Those are the images as they came."),
        ],
        name="vectorize",
        dtype=lambda images: images.dtype,
    )
    return "vectorize kept the first axis and melted the rest: one image, many, grey and colour."


@exercise("unvectorize", lesson=LESSON, points=2)
def check_unvectorize(unvectorize):
    rng = np.random.default_rng()
    trials = [
        ("three vectors for 4 × 5 images", (rng.integers(1, 256, (3, 20)), 4, 5)),
        ("one vector for a 7 × 2 image", (rng.random((1, 14), dtype=np.float32), 7, 2)),
    ]
    try_function(
        unvectorize,
        trials,
        lambda vectors, height, width: vectors.reshape(len(vectors), height, width),
        [
            (
                lambda v, height, width: v.reshape(-1, width, height),
                "Height and width are swapped: rows come first.",
            ),
            (
                lambda v, height, width: v.reshape(-1, width, height).transpose(0, 2, 1),
                "It fills the columns first (Fortran order); cut rows of the width.",
            ),
            (
                lambda v, height, width: v.reshape(height, width, -1),
                "The axis of images came last. It must stay first.",
            ),
            (
                lambda v, height, width: v.reshape(height, width),
                "One image has room there, a batch has not: the axis of images is missing.",
            ),
            (lambda v, height, width: v.reshape(-1, 28, 28), "A fixed 28 serves only one size."),
            (lambda v, height, width: v, "Those are the vectors as they came."),
        ],
        name="unvectorize",
        dtype=lambda vectors, height, width: vectors.dtype,
    )
    return "unvectorize gave (N, height, width) with rows in order, for several images and for one."


@exercise("pixel-position", lesson=LESSON, points=2)
def check_pixel_position(position):
    rng = np.random.default_rng()
    trials = []
    for width in (5, 28):
        fresh = tuple(int(number) for number in rng.integers((2, 2, 1), (9, 5, 3)))
        for row, column, channel in [fresh, (1, 0, 0), (0, 3, 0), (0, 0, 2)]:
            label = f"row {row}, column {column}, channel {channel} of a width of {width}"
            trials.append((label, (row, column, channel, width)))
    try_function(
        position,
        trials,
        lambda row, column, channel, width: (row * width + column) * 3 + channel,
        [
            (lambda r, c, k, w: r * w + c, "That counts pixels. Each holds three numbers."),
            (lambda r, c, k, w: r * w + c + k, "That counts each pixel once; it is three wide."),
            (lambda r, c, k, w: (r * w + c) * 3, "The channel is missing."),
            (lambda r, c, k, w: (c * w + r) * 3 + k, "Row and column are swapped."),
            (lambda r, c, k, w: r * w * 3 + c + k, "A column is three numbers wide, too."),
            (lambda r, c, k, w: r * w + c * 3 + k, "A row is three times its width, too."),
            (lambda r, c, k, w: (r * w + c + k) * 3, "The channel is one number wide, not three."),
            (lambda r, c, k, w: (r * w + c) * 3 + k + 1, "Positions count from 0: one too far."),
            (lambda r, c, k, w: (r * 28 + c) * 3 + k, "A fixed 28 serves only one width."),
            (lambda r, c, k, w: k * w + r * w + c, "The channels lie side by side in each pixel."),
        ],
        name="position",
    )
    return f"position found the right place for {len(trials)} pixels, at three widths."


@exercise("view-or-copy", lesson=LESSON)
def check_view_or_copy(letter):
    choose(
        letter,
        "b",
        {
            "a": "Then neither write would have reached a. One of the two arrays is a view of it.",
            "c": "c was made by flatten. Does flatten ever give a view?",
            "d": "Then both writes would have reached a. One of the two arrays is a copy.",
        },
    )
    return "a view passes writes on to its array, a copy keeps them to itself."
