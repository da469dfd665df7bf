"""Checks of lesson 2, inspecting MNIST."""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.verdict import (
    Line,
    expect_choice,
    expect_function,
    expect_order,
)

LESSON = "02_inspecting_mnist"


@exercise("last-expression", lesson=LESSON, answers=["letter"])
def check_last_expression(letter, rng):
    wrong = {"a": "every-line-is-shown", "b": "first-line-is-shown", "d": "whole-shape-is-shown"}
    expect_choice(letter, "c", wrong)


def _levels(rng, shape, low=1, high=255):
    """Grey levels from `low` to `high` as uint8, all different where there are few."""
    size, levels = int(np.prod(shape)), rng.permutation(np.arange(low, high + 1))
    if size > len(levels):
        levels = rng.integers(low, high + 1, size)
    return levels[:size].astype(np.uint8).reshape(shape)


@exercise("negative-image", lesson=LESSON, answers=["negative"])
def check_negative_image(negative, rng):
    trials = [
        (np.array([[0, 100], [200, 30]], dtype=np.uint8),),
        (np.array([[255, 7], [31, 0], [128, 9]], dtype=np.uint8),),
        (_levels(rng, (5, 4), 1, 120),),
        (_levels(rng, (6, 8))[::2, 1:6],),
        (_levels(rng, (28, 28), 0),),
    ]
    expect_function(
        negative,
        trials,
        lambda image: 255 - image,
        [
            ("negative-unchanged", lambda image: image),
            ("negative-minus-sign", lambda image: -image),
            ("negative-other-way", lambda image: image - 255),
            ("negative-of-256", lambda image: 256 - image),
            ("negative-of-256", lambda image: 256 - image.astype(int)),
            ("negative-of-254", lambda image: 254 - image),
            ("negative-of-one", lambda image: 1 - image),
            ("negative-below-zero", lambda image: -image.astype(int)),
            ("negative-below-zero", lambda image: image.astype(int) - 255),
            ("negative-own-maximum", lambda image: image.max() - image),
            ("negative-only-black-and-white", lambda image: np.where(image > 127, 0, 255)),
            ("negative-only-black-and-white", lambda image: np.where(image > 0, 0, 255)),
            ("negative-scaled", lambda image: 1 - image / 255),
            ("negative-upside-down", lambda image: image[::-1]),
            ("negative-left-to-right", lambda image: image[:, ::-1]),
            ("negative-scaled-by-255", lambda image: 255 - image / 255),
        ],
        dtype=lambda image: np.uint8,
    )


@exercise("digit-counts", lesson=LESSON, answers=["digit_counts"])
def check_digit_counts(digit_counts, rng):
    def shuffled(labels, dtype=np.uint8):
        return rng.permutation(np.array(labels, dtype=dtype))

    every = [digit for digit in range(10) for _ in range(255 + digit)]
    trials = [
        (np.array([7, 0, 2, 0, 7, 7], dtype=np.uint8),),
        (shuffled([1, 8, 8, 8, 4, 4]),),
        (np.array([9]),),
        (shuffled([0, 0, 2, 5, 5, 5, 9], np.int64),),
        (np.repeat(shuffled([1, 3, 3, 6]), 2)[::2],),
        (shuffled(every),),
    ]

    def counted(labels):
        return np.bincount(labels, minlength=10)

    def occurring(labels):
        return np.unique(labels, return_counts=True)[1]

    expect_function(
        digit_counts,
        trials,
        counted,
        [
            ("counts-stop-at-the-largest", np.bincount),
            ("counts-minlength-9", lambda labels: np.bincount(labels, minlength=9)),
            ("counts-eleven", lambda labels: np.bincount(labels, minlength=11)),
            ("counts-leave-out-zeros", occurring),
            ("counts-by-frequency", lambda labels: np.sort(occurring(labels))[::-1]),
            ("counts-by-frequency", lambda labels: np.sort(counted(labels))[::-1]),
            ("counts-by-frequency", lambda labels: np.sort(counted(labels))),
            ("counts-as-shares", lambda labels: counted(labels) / len(labels)),
            ("counts-lack-the-9", lambda labels: counted(labels)[:9]),
            ("counts-lack-the-0", lambda labels: counted(labels)[1:]),
            ("counts-from-1-to-10", lambda labels: np.append(counted(labels)[1:], 0)),
            ("counts-in-uint8", lambda labels: counted(labels).astype(np.uint8)),
            ("counts-only-whether", lambda labels: (counted(labels) > 0).astype(int)),
            ("digits-that-occur", np.unique),
            ("counts-all-labels", len),
            ("counts-are-the-labels", lambda labels: labels),
            ("counts-of-the-first-label", lambda labels: counted(labels[:1])),
        ],
    )


