"""Checks of lesson 2, inspecting MNIST."""

import numpy as np

from helpers.checks import exercise
from helpers.checks.verdict import choose, try_function

LESSON = "02_inspecting_mnist"


@exercise("last-expression", lesson=LESSON)
def check_last_expression(letter):
    choose(
        letter,
        "c",
        {
            "a": "A cell that says nothing of print does not show every line.",
            "b": "That is what the first line asks for. Which line of a cell is shown?",
            "d": "That would be the whole shape. The line takes one position of it.",
        },
    )
    return "the last expression is shown, here one position of a shape; the others are dropped."


def _shuffled(labels, rng):
    return rng.permutation(np.array(labels, dtype=np.uint8))


def _counted_in_uint8(labels):
    return np.bincount(labels, minlength=10).astype(np.uint8)


@exercise("digit-counts", lesson=LESSON)
def check_digit_counts(digit_counts):
    rng = np.random.default_rng()
    some = [0, 0, 0, 2, 5, 5, 6, 6, 6, 6]
    every = [digit for digit in range(10) for _ in range(255 + digit)]
    trials = [
        ("labels without a 1, 3, 4, 7, 8 and 9", (_shuffled(some, rng),)),
        ("more than two thousand labels of all digits", (_shuffled(every, rng),)),
        ("a single label, 9", (np.array([9], dtype=np.uint8),)),
    ]
    try_function(
        digit_counts,
        trials,
        lambda labels: np.bincount(labels, minlength=10),
        [
            (np.bincount, "The digits above the largest label are missing. They count 0."),
            (
                lambda labels: np.unique(labels, return_counts=True)[1],
                "A digit that does not occur is left out. It counts 0.",
            ),
            (
                lambda labels: np.sort(np.unique(labels, return_counts=True)[1])[::-1],
                "They are sorted by frequency. Sort by digit, and count 0 for a missing one.",
            ),
            (
                lambda labels: np.sort(np.bincount(labels, minlength=10))[::-1],
                "They are sorted by frequency. Position 0 is for the digit 0.",
            ),
            (
                lambda labels: np.bincount(labels, minlength=10) / len(labels),
                "Those are shares. Counts were asked for.",
            ),
            (
                lambda labels: np.bincount(labels, minlength=10)[:9],
                "The last digit is missing: range(9) ends with 8.",
            ),
            (
                lambda labels: np.bincount(labels, minlength=10)[1:],
                "The digit 0 is missing: it has a count, too.",
            ),
            (
                lambda labels: np.roll(np.bincount(labels, minlength=10), -1),
                "They are shifted: the first count is for the digit 0.",
            ),
            (_counted_in_uint8, "Counted in uint8, which goes on at 0 after 255."),
            (lambda labels: np.unique(labels), "Those are the digits that occur, not the counts."),
            (lambda labels: len(labels), "That is how many labels there are in all."),
            (lambda labels: labels, "Those are the labels as they came."),
        ],
        name="digit_counts",
    )
    return "digit_counts gave ten counts: with digits missing, with 2,595 labels, and with one."


def _images_with_labels(labels, height, width, rng):
    """Bright random uint8 images, so that two of them added up no longer fit into a byte."""
    images = rng.integers(130, 256, (len(labels), height, width), dtype=np.uint8)
    return images, _shuffled(labels, rng)


def _trials_of_one_digit(rng):
    images, labels = _images_with_labels([3] * 4 + [7] * 5 + [0] * 3, 4, 5, rng)
    alone = _images_with_labels([9, 8, 8, 8], 6, 2, rng)
    return [
        ("12 images of shape (4, 5), digit 3", (images, labels, 3)),
        ("the same images, digit 0", (images, labels, 0)),
        ("4 images, only one of them a 9, digit 9", (*alone, 9)),
    ]


