"""Checks of lesson 8, looking at the weights."""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Words
from helpers.checks.verdict import (
    expect_choice,
    expect_function,
    find_fault,
    told_apart,
)

LESSON = "08_weights"


def _whole_fault(given, expected):
    """The fault of an array that counts or points to something: it must hold integers."""
    found = find_fault(given, expected)
    if found is None and given.size and given.dtype.kind not in "iu":
        return Words("not-integers", {"dtype": str(given.dtype)})
    return found


@guess("guess-picture", lesson=LESSON, answer="guess_changed")
def guess_picture(guessed, came):
    if guessed == came:
        return "guess-picture-right"
    if 0 < guessed < 1:
        return "guess-picture-share"
    if guessed <= came + 240:
        return "guess-picture-few"
    return "guess-picture-nearly-all" if guessed >= 9000 else "guess-picture-many"


@guess("guess-page", lesson=LESSON, answer="guess_page")
def guess_page(guessed, came):
    if not isinstance(guessed, list | tuple | np.ndarray) or len(guessed) != 2:
        return "guess-page-not-a-pair"
    digit, probability = guessed
    if abs(probability - came[1]) <= 0.05 and digit == came[0]:
        return "guess-right"
    if probability > 1:
        return "guess-page-percent"
    if abs(probability - 0.1) <= 0.02:
        return "guess-page-all-equal"
    if probability >= 0.5:
        return "guess-page-sure"
    known = {came[0]: "guess-page-right-digit", 0: "guess-page-zero", 1: "guess-page-one"}
    return known.get(digit, "guess-page-other")


@guess("guess-trust", lesson=LESSON, answer="guess_share")
def guess_trust(guessed, came):
    if guessed > 1:
        return "guess-trust-percent"
    if abs(guessed - came) <= 0.03:
        return "guess-right"
    if abs(guessed - 0.82) <= 0.03:
        return "guess-trust-as-it-says"
    return "guess-trust-less" if guessed < came else "guess-trust-more"


@guess("guess-moved", lesson=LESSON, answer="guess_moved")
def guess_moved(guessed, came):
    if guessed > 1:
        return "guess-moved-percent"
    if abs(guessed - came) <= 0.05:
        return "guess-right"
    if guessed >= 0.85:
        return "guess-moved-hardly"
    if guessed > came:
        return "guess-moved-a-little"
    return "guess-moved-chance" if guessed <= 0.15 else "guess-moved-more"


def _softmax(scores, axis=1):
    exponentials = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def _sums(exponentials):
    return exponentials.sum(axis=1, keepdims=True)


def _gap(scores):
    """The smallest distance between the two largest scores of an image."""
    largest = np.sort(scores, axis=1)[:, -2:]
    return (largest[:, 1] - largest[:, 0]).min()


def _labels(x, weights, biases):
    return (x @ weights + biases).argmax(axis=1)


def _overflowing(x, weights, biases):
    exponentials = np.exp(x @ weights + biases)
    return (exponentials / _sums(exponentials)).argmax(axis=1)


def _overflowing_over_images(x, weights, biases):
    exponentials = np.exp(x @ weights + biases)
    return (exponentials / exponentials.sum(axis=0)).argmax(axis=1)


PREDICTIONS = [
    ("hand-without-biases", lambda x, w, b: (x @ w).argmax(axis=1)),
    ("hand-biases-subtracted", lambda x, w, b: (x @ w - b).argmax(axis=1)),
    ("hand-over-images", lambda x, w, b: (x @ w + b).argmax(axis=0)),
    ("hand-no-axis", lambda x, w, b: (x @ w + b).argmax()),
    ("hand-scores", lambda x, w, b: x @ w + b),
    ("hand-largest-score", lambda x, w, b: (x @ w + b).max(axis=1)),
    ("hand-smallest-score", lambda x, w, b: (x @ w + b).argmin(axis=1)),
    ("hand-largest-size", lambda x, w, b: abs(x @ w + b).argmax(axis=1)),
    ("hand-counts-from-one", lambda x, w, b: (x @ w + b).argmax(axis=1) + 1),
    ("hand-axis-too-many", lambda x, w, b: (x @ w + b).argmax(axis=1)[:, np.newaxis]),
    ("hand-softmax-over-images", lambda x, w, b: _softmax(x @ w + b, 0).argmax(axis=1)),
    ("hand-softmax-over-images", _overflowing_over_images),
    ("hand-probabilities", lambda x, w, b: _softmax(x @ w + b)),
    ("hand-probabilities", lambda x, w, b: np.exp(x @ w + b) / _sums(np.exp(x @ w + b))),
    ("hand-overflow", _overflowing),
    ("hand-rounds", lambda x, w, b: np.round(x @ w + b).argmax(axis=1)),
    ("hand-rounds", lambda x, w, b: np.round(x @ w + b, 1).argmax(axis=1)),
    ("hand-rounds", lambda x, w, b: np.round(x @ w + b, 2).argmax(axis=1)),
    ("hand-rounds", lambda x, w, b: np.round(x @ w + b, 3).argmax(axis=1)),
    ("hand-rounds", lambda x, w, b: (x @ w + b).astype(int).argmax(axis=1)),
    ("hand-rounds", lambda x, w, b: np.round(_softmax(x @ w + b), 2).argmax(axis=1)),
    ("hand-first-image", lambda x, w, b: (x[0] @ w + b).argmax()),
    ("hand-first-image", lambda x, w, b: (x[:1] @ w + b).argmax(axis=1)),
    ("hand-no-negative-scores", lambda x, w, b: np.maximum(x @ w + b, 0).argmax(axis=1)),
    ("hand-order-of-all", lambda x, w, b: (x @ w + b).argsort(axis=1)),
]


