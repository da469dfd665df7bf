"""Checks of lesson 3, preprocessing."""

import numpy as np

from helpers.checks import exercise
from helpers.checks.verdict import (
    Incorrect,
    choose,
    compare_array,
    compare_number,
    same,
    try_function,
    try_results,
)

LESSON = "03_preprocessing"


@exercise("megabytes", lesson=LESSON)
def check_megabytes(megabytes):
    numbers = 10_000 * 784
    compare_number(
        megabytes,
        numbers * 4 / 10**6,
        [
            (numbers / 10**6, "That is one byte per number. A float32 takes more."),
            (numbers * 2 / 10**6, "That is two bytes per number, as in a float16."),
            (numbers * 8 / 10**6, "That is eight bytes per number, as in a float64."),
            (numbers * 32 / 10**6, "32 is the number of bits. A byte has 8 of them."),
            (numbers * 4, "Those are bytes. A megabyte is a million of them."),
            (numbers * 4 / 10**3, "Those are thousands of bytes. A megabyte is a million."),
            (numbers * 4 / 2**20, "It was divided by 1,024 twice. Here a megabyte is a million."),
            (60_000 * 784 * 4 / 10**6, "That is the training set. The test set was asked for."),
            (10_000 * 28 * 4 / 10**6, "An image has 28 rows of 28 pixels each."),
            (numbers, "Those are the numbers. Each takes several bytes."),
        ],
        what="megabytes",
    )
    return "megabytes is rows times pixels times the bytes of a float32, in millions."


def _divided_in_place(pixels):
    pixels /= 255
    return pixels


# What goes wrong in scaling, each with a function from grey levels to the wrong result.
SCALINGS = [
    (lambda pixels: pixels / 255 / 255, "It was divided by 255 twice: black is almost 0."),
    (lambda pixels: pixels / 256, "It was divided by 256. The largest grey level is one less."),
    (
        lambda pixels: pixels // 255,
        "The fractions are lost, only 0 and 1 are left: divide with one stroke, and as a float.",
    ),
    (lambda pixels: pixels, "Those are still grey levels up to 255: nothing was divided."),
    (
        lambda pixels: pixels / pixels.max(),
        "It was divided by the largest level of this batch, not by the largest there is.",
    ),
    (
        lambda pixels: (pixels - pixels.min()) / (pixels.max() - pixels.min()),
        "It was stretched to the range of this batch. Every batch must be scaled alike.",
    ),
    (lambda pixels: pixels / 127.5 - 1, "That goes from -1 to 1. The range asked for is 0 to 1."),
    (lambda pixels: 1 - pixels / 255, "Black and white are turned round: ink must be large."),
    (lambda pixels: pixels * 255.0, "It was multiplied by 255. The levels must become smaller."),
    (lambda pixels: pixels / 100, "It was divided by 100. Grey levels are not per cent."),
    (
        lambda pixels: (pixels / 255).astype("float16"),
        "A float16 keeps about three digits only. Convert to float32.",
    ),
]

IN_PLACE = "/= writes into the old array, and that holds whole numbers. Make a new one with /."


@exercise("scale", lesson=LESSON)
def check_scale(scale):
    rng = np.random.default_rng()
    trials = [
        ("uint8 levels of shape (2, 3, 4)", (rng.integers(1, 200, (2, 3, 4), dtype="uint8"),)),
        ("float32 levels of shape (6,)", (rng.integers(1, 256, 6).astype("float32"),)),
        ("int64 levels of shape (1, 5)", (rng.integers(1, 100, (1, 5)),)),
        ("the two ends, 0 and 255", (np.array([0, 255], dtype="uint8"),)),
    ]
    try_function(
        scale,
        trials,
        lambda pixels: pixels.astype("float32") / 255,
        [(_divided_in_place, IN_PLACE), *SCALINGS],
        name="scale",
        dtype=lambda pixels: np.dtype("float32"),
    )
    return "scale gave float32 from 0 to 1 for uint8, float32 and int64, and kept its input."


@exercise("spot-the-bug", lesson=LESSON)
def check_spot_the_bug(letter):
    choose(
        letter,
        "d",
        {
            "a": "It keeps the axis of images and melts the others, whatever their number.",
            "b": "It does to the test images what line a does to the training images.",
            "c": "It converts, then divides once. Training goes well, doesn't it?",
            "e": "There is one in the cell. Follow x_test from line to line.",
        },
    )
    return "line d takes the training images, scaled already, for the test set and divides again."


def _parts(x, y, cut):
    return x[:cut], y[:cut], x[cut:], y[cut:]


