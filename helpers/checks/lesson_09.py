"""Checks of lesson 9, better features."""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.verdict import expect_function

LESSON = "09_features"


@guess("guess-squares", lesson=LESSON, answer="guess_squares")
def guess_squares(guessed, came):
    if abs(guessed - came) <= 0.3:
        return "guess-right"
    if guessed < 1:
        return "guess-squares-smaller"
    if guessed == 1:
        return "guess-squares-equal"
    return "guess-squares-less" if guessed < came else "guess-squares-more"


@guess("guess-deskewed", lesson=LESSON, answer="guess_deskewed")
def guess_deskewed(guessed, came):
    names = "guess-deskewed-worse", "guess-deskewed-hardly", "guess-deskewed-more"
    return _guess_accuracy(guessed, came, 0.012, 0.915, names)


@guess("guess-orientations", lesson=LESSON, answer="guess_orientations")
def guess_orientations(guessed, came):
    names = "guess-orientations-half", "guess-orientations-less", "guess-orientations-more"
    return _guess_accuracy(guessed, came, 0.008, 0.945, names)


def _guess_accuracy(guessed, came, near, before, names):
    """One of three names: below what it was `before`, better by too little, or by too much."""
    if guessed > 1:
        return "guess-share-percent"
    if abs(guessed - came) <= near:
        return "guess-right"
    worse, too_little, too_much = names
    if guessed < before:
        return worse
    return too_little if guessed < came else too_much


def _least_squares(x, targets, l2):
    return np.linalg.solve(x.T @ x + l2 * np.eye(x.shape[1]), x.T @ targets)


def _solved(left, right=lambda x, targets: x.T @ targets):
    """`least_squares` with another matrix on the left, or another right side."""
    return lambda x, targets, l2: np.linalg.solve(left(x, l2), right(x, targets))


def _square(x, l2):
    return x.T @ x + l2 * np.eye(x.shape[1])


SQUARES = [
    ("squares-without-l2", _solved(lambda x, l2: x.T @ x)),
    ("squares-without-l2", lambda x, t, l2: np.linalg.lstsq(x, t, rcond=None)[0]),
    ("squares-without-l2", lambda x, t, l2: np.linalg.pinv(x) @ t),
    ("squares-l2-everywhere", _solved(lambda x, l2: x.T @ x + l2)),
    ("squares-l2-everywhere", _solved(lambda x, l2: x.T @ x + l2 * np.ones((x.shape[1],) * 2))),
    ("squares-l2-subtracted", _solved(lambda x, l2: x.T @ x - l2 * np.eye(x.shape[1]))),
    ("squares-l2-is-one", _solved(lambda x, l2: x.T @ x + np.eye(x.shape[1]))),
    ("squares-l2-squared", _solved(lambda x, l2: x.T @ x + l2**2 * np.eye(x.shape[1]))),
    ("squares-l2-doubled", _solved(lambda x, l2: x.T @ x + 2 * l2 * np.eye(x.shape[1]))),
    (
        "squares-mean-and-l2",
        lambda x, t, l2: np.linalg.solve(
            x.T @ x / len(x) + l2 * np.eye(x.shape[1]), x.T @ t / len(x)
        ),
    ),
    ("squares-transposed", lambda x, t, l2: _least_squares(x, t, l2).T),
    ("squares-sides-swapped", lambda x, t, l2: np.linalg.solve(x.T @ t, _square(x, l2))),
    ("squares-divided", lambda x, t, l2: x.T @ t / _square(x, l2)),
    ("squares-not-solved", lambda x, t, l2: _square(x, l2) @ (x.T @ t)),
    ("squares-right-side", lambda x, t, l2: x.T @ t),
    ("squares-scores", lambda x, t, l2: x @ _least_squares(x, t, l2)),
    ("squares-labels", lambda x, t, l2: (x @ _least_squares(x, t, l2)).argmax(axis=1)),
    ("squares-over-images", lambda x, t, l2: np.linalg.solve(x @ x.T + l2 * np.eye(len(x)), t)),
    ("squares-rounds", lambda x, t, l2: _least_squares(x, t, l2).round(2)),
    ("squares-rounds", lambda x, t, l2: _least_squares(x, t, l2).round(3)),
]