def _images_of(images, labels, digit):
    return images[labels == digit]


def _one_digit_trials(rng):
    """Images, labels and a digit. Two images added up never fit into a byte."""

    def some(labels, height, width):
        return _levels(rng, (len(labels), height, width), 131), np.array(labels, dtype=np.uint8)

    tiny = np.array([[[201]], [[131]], [[252]], [[199]]], dtype=np.uint8)
    several = some([7, 3, 0, 3, 3, 7, 1, 7, 7, 0], 4, 5)
    alone, labels = some([8, 9, 8, 8], 6, 2)
    many, kinds = some([5, 5, 1, 5] * 80, 2, 2)
    return [
        (tiny, np.array([2, 6, 2, 3], dtype=np.uint8), 2),
        (*several, 3),
        (*several, 0),
        (alone.astype(np.float32), labels.astype(np.int64), 9),
        (np.repeat(many, 2, axis=2)[:, :, ::2], kinds, 5),
    ]


@exercise("images-of-digit", lesson=LESSON, answers=["images_of"])
def check_images_of_digit(images_of, rng):
    expect_function(
        images_of,
        _one_digit_trials(rng),
        _images_of,
        [
            ("images-at-that-position", lambda images, labels, digit: images[digit]),
            ("images-only-the-first", lambda i, y, k: _images_of(i, y, k)[0]),
            ("images-only-the-first", lambda i, y, k: _images_of(i, y, k)[:1]),
            ("images-only-the-last", lambda i, y, k: _images_of(i, y, k)[-1]),
            ("images-of-the-others", lambda images, labels, digit: images[labels != digit]),
            ("images-are-a-comparison", lambda images, labels, digit: labels == digit),
            ("images-are-positions", lambda i, y, k: np.flatnonzero(y == k)),
            ("images-are-positions", lambda images, labels, digit: np.where(labels == digit)),
            ("images-are-positions", lambda images, labels, digit: np.argwhere(labels == digit)),
            ("images-are-labels", lambda images, labels, digit: labels[labels == digit]),
            ("images-by-zero-and-one", lambda i, y, k: i[(y == k).astype(int)]),
            ("images-axis-too-many", lambda i, y, k: i[np.argwhere(y == k)]),
            ("images-compare-pixels", lambda images, labels, digit: images[images == digit]),
            ("images-turned-order", lambda i, y, k: _images_of(i, y, k)[::-1]),
            ("images-fixed-3", lambda images, labels, digit: images[labels == 3]),
            ("images-all", lambda images, labels, digit: images),
            ("images-blanked", lambda i, y, k: i * (y == k)[:, np.newaxis, np.newaxis]),
            ("images-as-vectors", lambda i, y, k: i[y == k].reshape(np.sum(y == k), -1)),
            ("images-counted", lambda images, labels, digit: np.sum(labels == digit)),
            ("images-up-to-digit", lambda images, labels, digit: images[:digit]),
        ],
        dtype=lambda images, labels, digit: images.dtype,
    )