@exercise("predict-by-hand", lesson=LESSON, answers=["predict"])
def check_predict_by_hand(predict, rng):
    def small(images, pixels, classes, low=-np.inf):
        """Arguments whose scores are never nearly equal; the bias decides for some images."""
        while True:
            x = np.round(rng.uniform(0.1, 1, (images, pixels)), 1)
            weights = np.round(rng.normal(size=(pixels, classes)), 1)
            biases = np.round(2 * rng.normal(size=classes), 1)
            if np.isfinite(low):
                biases += low  # all scores are negative
            scores = (x @ weights, x @ weights + biases, x @ weights - biases)
            if all(_gap(one) > 0.02 for one in scores):
                return x, weights, biases

    def draw():
        x, weights, biases = (array.astype("float32") for array in small(20, 784, 10))
        close = np.array([[0.231, 0.234, 0.1], [0.5, 0.1, 0.504], [-0.2, -0.4, -0.196]])
        large = np.array([[900.0, 1000.0, -5.0], [1200.0, 1100.0, 1300.0]])
        return [
            small(2, 2, 3),
            small(1, 3, 2),
            (np.eye(3), close, np.zeros(3)),
            (np.eye(3), close / 10, np.zeros(3)),
            (np.eye(2), large, np.ones(3)),
            small(4, 6, 4, low=-40),
            small(12, 8, 12),
            (x, weights, biases),
            (np.asfortranarray(x), weights, biases),
        ]

    trials = told_apart(draw, _labels, PREDICTIONS)
    expect_function(predict, trials, _labels, PREDICTIONS, fault=_whole_fault)


@exercise("stripes", lesson=LESSON, answers=["letter"])
def check_stripes(letter, rng):
    wrong = {"a": "stripes-one-digit", "c": "stripes-shuffled", "d": "stripes-zeros"}
    expect_choice(letter, "b", wrong)


@exercise("template", lesson=LESSON, answers=["template"])
def check_template(template, rng):
    digits = [*rng.choice([1, 2, 4, 5, 6, 7, 8], 2, replace=False).tolist(), 0, 9]
    trials = [(rng.normal(size=(784, 10)).astype("float32"), digit) for digit in digits]
    trials.append((rng.normal(size=(10, 784)).T, digits[0]))  # columns lie side by side
    expect_function(
        template,
        trials,
        lambda weights, digit: weights[:, digit].reshape(28, 28),
        [
            ("template-reshape-alone", lambda w, d: w.reshape(10, 28, 28)[d]),
            ("template-ten-mixtures", lambda w, d: w.reshape(10, 28, 28)),
            ("template-row", lambda w, d: w[d]),
            ("template-row", lambda w, d: w[d].reshape(28, 28)),
            ("template-vector", lambda w, d: w[:, d]),
            ("template-turned", lambda w, d: w[:, d].reshape(28, 28).T),
            ("template-axis-too-many", lambda w, d: w[:, d].reshape(1, 28, 28)),
            ("template-axis-too-many", lambda w, d: w[:, d].reshape(28, 28, 1)),
            ("template-all-ten", lambda w, d: w.T.reshape(10, 28, 28)),
            ("template-all-ten", lambda w, d: w.reshape(28, 28, 10)),
            ("template-row-of-pixels", lambda w, d: w.reshape(28, 28, 10)[d]),
            ("template-one-before", lambda w, d: w[:, d - 1].reshape(28, 28)),
            ("template-always-zero", lambda w, d: w[:, 0].reshape(28, 28)),
            ("template-always-three", lambda w, d: w[:, 3].reshape(28, 28)),
            ("template-sign-turned", lambda w, d: -w[:, d].reshape(28, 28)),
            ("template-signs-lost", lambda w, d: abs(w[:, d]).reshape(28, 28)),
            ("template-mean-of-all", lambda w, d: w.mean(axis=1).reshape(28, 28)),
            ("template-rounded", lambda w, d: w[:, d].reshape(28, 28).round(2)),
            ("template-stretched", lambda w, d: _stretched(w[:, d].reshape(28, 28))),
        ],
    )


