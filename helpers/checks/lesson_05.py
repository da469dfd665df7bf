"""Checks of lesson 5, loss and gradient."""

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Words, describe
from helpers.checks.verdict import (
    Incorrect,
    Line,
    expect_choice,
    expect_function,
    expect_order,
    find_fault,
    is_number,
)

LESSON = "05_loss_and_gradient"


# What the lesson teaches, in its own functions: the references of the checks.


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def logsumexp(scores):
    largest = scores.max(axis=1)
    return largest + np.log(np.exp(scores - largest[:, np.newaxis]).sum(axis=1))


def picked(rows, labels):
    """The number of each row that its label names."""
    return rows[np.arange(len(labels)), labels]


def losses_of(scores, labels):
    return logsumexp(scores) - picked(scores, labels)


def errors_of(probabilities, labels):
    """p - t, one row an image."""
    return probabilities - np.eye(probabilities.shape[1])[labels]


# Guesses


def near(guessed, value, within):
    return is_number(guessed) and abs(guessed - value) <= within


@guess("guess-sure-and-wrong", lesson=LESSON, answer="guess_sure_and_wrong")
def guess_sure_and_wrong(guessed, came):
    if near(guessed, came, 0.11):
        return "guess-right"
    if near(guessed, 230, 1):
        return "guess-sure-in-proportion"
    if near(guessed, 23, 0.1):
        return "guess-sure-ten-times"
    if near(guessed, 4.6, 0.1):
        return "guess-sure-two-steps"
    if near(guessed, 3, 0.01):
        return "guess-sure-base-ten"
    if near(guessed, 1000, 1):
        return "guess-sure-reciprocal"
    if near(guessed, 0.5, 0.5):
        return "guess-sure-at-most-one"
    return "guess-sure-other"


@guess("guess-first-loss", lesson=LESSON, answer="guess_first_loss")
def guess_first_loss(guessed, came):
    if near(guessed, came, 0.11):
        return "guess-right"
    if near(guessed, 0.1, 0.01):
        return "guess-first-probability"
    if near(guessed, 0.9, 0.01):
        return "guess-first-share-wrong"
    if near(guessed, 1, 0.01):
        return "guess-first-base-ten"
    if near(guessed, 0, 0.01):
        return "guess-first-nothing"
    if near(guessed, 10, 0.1):
        return "guess-first-classes"
    return "guess-first-other"


@guess("guess-slopes", lesson=LESSON, answer="guess_slopes")
def guess_slopes(guessed, came):
    below, total = guessed
    if not (is_number(below) and is_number(total)):
        return "guess-slopes-other"
    total = round(float(total), 3)
    if (below, total) == tuple(came):
        return "guess-right"
    known = {
        (9, 0): "guess-slopes-upside-down",
        (1, 1): "guess-slopes-probabilities",
        (0, 1): "guess-slopes-without-labels",
        (0, 0): "guess-slopes-none-below",
        (5, 0): "guess-slopes-half",
    }
    return known.get((below, total), "guess-slopes-other")


@guess("guess-plus", lesson=LESSON, answer="guess_plus")
def guess_plus(guessed, came):
    if isinstance(guessed, str):
        return "guess-plus-error"
    if near(guessed, came, 0.011):
        return "guess-plus-right"
    if near(guessed, 2.3, 0.005):
        return "guess-plus-unchanged"
    if is_number(guessed) and guessed < 2.3:
        return "guess-plus-falls"
    if is_number(guessed) and guessed > 2.5:
        return "guess-plus-explodes"
    return "guess-plus-other"


# Cross-entropy


def unlike_rows(rng, rows, classes):
    """Probabilities (rows, classes) of which no two in a row are alike, none near 0 or 1."""
    numbers = rng.permuted(np.tile(np.arange(2.0, classes + 2), (rows, 1)), axis=1)
    numbers += rng.uniform(0, 0.5, numbers.shape)
    return numbers / numbers.sum(axis=1, keepdims=True)


def labels_for(probabilities, rng):
    """Labels of which none is the likeliest class, and the first is neither 0 nor N - 1."""
    order = probabilities.argsort(axis=1)
    places = rng.integers(0, probabilities.shape[1] - 1, len(probabilities))
    return order[np.arange(len(order)), places]


SMALLEST = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)


def _clipped_losses(smallest):
    return [
        lambda p, labels: -np.log(np.maximum(picked(p, labels), smallest)).mean(),
        lambda p, labels: -np.log(np.clip(picked(p, labels), smallest, 1 - smallest)).mean(),
        lambda p, labels: -np.log(picked(p, labels) + smallest).mean(),
    ]


def _two_sided(p, labels):
    one_hot = np.eye(p.shape[1])[labels]
    return -(one_hot * np.log(p) + (1 - one_hot) * np.log(1 - p)).sum() / len(p)


