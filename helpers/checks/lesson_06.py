"""Checks of lesson 6, training."""

import contextlib
import io
import logging
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Opaque, Words, describe
from helpers.checks.verdict import (
    Incorrect,
    Line,
    NotAttempted,
    OutOfTime,
    equal,
    expect_choice,
    expect_function,
    expect_order,
    find_fault,
    is_number,
    needs_function,
    time_limit,
)

LESSON = "06_training"


# Guesses: a number is right within a tolerance.


@guess("guess-one-pass", lesson=LESSON, answer="guess_loss")
def guess_one_pass(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if abs(guessed - came) <= 0.15:
        return "guess-right"
    if guessed < 0:
        return "guess-pass-below-zero"
    if guessed >= 2.2:
        return "guess-pass-same-images"
    return "guess-pass-too-little" if guessed > came else "guess-pass-too-far"


@guess("guess-against", lesson=LESSON, answer="guess_against")
def guess_against(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if 0 < guessed < 1:
        return "guess-against-as-a-share"
    if abs(guessed - came) <= 10:
        return "guess-right"
    return "guess-against-few" if guessed < came else "guess-against-most"


@guess("guess-unshuffled", lesson=LESSON, answer="guess_unshuffled")
def guess_unshuffled(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if guessed > 1:
        return "guess-a-share"
    if abs(guessed - came) <= 0.1:
        return "guess-right"
    if guessed > came:
        return "guess-unshuffled-no-harm"
    return "guess-unshuffled-last-digit" if guessed <= 0.2 else "guess-unshuffled-too-low"


@guess("guess-few", lesson=LESSON, answer="guess_few")
def guess_few(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if guessed > 1:
        return "guess-a-share"
    if abs(guessed - came) <= 0.06:
        return "guess-right"
    if guessed > came:
        return "guess-few-as-on-its-own"
    return "guess-few-nothing" if guessed <= 0.2 else "guess-few-too-low"


NOTEBOOK_DATA = {
    *("x_train", "y_train", "x_test", "y_test", "x_fit", "y_fit", "x_val", "y_val"),
    *("image_batches", "label_batches", "start_weights", "start_biases"),
}


def _refuse_notebook_data(answer):
    """Raise if the function reads the notebook's data: its 48,000 rows may fit every trial."""
    needs_function(answer)
    for name in answer.globals_read:
        if name in NOTEBOOK_DATA:
            raise Incorrect("reads-global", variable=name)


# Counting, ordering, choosing


def _updates(rows, validation_split, batch_size, epochs):
    return -(-int(rows * (1 - validation_split)) // batch_size) * epochs


@exercise("number-of-updates", lesson=LESSON, answers=["count_updates"])
def check_number_of_updates(count_updates, rng):
    trials = [
        (10, 0.1, 4, 2),
        (101, 0.2, 16, 3),
        (130, 0.0, 64, 2),
        (50, 0.2, 64, 4),
        (1_000, 0.2, 100, 2),
        (4_010, 0.25, 100, 7),
        (60_000, 0.2, 64, 30),
    ]
    expect_function(
        count_updates,
        trials,
        _updates,
        [
            ("updates-on-all-rows", lambda n, v, b, e: -(-n // b) * e),
            ("updates-last-batch-missing", lambda n, v, b, e: int(n * (1 - v)) // b * e),
            ("updates-part-of-a-batch", lambda n, v, b, e: int(n * (1 - v)) / b * e),
            ("updates-part-of-a-batch", lambda n, v, b, e: n * (1 - v) / b * e),
            ("updates-rounded-to-nearest", lambda n, v, b, e: round(n * (1 - v) / b) * e),
            ("updates-all-rows-no-last-batch", lambda n, v, b, e: n // b * e),
            ("updates-all-rows-part-of-a-batch", lambda n, v, b, e: n / b * e),
            ("updates-of-one-epoch", lambda n, v, b, e: _updates(n, v, b, 1)),
            ("updates-of-one-epoch-no-last-batch", lambda n, v, b, e: int(n * (1 - v)) // b),
            (
                "updates-rest-carried-over",
                lambda n, v, b, e: -(-int(n * (1 - v)) * e // b),
            ),
            ("updates-of-validation", lambda n, v, b, e: -(-int(n * v) // b) * e),
            ("updates-rounds-rows-up", lambda n, v, b, e: -(-int(np.ceil(n * (1 - v))) // b) * e),
            ("updates-rounds-rows-up", lambda n, v, b, e: -(-(n - int(n * v)) // b) * e),
            ("updates-one-too-many", lambda n, v, b, e: (int(n * (1 - v)) // b + 1) * e),
            ("updates-fixed-750", lambda n, v, b, e: 750 * e),
            ("updates-counts-images", lambda n, v, b, e: int(n * (1 - v)) * e),
            ("updates-fixed-split", lambda n, v, b, e: -(-int(n * 0.8) // b) * e),
            ("updates-fixed-batch", lambda n, v, b, e: -(-int(n * (1 - v)) // 64) * e),
            ("updates-split-after", lambda n, v, b, e: int(-(-n // b) * (1 - v)) * e),
            ("updates-split-after", lambda n, v, b, e: int(np.ceil(-(-n // b) * (1 - v))) * e),
            ("updates-split-after", lambda n, v, b, e: -(-n // b) * (1 - v) * e),
            ("updates-split-after", lambda n, v, b, e: int(-(-n // b) * e * (1 - v))),
        ],
    )


@exercise("training-loop", lesson=LESSON, answers=["lines"])
def check_training_loop(lines, rng):
    expect_order(
        lines,
        {
            1: Line(("probabilities", "labels"), ("errors",)),
            2: Line(("epoch",), ("order",)),
            3: Line(("errors",), ("biases",)),
            4: Line(("order",), ("first",)),
            5: Line(("rows",), ("images", "labels")),
            6: Line((), (), "loop-one-row-further"),
            7: Line(("errors",), ("weights",)),
            8: Line((), ("epoch",)),
            9: Line(("images",), ("probabilities",)),
            10: Line((), (), "loop-uphill"),
            11: Line(("order", "first"), ("rows",)),
            12: Line((), (), "loop-divides-by-all"),
        },
        count=9,
    )


@exercise("honest-test", lesson=LESSON, answers=["letter"])
def check_honest_test(letter, rng):
    wrong = {"a": "test-on-training-rows", "b": "test-on-chosen-rows", "d": "test-after-fitting"}
    expect_choice(letter, "c", wrong)


# Loops of steps


def _softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _slopes(x, y, weights, biases, divisor=None):
    """The gradients of the batch (x, y), its sum divided by `divisor`, or by its length."""
    errors = _softmax(x @ weights + biases)
    errors = errors - np.eye(len(biases), dtype=errors.dtype)[y]
    errors = errors / (divisor or len(x))
    return x.T @ errors, errors.sum(axis=0)


def _train(x, y, weights, biases, batches, rate, divisor=None, seen=None):
    """SGD steps on `batches`, which pick rows: the reference of both loops.

    `seen(weights, biases, start)` says at which place each gradient is taken.
    """
    start = weights.copy(), biases.copy()
    w, b = start
    w, b = w.copy(), b.copy()
    for rows in batches:
        at = seen(w, b, start) if seen else (w, b)
        slope_w, slope_b = _slopes(x[rows], y[rows], *at, divisor)
        w, b = w - rate * slope_w, b - rate * slope_b
    return w, b


def _strides(length, size, stop=None):
    return [slice(first, first + size) for first in range(0, stop or length, size)]


def _epoch(x, y, w, b, size, rate):
    return _train(x, y, w, b, _strides(len(x), size), rate)


def _ten_classes(x, y, w, b, size, rate):
    (_softmax(x[:size] @ w + b) - np.eye(10)[y[:size]]) / len(x[:size])
    return _epoch(x, y, w, b, size, rate)


def _small_data(rng, rows, columns, classes, dtype=np.float64, label=np.int64):
    """x, y, weights and biases without zeros; each class occurs, and neighbours differ."""
    decimals = 2 if rows * columns <= 12 else 6
    x = np.round(rng.uniform(0.2, 1, (rows, columns)), decimals).astype(dtype)
    weights = np.round(rng.uniform(-0.9, 0.9, (columns, classes)), 2).astype(dtype)
    biases = np.round(rng.uniform(0.2, 0.9, classes), 2).astype(dtype)
    y = (np.arange(rows) + int(rng.integers(classes))) % classes
    return x, y.astype(label), weights, biases


@exercise("one-epoch", lesson=LESSON, answers=["one_epoch"], points=2)
def check_one_epoch(one_epoch, rng):
    _refuse_notebook_data(one_epoch)
    trials = [
        (*_small_data(rng, 3, 2, 2), 2, 0.5),
        (*_small_data(rng, 4, 2, 3), 2, 0.4),
        (*_small_data(rng, 2, 3, 2), 5, 0.3),
        (*_small_data(rng, 3, 2, 2), 1, 0.2),
        (*_small_data(rng, 8, 5, 10, np.float32, np.uint8), 3, 0.5),
        (*_small_data(rng, 140, 4, 3), 32, 0.3),
    ]
    expect_function(
        one_epoch,
        trials,
        _epoch,
        [
            (
                "epoch-last-batch-lost",
                lambda x, y, w, b, n, r: _train(x, y, w, b, _strides(len(x), n)[: len(x) // n], r),
            ),
            (
                "epoch-range-too-short",
                lambda x, y, w, b, n, r: _train(
                    x, y, w, b, [slice(i, i + n) for i in range(0, len(x) - n, n)], r
                ),
            ),
            (
                "epoch-divides-by-batch-size",
                lambda x, y, w, b, n, r: _train(x, y, w, b, _strides(len(x), n), r, divisor=n),
            ),
            (
                "epoch-divides-by-all",
                lambda x, y, w, b, n, r: _train(x, y, w, b, _strides(len(x), n), r, divisor=len(x)),
            ),
            (
                "epoch-sum-of-slopes",
                lambda x, y, w, b, n, r: _train(x, y, w, b, _strides(len(x), n), r, divisor=1),
            ),
            ("epoch-uphill", lambda x, y, w, b, n, r: _epoch(x, y, w, b, n, -r)),
            ("epoch-one-step", lambda x, y, w, b, n, r: _epoch(x, y, w, b, len(x), r)),
            (
                "epoch-first-batch-only",
                lambda x, y, w, b, n, r: _epoch(x[:n], y[:n], w, b, n, r),
            ),
            (
                "epoch-last-batch-only",
                lambda x, y, w, b, n, r: _train(x, y, w, b, _strides(len(x), n)[-1:], r),
            ),
            (
                "epoch-slopes-at-the-start",
                lambda x, y, w, b, n, r: _train(
                    x, y, w, b, _strides(len(x), n), r, seen=lambda w, b, start: start
                ),
            ),
            (
                "epoch-one-row-further",
                lambda x, y, w, b, n, r: _train(
                    x, y, w, b, [slice(i, i + n) for i in range(len(x))], r
                ),
            ),
            *[
                (
                    "epoch-one-row-further",
                    lambda x, y, w, b, n, r, more=more: _train(
                        x,
                        y,
                        w,
                        b,
                        [slice(i, i + n) for i in range((len(x) + more * (n - 1)) // n)],
                        r,
                    ),
                )
                for more in (0, 1)
            ],
            (
                "epoch-all-rows-each-step",
                lambda x, y, w, b, n, r: _train(
                    x, y, w, b, [slice(None) for _ in _strides(len(x), n)], r
                ),
            ),
            ("epoch-biases-from-moved-weights", _biases_after_weights),
            ("epoch-row-by-row", lambda x, y, w, b, n, r: _epoch(x, y, w, b, 1, r)),
            (
                "epoch-biases-left-out",
                lambda x, y, w, b, n, r: _train(
                    x, y, w, b, _strides(len(x), n), r, seen=lambda w, b, start: (w, 0 * b)
                ),
            ),
            ("epoch-no-step", lambda x, y, w, b, n, r: (w, b)),
            (
                "epoch-biases-stay",
                lambda x, y, w, b, n, r: (
                    _train(
                        x,
                        y,
                        w,
                        b,
                        _strides(len(x), n),
                        r,
                        seen=lambda w, b, start: (w, start[1]),
                    )[0],
                    b,
                ),
            ),
            (
                "epoch-weights-stay",
                lambda x, y, w, b, n, r: (
                    w,
                    _train(
                        x,
                        y,
                        w,
                        b,
                        _strides(len(x), n),
                        r,
                        seen=lambda w, b, start: (start[0], b),
                    )[1],
                ),
            ),
            ("epoch-fixed-batch", lambda x, y, w, b, n, r: _epoch(x, y, w, b, 64, r)),
            ("epoch-fixed-rate", lambda x, y, w, b, n, r: _epoch(x, y, w, b, n, 0.01)),
            ("epoch-rate-missing", lambda x, y, w, b, n, r: _epoch(x, y, w, b, n, 1.0)),
            (
                "epoch-labels-of-the-first-batch",
                lambda x, y, w, b, n, r: _first_labels(x, y, w, b, n, r),
            ),
            ("epoch-last-gradient", lambda x, y, w, b, n, r: _last_gradient(x, y, w, b, n, r)),
            ("epoch-ten-classes", _ten_classes),
            (
                "epoch-backwards",
                lambda x, y, w, b, n, r: _train(x, y, w, b, _strides(len(x), n)[::-1], r),
            ),
        ],
        results=("the weights", "the biases"),
    )


def _first_labels(x, y, w, b, n, r):
    for rows in _strides(len(x), n):
        own = x[rows]
        slope_w, slope_b = _slopes(own, y[: len(own)], w, b)
        w, b = w - r * slope_w, b - r * slope_b
    return w, b


def _biases_after_weights(x, y, w, b, n, r):
    for rows in _strides(len(x), n):
        w = w - r * _slopes(x[rows], y[rows], w, b)[0]
        b = b - r * _slopes(x[rows], y[rows], w, b)[1]
    return w, b


def _last_gradient(x, y, w, b, n, r):
    slopes = w, b
    for rows in _strides(len(x), n):
        slopes = _slopes(x[rows], y[rows], w, b)
        w, b = w - r * slopes[0], b - r * slopes[1]
    return slopes


def _mended(x, y, w, b, orders, size, rate, **faults):
    """The mended training, or one with some of the faults that are asked for."""
    w, b = w.copy(), b.copy()
    start = w, b
    for order in orders[:1] if faults.get("one_order") else orders:
        images = x if faults.get("images_stay") else x[order]
        labels = y if faults.get("labels_stay") else y[order]
        if faults.get("pile_up"):
            x, y = images, labels
        if faults.get("anew"):
            w, b = start
        stop = len(x)
        if faults.get("range_short"):
            stop = len(x) - size
        elif faults.get("small_lost"):
            stop = len(x) // size * size
        for first in range(0, stop, size):
            rows = slice(first, first + size)
            at = start if faults.get("at_start") else (w, b)
            slope_w, slope_b = _slopes(images[rows], labels[rows], *at)
            w, b = w - rate * slope_w, b - rate * slope_b
            if faults.get("one_batch"):
                return w, b
    return w, b


def _with_fault(**faults):
    return lambda *arguments: _mended(*arguments, **faults)


@exercise("mend-training", lesson=LESSON, answers=["train_in_orders"], points=2)
def check_mend_training(train_in_orders, rng):
    _refuse_notebook_data(train_in_orders)

    def trial(rows, columns, classes, orders, size, rate, dtype=np.float64):
        x, y, weights, biases = _small_data(rng, rows, columns, classes, dtype)
        return x, y, weights, biases, np.array(orders), size, rate

    trials = [
        trial(4, 2, 2, [[1, 3, 0, 2]], 2, 0.5),
        trial(3, 2, 3, [[2, 0, 1]], 2, 0.5),
        trial(4, 3, 2, [[2, 0, 1, 3], [3, 1, 2, 0]], 2, 0.4),
        trial(7, 4, 10, [[6, 0, 3, 1, 5, 2, 4], [1, 3, 4, 6, 2, 0, 5]], 3, 0.5, np.float32),
        trial(5, 2, 3, [[4, 2, 0, 1, 3], [1, 0, 3, 4, 2], [2, 4, 1, 3, 0]], 2, 0.3),
    ]
    expect_function(
        train_in_orders,
        trials,
        _mended,
        [
            ("mend-labels-stay", _with_fault(labels_stay=True)),
            ("mend-range-too-short", _with_fault(range_short=True)),
            (
                "mend-labels-stay-and-range-too-short",
                _with_fault(labels_stay=True, range_short=True),
            ),
            ("mend-small-batch-lost", _with_fault(small_lost=True)),
            ("mend-labels-stay-and-batch-lost", _with_fault(labels_stay=True, small_lost=True)),
            ("mend-images-stay", _with_fault(images_stay=True)),
            ("mend-no-order", _with_fault(images_stay=True, labels_stay=True)),
            ("mend-one-epoch", _with_fault(one_order=True)),
            ("mend-orders-pile-up", _with_fault(pile_up=True)),
            ("mend-starts-anew", _with_fault(anew=True)),
            ("mend-one-batch", _with_fault(one_batch=True)),
            ("mend-slopes-at-the-start", _with_fault(at_start=True)),
            (
                "mend-uphill",
                lambda x, y, w, b, orders, n, r: _mended(x, y, w, b, orders, n, -r),
            ),
            ("mend-no-step", lambda x, y, w, b, orders, n, r: (w, b)),
        ],
        results=("the weights", "the biases"),
    )


# The error of an accuracy


def _share(labels, predictions):
    return float((labels == predictions).mean())


def _report(labels, predictions):
    share = _share(labels, predictions)
    return share, 2 * float(np.sqrt(share * (1 - share) / len(labels)))


def _wrong_error(error_of):
    return lambda labels, predictions: (
        _share(labels, predictions),
        float(error_of(_share(labels, predictions), len(labels))),
    )


def _rounded(digits):
    return lambda *arguments: tuple(round(value, digits) for value in _report(*arguments))


@exercise("accuracy-error", lesson=LESSON, answers=["accuracy_and_error"])
def check_accuracy_error(accuracy_and_error, rng):
    _refuse_notebook_data(accuracy_and_error)

    def trial(count, wrong, label=np.int64, classes=10):
        labels = (np.arange(count) * 7 + int(rng.integers(classes))) % classes
        predictions = labels.copy()
        chosen = rng.choice(count, wrong, replace=False)
        predictions[chosen] = (predictions[chosen] + 1) % classes
        return labels.astype(label), predictions.astype(label)

    trials = [
        trial(5, 1),
        trial(9, 2),
        trial(300, 47, np.uint8),
        trial(1_700, 1_000),
        trial(3, 3),
        trial(4, 0),
    ]
    expect_function(
        accuracy_and_error,
        trials,
        _report,
        [
            ("error-one-sigma", _wrong_error(lambda a, n: np.sqrt(a * (1 - a) / n))),
            ("error-root-missing", _wrong_error(lambda a, n: 2 * a * (1 - a) / n)),
            ("error-variance", _wrong_error(lambda a, n: a * (1 - a) / n)),
            ("error-of-one-image", _wrong_error(lambda a, n: 2 * np.sqrt(a * (1 - a)))),
            ("error-of-one-image", _wrong_error(lambda a, n: np.sqrt(a * (1 - a)))),
            (
                "error-number-not-under-root",
                _wrong_error(lambda a, n: 2 * np.sqrt(a * (1 - a)) / n),
            ),
            (
                "error-root-of-the-number-only",
                _wrong_error(lambda a, n: 2 * a * (1 - a) / np.sqrt(n)),
            ),
            ("error-two-under-the-root", _wrong_error(lambda a, n: np.sqrt(2 * a * (1 - a) / n))),
            ("error-one-minus-missing", _wrong_error(lambda a, n: 2 * np.sqrt(a / n))),
            ("error-share-missing", _wrong_error(lambda a, n: 2 * np.sqrt((1 - a) / n))),
            ("error-fixed-number", _wrong_error(lambda a, n: 2 * np.sqrt(a * (1 - a) / 10_000))),
            ("error-n-minus-one", _wrong_error(lambda a, n: 2 * np.sqrt(a * (1 - a) / (n - 1)))),
            ("error-brackets", _wrong_error(lambda a, n: 2 * np.sqrt(a * 1 - a / n))),
            ("error-other-factor", _wrong_error(lambda a, n: 1.96 * np.sqrt(a * (1 - a) / n))),
            ("error-other-factor", _wrong_error(lambda a, n: 4 * np.sqrt(a * (1 - a) / n))),
            ("error-lower-end", _wrong_error(lambda a, n: a - 2 * np.sqrt(a * (1 - a) / n))),
            ("error-fixed-share", _wrong_error(lambda a, n: 2 * np.sqrt(0.9 * 0.1 / n))),
            ("error-is-share-wrong", _wrong_error(lambda a, n: 1 - a)),
            (
                "error-in-per-cent",
                lambda y, p: tuple(100 * value for value in _report(y, p)),
            ),
            (
                "error-accuracy-in-per-cent",
                lambda y, p: (100 * _report(y, p)[0], _report(y, p)[1]),
            ),
            ("error-share-of-wrong", lambda y, p: (1 - _report(y, p)[0], _report(y, p)[1])),
            (
                "error-counts-right-ones",
                lambda y, p: (int((y == p).sum()), _report(y, p)[1]),
            ),
            (
                "error-bounds",
                lambda y, p: (_report(y, p)[0] - _report(y, p)[1], sum(_report(y, p))),
            ),
            ("error-rounded", _rounded(2)),
            ("error-rounded", _rounded(3)),
            ("error-rounded", _rounded(4)),
        ],
        results=("the accuracy", "the error"),
    )


# Saving


def _call(answer, *arguments):
    """The outcome of a call; raises a verdict if it ended in an error."""
    outcome = answer.call(*arguments)
    if not outcome.raised:
        return outcome
    shown = Words("saving-call", {"name": answer.name, "error": outcome.raised})
    if outcome.raised.startswith("FileNotFoundError"):
        raise Incorrect("save-looks-elsewhere", shown)
    raise Incorrect("save-raises", shown)


def _save(save_weights, path, model):
    returned = _call(save_weights, path, *model).returned
    if returned is Ellipsis:
        raise NotAttempted("returns-dots", name=save_weights.name)
    if os.path.exists(path):
        return
    if any(name.startswith(os.path.basename(path)) for name in os.listdir(os.path.dirname(path))):
        raise Incorrect("save-adds-an-ending", name=save_weights.name)
    raise Incorrect("save-no-file-at-path", name=save_weights.name)


@exercise(
    "save-and-load", lesson=LESSON, answers=["save_weights", "load_weights"], points=2, seconds=3
)
def check_save_and_load(save_weights, load_weights, rng):
    needs_function(save_weights)
    needs_function(load_weights)
    one = tuple(rng.normal(size=shape).astype("float32") for shape in ((784, 10), (10,)))
    two = tuple(rng.normal(size=shape) for shape in ((12, 3), (3,)))
    three = tuple(rng.normal(size=shape) for shape in ((12, 3), (3,)))
    # The working folder is another one, so that whatever is written there goes away again.
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as elsewhere,
        contextlib.chdir(elsewhere),
    ):
        paths = [
            str(Path(folder, name))
            for name in ("첫 번째 모델.npz", "the second model.npz", "copy.npz")
        ]
        _save(save_weights, paths[0], one)
        _save(save_weights, paths[1], three)
        _save(save_weights, paths[1], two)
        shutil.copyfile(paths[1], paths[2])
        for path, model, others in (
            (paths[0], one, (two, three)),
            (paths[1], two, (three, one)),
            (paths[2], two, (three, one)),
        ):
            given = _call(load_weights, path).returned
            if given is Ellipsis:
                raise NotAttempted("returns-dots", name=load_weights.name)
            if given is None:
                raise Incorrect("returns-nothing", name=load_weights.name)
            _compare_loaded(load_weights.name, given, model, others)


def _compare_loaded(name, given, model, others):
    seen = Words("call-returned", {"call": f"{name}(path)", "given": describe(given)})
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise Incorrect("load-not-two", seen)
    if any(isinstance(array, Opaque) for array in given):
        raise Incorrect("load-not-two", seen)
    if equal(given, model[::-1]):
        raise Incorrect("load-swapped", seen)
    if equal(given, others[0]) or equal(given, others[1]):
        stale = len(given[0]) == len(model[0])
        raise Incorrect("load-old-content" if stale else "load-other-file", seen)
    rounded = tuple(array.astype("float32") for array in model)
    for array, wanted, small in zip(given, model, rounded, strict=True):
        fault = find_fault(array, wanted, dtype=wanted.dtype, tolerance=0)
        if fault is None:
            continue
        if wanted.dtype == np.float64 and equal(array, small):
            raise Incorrect("load-rounded-to-float32", seen)
        if isinstance(array, np.ndarray) and equal(array, wanted, 1e-3):
            cause = "load-dtype-changed" if equal(array, wanted) else "load-rounded"
            raise Incorrect(cause, seen)
        raise Incorrect(fault.template, seen, **fault.fields)


# Training with Keras: one small model, whose weights NumPy works out beside it.

TRAINING_SECONDS = 20
"""The longest that one small training may take, Keras' import not counted."""


def _small_model(rng, columns):
    """A fresh linear model, and random weights put into it."""
    import keras

    dense = keras.layers.Dense(10, activation="softmax", name="check_dense")
    model = keras.Sequential([keras.Input((columns,), name="check_input"), dense], name="check")
    start = rng.uniform(-0.3, 0.3, (columns, 10)), rng.uniform(-0.3, 0.3, 10)
    start = [array.astype(np.float32) for array in start]
    model.set_weights(start)
    return model, start


def _run_training(train, model, x, y, epochs):
    """What the learner's `train` returns; raises a verdict if it raised. Its prints are dropped."""
    before = x.copy(), y.copy()
    # TensorFlow notes it, in the notebook, when many models are trained in a row.
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            warnings.catch_warnings(),
            time_limit(TRAINING_SECONDS),
        ):
            warnings.simplefilter("ignore")
            given = train.object(model, x, y, epochs)
    except OutOfTime:
        raise Incorrect("fit-too-long", name=train.name, seconds=TRAINING_SECONDS) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        text = " ".join(str(error).split())[:120]
        shown = Words(
            "fit-raised", {"name": train.name, "error": f"{type(error).__name__}: {text}"}
        )
        raise Incorrect(_why_training_raised(model, error), shown) from None
    finally:
        logger.setLevel(level)
    if given is Ellipsis:
        raise NotAttempted("returns-dots", name=train.name)
    if not (equal(x, before[0]) and equal(y, before[1])):
        raise Incorrect("fit-changes-the-data", name=train.name)
    return given


def _why_training_raised(model, error) -> str:
    """The name of the likely cause of an error that `train` ended in."""
    text = str(error)
    if "compile(" in text:
        return "fit-not-compiled"
    if "target" in text and "output" in text:
        loss = getattr(model, "loss", None)
        name = loss if isinstance(loss, str) else getattr(loss, "name", "")
        sparse = str(name).startswith("sparse")
        return "fit-one-hot-for-sparse" if sparse else "fit-integers-for-one-hot"
    return "fit-unknown-name" if isinstance(error, NameError) else "raises"


def _from_logits(model) -> bool:
    try:
        return bool(model.loss.get_config().get("from_logits", False))
    except Exception:
        return False


def _history_of(train, given, epochs) -> dict:
    """The dictionary of the history that `train` returned; raises if it is none of Keras'."""
    import keras

    if given is None:
        raise Incorrect("fit-returns-none", name=train.name)
    if isinstance(given, dict) and "loss" in given:
        raise Incorrect("fit-returns-the-dictionary", name=train.name)
    if not isinstance(given, keras.callbacks.History) or "loss" not in given.history:
        kind = type(given).__name__
        raise Incorrect("fit-returns-something-else", name=train.name, kind=kind)
    history = given.history
    if "accuracy" not in history:
        others = [key for key in history if "acc" in str(key) and not str(key).startswith("val_")]
        if others:
            raise Incorrect("fit-accuracy-renamed", other=others[0])
        raise Incorrect("fit-no-accuracy")
    if "val_loss" not in history:
        raise Incorrect("fit-not-validated")
    if len(history["loss"]) != epochs:
        raise Incorrect("fit-other-epochs", epochs=epochs, given=len(history["loss"]))
    return history


@exercise(
    "compile-and-fit",
    lesson=LESSON,
    answers=["train"],
    points=2,
    seconds=45,
    looks_at_object=True,
)
def check_compile_and_fit(train, rng):
    _refuse_notebook_data(train)
    import keras  # noqa: F401  # here, so that its seconds are not the learner's

    # 2,080 rows to train on: batches of 63 or of 65 make another number of steps than those of 64.
    rows, fitted, columns, epochs = 2600, 2080, 18, 3
    x = rng.uniform(0, 1, (rows, columns)).astype(np.float32)
    y = rng.integers(0, 10, rows).astype(np.uint8)
    # With all training rows alike, no shuffling changes a batch, and the weights are known.
    x[:fitted], y[:fitted] = x[0], y[0]
    model, start = _small_model(rng, columns)
    given = _run_training(train, model, x, y, epochs)
    history = _history_of(train, given, epochs)
    ends = model.get_weights()
    if len(ends) != 2 or all(equal(now, old) for now, old in zip(ends, start, strict=True)):
        raise Incorrect("fit-another-model", name=train.name)
    if _from_logits(model):
        raise Incorrect("fit-from-logits")
    optimizer = type(model.optimizer).__name__
    if optimizer != "SGD":
        raise Incorrect("fit-other-optimizer", optimizer=optimizer)
    steps = int(model.optimizer.iterations)
    if steps == -(-fitted // 32) * epochs:
        raise Incorrect("fit-batches-of-32")
    if steps != -(-fitted // 64) * epochs:
        raise Incorrect("fit-other-steps", steps=steps, rows=f"{rows:,}", epochs=epochs)
    _compare_training(model, start, x[:fitted], y[:fitted], epochs)
    probabilities = _softmax(x[fitted:] @ ends[0] + ends[1])
    chosen = probabilities[np.arange(rows - fitted), y[fitted:]]
    loss = -np.log(chosen).mean()
    accuracy = (probabilities.argmax(axis=1) == y[fitted:]).mean()
    measured = history["val_loss"][-1], history.get("val_accuracy", [None])[-1]
    if not (equal(measured[0], loss, 1e-4) and equal(measured[1], accuracy, 1e-4)):
        raise Incorrect("fit-other-validation")
    # 66 other rows: only in their given order are the same two left for the last batch each time.
    x, y = x[:83].copy(), y[:83].copy()
    x[:66], y[:66] = rng.uniform(0, 1, (66, columns)), np.arange(66) % 10
    model, start = _small_model(rng, columns)
    _run_training(train, model, x, y, epochs)
    if _went_in_order(model, start, x[:66], y[:66], epochs):
        raise Incorrect("fit-not-shuffled")


def _went_in_order(model, start, x, y, epochs) -> bool:
    """Whether the model is where SGD at 0.01 on cross-entropy takes it, row by row as given."""
    batches = _strides(len(x), 64) * epochs
    wanted = _train(x, y, *start, batches, np.float32(0.01))
    given, expected = (
        np.concatenate([(end - begin).ravel() for end, begin in zip(ends, start, strict=True)])
        for ends in (model.get_weights(), wanted)
    )
    return bool(np.abs(given - expected).max() <= 1e-3 * np.abs(expected).max())


def _compare_training(model, start, x, y, epochs):
    """Raise unless the model went where SGD at 0.01 on cross-entropy takes it."""
    if _went_in_order(model, start, x, y, epochs):
        return
    rate = float(model.optimizer.learning_rate)
    if not equal(rate, 0.01, 1e-6):
        raise Incorrect("fit-other-rate", rate=f"{rate:.3g}")
    if getattr(model.optimizer, "momentum", 0):
        raise Incorrect("fit-momentum")
    raise Incorrect("fit-other-steps-than-cross-entropy")