def _stretched(image):
    return (image - image.min()) / (image.max() - image.min())


def _between(image, weights, first, second):
    return image * (weights[:, first] - weights[:, second]).reshape(image.shape)


BETWEEN = [
    ("between-swapped", lambda i, w, f, s: _between(i, w, s, f)),
    ("between-sizes", lambda i, w, f, s: abs(_between(i, w, f, s))),
    ("between-added", lambda i, w, f, s: i * (w[:, f] + w[:, s]).reshape(i.shape)),
    ("between-first-only", lambda i, w, f, s: i * w[:, f].reshape(i.shape)),
    ("between-second-only", lambda i, w, f, s: i * w[:, s].reshape(i.shape)),
    ("between-weights-only", lambda i, w, f, s: (w[:, f] - w[:, s]).reshape(i.shape)),
    ("between-vector", lambda i, w, f, s: _between(i, w, f, s).reshape(-1)),
    ("between-sum", lambda i, w, f, s: _between(i, w, f, s).sum()),
    ("between-multiplied", lambda i, w, f, s: i * (w[:, f] * w[:, s]).reshape(i.shape)),
    (
        "between-down-the-columns",
        lambda i, w, f, s: i * (w[:, f] - w[:, s]).reshape(i.shape, order="F"),
    ),
    ("between-fixed-28", lambda i, w, f, s: i * (w[:, f] - w[:, s]).reshape(28, 28)),
    ("between-rows", lambda i, w, f, s: i * (w[f] - w[s]).reshape(i.shape)),
    ("between-rows", lambda i, w, f, s: i * (w[f] - w[s])),
    ("between-not-reshaped", lambda i, w, f, s: i * (w[:, f] - w[:, s])),
    ("between-always-7-and-3", lambda i, w, f, s: _between(i, w, 7, 3)),
    ("between-ink-or-not", lambda i, w, f, s: _between(np.where(i > 0, 1.0, 0.0), w, f, s)),
    (
        "between-two-maps",
        lambda i, w, f, s: (i * w[:, f].reshape(i.shape), i * w[:, s].reshape(i.shape)),
    ),
    (
        "between-both-signs-lost",
        lambda i, w, f, s: i * (abs(w[:, f]) - abs(w[:, s])).reshape(i.shape),
    ),
    ("between-matrix-product", lambda i, w, f, s: i @ (w[:, f] - w[:, s]).reshape(i.shape)),
]


@exercise("evidence-between", lesson=LESSON, answers=["evidence_between"])
def check_evidence_between(evidence_between, rng):
    def trial(height, width, classes, first, second, dtype=float):
        image = np.round(rng.uniform(0.1, 0.9, (height, width)), 1).astype(dtype)
        weights = np.round(rng.normal(size=(height * width, classes)), 1)
        return image, weights.astype(dtype), first, second

    def draw():
        large, weights, _, _ = trial(28, 28, 10, 0, 0, "float32")
        large[rng.random(large.shape) < 0.7] = 0  # paper
        return [
            trial(2, 2, 3, 2, 0),
            trial(2, 3, 2, 0, 1),
            (trial(4, 3, 4, 0, 0)[0].T, trial(4, 3, 4, 0, 0)[1], 3, 1),
            (large, weights, 9, 4),
        ]

    trials = told_apart(draw, _between, BETWEEN)
    expect_function(evidence_between, trials, _between, BETWEEN)