@exercise("cross-entropy", lesson=LESSON, answers=["cross_entropy"])
def check_cross_entropy(cross_entropy, rng):
    five, one, many = unlike_rows(rng, 5, 5), unlike_rows(rng, 1, 4), unlike_rows(rng, 600, 12)
    batch = unlike_rows(rng, 64, 10).astype(np.float32)
    trials = [
        (np.array([[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]), np.array([1, 2])),
        (one.round(2), np.array([2])),
        (np.array([[0.25, 0.25, 0.5], [1e-30, 0.4, 0.6]]), np.array([1, 0])),
        (five, labels_for(five, rng)),
        (batch, labels_for(batch, rng).astype(np.uint8)),
        (many[::2], labels_for(many[::2], rng)),
    ]
    expect_function(
        cross_entropy,
        trials,
        lambda p, labels: -np.log(picked(p, labels)).mean(),
        [
            ("ce-sum", lambda p, labels: -np.log(picked(p, labels)).sum()),
            ("ce-minus-missing", lambda p, labels: np.log(picked(p, labels)).mean()),
            ("ce-one-per-image", lambda p, labels: -np.log(picked(p, labels))),
            ("ce-base-ten", lambda p, labels: -np.log10(picked(p, labels)).mean()),
            ("ce-base-two", lambda p, labels: -np.log2(picked(p, labels)).mean()),
            ("ce-over-classes-too", lambda p, labels: -np.log(picked(p, labels)).sum() / p.size),
            ("ce-over-classes", lambda p, labels: -np.log(picked(p, labels)).sum() / p.shape[1]),
            ("ce-all-probabilities", lambda p, labels: -np.log(p).mean()),
            ("ce-all-probabilities", lambda p, labels: -np.log(p).sum(axis=1).mean()),
            ("ce-every-row-every-label", lambda p, labels: -np.log(p[:, labels]).mean()),
            (
                "ce-rows-and-columns-swapped",
                lambda p, labels: -np.log(p[labels, np.arange(len(labels))]).mean(),
            ),
            ("ce-labels-as-one-hot", lambda p, labels: -(labels * np.log(p)).sum(axis=1).mean()),
            ("ce-first-row", lambda p, labels: -np.log(p[0, labels]).mean()),
            ("ce-first-image", lambda p, labels: -np.log(p[0, labels[0]])),
            ("ce-mean-too-early", lambda p, labels: -np.log(picked(p, labels).mean())),
            ("ce-likeliest-class", lambda p, labels: -np.log(p.max(axis=1)).mean()),
            ("ce-difference-from-one", lambda p, labels: 1 - picked(p, labels).mean()),
            ("ce-logarithm-missing", lambda p, labels: picked(p, labels).mean()),
            ("ce-labels-pick-rows", lambda p, labels: -np.log(p[labels]).mean()),
            ("ce-ten-classes", lambda p, labels: -(np.eye(10)[labels] * np.log(p)).sum() / len(p)),
            ("ce-two-sided", _two_sided),
            ("ce-64", lambda p, labels: -np.log(picked(p, labels)).sum() / 64),
            ("ce-softmax-again", lambda p, labels: -np.log(picked(softmax(p), labels)).mean()),
            ("ce-last-image", lambda p, labels: -np.log(p[-1, labels[-1]]) / len(p)),
            ("ce-last-image", lambda p, labels: -np.log(p[-1, labels[-1]])),
            ("ce-squared", lambda p, labels: ((1 - picked(p, labels)) ** 2).mean()),
            ("ce-one-label-too-low", lambda p, labels: -np.log(picked(p, labels - 1)).mean()),
            *[("ce-clipped", model) for least in SMALLEST for model in _clipped_losses(least)],
            *[
                ("ce-rounded", lambda p, labels, n=n: round(-np.log(picked(p, labels)).mean(), n))
                for n in (1, 2, 3, 4)
            ],
        ],
    )


# The loss from scores


def scores_of(rng, rows, classes):
    """Scores from about -6 to 6, no two in a row alike."""
    numbers = rng.permuted(np.tile(np.linspace(-6, 6, classes), (rows, 1)), axis=1)
    return numbers + rng.uniform(-0.2, 0.2, numbers.shape)


def _through_softmax(smallest):
    return [
        lambda s, labels: -np.log(np.maximum(picked(softmax(s), labels), smallest)).mean(),
        lambda s, labels: (
            -np.log(np.clip(picked(softmax(s), labels), smallest, 1 - smallest)).mean()
        ),
        lambda s, labels: -np.log(picked(softmax(s), labels) + smallest).mean(),
    ]


def _over_images(scores, labels):
    largest = scores.max(axis=0)
    sums = largest + np.log(np.exp(scores - largest).sum(axis=0))
    return (sums - picked(scores, labels)).mean()


def _taken_out(number):
    """A loss that takes another number out of each row than the largest."""

    def wrong(scores, labels):
        scores = scores - number(scores)
        return (np.log(np.exp(scores).sum(axis=1)) - picked(scores, labels)).mean()

    return wrong


@exercise("loss-from-scores", lesson=LESSON, answers=["mean_loss"], points=2)
def check_loss_from_scores(mean_loss, rng):
    small, batch = scores_of(rng, 3, 3), scores_of(rng, 64, 10).astype(np.float32)
    many = scores_of(rng, 600, 12)
    trials = [
        (np.array([[2, 0, 1], [1, 3, 0]]), np.array([1, 0])),
        (np.array([[1.5, -2.0, 0.5, 3.0]]), np.array([0])),
        (np.array([[0, 200, 0], [5, 1, 2]], np.float32), np.array([0, 2])),
        (np.array([[-1000.0, 1000, 0]]), np.array([1])),  # certain and right
        (np.array([[-1000.0, -990, -995]]), np.array([2])),
        (np.array([[1000.0, 0, 990], [-1000, -990, -995]]), np.array([2, 0])),
        (small, np.array([2, 0, 1])),
        (batch, labels_for(batch, rng).astype(np.uint8)),
        (many[::2], labels_for(many[::2], rng)),
    ]

    def over_all(s, labels):
        return s.max() + np.log(np.exp(s - s.max()).sum(axis=1)) - picked(s, labels)

    def shifted(s):
        return np.log(np.exp(s - s.max(axis=1, keepdims=True)).sum(axis=1))

    expect_function(
        mean_loss,
        trials,
        lambda s, labels: losses_of(s, labels).mean(),
        [
            (
                "lse-overflows",
                lambda s, labels: (np.log(np.exp(s).sum(axis=1)) - picked(s, labels)).mean(),
            ),
            ("lse-through-softmax", lambda s, labels: -np.log(picked(softmax(s), labels)).mean()),
            *[("lse-clipped", model) for least in SMALLEST for model in _through_softmax(least)],
            (
                "lse-largest-not-added",
                lambda s, labels: (shifted(s) - picked(s, labels)).mean(),
            ),
            (
                "lse-largest-twice",
                lambda s, labels: (losses_of(s, labels) + s.max(axis=1)).mean(),
            ),
            ("lse-one-largest-for-all", lambda s, labels: over_all(s, labels).mean()),
            ("lse-sign", lambda s, labels: -losses_of(s, labels).mean()),
            (
                "lse-correct-added",
                lambda s, labels: (logsumexp(s) + picked(s, labels)).mean(),
            ),
            ("lse-sum", lambda s, labels: losses_of(s, labels).sum()),
            ("lse-one-per-image", lambda s, labels: losses_of(s, labels)),
            ("lse-correct-missing", lambda s, labels: logsumexp(s).mean()),
            (
                "lse-largest-only",
                lambda s, labels: (s.max(axis=1) - picked(s, labels)).mean(),
            ),
            ("lse-log-only", lambda s, labels: shifted(s).mean()),
            (
                "lse-logarithm-missing",
                lambda s, labels: (s.max(axis=1) + np.exp(shifted(s)) - picked(s, labels)).mean(),
            ),
            ("lse-over-images", _over_images),
            (
                "lse-sum-over-the-batch",
                lambda s, labels: (
                    s.max(axis=1)
                    + np.log(np.exp(s - s.max(axis=1, keepdims=True)).sum())
                    - picked(s, labels)
                ).mean(),
            ),
            (
                "lse-sum-over-the-batch",
                lambda s, labels: (
                    s.max() + np.log(np.exp(s - s.max()).sum()) - picked(s, labels)
                ).mean(),
            ),
            *[
                ("lse-other-number-out", _taken_out(number))
                for number in (
                    lambda s: s[:, :1],
                    lambda s: s.mean(axis=1, keepdims=True),
                    lambda s: np.median(s, axis=1, keepdims=True),
                    lambda s: s.min(axis=1, keepdims=True),
                )
            ],
            ("lse-all-probabilities", lambda s, labels: -np.log(softmax(s)).mean()),
            (
                "lse-log-before-sum",
                lambda s, labels: (
                    s.max(axis=1)
                    + (s - s.max(axis=1, keepdims=True)).sum(axis=1)
                    - picked(s, labels)
                ).mean(),
            ),
            (
                "lse-log-subtracted",
                lambda s, labels: (s.max(axis=1) - shifted(s) - picked(s, labels)).mean(),
            ),
            ("lse-scores-as-probabilities", lambda s, labels: -np.log(picked(s, labels)).mean()),
            (
                "lse-base-ten",
                lambda s, labels: (
                    s.max(axis=1) + shifted(s) / np.log(10) - picked(s, labels)
                ).mean(),
            ),
            ("lse-first-image", lambda s, labels: losses_of(s, labels)[0]),
            ("lse-over-classes", lambda s, labels: losses_of(s, labels).sum() / s.shape[1]),
            (
                "lse-every-row-every-label",
                lambda s, labels: (logsumexp(s)[:, np.newaxis] - s[:, labels]).mean(),
            ),
            (
                "lse-labels-pick-rows",
                lambda s, labels: (logsumexp(s)[:, np.newaxis] - s[labels]).mean(),
            ),
        ],
    )


# Two classes


def p_1(d):
    return 1 / (1 + np.exp(-d))


def _p_correct(d, label):
    return p_1(d) if label == 1 else 1 - p_1(d)


def _measured_slope(d, label, nudge, distance):
    """The slope measured as in the lesson's cell, where a probability is rounded on the way."""
    change = -np.log(_p_correct(d + nudge, label)) + np.log(_p_correct(d - nudge, label))
    return change / distance


@exercise("two-classes", lesson=LESSON, answers=["two_class_slope"])
def check_two_classes(two_class_slope, rng):
    some = (rng.uniform(0.3, 2, 2) * [1, -1]).round(2)
    trials = [
        (1.0, 1),
        (1.0, 0),
        (-2.0, 1),
        (-2.0, 0),
        (3, 0),
        (float(some[0]), 1),
        (float(some[1]), 0),
        (30.0, 0),
        (-30.0, 1),
    ]
    expect_function(
        two_class_slope,
        trials,
        lambda d, label: p_1(d) - label,
        [
            ("two-sign", lambda d, label: label - p_1(d)),
            ("two-label-ignored", lambda d, label: p_1(d)),
            ("two-label-one-only", lambda d, label: p_1(d) - 1),
            ("two-mirrored", lambda d, label: p_1(d) - 1 if label == 1 else 1 - p_1(d)),
            ("two-sign-for-zero", lambda d, label: p_1(d) - 1 if label == 1 else -p_1(d)),
            ("two-sign-for-one", lambda d, label: 1 - p_1(d) if label == 1 else p_1(d)),
            ("two-difference-turned", lambda d, label: p_1(-d) - label),
            ("two-loss", lambda d, label: -np.log(_p_correct(d, label))),
            ("two-slope-of-probability", lambda d, label: p_1(d) * (1 - p_1(d))),
            ("two-slope-for-probability", lambda d, label: -1 / _p_correct(d, label)),
            ("two-labels-exchanged", lambda d, label: p_1(d) - (1 - label)),
            ("two-probability-of-correct", _p_correct),
            ("two-score-itself", lambda d, label: d - label),
            ("two-other-probability", lambda d, label: 1 - p_1(d)),
            ("two-chain-rule", lambda d, label: (label == 0) / (1 - p_1(d)) - label / p_1(d)),
            ("two-squared", lambda d, label: (p_1(d) - label) ** 2),
            ("two-brackets", lambda d, label: 1 / 1 + np.exp(-d) - label),
            ("two-twice", lambda d, label: 2 * (p_1(d) - label)),
            *[
                (cause, lambda d, label, n=n, w=w: _measured_slope(d, label, n, w * n))
                for n in (1e-4, 1e-5, 1e-6)
                for cause, w in (("two-measured", 2), ("two-twice", 1))
            ],
            *[
                ("two-rounded", lambda d, label, n=n: round(p_1(d) - label, n))
                for n in (1, 2, 3, 4)
            ],
        ],
    )


# The gradient


@exercise("gradient-order", lesson=LESSON, answers=["order"])
def check_gradient_order(order, rng):
    lines = {
        1: Line(("error",), ("gradient_weights",), wrong="order-row-times-row"),
        2: Line(("one_hot",), ("error",)),
        3: Line(("error",), ("gradient_biases",)),
        4: Line((), ("one_hot",)),
        5: Line(("one_hot",), ("error",), wrong="order-error-turned-round"),
        6: Line(("error",), ("gradient_weights",)),
        7: Line(("error",), ("gradient_biases",), wrong="order-errors-added-up"),
    }
    expect_order(order, lines, count=4)


def _gradient(x, probabilities, labels):
    errors = errors_of(probabilities, labels) / len(x)
    return x.T @ errors, errors.sum(axis=0)


def _from_errors(wrong_errors):
    """A gradient that is right but for its errors."""

    def wrong(x, probabilities, labels):
        errors = wrong_errors(x, probabilities, labels)
        return x.T @ errors, errors.sum(axis=0)

    return wrong


def _weights_from(wrong_product):
    def wrong(x, probabilities, labels):
        errors = errors_of(probabilities, labels) / len(x)
        return wrong_product(x, errors), errors.sum(axis=0)

    return wrong


def _biases_from(wrong_sum):
    def wrong(x, probabilities, labels):
        errors = errors_of(probabilities, labels) / len(x)
        return x.T @ errors, wrong_sum(x, errors)

    return wrong


def _labels_in_every_row(probabilities, labels):
    errors = probabilities.copy()
    errors[:, labels] -= 1
    return errors


def _one_hot(probabilities, labels):
    return np.eye(probabilities.shape[1])[labels]


GRADIENT_MISTAKES = [
    ("grad-sum", _from_errors(lambda x, p, y: errors_of(p, y))),
    ("grad-sign", _from_errors(lambda x, p, y: -errors_of(p, y) / len(x))),
    ("grad-sign-and-sum", _from_errors(lambda x, p, y: -errors_of(p, y))),
    ("grad-64", _from_errors(lambda x, p, y: errors_of(p, y) / 64)),
    ("grad-over-classes-too", _from_errors(lambda x, p, y: errors_of(p, y) / p.size)),
    ("grad-over-classes", _from_errors(lambda x, p, y: errors_of(p, y) / p.shape[1])),
    ("grad-over-pixels", _from_errors(lambda x, p, y: errors_of(p, y) / x.shape[1])),
    ("grad-mean-twice", _from_errors(lambda x, p, y: errors_of(p, y) / len(x) ** 2)),
    ("grad-without-labels", _from_errors(lambda x, p, y: p / len(x))),
    ("grad-integer-labels", _from_errors(lambda x, p, y: (p - y[:, np.newaxis]) / len(x))),
    ("grad-one-everywhere", _from_errors(lambda x, p, y: (p - 1) / len(x))),
    ("grad-ten-classes", _from_errors(lambda x, p, y: (p - np.eye(10)[y]) / len(x))),
    (
        "grad-classes-from-labels",
        _from_errors(lambda x, p, y: (p - np.eye(y.max() + 1)[y]) / len(x)),
    ),
    ("grad-predicted-class", _from_errors(lambda x, p, y: errors_of(p, p.argmax(1)) / len(x))),
    ("grad-labels-in-every-row", _from_errors(lambda x, p, y: _labels_in_every_row(p, y) / len(x))),
    ("grad-correct-only", _from_errors(lambda x, p, y: errors_of(p, y) * _one_hot(p, y) / len(x))),
    ("grad-slope-of-softmax", _from_errors(lambda x, p, y: p * (1 - p) / len(x))),
    ("grad-for-probabilities", _from_errors(lambda x, p, y: -_one_hot(p, y) / p / len(x))),
    ("grad-squared-error", _from_errors(lambda x, p, y: 2 * errors_of(p, y) / len(x))),
    ("grad-transposed", _weights_from(lambda x, errors: errors.T @ x)),
    ("grad-x-not-transposed", _weights_from(lambda x, errors: x @ errors)),
    ("grad-weights-mean-twice", _weights_from(lambda x, errors: x.T @ errors / len(x))),
    ("grad-weights-sum", _weights_from(lambda x, errors: x.T @ errors * len(x))),
    ("grad-returns-in-loop", lambda x, p, y: _gradient(x[:1], p[:1], y[:1])),
    ("grad-first-image", _weights_from(lambda x, errors: np.outer(x[0], errors[0]) * len(x))),
    ("grad-summed-over-classes", _biases_from(lambda x, errors: errors.sum(axis=1))),
    ("grad-summed-over-all", _biases_from(lambda x, errors: errors.sum())),
    ("grad-axis-too-many", _biases_from(lambda x, errors: errors.sum(0, keepdims=True))),
    ("grad-biases-mean-twice", _biases_from(lambda x, errors: errors.mean(axis=0))),
    ("grad-biases-sum", _biases_from(lambda x, errors: errors.sum(axis=0) * len(x))),
    ("grad-errors-not-added", _biases_from(lambda x, errors: errors)),
    ("grad-biases-forgotten", _biases_from(lambda x, errors: np.zeros(errors.shape[1]))),
    ("grad-pixels-in-biases", _biases_from(lambda x, errors: (x.T @ errors).sum(axis=0))),
    *[
        ("grad-rounded", lambda *given, n=n: tuple(part.round(n) for part in _gradient(*given)))
        for n in (2, 3, 4)
    ],
]


@exercise("gradient", lesson=LESSON, answers=["gradient"], points=2)
def check_gradient(gradient, rng):
    def trial(rows, pixels, classes, dtype=np.float64):
        p = unlike_rows(rng, rows, classes)
        x = rng.uniform(0.1, 1, (rows, pixels)).astype(dtype)
        return x, p.astype(dtype), labels_for(p, rng)

    x, p, labels = trial(600, 6, 12)
    single, batch = trial(64, 30, 10, np.float32), trial(64, 20, 10)
    trials = [
        (
            np.array([[0.1, 0.5, 0.9], [0.4, 1.0, 0.2]]),
            np.array([[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]]),
            np.array([2, 1]),
        ),
        trial(1, 3, 4),
        trial(5, 5, 5),
        (*single[:2], single[2].astype(np.uint8)),
        batch,
        (x[::2], p[::2], labels[::2]),
    ]
    expect_function(
        gradient,
        trials,
        _gradient,
        GRADIENT_MISTAKES,
        results=("the weights' gradient", "the biases' gradient"),
    )


# Measuring a slope


def _batch_loss(x, y, weights, biases):
    return losses_of(x @ weights + biases, y).mean()


def _measured(x, y, weights, biases, up, down, distance):
    """The slope between two changed copies of the weights, each changed by a function."""
    higher, lower = weights.copy(), weights.copy()
    up(higher)
    down(lower)
    change = _batch_loss(x, y, higher, biases) - _batch_loss(x, y, lower, biases)
    return change / distance


def _nudging(index, first, second, distance):
    """A way to measure: the weights at `index(pixel, digit)` moved by `first` and by `second`."""

    def wrong(x, y, weights, biases, pixel, digit):
        def mover(amount):
            def move(array):
                array[index(pixel, digit)] += amount

            return move

        return _measured(x, y, weights, biases, mover(first), mover(second), distance)

    return wrong


def _own(pixel, digit):
    return pixel, digit


def _bias_slope(x, y, weights, biases, pixel, digit):
    return errors_of(softmax(x @ weights + biases), y).mean(axis=0)[digit]


@exercise("measured-slope", lesson=LESSON, answers=["measured_slope"])
def check_measured_slope(measured_slope, rng):
    nudge = 1e-5

    def trial(rows, pixels, classes, pixel, digit, value, sign):
        """Data whose slope there has that sign, and is not near 0."""
        while True:
            x = rng.uniform(0.5, 2, (rows, pixels)).round(1)
            weights = rng.uniform(-1, 1, (pixels, classes)).round(1)
            biases = rng.uniform(-1, 1, classes).round(1)
            weights[pixel, digit] = value
            labels = rng.integers(0, classes, rows)
            slopes = x.T @ errors_of(softmax(x @ weights + biases), labels) / rows
            if sign * slopes[pixel, digit] > 0.1:
                return x, labels, weights, biases, pixel, digit

    trials = [
        trial(2, 2, 3, 1, 0, 0.5, 1),  # 0.5 + nudge - nudge is no longer 0.5
        trial(1, 3, 2, 2, 1, 1.0, -1),  # 1 + nudge - nudge is 1
        trial(3, 4, 4, 3, 1, 0.4, 1),
        trial(20, 12, 10, 7, 2, -0.3, -1),
        trial(9, 5, 3, 4, 2, 0.3, 1),
    ]

    def slope(x, y, weights, biases, pixel, digit):
        errors = errors_of(softmax(x @ weights + biases), y)
        return float((x.T @ errors / len(x))[pixel, digit])

    expect_function(
        measured_slope,
        trials,
        slope,
        [
            ("slope-always-zero", lambda *arguments: 0.0),
            ("slope-not-divided", _nudging(_own, nudge, -nudge, 1)),
            ("slope-halved-only", _nudging(_own, nudge, -nudge, 2)),
            ("slope-divided-by-one-nudge", _nudging(_own, nudge, -nudge, nudge)),
            ("slope-turned-round", _nudging(_own, -nudge, nudge, 2 * nudge)),
            ("slope-one-side-of-two", _nudging(_own, nudge, 0, 2 * nudge)),
            ("slope-of-other-place", _nudging(lambda p, k: (k, p), nudge, -nudge, 2 * nudge)),
            (
                "slope-of-whole-column",
                _nudging(lambda p, k: (slice(None), k), nudge, -nudge, 2 * nudge),
            ),
            ("slope-without-sign", lambda *given: abs(slope(*given))),
            ("slope-of-bias", _bias_slope),
            ("slope-long-nudge", _nudging(_own, 1, -1, 2)),
            ("slope-long-nudge", _nudging(_own, 0.1, -0.1, 0.2)),
            *[("slope-rounded", lambda *given, n=n: round(slope(*given), n)) for n in (1, 2, 3)],
            ("slope-is-the-loss", lambda x, y, w, b, p, k: _batch_loss(x, y, w, b)),
        ],
        # A slope measured on one side only is good enough; 0 and a change too small are told apart.
        fault=lambda given, expected: find_fault(given, expected, tolerance=1e-4),
        tolerance=1e-8,
    )


@exercise("gradient-on-trial", lesson=LESSON, answers=["slopes"])
def check_gradient_on_trial(slopes, rng):
    given = slopes.value
    seen = Words("is", {"name": "slopes", "given": describe(given)})
    if isinstance(given, np.ndarray):
        given = given.tolist()
    if not isinstance(given, list | tuple) or len(given) != 3 or not all(map(is_number, given)):
        raise Incorrect("trial-not-three-numbers", seen)
    mine, measured, keras = (float(slope) for slope in given)

    def agree(one, other):
        return abs(one - other) <= 1e-6 + 1e-4 * abs(other)

    if mine == measured == keras:
        raise Incorrect("trial-equal", seen)
    if agree(mine, keras) and agree(measured, keras):
        return {"slope": f"{mine:.5f}"}
    if agree(measured, keras):
        if agree(mine, -keras):
            raise Incorrect("trial-gradient-sign", seen)
        if agree(mine, 64 * keras):
            raise Incorrect("trial-gradient-sum", seen)
        raise Incorrect("trial-gradient-off", seen)
    if agree(mine, keras):
        raise Incorrect("trial-measured-off", seen)
    if agree(mine, measured):
        raise Incorrect("trial-keras-off", seen)
    raise Incorrect("trial-none-agree", seen)


# One step


def _step(weights, biases, gradient_weights, gradient_biases, rate):
    return weights - rate * gradient_weights, biases - rate * gradient_biases


@exercise("sgd-step", lesson=LESSON, answers=["sgd_step"])
def check_sgd_step(sgd_step, rng):
    def trial(rows, columns, rate, dtype=np.float64, digits=9):
        shapes = ((rows, columns), (columns,), (rows, columns), (columns,))
        arrays = [rng.uniform(0.5, 2, shape).round(digits).astype(dtype) for shape in shapes]
        for slopes in arrays[2:]:
            slopes[..., ::2] *= -1  # slopes of both signs
        return (*arrays, rate)

    trials = [
        trial(2, 2, 0.5, digits=1),
        trial(1, 3, 0.1),
        trial(3, 3, 2.0),
        trial(784, 10, 0.02, np.float32),
    ]
    expect_function(
        sgd_step,
        trials,
        _step,
        [
            ("step-uphill", lambda w, b, gw, gb, rate: (w + rate * gw, b + rate * gb)),
            ("step-without-rate", lambda w, b, gw, gb, rate: (w - gw, b - gb)),
            ("step-none", lambda w, b, gw, gb, rate: (w, b)),
            ("step-alone", lambda w, b, gw, gb, rate: (rate * gw, rate * gb)),
            ("step-alone-negative", lambda w, b, gw, gb, rate: (-rate * gw, -rate * gb)),
            ("step-gradient-alone", lambda w, b, gw, gb, rate: (gw, gb)),
            ("step-divided-by-rate", lambda w, b, gw, gb, rate: (w - gw / rate, b - gb / rate)),
            ("step-rate-on-all", lambda w, b, gw, gb, rate: (rate * (w - gw), rate * (b - gb))),
            ("step-fixed-rate", lambda w, b, gw, gb, rate: (w - 0.01 * gw, b - 0.01 * gb)),
            ("step-difference-turned", lambda w, b, gw, gb, rate: (rate * gw - w, rate * gb - b)),
            ("step-by-itself", lambda w, b, gw, gb, rate: (w - rate * w, b - rate * b)),
            (
                "step-other-gradient",
                lambda w, b, gw, gb, rate: (w - rate * gb, b - rate * gw.sum(axis=0)),
            ),
            (
                "step-mean-again",
                lambda w, b, gw, gb, rate: (w - rate * gw / len(gw), b - rate * gb / len(gb)),
            ),
            ("step-rate-subtracted", lambda w, b, gw, gb, rate: (w - rate, b - rate)),
            (
                "step-sign-only",
                lambda w, b, gw, gb, rate: (w - rate * np.sign(gw), b - rate * np.sign(gb)),
            ),
        ],
        results=("the weights", "the biases"),
    )


@exercise("loss-story", lesson=LESSON, answers=["cause"])
def check_loss_story(cause, rng):
    wrong = {"a": "story-tiny-rate", "c": "story-shuffled-labels", "d": "story-base-ten"}
    expect_choice(cause, "b", wrong)


# Everything in one step


def _whole_step(x, labels, weights, biases, rate, *, loss=None, factor=None, of=None):
    """The reference, or one with another loss, another factor of the gradient or other errors."""
    scores = x @ weights + biases
    errors = (of or errors_of)(softmax(scores), labels)
    factor = -rate / len(x) if factor is None else factor
    new = weights + factor * (x.T @ errors), biases + factor * errors.sum(axis=0)
    value = losses_of(scores, labels).mean() if loss is None else loss(scores, labels)
    return *new, value


def _with(**changed):
    return lambda x, y, w, b, rate: _whole_step(x, y, w, b, rate, **changed)


def _loss_after(x, labels, weights, biases, rate):
    new_weights, new_biases, _ = _whole_step(x, labels, weights, biases, rate)
    after = _batch_loss(x, labels, new_weights, new_biases)
    return new_weights, new_biases, after


def _loss_first(x, labels, weights, biases, rate):
    new_weights, new_biases, loss = _whole_step(x, labels, weights, biases, rate)
    return loss, new_weights, new_biases


def _without_biases(x, labels, weights, biases, rate):
    new_weights, moved, loss = _whole_step(x, labels, weights, 0 * biases, rate)
    return new_weights, biases + moved, loss


def _one_maximum(x, labels, weights, biases, rate):
    scores = x @ weights + biases
    powers = np.exp(scores - scores.max())
    step = _gradient(x, powers / powers.sum(axis=1, keepdims=True), labels)
    return *_step(weights, biases, *step, rate), _loss_with_one_maximum(scores, labels)


def _loss_with_one_maximum(scores, labels):
    sums = np.exp(scores - scores.max()).sum(axis=1)
    return (scores.max() + np.log(sums) - picked(scores, labels)).mean()


def _biases_from_moved_weights(x, labels, weights, biases, rate):
    new_weights, _, loss = _whole_step(x, labels, weights, biases, rate)
    return new_weights, _whole_step(x, labels, new_weights, biases, rate)[1], loss


def _gradient_itself(x, labels, weights, biases, rate):
    scores = x @ weights + biases
    return *_gradient(x, softmax(scores), labels), losses_of(scores, labels).mean()


def _scores_as_probabilities(x, labels, weights, biases, rate):
    scores = x @ weights + biases
    step = _gradient(x, scores, labels)
    return *_step(weights, biases, *step, rate), losses_of(scores, labels).mean()


@exercise("loss-and-step", lesson=LESSON, answers=["loss_and_step"], points=2)
def check_loss_and_step(loss_and_step, rng):
    def trial(rows, pixels, classes, rate, scale=1.0, digits=9):
        while True:
            x = rng.uniform(0.5, 1.5, (rows, pixels)).round(digits)
            weights = (scale * rng.uniform(-1, 1, (pixels, classes))).round(digits)
            biases = (scale * rng.uniform(0.2, 1, classes)).round(digits)
            scores = x @ weights + biases
            labels = scores.argsort(axis=1)[:, 0]  # the least likely class: every error is large
            # With large scores, exponentials overflow, and probabilities are rounded to 0.
            if scale == 1 or (scores.max(1).min() > 720 and np.ptp(scores, axis=1).min() > 760):
                return x, labels, weights, biases, rate

    # The second image's scores are so low that beside the first one's all exponentials are 0.
    high_and_low = np.array([[950.0, 100.0, -20.0], [-60.0, -900.0, -500.0]])
    large = trial(5, 4, 3, 0.35)  # here only the exponentials overflow
    trials = [
        trial(2, 2, 3, 0.5, digits=1),
        trial(1, 3, 2, 0.1),
        trial(3, 3, 3, 0.2),
        trial(4, 2, 3, 0.3, scale=800.0),
        (*large[:3], large[3] + 900, large[4]),
        trial(70, 20, 10, 0.25),
        trial(300, 5, 12, 0.15),
        (np.eye(2), np.array([2, 1]), high_and_low, rng.uniform(0.2, 1, 3).round(2), 0.4),
    ]

    def after_one(x, y, w, b, rate):
        return _whole_step(x, y, w, b, rate, factor=rate / len(x))

    expect_function(
        loss_and_step,
        trials,
        _whole_step,
        [
            ("whole-uphill", after_one),
            ("whole-gradient-summed", lambda x, y, w, b, r: _whole_step(x, y, w, b, r, factor=-r)),
            (
                "whole-without-rate",
                lambda x, y, w, b, r: _whole_step(x, y, w, b, r, factor=-1 / len(x)),
            ),
            ("whole-not-moved", lambda x, y, w, b, r: _whole_step(x, y, w, b, r, factor=0)),
            (
                "whole-fixed-rate",
                lambda x, y, w, b, r: _whole_step(x, y, w, b, r, factor=-0.01 / len(x)),
            ),
            ("whole-64", lambda x, y, w, b, r: _whole_step(x, y, w, b, r, factor=-r / 64)),
            ("whole-gradient-itself", _gradient_itself),
            ("whole-biases-from-moved-weights", _biases_from_moved_weights),
            ("whole-one-maximum", _one_maximum),
            ("whole-one-maximum", _with(loss=_loss_with_one_maximum)),
            ("whole-ten-classes", _with(of=lambda p, y: p - np.eye(10)[y])),
            ("whole-loss-after", _loss_after),
            ("whole-loss-first", _loss_first),
            ("whole-loss-infinite", _with(loss=lambda s, y: -np.log(picked(softmax(s), y)).mean())),
            (
                "whole-loss-overflows",
                _with(loss=lambda s, y: (np.log(np.exp(s).sum(axis=1)) - picked(s, y)).mean()),
            ),
            *[
                ("whole-loss-clipped", _with(loss=model))
                for least in SMALLEST
                for model in _through_softmax(least)
            ],
            ("whole-loss-summed", _with(loss=lambda s, y: losses_of(s, y).sum())),
            ("whole-loss-per-image", _with(loss=losses_of)),
            (
                "whole-largest-not-added",
                _with(loss=lambda s, y: (losses_of(s, y) - s.max(axis=1)).mean()),
            ),
            (
                "whole-correct-added",
                _with(loss=lambda s, y: (logsumexp(s) + picked(s, y)).mean()),
            ),
            ("whole-loss-sign", _with(loss=lambda s, y: -losses_of(s, y).mean())),
            ("whole-without-labels", _with(of=lambda p, y: p)),
            ("whole-scores-without-biases", _without_biases),
            ("whole-scores-for-probabilities", _scores_as_probabilities),
        ],
        results=("the weights", "the biases", "the loss"),
    )