@exercise("least-squares", lesson=LESSON, answers=["least_squares"])
def check_least_squares(least_squares, rng):
    def trial(images, features, classes, l2, dtype=float):
        x = np.round(rng.uniform(0.1, 1, (images, features)), 1).astype(dtype)
        targets = np.eye(classes)[rng.integers(0, classes, images)]
        targets[0, 0] = 0.5  # targets need not be 0 and 1
        return x, targets.astype(dtype), l2

    # The right weights lie below 0 and above 1, too.
    small = np.array([[0.2, 0.9], [0.8, 0.1], [0.5, 0.4]]), np.array([[0, 3], [2, 0], [0.5, 1]])
    blank = trial(7, 4, 2, 0.5)
    blank[0][:, 2] = 0  # without the strength there is no single answer
    trials = [
        (*small, 0.5),
        trial(9, 3, 4, 3.0),
        blank,
        trial(3, 5, 2, 0.25),  # fewer images than features
        trial(60, 12, 10, 2.0, "float32"),
    ]
    expect_function(least_squares, trials, _least_squares, SQUARES, tolerance=1e-4)


def _moments(image, rows=None, columns=None):
    """The moments of an image, with rows and columns counted from 0 or as given."""
    own_rows, own_columns = np.indices(image.shape)
    rows = own_rows if rows is None else rows
    columns = own_columns if columns is None else columns
    share = image / image.sum()
    row, column = (share * rows).sum(), (share * columns).sum()
    covariance = (share * (rows - row) * (columns - column)).sum()
    return row, column, covariance / (share * (rows - row) ** 2).sum()


def _with_slant(slant):
    """`moments` with another third number."""

    def measured(image):
        row, column, _ = _moments(image)
        share = image / image.sum()
        rows, columns = np.indices(image.shape)
        return row, column, slant(share, rows - row, columns - column)

    return measured


def _from_one(image):
    rows, columns = np.indices(image.shape)
    return _moments(image, rows + 1, columns + 1)


def _swapped_centre(image):
    row, column, slant = _moments(image)
    return column, row, slant


def _of_the_paper(image):
    """Every pixel counts as much, with ink or without."""
    return _moments(np.ones(image.shape))


def _raw_slant(image):
    row, column, _ = _moments(image)
    share = image / image.sum()
    rows, columns = np.indices(image.shape)
    return row, column, (share * rows * columns).sum() / (share * rows**2).sum()


def _undivided(image):
    rows, columns = np.indices(image.shape)
    _, _, slant = _moments(image)
    return (image * rows).sum(), (image * columns).sum(), slant


def _divided_by_pixels(image):
    row, column, slant = _undivided(image)
    return row / image.size, column / image.size, slant


def _plain_means(image):
    """np.cov and np.mean of the pixel numbers that have ink, without its weight."""
    return _moments((image > 0).astype(float))


def _rounded(places):
    return lambda image: tuple(round(float(value), places) for value in _moments(image))


def _whole_centre(image):
    row, column, slant = _moments(image)
    return int(row), int(column), slant


def _darkest(image):
    row, column = np.unravel_index(image.argmax(), image.shape)
    return int(row), int(column), _moments(image)[2]


MOMENTS = [
    ("moments-transposed", lambda image: _moments(image.T)),
    ("moments-centre-swapped", _swapped_centre),
    (
        "moments-slant-by-columns",
        _with_slant(lambda s, r, c: (s * r * c).sum() / (s * c**2).sum()),
    ),
    (
        "moments-slant-turned",
        _with_slant(lambda s, r, c: -(s * r * c).sum() / (s * r**2).sum()),
    ),
    (
        "moments-correlation",
        _with_slant(
            lambda s, r, c: (s * r * c).sum() / np.sqrt((s * r**2).sum() * (s * c**2).sum())
        ),
    ),
    ("moments-covariance", _with_slant(lambda s, r, c: (s * r * c).sum())),
    (
        "moments-deviation",
        _with_slant(lambda s, r, c: (s * r * c).sum() / np.sqrt((s * r**2).sum())),
    ),
    (
        "moments-upside-down",
        _with_slant(lambda s, r, c: (s * r**2).sum() / (s * r * c).sum()),
    ),
    (
        "moments-angle",
        _with_slant(lambda s, r, c: np.arctan((s * r * c).sum() / (s * r**2).sum())),
    ),
    (
        "moments-variance-without-ink",
        _with_slant(lambda s, r, c: (s * r * c).sum() / (r**2).sum()),
    ),
    (
        "moments-without-ink",
        _with_slant(lambda s, r, c: (r * c).sum() / (r**2).sum()),
    ),
    ("moments-not-about-the-centre", _raw_slant),
    ("moments-not-divided", _undivided),
    ("moments-divided-by-pixels", _divided_by_pixels),
    ("moments-ink-or-not", _plain_means),
    ("moments-of-the-paper", _of_the_paper),
    ("moments-count-from-one", _from_one),
    ("moments-whole-centre", _whole_centre),
    ("moments-darkest", _darkest),
    ("moments-rounds", _rounded(2)),
    ("moments-rounds", _rounded(1)),
    ("moments-rounds", _rounded(3)),
]