def _confusion(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix


def _counted_once(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    matrix[y_true, y_pred] += 1
    return matrix


def _of_seen(y_true, y_pred, classes):
    seen = np.union1d(y_true, y_pred)
    return _confusion(y_true, y_pred, classes)[np.ix_(seen, seen)]


def _of_each_seen(y_true, y_pred, classes):
    return _confusion(y_true, y_pred, classes)[np.unique(y_true)][:, np.unique(y_pred)]


def _up_to_the_largest(y_true, y_pred, classes):
    return _confusion(y_true, y_pred, 1 + max(y_true.max(), y_pred.max()))


def _in_short_places(y_true, y_pred, classes):
    places = y_true * classes + y_pred  # in uint8, 13 * 20 is 4
    return np.bincount(places, minlength=classes**2).reshape(classes, classes)


CONFUSIONS = [
    ("confusion-transposed", lambda t, p, k: _confusion(p, t, k)),
    ("confusion-counted-once", _counted_once),
    ("confusion-once-and-transposed", lambda t, p, k: _counted_once(p, t, k)),
    (
        "confusion-shares-of-rows",
        lambda t, p, k: _confusion(t, p, k) / np.maximum(_confusion(t, p, k).sum(1), 1)[:, None],
    ),
    (
        "confusion-shares-of-rows",
        lambda t, p, k: _confusion(t, p, k) / _confusion(t, p, k).sum(1, keepdims=True),
    ),
    ("confusion-shares-of-all", lambda t, p, k: _confusion(t, p, k) / len(t)),
    ("confusion-true-only", lambda t, p, k: _confusion(t, t, k)),
    ("confusion-right-only", lambda t, p, k: np.diag(_confusion(t, p, k).diagonal())),
    ("confusion-mistakes-only", lambda t, p, k: _confusion(t, p, k) * (1 - np.eye(k, dtype=int))),
    ("confusion-absent-class", _of_seen),
    ("confusion-absent-class", _of_each_seen),
    ("confusion-absent-class", _up_to_the_largest),
    ("confusion-fixed-ten", lambda t, p, k: _confusion(t, p, 10)),
    ("confusion-up-to-255", lambda t, p, k: _confusion(t, p, k).astype("uint8")),
    ("confusion-places-in-uint8", _in_short_places),
    ("confusion-first-image", lambda t, p, k: _confusion(t[:1], p[:1], k)),
    ("confusion-last-image-missing", lambda t, p, k: _confusion(t[:-1], p[:-1], k)),
]


@exercise("confusion", lesson=LESSON, answers=["confusion_matrix"], points=2)
def check_confusion(confusion_matrix, rng):
    def labels(count, classes, dtype="uint8", at_least=0):
        y = rng.choice(classes, (2, count)).astype(dtype)
        same = rng.random(count) < 0.5
        y[1, same] = y[0, same]
        y[:, :at_least] = 1  # a pair that occurs very often
        return y[0], y[1]

    def draw():
        y_true, y_pred = labels(40, range(4))
        return [
            (np.array([0, 2, 2, 1, 2]), np.array([0, 1, 1, 1, 2]), 3),
            (np.array([1]), np.array([0]), 3),
            (*labels(12, [0, 2, 3], int), 5),  # 1 and 4 do not occur
            (np.sort(y_true), y_pred.astype(int), 4),
            (*labels(700, range(10), at_least=300), 10),
            (*labels(60, range(20)), 20),
        ]

    trials = told_apart(draw, _confusion, CONFUSIONS)
    expect_function(confusion_matrix, trials, _confusion, CONFUSIONS, fault=_whole_fault)


def _place(matrix):
    row, column = np.unravel_index(matrix.argmax(), matrix.shape)
    return int(row), int(column)


def _mistakes_of(matrix):
    return np.where(np.eye(len(matrix), dtype=bool), -1, matrix)


def _top(matrix):
    return _place(_mistakes_of(matrix))


TOPS = [
    ("top-diagonal", _place),
    ("top-swapped", lambda m: _top(m)[::-1]),
    ("top-counted-through", lambda m: int(_mistakes_of(m).argmax())),
    ("top-count", lambda m: int(_mistakes_of(m).max())),
    ("top-in-arrays", lambda m: tuple(np.array([n]) for n in _top(m))),
    ("top-both-directions", lambda m: _place(np.triu(m + m.T, 1))),
    ("top-both-directions", lambda m: _place(np.tril(m + m.T, -1))),
    ("top-share-of-row", lambda m: _place(_mistakes_of(m) / m.sum(axis=1, keepdims=True))),
    ("top-share-of-column", lambda m: _place(_mistakes_of(m) / m.sum(axis=0))),
    ("top-above-only", lambda m: _place(np.triu(m, 1))),
    ("top-below-only", lambda m: _place(np.tril(m, -1))),
    ("top-rarest", lambda m: _place(-np.where(np.eye(len(m), dtype=bool), m.max() + 1, m))),
    ("top-rarest", lambda m: _place(-m)),
    ("top-counts-from-one", lambda m: tuple(n + 1 for n in _top(m))),
    ("top-row-by-10", lambda m: divmod(int(_mistakes_of(m).argmax()), 10)),
    ("top-three-values", lambda m: (*_top(m), int(_mistakes_of(m).max()))),
    ("top-first-row-with-mistakes", lambda m: _first_row(m)),
]


def _first_row(matrix):
    """The largest mistake of the first class that has one: a return inside the loop."""
    mistakes = _mistakes_of(matrix)
    row = int(np.argmax((mistakes > 0).any(axis=1)))
    return row, int(mistakes[row].argmax())


def _pair_fault(given, expected):
    if isinstance(given, np.ndarray) and given.shape == (2,):
        given = tuple(given)
    return find_fault(given, expected)


@exercise("top-confusion", lesson=LESSON, answers=["top_confusion"])
def check_top_confusion(top_confusion, rng):
    def matrix(classes, right):
        # All counts differ, so that one is the largest.
        counts = rng.permutation(np.arange(1, classes**2 + 1)).reshape(classes, classes)
        return counts + right * np.eye(classes, dtype=int)

    def draw():
        single = np.diag(rng.integers(5, 9, 4))
        single[tuple(rng.choice(4, 2, replace=False))] = 1
        return [
            (matrix(3, 10),),
            (single,),
            (matrix(3, 0),),  # some mistakes are more frequent than right answers
            (matrix(12, 900).T,),
            (matrix(10, 900),),
            (matrix(4, 300),),
        ]

    trials = told_apart(draw, _top, TOPS)
    expect_function(top_confusion, trials, _top, TOPS, fault=_pair_fault)


def _wrong(probabilities, labels):
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return wrong, probabilities[wrong].max(axis=1)


def _surest(probabilities, labels, count):
    wrong, confidence = _wrong(probabilities, labels)
    return wrong[np.argsort(-confidence)][:count]


def _by(key, kind=None):
    """Order the mistakes by what `key` gives for all images, the largest first."""

    def ordered(probabilities, labels, count):
        wrong, _ = _wrong(probabilities, labels)
        return wrong[np.argsort(-key(probabilities, labels)[wrong], kind=kind)][:count]

    return ordered


def _of_true(probabilities, labels):
    return probabilities[np.arange(len(labels)), labels]


def _filled_up(probabilities, labels, count):
    missed = probabilities.argmax(axis=1) != labels
    return np.argsort(-np.where(missed, probabilities.max(axis=1), 0), kind="stable")[:count]


def _surest_of_all(probabilities, labels, count):
    return np.argsort(-probabilities.max(axis=1))[:count]


def _surest_then_wrong(probabilities, labels, count):
    first = _surest_of_all(probabilities, labels, count)
    return first[probabilities.argmax(axis=1)[first] != labels[first]]


def _surest_right(probabilities, labels, count):
    right = np.flatnonzero(probabilities.argmax(axis=1) == labels)
    return right[np.argsort(-probabilities[right].max(axis=1))][:count]


SUREST = [
    ("surest-of-all", _surest_of_all),
    ("surest-cut-before-the-mask", _surest_then_wrong),
    ("surest-right-ones", _surest_right),
    ("surest-least-sure", _by(lambda p, y: -p.max(axis=1))),
    ("surest-stands-last", lambda p, y, n: _surest(p, y, n)[::-1]),
    ("surest-places-among-mistakes", lambda p, y, n: np.argsort(-_wrong(p, y)[1])[:n]),
    ("surest-all-mistakes", lambda p, y, n: _surest(p, y, len(p))),
    ("surest-in-image-order", lambda p, y, n: _wrong(p, y)[0][:n]),
    ("surest-in-image-order", lambda p, y, n: np.sort(_surest(p, y, n))),
    ("surest-by-true-class", _by(lambda p, y: -_of_true(p, y))),
    ("surest-by-true-class-turned", _by(_of_true)),
    ("surest-by-margin", _by(lambda p, y: p.max(axis=1) - _of_true(p, y))),
    ("surest-probabilities", lambda p, y, n: p.max(axis=1)[_surest(p, y, n)]),
    ("surest-true-classes", lambda p, y, n: y[_surest(p, y, n)]),
    ("surest-answers", lambda p, y, n: p.argmax(axis=1)[_surest(p, y, n)]),
    ("surest-mask", lambda p, y, n: p.argmax(axis=1) != y),
    ("surest-in-a-tuple", lambda p, y, n: (_surest(p, y, n),)),
    ("surest-filled-up", _filled_up),
    ("surest-fixed-ten", lambda p, y, n: _surest(p, y, 10)),
    ("surest-one-missing", lambda p, y, n: _surest(p, y, n)[: n - 1]),
    ("surest-one-too-many", lambda p, y, n: _surest(p, y, n + 1)),
    ("surest-skips-the-first", lambda p, y, n: _surest(p, y, n + 1)[1:]),
    ("surest-only-one", lambda p, y, n: _surest(p, y, 1)),
    ("surest-above-half", lambda p, y, n: _surest(np.where(p > 0.5, p, 0), y, n)),
    ("surest-rounds", _by(lambda p, y: np.round(p.max(axis=1), 1))),
    ("surest-rounds", _by(lambda p, y: np.round(p.max(axis=1), 2))),
    ("surest-rounds", _by(lambda p, y: np.round(p.max(axis=1), 1), "stable")),
    ("surest-rounds", _by(lambda p, y: np.round(p.max(axis=1), 2), "stable")),
    (
        "surest-labels-start-at-one",
        lambda p, y, n: _surest(p[:, (np.arange(p.shape[1]) - 1) % p.shape[1]], y, n),
    ),
]


def _images(rng, count, classes, wrong):
    """Probabilities (count, classes) and labels; `wrong` answers are mistakes, and none are tied.

    Neither the largest probabilities nor, among the mistakes, those of the true class or their
    distances from the largest.
    """
    while True:
        probabilities = np.round(_softmax(rng.normal(scale=1.5, size=(count, classes))), 4)
        labels = probabilities.argmax(axis=1)
        missed = rng.choice(count, wrong, replace=False)
        labels[missed] = (labels[missed] + rng.integers(1, classes, wrong)) % classes
        surest, true = probabilities.max(axis=1), _of_true(probabilities, labels)
        apart = (surest, true[missed], (surest - true)[missed])
        if _gap(probabilities) > 5e-5 and all(
            np.diff(np.sort(values)).min(initial=1) > 5e-5 for values in apart
        ):
            return probabilities, labels


@exercise("confident-mistakes", lesson=LESSON, answers=["confident_mistakes"], points=2)
def check_confident_mistakes(confident_mistakes, rng):
    small = np.array([[0.2, 0.8], [0.9, 0.1], [0.7, 0.3], [0.4, 0.6]])
    several = np.array([0, 1, 0, 0])  # the surest mistakes: images 1, 0, 3

    def draw():
        large, labels = _images(rng, 45, 6, 25)
        wide, wide_labels = _images(rng, 45, 6, 25)
        few, few_labels = _images(rng, 12, 4, 3)
        none, none_labels = _images(rng, 6, 3, 0)
        return [
            (small, several, 1),
            (small[1:], several[1:], 5),
            (none, none_labels, 2),
            (few.astype("float32"), few_labels.astype("uint8"), 8),
            (large, labels, 4),
            (np.asfortranarray(wide), wide_labels, 15),
        ]

    trials = told_apart(draw, _surest, SUREST)
    expect_function(confident_mistakes, trials, _surest, SUREST, fault=_whole_fault)


def _mean(values):
    """The mean, and NaN without a warning where there is nothing."""
    return values.mean() if values.size else np.nan


def _says(rows, sure=None, right=None):
    """`says_and_is` with another choice of rows, of how sure, or of what is right."""

    def measured(p, y, low, high):
        sureness = p.max(axis=1) if sure is None else sure(p, y)
        hits = p.argmax(axis=1) == y if right is None else right(p, y)
        chosen = rows(p.max(axis=1), low, high)
        return _mean(sureness[chosen]), _mean(hits[chosen])

    return measured


def _inside(surest, low, high):
    return (surest >= low) & (surest < high)


_says_and_is = _says(_inside)


def _of_true_class(p, y, low, high):
    true = _of_true(p, y)
    rows = _inside(true, low, high)
    return _mean(true[rows]), _mean((p.argmax(axis=1) == y)[rows])


def _of_each_number(p, y, low, high):
    rows = _inside(p, low, high)
    hits = np.arange(p.shape[1]) == y[:, np.newaxis]
    return _mean(p[rows]), _mean(hits[rows])


SAYS = [
    ("says-swapped", lambda p, y, a, b: _says_and_is(p, y, a, b)[::-1]),
    ("says-all-images", _says(lambda s, a, b: s >= 0)),
    ("says-no-lower-end", _says(lambda s, a, b: s < b)),
    ("says-no-upper-end", _says(lambda s, a, b: s >= a)),
    ("says-either-end", _says(lambda s, a, b: (s < a) | (s >= b))),
    ("says-with-upper-end", _says(lambda s, a, b: (s >= a) & (s <= b))),
    ("says-without-lower-end", _says(lambda s, a, b: (s > a) & (s < b))),
    ("says-lower-end-moved", _says(lambda s, a, b: (s > a) & (s <= b))),
    ("says-true-class", _says(_inside, sure=_of_true)),
    ("says-range-of-true-class", _of_true_class),
    ("says-each-number", _of_each_number),
    ("says-mistakes", _says(_inside, right=lambda p, y: p.argmax(axis=1) != y)),
    (
        "says-middle-of-the-range",
        lambda p, y, a, b: ((a + b) / 2, _says_and_is(p, y, a, b)[1]),
    ),
    ("says-mean-of-all", lambda p, y, a, b: (p.max(axis=1).mean(), _says_and_is(p, y, a, b)[1])),
    (
        "says-share-of-all",
        lambda p, y, a, b: (
            _says_and_is(p, y, a, b)[0],
            (p.argmax(axis=1) == y).mean(),
        ),
    ),
    (
        "says-divided-by-all",
        lambda p, y, a, b: (
            _says_and_is(p, y, a, b)[0],
            ((p.argmax(axis=1) == y) & _inside(p.max(axis=1), a, b)).sum() / len(y),
        ),
    ),
    (
        "says-counts",
        lambda p, y, a, b: (
            _says_and_is(p, y, a, b)[0],
            int((p.argmax(axis=1) == y)[_inside(p.max(axis=1), a, b)].sum()),
        ),
    ),
    (
        "says-sums",
        lambda p, y, a, b: (
            p.max(axis=1)[_inside(p.max(axis=1), a, b)].sum(),
            int((p.argmax(axis=1) == y)[_inside(p.max(axis=1), a, b)].sum()),
        ),
    ),
    (
        "says-percent",
        lambda p, y, a, b: tuple(100 * value for value in _says_and_is(p, y, a, b)),
    ),
    ("says-rounds", lambda p, y, a, b: tuple(np.round(_says_and_is(p, y, a, b), 2))),
    ("says-rounds", lambda p, y, a, b: tuple(np.round(_says_and_is(p, y, a, b), 3))),
    (
        "says-right-ones-only",
        lambda p, y, a, b: (
            _mean(p.max(axis=1)[_inside(p.max(axis=1), a, b) & (p.argmax(axis=1) == y)]),
            _says_and_is(p, y, a, b)[1],
        ),
    ),
    (
        "says-whole-rows",
        lambda p, y, a, b: (p[_inside(p.max(axis=1), a, b)].mean(), _says_and_is(p, y, a, b)[1]),
    ),
    ("says-over-images", lambda p, y, a, b: _axis_zero(p, y, a, b)),
    ("says-fixed-range", lambda p, y, a, b: _says_and_is(p, y, 0.7, 0.9)),
    ("says-first-only", lambda p, y, a, b: _says_and_is(p, y, a, b)[0]),
    ("says-second-only", lambda p, y, a, b: _says_and_is(p, y, a, b)[1]),
]


def _axis_zero(p, y, low, high):
    rows = _inside(p.max(axis=0), low, high)
    return _mean(p.max(axis=0)[rows]), _mean((p.argmax(axis=0) == y)[rows])


@exercise("says-and-is", lesson=LESSON, answers=["says_and_is"])
def check_says_and_is(says_and_is, rng):
    # Two of the four lie in the range, one of them on its lower end; one is on its upper end.
    small = np.array([[0.4, 0.6], [0.9, 0.1], [0.2, 0.8], [0.3, 0.7]])

    def draw():
        large, labels = _images(rng, 60, 10, 12)
        other, other_labels = _images(rng, 50, 3, 20)
        other = np.asfortranarray(other)
        ends = np.unique(other.max(axis=1))[[12, 35]]
        return [
            (small, np.array([0, 0, 0, 1]), 0.6, 0.8),
            (large, labels, 0.25, 0.55),
            (large.astype("float32"), labels.astype("uint8"), 0.7, 0.95),
            (other, other_labels, float(ends[0]), float(ends[1])),
            (other, other_labels, 0.0, 2.0),
        ]

    trials = told_apart(draw, _says_and_is, SAYS)
    expect_function(says_and_is, trials, _says_and_is, SAYS)


def _to_the_right(images, pixels):
    width = images.shape[2]
    return np.pad(images, ((0, 0), (0, 0), (pixels, 0)))[:, :, :width]


def _to_the_left(images, pixels):
    return _to_the_right(images[:, :, ::-1], pixels)[:, :, ::-1]


def _down(images, pixels):
    height = images.shape[1]
    return np.pad(images, ((0, 0), (pixels, 0), (0, 0)))[:, :height]


def _rolled(images, pixels):
    return np.roll(images, pixels, axis=2)


def _rolled_down(images, pixels):
    return np.roll(images, pixels, axis=1)


def _with_empty_slice(images, pixels):
    moved = np.zeros_like(images)
    moved[:, :, pixels:] = images[:, :, :-pixels]
    return moved


def _with_edge(images, pixels):
    width = images.shape[2]
    return np.pad(images, ((0, 0), (0, 0), (pixels, 0)), mode="edge")[:, :, :width]


def _old_ink_stays(images, pixels):
    moved = images.copy()
    moved[:, :, pixels:] = images[:, :, : images.shape[2] - pixels]
    return moved


def _rolled_rows(images, pixels):
    rows = images.reshape(len(images), -1)
    return np.roll(rows, pixels, axis=1).reshape(images.shape)


def _rolled_all(images, pixels):
    return np.roll(images, pixels)


def _accuracy(move, biased=True, measure=np.mean):
    def measured(images, labels, weights, biases, pixels):
        rows = move(images, pixels).reshape(len(images), -1)
        scores = rows @ weights + (biases if biased else 0)
        return measure(scores.argmax(axis=1) == labels)

    return measured


_accuracy_moved = _accuracy(_to_the_right)

MOVED = [
    ("moved-as-given", _accuracy(_rolled_down, biased=False)),
    ("moved-wraps", _accuracy(_rolled)),
    ("moved-down", _accuracy(_down)),
    ("moved-without-biases", _accuracy(_to_the_right, biased=False)),
    ("moved-wraps-down", _accuracy(_rolled_down)),
    ("moved-wraps-without-biases", _accuracy(_rolled, biased=False)),
    ("moved-down-without-biases", _accuracy(_down, biased=False)),
    ("moved-left", _accuracy(_to_the_left)),
    ("moved-by-an-empty-slice", _accuracy(_with_empty_slice)),
    ("moved-edge-repeated", _accuracy(_with_edge)),
    ("moved-old-ink-stays", _accuracy(_old_ink_stays)),
    ("moved-through-the-rows", _accuracy(_rolled_rows)),
    ("moved-through-all", _accuracy(_rolled_all)),
    ("moved-not-at-all", _accuracy(lambda images, pixels: images)),
    ("moved-always-two", _accuracy(lambda images, pixels: _to_the_right(images, 2))),
    ("moved-one-too-far", _accuracy(lambda images, pixels: _to_the_right(images, pixels + 1))),
    (
        "moved-fixed-28",
        _accuracy(lambda i, n: np.pad(i, ((0, 0), (0, 0), (n, 0)))[:, :, :28]),
    ),
    ("moved-counts", _accuracy(_to_the_right, measure=lambda hits: int(hits.sum()))),
    ("moved-mistakes", _accuracy(_to_the_right, measure=lambda hits: 1 - hits.mean())),
    ("moved-percent", _accuracy(_to_the_right, measure=lambda hits: 100 * hits.mean())),
    ("moved-rounds", _accuracy(_to_the_right, measure=lambda hits: round(hits.mean(), 2))),
    ("moved-rounds", _accuracy(_to_the_right, measure=lambda hits: round(hits.mean(), 3))),
    ("moved-right-or-wrong", _accuracy(_to_the_right, measure=lambda hits: hits)),
]


@exercise("mend-shift", lesson=LESSON, answers=["accuracy_moved"], points=2)
def check_mend_shift(accuracy_moved, rng):
    def trial(count, height, width, classes, pixels, right=0.7, dtype=float):
        """Images and labels; about the share `right` is right on images that are moved."""
        images = rng.uniform(0.1, 1, (count, height, width)).astype(dtype)
        weights = rng.normal(size=(height * width, classes))
        weights = (weights - weights.mean(axis=0)).astype(dtype)
        biases = (1.5 * rng.normal(size=classes)).astype(dtype)
        moved = _to_the_right(images, pixels).reshape(count, -1)
        labels = (moved @ weights + biases).argmax(axis=1)
        labels[rng.random(count) > right] += 1
        return images, labels % classes, weights, biases, pixels

    # Wrapped, moved down or without biases, one of the two images is wrong.
    small = (
        np.array([[[0.5, 0, 1]], [[0.2, 0, 0]]]),
        np.array([1, 0]),
        np.array([[3, -3], [-2, 2], [1, 1]]),
        np.array([1, 0]),
        1,
    )

    def draw():
        return [
            small,
            trial(9, 2, 3, 3, 1),
            trial(37, 4, 5, 4, 0),
            trial(130, 6, 4, 3, 3, dtype="float32"),
            trial(41, 3, 7, 4, 7, right=0.6),
            trial(150, 28, 28, 10, 2, dtype="float32"),
        ]

    trials = told_apart(draw, _accuracy_moved, MOVED)
    expect_function(accuracy_moved, trials, _accuracy_moved, MOVED)