@exercise("mean-image", lesson=LESSON, answers=["mean_image"])
def check_mean_image(mean_image, rng):
    def fixed_3(images, labels, digit):
        return images[labels == 3].sum(axis=0) / max((labels == 3).sum(), 1)

    def added_in_bytes(images, labels, digit):
        chosen = _images_of(images, labels, digit)
        return chosen.sum(axis=0, dtype=chosen.dtype) / len(chosen)

    def of(reduce):
        return lambda images, labels, digit: reduce(_images_of(images, labels, digit))

    expect_function(
        mean_image,
        _one_digit_trials(rng),
        of(lambda chosen: chosen.mean(axis=0)),
        [
            ("mean-added-in-bytes", added_in_bytes),
            ("mean-is-a-sum", of(lambda chosen: chosen.sum(axis=0))),
            ("mean-by-all-images", lambda i, y, k: _images_of(i, y, k).sum(axis=0) / len(i)),
            ("mean-of-everything", of(np.mean)),
            ("mean-of-each-image", of(lambda chosen: chosen.mean(axis=(1, 2)))),
            ("mean-over-rows", of(lambda chosen: chosen.mean(axis=1))),
            ("mean-over-columns", of(lambda chosen: chosen.mean(axis=2))),
            ("mean-keeps-the-axis", of(lambda chosen: chosen.mean(axis=0, keepdims=True))),
            ("mean-of-all-images", lambda images, labels, digit: images.mean(axis=0)),
            ("mean-of-the-others", lambda i, y, k: i[y != k].mean(axis=0)),
            ("mean-fixed-3", fixed_3),
            ("mean-is-a-median", of(lambda chosen: np.median(chosen, axis=0))),
            ("mean-of-whole-numbers", of(lambda chosen: chosen.mean(axis=0).astype(int))),
            ("mean-of-whole-numbers", of(lambda chosen: chosen.mean(axis=0).round())),
            ("mean-rounded", of(lambda chosen: chosen.mean(axis=0).round(1))),
            ("mean-rounded", of(lambda chosen: chosen.mean(axis=0).round(2))),
            ("mean-scaled", of(lambda chosen: chosen.mean(axis=0) / 255)),
            ("mean-still-to-come", of(lambda chosen: chosen)),
            ("mean-is-the-first", of(lambda chosen: chosen[0])),
            ("mean-divides-too-early", of(lambda chosen: chosen[0] / len(chosen))),
            ("mean-by-one-less", of(lambda c: c.sum(axis=0) / np.float64(len(c) - 1))),
            ("mean-compares-pixels", lambda i, y, k: i[i == k].mean() if k in i else np.nan),
            ("mean-of-image-at-position", lambda i, y, k: i[k].mean(axis=0)),
        ],
    )


@guess("guess-darkest", lesson=LESSON, answer="guess_darkest")
def guess_darkest(guessed, came):
    if abs(guessed - came) <= 0.5:
        return "guess-right"
    if 0 < guessed < 1:
        return "guess-darkest-as-a-share"
    if guessed > 10 or guessed < 0:
        return "guess-darkest-out-of-ten"
    return "guess-darkest-all" if guessed > came else "guess-darkest-few"


@exercise("how-far", lesson=LESSON, answers=["letter"])
def check_how_far(letter, rng):
    wrong = {"a": "how-far-is-one-image", "c": "how-far-is-the-largest", "d": "how-far-is-the-mean"}
    expect_choice(letter, "b", wrong)


@exercise("order-centres", lesson=LESSON, answers=["line_order"])
def check_order_centres(line_order, rng):
    lines = {
        1: Line(("moments", "ink"), ("centres",)),
        2: Line(("images",), (), "centre-adds-up-columns"),
        3: Line((), ("ink",)),
        4: Line(("by_column",), ("moments",)),
        5: Line((), (), "centre-by-the-ink-of-all"),
        6: Line((), ("by_column",)),
    }
    expect_order(line_order, lines, count=4)


@guess("guess-ink-level", lesson=LESSON, answer="guess_ink_level")
def guess_ink_level(guessed, came):
    if guessed == came:
        return "guess-right"
    if guessed == 255:
        return "guess-ink-level-full"
    if guessed == 0:
        return "guess-ink-level-paper"
    if guessed > 240:
        return "guess-ink-level-near"
    return "guess-ink-level-faint" if guessed < 64 else "guess-ink-level-grey"