@exercise("moments", lesson=LESSON, answers=["moments"], points=2)
def check_moments(moments, rng):
    def trial(height, width, dtype=float):
        image = np.round(rng.uniform(0.1, 0.9, (height, width)), 2).astype(dtype)
        image[rng.random(image.shape) < 0.3] = 0
        # More ink along a line that leans, so that no slant is near 0.
        for row in range(height):
            image[row, min(width - 1, row * width // height)] = 1
        return image

    large = np.zeros((28, 28), dtype="float32")
    large[5:22, 8:25] = trial(17, 17)
    trials = [
        (np.array([[0, 0.5, 0], [0, 0, 0.25], [0, 0, 0.25]]),),
        (trial(3, 5),),
        (trial(6, 4)[:, ::-1],),
        (np.asfortranarray(trial(5, 7)),),
        (large,),
    ]
    names = ("the mean row", "the mean column", "the slant")
    expect_function(moments, trials, _moments, MOMENTS, results=names)


def _straighten(image, row, slant):
    columns = np.arange(image.shape[1])
    return np.stack(
        [
            np.interp(columns + slant * (r - row), columns, values, left=0, right=0)
            for r, values in enumerate(image)
        ]
    )


def _by_whole_pixels(to_whole):
    def moved(image, row, slant):
        height, width = image.shape
        result = np.zeros((height, width))
        for r in range(height):
            places = np.arange(width) + int(to_whole(slant * (r - row)))
            inside = (places >= 0) & (places < width)
            result[r, inside] = image[r, places[inside]]
        return result

    return moved


def _by_fixed_28(image, row, slant):
    result = np.zeros((28, 28))
    for r in range(28):
        places = np.arange(28) + slant * (r - row)
        result[r] = np.interp(places, np.arange(28), image[r], left=0, right=0)
    return result


def _in_whole_numbers(image, row, slant):
    result = np.zeros(image.shape, dtype=int)
    result[:] = _straighten(image, row, slant)
    return result


SHEARS = [
    ("shear-other-way", lambda i, row, a: _straighten(i, row, -a)),
    ("shear-from-the-top", lambda i, row, a: _straighten(i, 0, a)),
    ("shear-about-the-middle", lambda i, row, a: _straighten(i, (len(i) - 1) / 2, a)),
    ("shear-about-the-middle", lambda i, row, a: _straighten(i, len(i) / 2, a)),
    ("shear-about-the-middle", lambda i, row, a: _straighten(i, len(i) // 2, a)),
    ("shear-row-for-all", lambda i, row, a: _straighten(i, np.arange(len(i)) - row, a)),
    ("shear-added", lambda i, row, a: _straighten(i, -row, a)),
    ("shear-not-at-all", lambda i, row, a: i),
    ("shear-up-and-down", lambda i, row, a: _straighten(i.T, row, a).T),
    ("shear-whole-pixels", _by_whole_pixels(round)),
    ("shear-whole-pixels", _by_whole_pixels(int)),
    ("shear-whole-pixels", _by_whole_pixels(np.floor)),
    ("shear-fixed-28", _by_fixed_28),
    ("shear-whole-numbers", _in_whole_numbers),
    ("shear-transposed", lambda i, row, a: _straighten(i, row, a).T),
    ("shear-upside-down", lambda i, row, a: _straighten(i, row, a)[::-1]),
    ("shear-one-row-missing", lambda i, row, a: _without(_straighten(i, row, a), 0)),
    ("shear-one-row-missing", lambda i, row, a: _without(_straighten(i, row, a), -1)),
    ("shear-rounds", lambda i, row, a: _straighten(i, row, a).round(1)),
    ("shear-rounds", lambda i, row, a: _straighten(i, row, a).round(2)),
]


def _without(image, row):
    image = image.copy()
    image[row] = 0
    return image


@exercise("shear", lesson=LESSON, answers=["straighten"])
def check_shear(straighten, rng):
    def trial(height, width, slant, edge, dtype=float):
        image = np.zeros((height, width), dtype=dtype)
        inner = np.round(rng.uniform(0.1, 0.9, (height, width - 2 * edge)), 3)
        image[:, edge : width - edge] = inner
        row = round(float(rng.uniform(0.3, 0.6) * (height - 1)), 2)
        return image, row, slant

    small = np.array([[0, 0, 0.8, 0, 0], [0, 0.5, 0.2, 0.3, 0], [0, 0.4, 0, 0, 0]])
    trials = [
        (small, 0.75, -0.5),
        trial(4, 9, 0.3, 2),
        trial(6, 7, -1.6, 1),  # some of the ink leaves the image
        trial(28, 28, -0.37, 4, "float32"),
    ]
    expect_function(straighten, trials, _straighten, SHEARS)


def _bent(x, projection):
    return np.maximum(0, x @ projection)


BENDS = [
    ("python-max", lambda x, r: max(0, x @ r)),
    ("bend-none", lambda x, r: x @ r),
    ("bend-sizes", lambda x, r: abs(x @ r)),
    ("bend-other-side", lambda x, r: np.minimum(0, x @ r)),
    ("bend-other-side", lambda x, r: np.maximum(0, -(x @ r))),
    ("bend-ink-first", lambda x, r: np.maximum(0, x) @ r),
    ("bend-matrix-first", lambda x, r: x @ np.maximum(0, r)),
    ("bend-only-sign", lambda x, r: np.sign(x @ r)),
    ("bend-true-or-false", lambda x, r: x @ r > 0),
    ("bend-true-or-false", lambda x, r: np.where(x @ r > 0, 1.0, 0.0)),
    ("bend-squares", lambda x, r: (x @ r) ** 2),
    ("bend-largest", lambda x, r: (x @ r).max()),
    ("bend-largest-of-row", lambda x, r: (x @ r).max(axis=1)),
    ("bend-largest-of-row", lambda x, r: np.maximum(0, (x @ r).max(axis=1))),
    ("bend-largest-of-row", lambda x, r: np.max(x @ r, axis=1, keepdims=True)),
    ("bend-along-axis-0", lambda x, r: np.max(x @ r, axis=0)),
    ("bend-at-one", lambda x, r: np.maximum(1, x @ r)),
    ("bend-cut-at-one", lambda x, r: np.clip(x @ r, 0, 1)),
    ("bend-sigmoid", lambda x, r: 1 / (1 + np.exp(-(x @ r)))),
    ("bend-tanh", lambda x, r: np.tanh(x @ r)),
    ("bend-by-number", lambda x, r: np.maximum(0, (x @ r) / r.shape[1])),
    ("bend-transposed", lambda x, r: _bent(x, r).T),
    ("bend-first-image", lambda x, r: _bent(x[0], r)),
    ("bend-first-image", lambda x, r: _bent(x[:1], r)),
    ("bend-rounds", lambda x, r: _bent(x, r).round(2)),
]


@exercise("random-bend", lesson=LESSON, answers=["bent"])
def check_random_bend(bent, rng):
    def trial(images, pixels, features, dtype=float):
        x = np.round(rng.normal(size=(images, pixels)), 3)
        return x.astype(dtype), np.round(rng.normal(size=(pixels, features)), 3).astype(dtype)

    trials = [
        (np.array([[0.5, -1.0], [1.0, 2.0]]), np.array([[1.0, -2.0, 3.0], [0.5, 1.5, -3.0]])),
        trial(1, 3, 5),
        trial(7, 4, 2),
        trial(30, 784, 20, "float32"),
    ]
    # Sums of 784 products: their last digits depend on the order in which they are added.
    expect_function(bent, trials, _bent, BENDS, tolerance=1e-4)


def _histogram(gx, gy, length=None, turn=None, shared=True):
    """The eight sums, with another length or another orientation of each pixel."""
    gx, gy = gx.astype(float).ravel(), gy.astype(float).ravel()
    length = np.hypot(gx, gy) if length is None else length(gx, gy)
    turn = np.arctan2(gy, gx) * 8 / np.pi % 8 if turn is None else turn(gx, gy)
    lower = np.floor(turn).astype(int)
    share = turn - lower if shared else np.zeros(len(turn))
    sums = np.zeros(8)
    np.add.at(sums, lower % 8, length * (1 - share))
    np.add.at(sums, (lower + 1) % 8, length * share)
    return sums


def _nearest(gx, gy):
    return np.rint(np.arctan2(gy, gx) * 8 / np.pi % 8)


def _shares_swapped(gx, gy):
    gx, gy = gx.astype(float).ravel(), gy.astype(float).ravel()
    turn = np.arctan2(gy, gx) * 8 / np.pi % 8
    lower = np.floor(turn).astype(int)
    sums = np.zeros(8)
    np.add.at(sums, lower % 8, np.hypot(gx, gy) * (turn - lower))
    np.add.at(sums, (lower + 1) % 8, np.hypot(gx, gy) * (1 - turn + lower))
    return sums


def _once(gx, gy):
    """`+=` with an array of places adds only once to each."""
    gx, gy = gx.astype(float).ravel(), gy.astype(float).ravel()
    turn = np.arctan2(gy, gx) * 8 / np.pi % 8
    lower = np.floor(turn).astype(int)
    sums = np.zeros(8)
    sums[lower % 8] += np.hypot(gx, gy) * (1 - turn + lower)
    sums[(lower + 1) % 8] += np.hypot(gx, gy) * (turn - lower)
    return sums


def _without_seventh(gx, gy):
    """What lies between 7 and 8 is not brought round to 0."""
    gx, gy = gx.astype(float).ravel(), gy.astype(float).ravel()
    turn = np.arctan2(gy, gx) * 8 / np.pi % 8
    lower = np.floor(turn).astype(int)
    sums = np.zeros(9)
    np.add.at(sums, lower, np.hypot(gx, gy) * (1 - turn + lower))
    np.add.at(sums, lower + 1, np.hypot(gx, gy) * (turn - lower))
    return sums[:8]


def _past_the_last(gx, gy):
    """As the lesson's loop, and 8 is not brought round to 0."""
    sums = np.zeros(8)
    length, turn = np.hypot(gx, gy), np.arctan2(gy, gx) * 8 / np.pi % 8
    for size, o in zip(length.ravel(), turn.ravel(), strict=True):
        sums[int(o) % 8] += size * (1 - o + int(o))
        sums[int(o) + 1] += size * (o - int(o))
    return sums


def _in_nine(gx, gy):
    sums = np.append(_without_seventh(gx, gy), 0)
    sums[8] = _histogram(gx, gy)[0] - sums[0]
    return sums


def _normalised(root):
    def measured(gx, gy):
        sums = _histogram(gx, gy)
        return root(sums / sums.sum())

    return measured


HISTOGRAMS = [
    (
        "orientation-counts",
        lambda gx, gy: _histogram(gx, gy, length=lambda x, y: ((x != 0) | (y != 0)).astype(float)),
    ),
    ("orientation-counts", lambda gx, gy: _histogram(gx, gy, length=lambda x, y: np.ones(len(x)))),
    (
        "orientation-nearest",
        lambda gx, gy: _histogram(gx, gy, turn=_nearest, shared=False),
    ),
    ("orientation-lower-only", lambda gx, gy: _histogram(gx, gy, shared=False)),
    ("orientation-shares-swapped", _shares_swapped),
    (
        "orientation-whole-turn",
        lambda gx, gy: _histogram(gx, gy, turn=lambda x, y: np.arctan2(y, x) * 4 / np.pi % 8),
    ),
    (
        "orientation-arguments-swapped",
        lambda gx, gy: _histogram(gx, gy, turn=lambda x, y: np.arctan2(x, y) * 8 / np.pi % 8),
    ),
    (
        "orientation-sizes-of-changes",
        lambda gx, gy: _histogram(
            gx, gy, turn=lambda x, y: np.arctan2(abs(y), abs(x)) * 8 / np.pi % 8
        ),
    ),
    (
        "orientation-squared-length",
        lambda gx, gy: _histogram(gx, gy, length=lambda x, y: x**2 + y**2),
    ),
    (
        "orientation-sum-as-length",
        lambda gx, gy: _histogram(gx, gy, length=lambda x, y: abs(x) + abs(y)),
    ),
    ("orientation-added-once", _once),
    ("orientation-nothing-wraps", _without_seventh),
    ("orientation-nothing-wraps", _past_the_last),
    ("orientation-float-as-place", lambda gx, gy: np.zeros(8)[np.floor(gx[0, 0])]),
    ("orientation-nine", _in_nine),
    ("orientation-divided", _normalised(lambda sums: sums)),
    ("orientation-root", _normalised(np.sqrt)),
    ("orientation-root", lambda gx, gy: np.sqrt(_histogram(gx, gy))),
    ("orientation-mean", lambda gx, gy: _histogram(gx, gy) / gx.size),
    ("orientation-rounds", lambda gx, gy: _histogram(gx, gy).round(2)),
    ("orientation-rounds", lambda gx, gy: _histogram(gx, gy).round(3)),
]


@exercise("orientation-histogram", lesson=LESSON, answers=["orientation_histogram"], points=2)
def check_orientation_histogram(orientation_histogram, rng):
    def trial(height, width, dtype=float):
        """Gradients in every direction, none of which is nearly on an orientation."""
        while True:
            gx, gy = np.round(rng.uniform(-1, 1, (2, height, width)), 2)
            turn = np.arctan2(gy, gx) * 8 / np.pi % 8
            if (abs(turn - np.rint(turn)) > 0.05).all() and (turn > 7.1).any():
                return gx.astype(dtype), gy.astype(dtype)

    level = np.array([[0.5, 0.0, -0.25]]), np.array([[0.0, 0.4, 0.0]])  # just on 0 and 4
    trials = [
        (np.array([[0.4]]), np.array([[-0.1]])),  # between 7 and 8
        level,
        trial(2, 2),
        trial(3, 5),
        (np.zeros((2, 2)), np.zeros((2, 2))),  # paper
        trial(4, 4, "float32"),
        trial(5, 4),
    ]
    expect_function(orientation_histogram, trials, _histogram, HISTOGRAMS)


GONE = [
    ("gone-difference", lambda before, after: after - before),
    ("gone-what-is-left", lambda before, after: (1 - after) / (1 - before)),
    ("gone-of-right-answers", lambda before, after: (after - before) / before),
    ("gone-of-new-right-answers", lambda before, after: (after - before) / after),
    ("gone-of-new-mistakes", lambda before, after: (after - before) / (1 - after)),
    ("gone-turned", lambda before, after: (before - after) / (1 - before)),
    ("gone-size", lambda before, after: abs(after - before) / (1 - before)),
    ("gone-never-negative", lambda before, after: max(0, (after - before) / (1 - before))),
    ("gone-times", lambda before, after: (1 - before) / (1 - after)),
    ("gone-ratio", lambda before, after: after / before),
    ("gone-percent", lambda before, after: 100 * (after - before) / (1 - before)),
    ("gone-rounds", lambda before, after: round((after - before) / (1 - before), 2)),
    ("gone-rounds", lambda before, after: round((after - before) / (1 - before), 1)),
    ("gone-rounds", lambda before, after: round((after - before) / (1 - before), 3)),
]


@exercise("mistakes-gone", lesson=LESSON, answers=["mistakes_gone"])
def check_mistakes_gone(mistakes_gone, rng):
    more, less = np.round(np.sort(rng.uniform(0.62, 0.94, (2, 2)), axis=1), 3).tolist()
    trials = [(0.5, 0.8), (0.9, 0.93), tuple(more), tuple(reversed(less)), (0.92, 1.0)]
    trials.append((0.7, 0.7))
    expect_function(
        mistakes_gone, trials, lambda before, after: (after - before) / (1 - before), GONE
    )