@exercise("images-of-digit", lesson=LESSON)
def check_images_of_digit(images_of):
    try_function(
        images_of,
        _trials_of_one_digit(np.random.default_rng()),
        lambda images, labels, digit: images[labels == digit],
        [
            (
                lambda images, labels, digit: images[digit],
                "That is the image at that position. The position says nothing about the digit.",
            ),
            (
                lambda images, labels, digit: images[labels == digit][0],
                "That is only the first of them, without the axis of images.",
            ),
            (
                lambda images, labels, digit: images[labels == digit][:1],
                "That is only the first of them.",
            ),
            (
                lambda images, labels, digit: images[labels != digit],
                "Those are all the others: the comparison is the wrong way round.",
            ),
            (
                lambda images, labels, digit: labels == digit,
                "That is the comparison. Use it to pick from the images.",
            ),
            (
                lambda images, labels, digit: np.flatnonzero(labels == digit),
                "Those are positions. Use them to pick from the images.",
            ),
            (
                lambda images, labels, digit: labels[labels == digit],
                "Those are labels. Pick from the images.",
            ),
            (
                lambda images, labels, digit: images[(labels == digit).astype(int)],
                "0 and 1 were taken as positions. Keep the comparison as True and False.",
            ),
            (
                lambda images, labels, digit: images[np.argwhere(labels == digit)],
                "It has one axis too many: argwhere gives a column of positions.",
            ),
            (
                lambda images, labels, digit: images[images == digit],
                "The grey levels were compared with the digit. Compare the labels.",
            ),
            (
                lambda images, labels, digit: images[labels == digit][::-1],
                "Those are the right images in another order.",
            ),
            (
                lambda images, labels, digit: images[labels == 3],
                "A fixed 3 serves only one digit.",
            ),
            (lambda images, labels, digit: images, "Those are all the images."),
        ],
        name="images_of",
        dtype=lambda images, labels, digit: images.dtype,
    )
    return "images_of picked the images of a digit in their order, for three digits in two batches."


def _added_in_uint8(images, labels, digit):
    chosen = images[labels == digit]
    return chosen.sum(axis=0, dtype=np.uint8) / len(chosen)


@exercise("mean-image", lesson=LESSON, points=2)
def check_mean_image(mean_image):
    whole = "The mean was cut or rounded to whole numbers. Leave it as a float."
    try_function(
        mean_image,
        _trials_of_one_digit(np.random.default_rng()),
        lambda images, labels, digit: images[labels == digit].mean(axis=0),
        [
            (_added_in_uint8, "The images were added in uint8, which goes on at 0 after 255."),
            (
                lambda images, labels, digit: images[labels == digit].sum(axis=0),
                "That is the sum, not the mean.",
            ),
            (
                lambda images, labels, digit: images[labels == digit].sum(axis=0) / len(images),
                "The sum was divided by the number of all images, not of those with the digit.",
            ),
            (
                lambda images, labels, digit: images[labels == digit].mean(),
                "That is one number for everything. Say which axis goes away.",
            ),
            (
                lambda images, labels, digit: images[labels == digit].mean(axis=(1, 2)),
                "That is one number per image: the axis of images stayed, the others went.",
            ),
            (
                lambda images, labels, digit: images[labels == digit].mean(axis=1),
                "The axis of rows is gone. The axis of images must go.",
            ),
            (
                lambda images, labels, digit: images[labels == digit].mean(axis=2),
                "The axis of columns is gone. The axis of images must go.",
            ),
            (
                lambda images, labels, digit: images[labels == digit].mean(axis=0, keepdims=True),
                "That is a batch of one image. The axis of images must go.",
            ),
            (
                lambda images, labels, digit: images.mean(axis=0),
                "That is the mean of all images. Pick those of the digit first.",
            ),
            (
                lambda images, labels, digit: images[labels != digit].mean(axis=0),
                "That is the mean of all the other digits.",
            ),
            (
                lambda images, labels, digit: (
                    images[labels == 3].sum(axis=0) / max((labels == 3).sum(), 1)
                ),
                "A fixed 3 serves only one digit.",
            ),
            (
                lambda images, labels, digit: np.median(images[labels == digit], axis=0),
                "That is the median. It and the mean differ.",
            ),
            (
                lambda images, labels, digit: images[labels == digit].mean(axis=0).astype(int),
                whole,
            ),
            (lambda images, labels, digit: images[labels == digit].mean(axis=0).round(), whole),
            (
                lambda images, labels, digit: images[labels == digit].mean(axis=0) / 255,
                "It was divided by 255. Grey levels from 0 to 255 were asked for.",
            ),
            (
                lambda images, labels, digit: images[labels == digit],
                "Those are the images of the digit. Their mean is still to come.",
            ),
            (
                lambda images, labels, digit: images[labels == digit][0],
                "That is the first image of the digit, not the mean of all.",
            ),
        ],
        name="mean_image",
    )
    return "mean_image averaged over the images of a digit, of several and of a single one."