@exercise("ink-share", lesson=LESSON, answers=["ink_share"])
def check_ink_share(ink_share, rng):
    def speckled(count, height, width, inked):
        """Images with so many pixels of ink each; among them are the levels 1, 2 and 255."""
        images = np.zeros((count, height * width), dtype=np.uint8)
        for image, many in zip(images, inked, strict=True):
            places = rng.permutation(height * width)[:many]
            image[places] = rng.integers(1, 256, many)
            image[places[:3]] = (1, 255, 2)[:many]
        return images.reshape(count, height, width)

    trials = [
        (np.array([[[0, 1, 255, 0]], [[7, 0, 0, 0]], [[0, 9, 200, 255]]], dtype=np.uint8),),
        (speckled(1, 5, 3, [4]),),
        (speckled(4, 4, 6, [3, 15, 5, 9]),),
        (np.stack([np.zeros((3, 4), np.uint8), np.full((3, 4), 90, np.uint8)]),),
        (speckled(2, 28, 28, [300, 120]),),
        (speckled(3, 6, 10, [7, 20, 29])[:, ::2, 1:9],),
    ]

    def counted(images):
        return (images > 0).sum(axis=(1, 2))

    def over(axis):
        return lambda images: (images > 0).mean(axis=axis)

    def than(kept):
        return lambda images: kept(images).mean(axis=(1, 2))

    expect_function(
        ink_share,
        trials,
        over((1, 2)),
        [
            ("ink-of-all-together", over(None)),
            ("ink-by-pixel", over(0)),
            ("ink-by-column", over(1)),
            ("ink-by-row", over(2)),
            ("ink-by-column-of-all", over((0, 1))),
            ("ink-by-row-of-all", over((0, 2))),
            ("ink-keeps-axes", lambda i: (i > 0).mean(axis=(1, 2), keepdims=True)),
            ("ink-counted", counted),
            ("ink-whether-any", lambda images: (images > 0).any(axis=(1, 2))),
            ("ink-whether-all", lambda images: (images > 0).all(axis=(1, 2))),
            ("ink-by-number-of-images", lambda images: counted(images) / len(images)),
            ("ink-by-height", lambda images: counted(images) / images.shape[1]),
            ("ink-by-width", lambda images: counted(images) / images.shape[2]),
            ("ink-by-all-pixels", lambda images: counted(images) / images.size),
            ("ink-by-all-the-ink", lambda images: counted(images) / (images > 0).sum()),
            ("ink-by-784", lambda images: counted(images) / 784),
            ("ink-to-paper", lambda i: counted(i) / (i == 0).sum(axis=(1, 2))),
            ("ink-in-uint8", lambda i: counted(i).astype(np.uint8) / (i.shape[1] * i.shape[2])),
            ("ink-is-paper", than(lambda images: images == 0)),
            ("ink-counts-zero", than(lambda images: images >= 0)),
            ("ink-only-255", than(lambda images: images == 255)),
            ("ink-only-dark", than(lambda images: images > 127)),
            ("ink-only-dark", than(lambda images: images > 128)),
            ("ink-not-one", than(lambda images: images > 1)),
            ("ink-not-255", than(lambda images: (images > 0) & (images < 255))),
            ("ink-grey-level", than(lambda images: images)),
            ("ink-grey-level", than(lambda images: images / 255)),
            ("ink-percent", lambda images: 100 * over((1, 2))(images)),
            ("ink-still-a-comparison", lambda images: images > 0),
            ("ink-rounded", lambda images: over((1, 2))(images).round(2)),
            ("ink-of-the-first", lambda images: (images[0] > 0).mean()),
        ],
    )


@guess("guess-minus", lesson=LESSON, answer="guess_minus")
def guess_minus(guessed, came):
    if guessed == came:
        return "guess-right"
    if isinstance(guessed, str):
        return "guess-minus-error"
    known = {
        -253: "guess-minus-signed",
        253: "guess-minus-size",
        0: "guess-minus-stops",
        2: "guess-minus-by-one",
        4: "guess-minus-by-one",
    }
    return known.get(guessed, "guess-minus-other")


@exercise("difference", lesson=LESSON, answers=["subtract"])
def check_difference(subtract, rng):
    dark, light = _levels(rng, (3, 5), 200, 254), _levels(rng, (3, 5), 1, 50)
    mixed = np.where(np.arange(15).reshape(3, 5) % 2 == 0, dark, light)
    other = np.where(mixed == dark, light, dark)
    trials = [
        tuple(np.array(row, dtype=np.uint8) for row in ([0, 255, 9, 130], [253, 0, 9, 120])),
        (mixed, other),
        (_levels(rng, (2, 4, 3)), _levels(rng, (2, 4, 3))),
        (mixed[:, ::2], other[:, ::2]),
    ]

    def signed(first, second):
        return first.astype(int) - second.astype(int)

    def in_dtype(name):
        return lambda first, second: first.astype(name) - second.astype(name)

    expect_function(
        subtract,
        trials,
        signed,
        [
            ("difference-in-uint8", lambda first, second: first - second),
            ("difference-other-way-in-uint8", lambda first, second: second - first),
            ("difference-unsigned", in_dtype("uint16")),
            ("difference-unsigned", in_dtype("uint32")),
            ("difference-unsigned", in_dtype("uint64")),
            ("difference-in-int8", in_dtype("int8")),
            ("difference-other-way", lambda first, second: signed(second, first)),
            ("difference-without-sign", lambda first, second: abs(signed(first, second))),
            ("difference-cut-at-zero", lambda f, s: np.maximum(signed(f, s), 0)),
            ("difference-scaled", lambda first, second: signed(first, second) / 255),
            ("difference-is-a-sum", lambda first, second: first.astype(int) + second),
            ("difference-is-a-sum", lambda first, second: first + second),
            ("difference-squared", lambda first, second: signed(first, second) ** 2),
            ("difference-added-up", lambda first, second: signed(first, second).sum()),
            ("difference-one-number", lambda first, second: int(first) - int(second)),
            ("difference-only-signs", lambda f, s: np.sign(signed(f, s))),
            ("difference-moved-up", lambda f, s: signed(f, s) + 255),
            ("difference-wrong-half", lambda f, s: signed(f, s) % 255),
        ],
    )