@exercise("keras-split", lesson=LESSON, points=2)
def check_keras_split(split):
    rng = np.random.default_rng()

    def rows(count):
        return rng.random((count, 3)), rng.integers(0, 10, count, dtype="uint8")

    trials = [
        ("7 rows and a fraction of 0.2", (*rows(7), 0.2)),
        ("40 rows and a fraction of 0.25", (*rows(40), 0.25)),
        ("11 rows and a fraction of 0.5", (*rows(11), 0.5)),
    ]
    values = np.concatenate([np.append(x.ravel(), y) for _, (x, y, _) in trials])

    def in_order(given, expected, *, what):
        rows_of_the_data = (
            isinstance(given, np.ndarray)
            and given.dtype.kind in "iuf"
            and given.shape == expected.shape
            and np.isin(given, values).all()
        )
        if rows_of_the_data and not same(given, expected):
            raise Incorrect(
                f"{what} has the right length, but other rows: keep their order, shuffle nothing."
            )
        compare_array(given, expected, what=what)

    rounding = "The number of training rows is rounded down. Here it was rounded up."
    first_rows = "The first rows were put aside. It is the last ones."
    try_results(
        split,
        trials,
        lambda x, y, fraction: _parts(x, y, int(len(x) * (1 - fraction))),
        [
            (lambda x, y, f: _parts(x, y, len(x) - int(len(x) * f)), rounding),
            (lambda x, y, f: _parts(x, y, round(len(x) * (1 - f))), rounding),
            (lambda x, y, f: _parts(x, y, int(len(x) * (1 - f)) + 1), "The cut is one row late."),
            (lambda x, y, f: _parts(x, y, int(len(x) * (1 - f)) - 1), "The cut is one row early."),
            (
                lambda x, y, f: _parts(x, y, int(len(x) * f)),
                "The fraction was given to training. It is the share for validation.",
            ),
            (
                lambda x, y, f: _parts(x, y, int(len(x) * 0.8)),
                "A fixed 0.2 (or 0.8) serves only one fraction.",
            ),
            (lambda x, y, f: _parts(x, y, 48000), "A fixed 48000 serves only one data set."),
            (
                lambda x, y, f: [_parts(x, y, int(len(x) * (1 - f)))[i] for i in (2, 3, 0, 1)],
                "The two parts are exchanged: the one to learn from comes first.",
            ),
            (
                lambda x, y, f: [_parts(x, y, int(len(x) * (1 - f)))[i] for i in (0, 2, 1, 3)],
                "The order of the four is another one. Look at the docstring.",
            ),
            (
                lambda x, y, f: [_parts(x, y, int(len(x) * f))[i] for i in (2, 3, 0, 1)],
                first_rows,
            ),
            (
                lambda x, y, f: [
                    _parts(x, y, len(x) - int(len(x) * (1 - f)))[i] for i in (2, 3, 0, 1)
                ],
                first_rows,
            ),
            (
                lambda x, y, f: (x[: int(len(x) * (1 - f))], y, x[int(len(x) * (1 - f)) :], y),
                "The labels were not split. Each row keeps its label.",
            ),
            (
                lambda x, y, f: (x, y, *_parts(x, y, int(len(x) * (1 - f)))[2:]),
                "The validation rows are still in the training part.",
            ),
        ],
        name="split",
        results=("x_train", "y_train", "x_validation", "y_validation"),
        compare=in_order,
    )
    return "split cut off the last rows, unshuffled and rounded as Keras does, at three fractions."


def _rows(images):
    return images.reshape(len(images), -1)


def _scaled(images):
    return _rows(images).astype("float32") / 255