@exercise("ink-share", lesson=LESSON, points=2)
def check_ink_share(ink_share):
    rng = np.random.default_rng()
    levels = np.array([0, 0, 0, 1, 2, 100, 254, 255], dtype=np.uint8)
    several, one = rng.choice(levels, (5, 4, 6)), rng.choice(levels, (1, 7, 3))
    for images in (several, one):
        images[:, 0, :3] = 0, 1, 255
    paper = np.zeros((2, 3, 4), dtype=np.uint8)
    paper[1, 2, 3] = 1
    trials = [
        ("five images of shape (4, 6)", (several,)),
        ("a batch of one image", (one,)),
        ("an empty image and one with a single faint pixel", (paper,)),
    ]
    try_function(
        ink_share,
        trials,
        lambda images: (images > 0).mean(axis=(1, 2)),
        [
            (
                lambda images: (images > 0).mean(),
                "That is one share for all images together. Each has its own.",
            ),
            (
                lambda images: (images > 0).mean(axis=0),
                "That is a share per pixel over all images. The axis of images must stay.",
            ),
            (lambda images: (images > 0).mean(axis=1), "There are still columns in it."),
            (lambda images: (images > 0).mean(axis=2), "There are still rows in it."),
            (
                lambda images: (images > 0).mean(axis=(0, 1)),
                "That is a share per column. The axis of images must stay.",
            ),
            (
                lambda images: (images > 0).sum(axis=(1, 2)),
                "Those are counts. A share is a part of all pixels of the image.",
            ),
            (
                lambda images: (images > 0).sum(axis=(1, 2)) / 784,
                "A fixed 784 serves only one image size.",
            ),
            (lambda images: (images == 0).mean(axis=(1, 2)), "That is the share of paper."),
            (
                lambda images: (images >= 0).mean(axis=(1, 2)),
                "Every grey level is at least 0. Ink is above it.",
            ),
            (
                lambda images: (images == 255).mean(axis=(1, 2)),
                "That counts only full ink. Faint ink counts, too.",
            ),
            (
                lambda images: (images > 127).mean(axis=(1, 2)),
                "That counts only dark ink. Faint ink counts, too.",
            ),
            (
                lambda images: (images > 1).mean(axis=(1, 2)),
                "A grey level of 1 is above 0, so it is ink.",
            ),
            (
                lambda images: images.mean(axis=(1, 2)),
                "That is the mean grey level. Compare with 0 first.",
            ),
            (
                lambda images: images.mean(axis=(1, 2)) / 255,
                "That is the mean grey level. Compare with 0 first.",
            ),
            (
                lambda images: 100 * (images > 0).mean(axis=(1, 2)),
                "Those are per cent. A share goes from 0 to 1.",
            ),
            (lambda images: images > 0, "That is the comparison. The share is still to come."),
        ],
        name="ink_share",
    )
    return "ink_share gave one share per image, for images of three sizes and for an empty one."


@exercise("difference", lesson=LESSON, points=2)
def check_difference(subtract):
    rng = np.random.default_rng()
    shape = (3, 5)
    dark, light = (
        rng.integers(low, high, shape, dtype=np.uint8) for low, high in [(200, 256), (1, 50)]
    )
    mixed = np.where(rng.permutation(np.arange(15) % 2).reshape(shape) == 0, dark, light)
    other = np.where(mixed == dark, light, dark)
    ends = np.array([0, 255, 0, 255], dtype=np.uint8), np.array([255, 0, 0, 255], dtype=np.uint8)
    unsigned = "That dtype has no room for negative numbers: below 0 it starts again from the top."
    trials = [
        ("two images of shape (3, 5)", (mixed, other)),
        ("the smallest and the largest grey levels", ends),
        ("two batches of shape (2, 4, 3)", tuple(rng.integers(1, 256, (2, 2, 4, 3), dtype="u1"))),
    ]
    try_function(
        subtract,
        trials,
        lambda first, second: first.astype(int) - second.astype(int),
        [
            (lambda first, second: first - second, unsigned + " Convert before you subtract."),
            (lambda first, second: first.astype("u2") - second.astype("u2"), unsigned),
            (lambda first, second: first.astype("u4") - second.astype("u4"), unsigned),
            (lambda first, second: first.astype("u8") - second.astype("u8"), unsigned),
            (
                lambda first, second: first.astype("i1") - second.astype("i1"),
                "An int8 ends at 127. Grey levels go up to 255.",
            ),
            (
                lambda first, second: (first - second).astype("i1"),
                "An int8 ends at 127, and the subtraction came before the conversion.",
            ),
            (
                lambda first, second: second.astype(int) - first.astype(int),
                "The signs are turned round: the second is subtracted from the first.",
            ),
            (lambda first, second: second - first, "Wrong way round, and still in uint8."),
            (
                lambda first, second: np.abs(first.astype(int) - second.astype(int)),
                "The signs are gone. Leave out the absolute value.",
            ),
            (
                lambda first, second: np.clip(first.astype(int) - second.astype(int), 0, None),
                "Everything below 0 was cut off. Keep it.",
            ),
            (
                lambda first, second: (first.astype(int) - second.astype(int)) / 255,
                "It was divided by 255. The difference of the grey levels was asked for.",
            ),
            (
                lambda first, second: first.astype(int) + second.astype(int),
                "That is the sum.",
            ),
            (lambda first, second: first + second, "That is the sum, and it wraps around, too."),
        ],
        name="subtract",
    )
    return "subtract gave the right sign and size, from -255 to 255, for images and batches."