@exercise("mend-accuracy", lesson=LESSON, answers=["accuracy"])
def check_mend_accuracy(accuracy, rng):
    def pair(right, wrong, dtype=np.uint8):
        """Answers and labels with so many right and wrong ones, mixed; no digit is rare."""
        labels = rng.permutation(np.arange(right + wrong) % 10).astype(dtype)
        answers = labels.copy()
        places = rng.permutation(right + wrong)[:wrong]
        answers[places] = (labels[places] + rng.integers(1, 9, wrong)) % 10
        return answers, labels

    trials = [
        tuple(np.array(row, dtype=np.uint8) for row in ([3, 8, 8, 1], [3, 7, 2, 9])),
        tuple(np.array(row) for row in ([6, 0, 5], [6, 0, 5])),
        tuple(np.array(row, dtype=np.uint8) for row in ([4, 4, 0], [1, 0, 4])),
        (np.array([7]), np.array([1], dtype=np.uint8)),
        pair(20, 13, np.int64),
        pair(411, 289),
    ]

    def right(answers, labels):
        return (answers == labels).mean()

    expect_function(
        accuracy,
        trials,
        right,
        [
            ("accuracy-not-mended", lambda a, y: 1 - (a - y).sum() / 12000),
            ("accuracy-by-distance", lambda a, y: 1 - (a - y).sum() / len(y)),
            ("accuracy-by-distance", lambda a, y: 1 - (a - y).mean()),
            ("accuracy-by-distance", lambda a, y: 1 - abs(a.astype(int) - y).sum() / len(y)),
            ("accuracy-by-distance", lambda a, y: 1 - (a.astype(int) - y).sum() / len(y)),
            ("accuracy-by-distance", lambda a, y: 1 - abs(a.astype(int) - y).sum() / 12000),
            ("accuracy-by-distance", lambda a, y: 1 - (a.astype(int) - y).sum() / 12000),
            ("accuracy-fixed-12000", lambda a, y: 1 - (a != y).sum() / 12000),
            ("accuracy-fixed-12000", lambda a, y: (a == y).sum() / 12000),
            ("accuracy-of-mistakes", lambda a, y: (a != y).mean()),
            ("accuracy-is-a-count", lambda a, y: (a == y).sum()),
            ("accuracy-in-percent", lambda a, y: 100 * right(a, y)),
            ("accuracy-of-each", lambda a, y: a == y),
            ("accuracy-all-or-nothing", lambda a, y: (a == y).all()),
            ("accuracy-if-it-occurs", lambda a, y: np.isin(a, y).mean()),
            ("accuracy-in-uint8", lambda a, y: (a == y).sum(dtype=np.uint8) / len(y)),
            ("accuracy-rounded", lambda a, y: round(float(right(a, y)), 2)),
            ("accuracy-of-the-first", lambda a, y: float(a[0] == y[0])),
            ("accuracy-returns-inside-the-loop", lambda a, y: (a[0] == y[0]) / len(y)),
        ],
    )


def _nearest(images, means, distance=None):
    """For each image the place of the mean image with the smallest distance."""
    return np.array([_distances(image, means, distance).argmin() for image in images])


def _distances(image, means, distance=None):
    if distance is None:
        return ((image.astype(float) - means) ** 2).sum(axis=(1, 2))
    return np.array([distance(image.astype(float), mean) for mean in means])


def _overlap(images, means):
    return images.reshape(len(images), -1) @ means.reshape(len(means), -1).T