@exercise("preprocess", lesson=LESSON, points=2)
def check_preprocess(preprocess):
    rng = np.random.default_rng()
    trials = [
        ("five images of shape (4, 3)", (rng.integers(1, 200, (5, 4, 3), dtype="uint8"),)),
        ("a batch of one image", (rng.integers(1, 256, (1, 6, 2), dtype="uint8"),)),
        ("three images of shape (28, 28)", (rng.integers(0, 256, (3, 28, 28), dtype="uint8"),)),
    ]
    fixed = "A fixed 60000 serves only the training set."
    fixed_size = "A fixed 784 serves only images of 28 × 28."
    try_function(
        preprocess,
        trials,
        _scaled,
        [
            (lambda images: images.reshape(60000, -1) / 255, fixed),
            (lambda images: images.reshape(60000, 784) / 255, fixed),
            (lambda images: images.reshape(10000, -1) / 255, "A fixed 10000 serves only one set."),
            (lambda images: images.reshape(5, -1) / 255, "A fixed 5 serves only one batch."),
            (lambda images: images.reshape(-1, 784) / 255, fixed_size),
            (lambda images: images.reshape(len(images), 784) / 255, fixed_size),
            (lambda images: images.reshape(784, -1) / 255, fixed_size),
            (
                lambda images: images.reshape(-1, len(images)) / 255,
                "The axis of images must come first; now each row mixes several images.",
            ),
            (
                lambda images: images.reshape(-1, len(images)).T / 255,
                "The shape is right, but each row mixes several images: don't transpose.",
            ),
            (lambda images: _scaled(images).T, "It is transposed: images must be rows."),
            (
                lambda images: images.reshape(len(images), -1, order="F") / 255,
                "It goes down the columns (Fortran order), not row by row.",
            ),
            (
                lambda images: images.transpose(0, 2, 1).reshape(len(images), -1) / 255,
                "It goes down the columns (Fortran order), not row by row.",
            ),
            (lambda images: images.reshape(-1) / 255, "All images melted into one vector."),
            (lambda images: images.reshape(1, -1) / 255, "All images melted into one row."),
            (lambda images: images / 255, "It is scaled, but each image still has rows."),
            (lambda images: images, "Those are the images as they came."),
            (
                lambda images: (images / images.max(axis=(1, 2), keepdims=True)).reshape(
                    len(images), -1
                ),
                "Each image was divided by its own largest level: pale images become dark.",
            ),
            (_divided_in_place, IN_PLACE),
            *[(lambda images, wrong=wrong: wrong(_rows(images)), text) for wrong, text in SCALINGS],
        ],
        name="preprocess",
        dtype=lambda images: np.dtype("float32"),
    )
    return (
        "preprocess gave one float32 row from 0 to 1 per image, for three batches of three sizes."
    )


@exercise("preprocess-both", lesson=LESSON, points=2)
def check_preprocess_both(prepare):
    rng = np.random.default_rng()

    def images(count, height, width, largest):
        return rng.integers(1, largest, (count, height, width), dtype="uint8")

    trials = [
        ("6 and 4 images of shape (4, 3)", (images(6, 4, 3, 200), images(4, 4, 3, 100))),
        ("2 images and 1 of shape (28, 28)", (images(2, 28, 28, 256), images(1, 28, 28, 256))),
    ]
    forgotten = "The test set was not scaled. Both get the same."
    try_results(
        prepare,
        trials,
        lambda x_train, x_test: (_scaled(x_train), _scaled(x_test)),
        [
            (lambda x, t: (_scaled(x), t), "Only the training set was preprocessed."),
            (lambda x, t: (_scaled(x), _rows(t)), forgotten),
            (lambda x, t: (_scaled(x), t / 255), "The test images still have rows and columns."),
            (lambda x, t: (x, _scaled(t)), "The training set was forgotten."),
            (lambda x, t: (_rows(x), _scaled(t)), "The training set was not scaled."),
            (
                lambda x, t: (_scaled(x), _scaled(x)),
                "Those are the training images once more. The second result is the test set.",
            ),
            (
                lambda x, t: (_scaled(x), _scaled(x) / 255),
                "Those are the training images, divided again. Look for a copied line.",
            ),
            (
                lambda x, t: (_scaled(x), t.reshape(len(x), -1) / 255),
                "The test set was cut into as many rows as the training set has.",
            ),
            (
                lambda x, t: (_rows(x) / x.max(), _rows(t) / x.max()),
                "It was divided by the training set's largest level, not by the largest there is.",
            ),
            (
                lambda x, t: (x.reshape(60000, -1), t.reshape(10000, -1)),
                "A fixed 60000 or 10000 serves only MNIST.",
            ),
            (
                lambda x, t: (x.reshape(-1, 784), t.reshape(-1, 784)),
                "A fixed 784 serves only images of 28 × 28.",
            ),
            (lambda x, t: (x / 255, t / 255), "The images still have rows and columns."),
            (lambda x, t: (x, t), "Those are the images as they came."),
            (lambda x, t: (_divided_in_place(x), t), IN_PLACE),
            *[
                (lambda x, t, wrong=wrong: (wrong(_rows(x)), wrong(_rows(t))), text)
                for wrong, text in SCALINGS
            ],
        ],
        name="prepare",
        results=("x_train", "x_test"),
        dtype=lambda x_train, x_test: np.dtype("float32"),
    )
    return "prepare gave both sets as float32 rows from 0 to 1, whatever their number and range."