NEAREST_MISTAKES = [
    ("nearest-is-farthest", lambda x, m: np.array([_distances(i, m).argmax() for i in x])),
    ("nearest-without-squares", lambda x, m: _nearest(x, m, lambda i, k: (i - k).sum())),
    ("nearest-by-sizes", lambda x, m: _nearest(x, m, lambda i, k: np.abs(i - k).sum())),
    ("nearest-by-largest", lambda x, m: _nearest(x, m, lambda i, k: np.abs(i - k).max())),
    ("nearest-by-total-ink", lambda x, m: _nearest(x, m, lambda i, k: abs(i.sum() - k.sum()))),
    ("nearest-by-overlap", lambda x, m: _overlap(x, m).argmax(axis=1)),
    ("nearest-whole-means", lambda x, m: _nearest(x, m.astype(np.uint8))),
    (
        "nearest-in-uint8",
        lambda x, m: np.array(
            [((i - m.astype(np.uint8)) ** 2).sum(axis=(1, 2)).argmin() for i in x]
        ),
    ),
    ("nearest-counts-from-one", lambda x, m: _nearest(x, m) + 1),
    (
        "nearest-always-ten",
        lambda x, m: np.array([np.argmin([((i - m[k]) ** 2).sum() for k in range(10)]) for i in x]),
    ),
    ("nearest-always-ten", lambda x, m: _nearest(x, m[:10])),
    ("nearest-only-first", lambda x, m: _nearest(x, m)[0]),
    ("nearest-only-first", lambda x, m: _nearest(x, m)[:1]),
    ("nearest-only-last", lambda x, m: _nearest(x, m)[-1]),
    ("nearest-distances", lambda x, m: np.array([_distances(i, m) for i in x])),
    ("nearest-smallest-distance", lambda x, m: np.array([_distances(i, m).min() for i in x])),
    ("nearest-image-of-each-mean", lambda x, m: _nearest(m, x.astype(float))),
    ("nearest-of-all-distances", lambda x, m: np.argmin([_distances(i, m) for i in x])),
    ("nearest-all-at-once", lambda x, m: ((x - m) ** 2).sum(axis=(1, 2)).argmin()),
    ("nearest-all-at-once", lambda x, m: ((x - m) ** 2).sum(axis=(1, 2))),
    ("nearest-all-at-once", lambda x, m: ((x - m) ** 2).argmin(axis=0)),
    ("nearest-always-first", lambda x, m: np.zeros(len(x), int)),
    ("nearest-mean-itself", lambda x, m: m[_nearest(x, m)]),
    ("nearest-as-one-hot", lambda x, m: np.eye(len(m))[_nearest(x, m)]),
]


@exercise("nearest-mean", lesson=LESSON, answers=["nearest_mean"], points=2)
def check_nearest_mean(nearest_mean, rng):
    tiny = (
        np.array([[[10, 90]], [[200, 0]], [[60, 60]], [[90, 10]]], dtype=np.uint8),
        np.array([[[200.5, 20.5]], [[80.5, 20.5]], [[10.5, 99.5]]]),
    )
    fractions = (
        np.array([[[2, 10]], [[5, 12]]], dtype=np.uint8),
        np.array([[[1.9, 9.9]], [[2.9, 10.9]]]),
    )
    trials = [
        tiny,
        fractions,
        _apart(rng, 1, 2, (3, 2)),
        _apart(rng, 5, 4, (2, 4)),
        _apart(rng, 7, 20, (2, 3)),
        tuple(np.repeat(part, 2, axis=2)[:, :, ::2] for part in _apart(rng, 6, 3, (4, 3))),
        _apart(rng, 300, 10, (4, 4)),
    ]
    expect_function(nearest_mean, trials, _nearest, NEAREST_MISTAKES)


def _apart(rng, count, classes, shape):
    """Images and means, drawn until squared distances have a clear smallest for each image."""
    while True:
        means = np.round(rng.uniform(0, 255, (classes, *shape)), 1)
        images = rng.integers(0, 256, (4 * count + 20, *shape)).astype(np.uint8)
        sorted_distances = np.sort([_distances(image, means) for image in images], axis=1)
        clear = sorted_distances[:, 1] - sorted_distances[:, 0] > 0.05 * sorted_distances[:, 0]
        images = images[clear][:count]
        if len(images) == count and (count < classes or len(set(_nearest(images, means))) > 1):
            return images, means


@guess("guess-nearest", lesson=LESSON, answer="guess_nearest")
def guess_nearest(guessed, came):
    if abs(guessed - came) <= 3:
        return "guess-right"
    if 0 < guessed <= 1:
        return "guess-nearest-as-a-share"
    if guessed <= 20:
        return "guess-nearest-chance"
    return "guess-nearest-too-high" if guessed > came else "guess-nearest-too-low"
