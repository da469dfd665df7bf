"""Checks of lesson 4, the model.

Nothing here imports Keras: an answer that uses it has imported it.
"""

import sys
import warnings

import numpy as np

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Opaque, Words, describe, describe_call
from helpers.checks.verdict import (
    Incorrect,
    NotAttempted,
    equal,
    expect_choice,
    expect_function,
    expect_value,
    find_fault,
    is_number,
    needs_function,
)
from helpers.numpy_model import softmax as stable_softmax

LESSON = "04_model"


def _near(guessed, wanted, tolerance) -> bool:
    return abs(guessed - wanted) <= tolerance


# Scores


@guess("guess-blank-score", lesson=LESSON, answer="guess_blank_score")
def guess_blank_score(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if _near(guessed, came, 1e-6):
        return "guess-blank-right"
    known = {0.0: "guess-blank-nothing", -3.0: "guess-blank-weights", -2.5: "guess-blank-weights"}
    return known.get(float(guessed), "guess-blank-other")


def _model(rng, rows, pixels, classes, dtype=np.float64):
    """Images (rows, pixels), weights and biases, all of them far enough from 0 to be missed."""
    biases = np.arange(1, classes + 1) / 2 * np.resize([-1, 1], classes)
    return (
        rng.uniform(0.1, 1, (rows, pixels)).astype(dtype),
        rng.normal(size=(pixels, classes)).astype(dtype),
        biases.astype(dtype),
    )


def _rounded(function):
    """`function` with its result rounded to so many digits: one mistake, several sizes."""
    return [lambda *given, n=n: np.round(function(*given), n) for n in (0, 1, 2, 3, 4)]


def _score(x, w, b, k):
    return x @ w[:, k] + b[k]


@exercise("score-one", lesson=LESSON, answers=["score_of"])
def check_score_one(score_of, rng):
    tiny = np.array([0.5, 1.0]), np.array([[1.0, 2.0, 4.0], [-1.0, 3.0, -2.0]])
    square = np.array([1 / 3, 1 / 7, 1.0]), np.array([[1.0, 2, 4], [0, -5, -2], [7, 1, 3]])
    trials = [(*tiny, np.array([0.5, 1.5, -1.0]), 1), (*square, np.array([3.0, -0.75, 2.0]), 1)]
    for pixels, classes, digit, dtype in ((10, 10, 7, np.float64), (12, 5, 2, np.float32)):
        [image], weights, biases = _model(rng, 1, pixels, classes, dtype)
        weights[:, 0] += 10  # class 0 has the highest score, and nobody asks for it
        if digit == 2:  # a score below 0
            weights[:, digit] = -np.abs(weights[:, digit])
        trials.append((image, weights, biases, digit))
    [image], weights, biases = _model(rng, 1, 784, 10)
    trials.append((image, weights[::-1], biases, 4))
    expect_function(
        score_of,
        trials,
        _score,
        [
            ("score-without-bias", lambda x, w, b, k: x @ w[:, k]),
            ("score-of-a-row", lambda x, w, b, k: x @ w[k] + b[k]),
            ("score-of-a-row", lambda x, w, b, k: np.dot(x, w[k]) + b[k]),
            ("score-of-a-row", lambda x, w, b, k: (x * w[k]).sum() + b[k]),
            ("score-of-a-row", lambda x, w, b, k: w[k] @ x + b[k]),
            ("score-of-a-row", lambda x, w, b, k: x @ w[k]),
            ("scores-of-all-classes", lambda x, w, b, k: x @ w + b),
            ("scores-of-all-classes", lambda x, w, b, k: x @ w),
            ("score-is-the-highest", lambda x, w, b, k: (x @ w + b).max()),
            ("score-is-the-winner", lambda x, w, b, k: (x @ w + b).argmax()),
            ("score-with-all-biases", lambda x, w, b, k: x @ w[:, k] + b),
            ("score-with-all-biases", lambda x, w, b, k: x @ w[:, k] + b.sum()),
            ("score-minus-bias", lambda x, w, b, k: x @ w[:, k] - b[k]),
            ("score-times-bias", lambda x, w, b, k: x @ w[:, k] * b[k]),
            ("score-not-added-up", lambda x, w, b, k: x * w[:, k] + b[k]),
            ("score-not-added-up", lambda x, w, b, k: x * w[:, k]),
            ("score-bias-for-each-pixel", lambda x, w, b, k: (x * w[:, k] + b[k]).sum()),
            ("score-bias-on-the-pixels", lambda x, w, b, k: (x + b[k]) @ w[:, k]),
            ("score-bias-on-the-weights", lambda x, w, b, k: x @ (w[:, k] + b[k])),
            ("score-cut-off-at-zero", lambda x, w, b, k: max(_score(x, w, b, k), 0)),
            ("score-is-a-mean", lambda x, w, b, k: (x * w[:, k]).mean() + b[k]),
            ("score-one-class-too-low", lambda x, w, b, k: _score(x, w, b, k - 1)),
            ("score-one-class-too-high", lambda x, w, b, k: _score(x, w, b, k + 1)),
            ("score-first-bias", lambda x, w, b, k: x @ w[:, k] + b[0]),
            ("score-fixed-class", lambda x, w, b, k: _score(x, w, b, 0)),
            ("score-fixed-class", lambda x, w, b, k: _score(x, w, b, 1)),
            ("score-fixed-class", lambda x, w, b, k: _score(x, w, b, 3)),
            ("score-misses-the-last-pixel", lambda x, w, b, k: x[:-1] @ w[:-1, k] + b[k]),
            ("score-misses-the-first-pixel", lambda x, w, b, k: x[1:] @ w[1:, k] + b[k]),
            ("score-adds-the-first-only", lambda x, w, b, k: b[k] + x[0] * w[0, k]),
            ("score-adds-the-last-only", lambda x, w, b, k: b[k] + x[-1] * w[-1, k]),
            *[("score-rounded", mistake) for mistake in _rounded(_score)],
        ],
    )


@exercise("scores", lesson=LESSON, answers=["linear_scores"])
def check_scores(linear_scores, rng):
    tiny = np.array([[0.5, 1.0], [1.0, 0.0], [0.0, 0.25]]), np.array([[1.0, 2.0], [-1.0, 3.0]])
    trials = [(*tiny, np.array([0.5, -1.0]))]
    trials += [_model(rng, 1, 12, 4), _model(rng, 10, 10, 10)]
    trials += [_model(rng, 3, 16, 10, np.float32), _model(rng, 300, 784, 10)]
    images, weights, biases = _model(rng, 6, 9, 4)
    trials.append((images[::2], weights[::-1], biases))

    def one_column(x, w, b):
        return x @ w + b.reshape(-1, 1)

    expect_function(
        linear_scores,
        trials,
        lambda x, w, b: x @ w + b,
        [
            ("scores-without-biases", lambda x, w, b: x @ w),
            ("scores-biases-a-column", one_column),
            ("scores-images-as-columns", lambda x, w, b: (x @ w).T + b),
            ("scores-images-as-columns", lambda x, w, b: w.T @ x.T + b),
            ("scores-transposed", lambda x, w, b: (x @ w + b).T),
            ("scores-factors-swapped", lambda x, w, b: w @ x + b),
            ("scores-factors-swapped", lambda x, w, b: np.dot(w, x) + b),
            ("scores-needless-transpose", lambda x, w, b: x.T @ w + b),
            ("scores-needless-transpose", lambda x, w, b: np.dot(x.T, w) + b),
            ("scores-needless-transpose", lambda x, w, b: x @ w.T + b),
            ("scores-needless-transpose", lambda x, w, b: np.dot(x, w.T) + b),
            ("scores-number-by-number", lambda x, w, b: x * w + b),
            ("scores-minus-biases", lambda x, w, b: x @ w - b),
            ("scores-times-biases", lambda x, w, b: (x @ w) * b),
            ("scores-biases-on-the-weights", lambda x, w, b: x @ (w + b)),
            ("scores-biases-on-the-pixels", lambda x, w, b: (x + b) @ w),
            ("scores-all-biases-each", lambda x, w, b: x @ w + b.sum()),
            ("scores-one-bias-for-all", lambda x, w, b: x @ w + b[0]),
            ("scores-first-image-only", lambda x, w, b: x[0] @ w + b),
            ("scores-first-image-only", lambda x, w, b: x[:1] @ w + b),
            ("scores-one-class-only", lambda x, w, b: x @ w[:, 0] + b[0]),
            ("scores-already-softmax", lambda x, w, b: stable_softmax(x @ w + b)),
            ("scores-already-decided", lambda x, w, b: (x @ w + b).argmax(axis=1)),
            ("scores-added-over-images", lambda x, w, b: (x @ w).sum(axis=0) + b),
            ("scores-cut-off-at-zero", lambda x, w, b: np.maximum(x @ w + b, 0)),
            *[("scores-rounded", mistake) for mistake in _rounded(lambda x, w, b: x @ w + b)],
        ],
    )


# Decisions


def _fault_of_classes(returned, expected):
    whole = isinstance(returned, np.ndarray) and returned.dtype.kind in "iu"
    if not whole and isinstance(returned, np.ndarray) and equal(returned, expected):
        return Words("predict-not-whole", {})
    return find_fault(returned, expected)


def _starts_at_zero(scores):
    return np.where(scores.max(axis=1) > 0, scores.argmax(axis=1), 0)


@exercise("predict-class", lesson=LESSON, answers=["predict"])
def check_predict(predict, rng):
    # No winner has half of the probability; in the close ones the second digit does not decide.
    shares = np.array([[0.2, 0.45, 0.35], [0.1, 0.42, 0.48]])
    close = np.array([[0.301, 0.304, 0.302, 0.1], [0.2, 0.3, 0.7, 0.1]])
    closer = np.tile([5.0, 1.0, 4.0, 5.0000004], (4, 1))
    square = rng.uniform(0.5, 1, (4, 4))
    square[np.arange(4), [2, 0, 3, 1]] += 1
    below = rng.uniform(-2, -1, (5, 6)).astype(np.float32)
    below[np.arange(5), [3, 5, 1, 1, 4]] += 0.75  # the order of their sizes is turned round
    many = rng.uniform(-5, 5, (3, 600))
    many[np.arange(3), [299, 17, 590]] = 7
    trials = [(shares,), (shares[:1],), (square / square.sum(axis=1, keepdims=True),)]
    trials += [(below,), (close,), (closer,), (many[:, ::2],), (many,), (1000 * below[::-1],)]
    batch = rng.uniform(0, 1, (300, 4))
    batch[np.arange(300), rng.integers(1, 4, 300)] += 1
    trials.append((batch,))

    def winners(scores):
        return scores == scores.max(axis=1, keepdims=True)

    expect_function(
        predict,
        trials,
        lambda scores: scores.argmax(axis=1),
        [
            ("predict-across-images", lambda scores: scores.argmax(axis=0)),
            ("predict-in-the-whole-batch", lambda scores: scores.argmax()),
            ("predict-first-image-only", lambda scores: scores[0].argmax()),
            ("predict-first-image-only", lambda scores: scores[:1].argmax(axis=1)),
            ("predict-values-not-places", lambda scores: scores.max(axis=1)),
            ("predict-values-across-images", lambda scores: scores.max(axis=0)),
            ("predict-the-smallest", lambda scores: scores.argmin(axis=1)),
            ("predict-the-smallest", lambda scores: scores.argsort(axis=1)[:, 0]),
            ("predict-through-exp", lambda scores: _careless(_nothing)(scores).argmax(axis=1)),
            ("predict-the-second", lambda scores: scores.argsort(axis=1)[:, -2]),
            ("predict-keeps-the-axis", lambda scores: scores.argmax(axis=1, keepdims=True)),
            ("predict-counts-from-one", lambda scores: scores.argmax(axis=1) + 1),
            ("predict-ranking", lambda scores: scores.argsort(axis=1)),
            ("predict-above-one-half", lambda scores: (scores > 0.5).argmax(axis=1)),
            ("predict-above-one-half", lambda scores: (scores >= 0.5).argmax(axis=1)),
            ("predict-absolute", lambda scores: np.abs(scores).argmax(axis=1)),
            ("predict-starts-at-zero", _starts_at_zero),
            ("predict-misses-the-last", lambda scores: scores[:, :-1].argmax(axis=1)),
            ("predict-ten-classes", lambda scores: scores[:, :10].argmax(axis=1)),
            ("predict-uint8", lambda scores: scores.argmax(axis=1).astype(np.uint8)),
            ("predict-uint8", lambda scores: scores.argmax(axis=1).astype(np.int8)),
            ("predict-cuts-decimals", lambda scores: scores.astype(int).argmax(axis=1)),
            *[
                ("predict-rounded", lambda scores, n=n: scores.round(n).argmax(axis=1))
                for n in range(7)
            ],
            ("predict-marks", lambda scores: winners(scores).astype(int)),
            ("predict-marks", winners),
        ],
        fault=_fault_of_classes,
    )


# Softmax


@guess("guess-plus-ten", lesson=LESSON, answer="guess_plus_ten")
def guess_plus_ten(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if _near(guessed, came, 0.05):
        return "guess-plus-ten-right"
    if _near(guessed, came + 10, 0.1):
        return "guess-plus-ten-added"
    if 0 <= guessed < came:
        return "guess-plus-ten-flatter"
    return "guess-plus-ten-surer" if came < guessed <= 1 else "guess-plus-ten-no-probability"


@exercise("softmax-same", lesson=LESSON, answers=["same"])
def check_softmax_same(same, rng):
    wrong = {
        "a": "same-if-multiplied",
        "c": "same-if-negated",
        "d": "same-if-softmaxed",
        "e": "same-in-another-order",
    }
    expect_choice(same, "b", wrong)


@guess("guess-thousand", lesson=LESSON, answer="guess_thousand")
def guess_thousand(guessed, came):
    word = str(guessed).strip().lower()
    if word in (came, "not a number"):
        return "guess-thousand-right"
    if is_number(guessed) and guessed > 0.9:
        return "guess-thousand-by-hand"
    if word in ("inf", "np.inf", "infinity", "infinite") or word.startswith("overflow"):
        return "guess-thousand-infinite"
    if "error" in word or "exception" in word:
        return "guess-thousand-error"
    return "guess-thousand-other"


def _row_max(scores):
    return scores.max(axis=1, keepdims=True)


def _row_sum(powers):
    return powers.sum(axis=1, keepdims=True)


def _careless(subtract, total=_row_sum):
    """A softmax that subtracts `subtract` and divides by `total`, both functions of an array."""

    def softmax(scores):
        powers = np.exp(scores - subtract(scores))
        return powers / total(powers)

    return softmax


def _nothing(scores):
    return 0


def _max_if_above(limit):
    return _careless(lambda scores: np.where(_row_max(scores) > limit, _row_max(scores), 0))


def _max_if_any_above(limit):
    return _careless(lambda scores: _row_max(scores) if scores.max() > limit else 0)


def _other_base(base):
    return lambda scores: stable_softmax(scores * np.log(base))


def _share(scores):
    return scores / _row_sum(scores)


def _divides_by_the_largest(scores):
    return _careless(_nothing)(scores / _row_max(scores))


def _patched(value):
    def softmax(scores):
        probabilities = _careless(_nothing)(scores)
        return np.where(np.isnan(probabilities), value, probabilities)

    return softmax


CLIPPED_AT = (10, 20, 30, 50, 60, 80, 87, 88, 100, 200, 300, 500, 600, 700, 709)


@exercise("softmax", lesson=LESSON, answers=["softmax"], points=2)
def check_softmax(softmax, rng):
    # Sixty-fourths, which a float32 holds exactly even beside 1000; no two in a row are equal.
    def scores(rows, classes):
        drawn = [rng.permutation(256)[:classes] - 128 for _ in range(rows)]
        return np.array(drawn) / 64

    far_apart = scores(3, 4)
    far_apart[0] += 1000
    far_apart[1] -= 1000
    far_apart[2] = [1000, -1000, 999, 0]
    trials = [
        (np.array([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0]]),),
        (np.array([[0.0, 1000.0, 1.0]]),),
        (np.array([[-1000.0, -1001.0, -999.0]]),),
        (np.array([[1000.0, 0.0, 1.0]]),),
        (np.array([[0.0, 1.0, 1000.0]]),),
        (np.array([[-900.0, 1.0, 2.0]]),),
        (far_apart,),
        (scores(4, 4),),
        (scores(1, 5).astype(np.float32),),
        ((95 + scores(4, 3)).astype(np.float32),),
        (scores(7, 20)[::2, ::2],),
        (scores(5, 10).T,),
    ]
    expect_function(
        softmax,
        trials,
        stable_softmax,
        [
            ("softmax-overflows", _careless(_nothing)),
            *[
                ("softmax-overflows", _careless(_nothing, lambda e, n=n: _row_sum(e) + n))
                for n in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
            ],
            ("softmax-max-of-the-batch", _careless(np.max)),
            ("softmax-minus-first", _careless(lambda s: s[:, :1])),
            ("softmax-minus-last", _careless(lambda s: s[:, -1:])),
            ("softmax-minus-min", _careless(lambda s: s.min(axis=1, keepdims=True))),
            ("softmax-minus-mean", _careless(lambda s: s.mean(axis=1, keepdims=True))),
            ("softmax-minus-mean", _careless(lambda s: s.mean())),
            ("softmax-minus-median", _careless(lambda s: np.median(s, axis=1, keepdims=True))),
            ("softmax-max-of-columns", _careless(lambda s: s.max(axis=0))),
            ("softmax-plus-max", _careless(lambda s: -_row_max(s))),
            ("softmax-largest-size", _careless(lambda s: np.abs(s).max(axis=1, keepdims=True))),
            *[("softmax-max-only-if", _max_if_above(limit)) for limit in CLIPPED_AT],
            *[("softmax-max-only-if", _max_if_any_above(limit)) for limit in CLIPPED_AT],
            ("softmax-fixed-constant", _careless(lambda s: 1000)),
            ("softmax-over-the-images", lambda s: stable_softmax(s.T).T),
            ("softmax-over-the-images", _careless(_nothing, lambda e: e.sum(axis=0))),
            ("softmax-over-the-images", _careless(_row_max, lambda e: e.sum(axis=0))),
            ("softmax-over-the-batch", _careless(_nothing, np.sum)),
            ("softmax-over-the-batch", _careless(np.max, np.sum)),
            ("softmax-over-the-batch", _careless(_row_max, np.sum)),
            ("softmax-without-keepdims", _careless(lambda s: s.max(axis=1))),
            ("softmax-without-keepdims", _careless(_row_max, lambda e: e.sum(axis=1))),
            ("softmax-without-keepdims", _careless(_nothing, lambda e: e.sum(axis=1))),
            (
                "softmax-without-keepdims",
                _careless(lambda s: s.max(axis=1), lambda e: e.sum(axis=1)),
            ),
            ("softmax-twice", lambda s: stable_softmax(stable_softmax(s))),
            ("softmax-exp-once-more", lambda s: np.exp(stable_softmax(s))),
            ("softmax-not-divided", np.exp),
            ("softmax-largest-is-one", lambda s: np.exp(s - _row_max(s))),
            ("softmax-largest-is-one", _careless(_nothing, _row_max)),
            ("softmax-largest-of-all-is-one", lambda s: np.exp(s - s.max())),
            ("softmax-largest-of-all-is-one", _careless(_nothing, np.max)),
            ("softmax-scores-divided", _divides_by_the_largest),
            ("softmax-scores-divided", lambda s: _careless(_nothing)(s / s.max())),
            ("softmax-without-exp", _share),
            ("softmax-without-exp", lambda s: _share(s - _row_max(s))),
            ("softmax-without-exp", lambda s: _share(np.abs(s))),
            ("softmax-without-exp", lambda s: _share(s - s.min(axis=1, keepdims=True))),
            ("softmax-without-exp", lambda s: _share(np.maximum(s, 0))),
            ("softmax-without-exp", lambda s: _share(s**2)),
            ("softmax-only-shifted", lambda s: s - _row_max(s)),
            ("softmax-sigmoid", lambda s: 1 / (1 + np.exp(-s))),
            ("softmax-logarithms", lambda s: np.log(stable_softmax(s))),
            ("softmax-transposed", lambda s: stable_softmax(s).T),
            ("softmax-turned-round", lambda s: stable_softmax(-s)),
            ("softmax-turned-round", lambda s: _careless(_nothing)(_row_max(s) - s)),
            ("softmax-first-row-only", lambda s: stable_softmax(s)[0]),
            ("softmax-first-row-only", lambda s: stable_softmax(s)[:1]),
            ("softmax-other-base", _other_base(2)),
            ("softmax-other-base", _other_base(10)),
            *[("softmax-patches-nan", _patched(value)) for value in (0.0, 1.0, 0.5)],
            *[
                ("softmax-cut-off", lambda s, low=low, n=n, f=f: f(np.clip(s, low and -n, n)))
                for n in CLIPPED_AT
                for low in (None, True)
                for f in (stable_softmax, _careless(_nothing))
            ],
            ("softmax-winner-takes-all", lambda s: np.eye(s.shape[1])[s.argmax(axis=1)]),
            *[("softmax-rounded", mistake) for mistake in _rounded(stable_softmax)],
        ],
    )


# Parameters, and the Keras model


@exercise("parameter-count", lesson=LESSON, answers=["count_parameters"])
def check_parameter_count(count_parameters, rng):
    trials = [(3, 2), (4, 7), (784, 10), (int(rng.integers(20, 60)), 5), (3072, 1000)]
    expect_function(
        count_parameters,
        trials,
        lambda d, k: d * k + k,
        [
            ("count-without-biases", lambda d, k: d * k),
            ("count-one-bias", lambda d, k: d * k + 1),
            ("count-bias-for-each-input", lambda d, k: d * k + d),
            ("count-biases-for-both", lambda d, k: d * k + d + k),
            ("count-one-more-of-both", lambda d, k: (d + 1) * (k + 1)),
            ("count-minus-biases", lambda d, k: d * k - k),
            ("count-added", lambda d, k: d + k),
            ("count-added", lambda d, k: d + k + k),
            ("count-as-many-biases", lambda d, k: 2 * d * k),
            ("count-ten-classes", lambda d, k: d * k + 10),
            ("count-ten-classes", lambda d, k: d * 10 + 10),
            ("count-784-inputs", lambda d, k: 784 * k + k),
            ("count-7850", lambda d, k: 7850),
            ("count-bytes", lambda d, k: (d * k + k) * 4),
            ("count-bytes", lambda d, k: (d * k + k) * 4 / 1024),
            ("count-square-image", lambda d, k: d * d * k + k),
            ("count-a-shape", lambda d, k: (d, k)),
            ("count-two-numbers", lambda d, k: (d * k, k)),
        ],
    )


@exercise(
    "keras-model",
    lesson=LESSON,
    answers=["build_model"],
    points=2,
    seconds=5,
    looks_at_object=True,
)
def check_keras_model(build_model, rng):
    if _is_keras_model(build_model.object):
        raise Incorrect("model-already", Words("is", {"name": "build_model", "given": _words()}))
    needs_function(build_model)
    for n_inputs, n_classes in ((6, 3), (int(rng.integers(30, 60)), 4), (784, 10)):
        _try_model(build_model, n_inputs, n_classes, rng)


def _words():
    return describe(Opaque("object", "Keras model"))


def _try_model(build_model, n_inputs, n_classes, rng):
    call = describe_call("build_model", (n_inputs, n_classes))
    model = _build(build_model, n_inputs, n_classes, call)
    seen = Words("call-gave-model", {"call": call})
    if not model.built:
        raise Incorrect("model-without-input", seen)
    x = rng.normal(size=(4, n_inputs)).astype(np.float32)
    if _feed(model, x) is None:
        raise Incorrect(_why_refused(model, n_classes), seen, inputs=n_inputs)
    _judge_size(model, np.shape(_feed(model, x)), n_inputs, n_classes, seen)
    arrays = {(n_inputs, n_classes): rng.normal(size=(n_inputs, n_classes))}
    arrays[n_classes,] = np.arange(1, n_classes + 1) / 2  # no bias is 0
    arrays = {shape: (array / np.sqrt(n_inputs)) for shape, array in arrays.items()}
    if sorted(array.shape for array in model.get_weights()) != sorted(arrays):
        raise Incorrect("model-other-arrays", seen)
    model.set_weights([arrays[array.shape] for array in model.get_weights()])
    scores = x @ arrays[n_inputs, n_classes] + arrays[n_classes,]
    _judge_output(_feed(model, x), scores, x, arrays, seen)
    if not model.trainable_weights:
        raise Incorrect("model-frozen", seen)
    trained = [_feed(model, x, training=True) for _ in range(3)]
    if not all(equal(output, trained[0], 1e-4) for output in [*trained, _feed(model, x)]):
        raise Incorrect("model-dropout", seen)


def _build(build_model, n_inputs, n_classes, call):
    """What build_model makes; raises for what is no Keras model, or one that Keras warns about."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        outcome = build_model.call(n_inputs, n_classes)
        if outcome.raised:
            seen = Words("call-raised", {"call": call, "error": outcome.raised})
            bare = "to a shape" in outcome.raised or "not iterable" in outcome.raised
            raise Incorrect("model-shape-no-tuple" if bare else "raises", seen)
        model = build_model.object(n_inputs, n_classes)
    if model is Ellipsis:
        raise NotAttempted("returns-dots", name="build_model")
    if model is None:
        printed = outcome.printed.strip()
        raise Incorrect("model-prints" if printed else "returns-nothing", name="build_model")
    if not _is_keras_model(model):
        given = describe(outcome.returned)
        seen = Words("call-returned", {"call": call, "given": given})
        raise Incorrect(_what_it_is(model), seen)
    if any("input_shape" in str(warning.message) for warning in caught):
        raise Incorrect("model-input-shape", Words("call-gave-model", {"call": call}))
    return model


def _is_keras_model(value) -> bool:
    keras = sys.modules.get("keras")  # there already, or nothing can be a Keras model
    return keras is not None and isinstance(value, keras.Model)


def _what_it_is(value) -> str:
    keras = sys.modules.get("keras")
    if isinstance(value, list | tuple):
        return "model-list"
    if isinstance(value, type):
        return "model-class"
    if keras is not None and isinstance(value, keras.layers.Layer):
        return "model-one-layer"
    if keras is not None and keras.backend.is_keras_tensor(value):
        return "model-output-of-a-layer"
    return "model-none"


def _feed(model, x, training=False):
    """The model's output for a batch, as an array; None if it refuses the batch."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.asarray(model(x, training=training))
    except Exception:
        return None


def _why_refused(model, n_classes) -> str:
    for shape, reason in (
        ((784,), "model-rows-of-784"),
        ((n_classes,), "model-arguments-swapped"),
        ((28, 28), "model-takes-images"),
    ):
        if _feed(model, np.ones((3, *shape), dtype=np.float32)) is not None:
            return reason
    return "model-refuses-rows"


def _judge_size(model, shape, n_inputs, n_classes, seen) -> None:
    if shape != (4, n_classes):
        reasons = {(4, n_inputs): "model-output-for-each-input", (4, 10): "model-fixed-10"}
        raise Incorrect(reasons.get(shape, "model-other-outputs"), seen, shape=str(shape))
    weights, count = n_inputs * n_classes, model.count_params()
    if count == weights:
        raise Incorrect("model-without-biases", seen, count=f"{count:,}")
    if count > weights + n_classes:
        raise Incorrect("model-too-many-parameters", seen, count=f"{count:,}")
    if count < weights:
        raise Incorrect("model-too-few-parameters", seen, count=f"{count:,}")


def _judge_output(given, scores, x, arrays, seen) -> None:
    if equal(given, stable_softmax(scores), 1e-4):
        return
    weights, biases = arrays.values()
    for cause, wrong in (
        ("model-scores", scores),
        ("model-sigmoid", 1 / (1 + np.exp(-scores))),
        ("model-relu", np.maximum(scores, 0)),
        ("model-tanh", np.tanh(scores)),
        ("model-log-softmax", np.log(stable_softmax(scores))),
        ("model-exp", np.exp(scores)),
        ("model-softmax-twice", stable_softmax(stable_softmax(scores))),
        ("model-relu-before-softmax", stable_softmax(np.maximum(scores, 0))),
        ("model-softmax-over-images", stable_softmax(scores.T).T),
        ("model-rescales", stable_softmax(x / 255 @ weights + biases)),
    ):
        if equal(given, wrong, 1e-4):
            raise Incorrect(cause, seen)
    fault = find_fault(given, stable_softmax(scores).astype(np.float32), tolerance=1e-4)
    raise Incorrect("model-other-output", seen, fault=fault)


# Before training, and all of it together


@guess("guess-untrained", lesson=LESSON, answer="guess_untrained")
def guess_untrained(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if _near(guessed, came, 0.03):
        return "guess-untrained-right"
    if guessed == 0:
        return "guess-untrained-nothing"
    if _near(guessed, 0.5, 0.01):
        return "guess-untrained-coin"
    if _near(guessed, 100 * came, 3) and guessed > 1:
        return "guess-untrained-percent"
    return "guess-untrained-low" if guessed < came else "guess-untrained-high"


@exercise("untrained-hundred", lesson=LESSON, answers=["expected_accuracy"])
def check_untrained_hundred(expected_accuracy, rng):
    expect_value(
        expected_accuracy,
        0.01,
        [
            ("hundred-as-ten", 0.1),
            ("hundred-in-percent", 1),
            ("hundred-wrong-ones", 0.99),
            ("hundred-none", 0),
            ("hundred-the-classes", 100),
            ("hundred-a-coin", 0.5),
            ("hundred-percent-twice", 0.0001),
        ],
    )


def _careless_model(column, stable, total, axis):
    """The given piece with some of its faults left in it."""

    def classify(x, weights, biases):
        scores = x @ weights + (biases.reshape(-1, 1) if column else biases)
        powers = np.exp(scores - _row_max(scores) if stable else scores)
        probabilities = powers / total(powers)
        return probabilities.argmax(axis=axis), probabilities.max(axis=axis)

    return classify


@exercise("mend-model", lesson=LESSON, answers=["classify"], points=2)
def check_mend_model(classify, rng):
    tiny = np.array([[1.0, 0.0], [0.5, 1.0], [0.0, 0.5]]), np.array([[1.0, 0.0], [-1.0, 2.0]])
    large = _model(rng, 3, 12, 5)
    large[1][:, 0] = np.abs(large[1][:, 0]) + 0.5  # so class 0 gets a high score from bright images
    bright_and_dark = large[0] * np.array([[1000], [1], [0.1]])
    trials = [
        (*tiny, np.array([0.5, -0.5])),
        _model(rng, 1, 6, 4),
        _model(rng, 4, 9, 4),
        (large[0], 1000 * large[1], 1000 * large[2]),
        (large[0], large[1], large[2] - 2000),
        (bright_and_dark, large[1], large[2]),
        _model(rng, 5, 16, 3, np.float32),
        _model(rng, 400, 784, 10),
    ]

    def right(x, weights, biases):
        probabilities = stable_softmax(x @ weights + biases)
        return probabilities.argmax(axis=1), probabilities.max(axis=1)

    def scores_in_place_of_probabilities(x, weights, biases):
        scores = x @ weights + biases
        return scores.argmax(axis=1), scores.max(axis=1)

    def without_biases(x, weights, biases):
        return right(x, weights, 0 * biases)

    def biases_alone(x, weights, biases):
        return right(0 * x, weights, biases)

    def one_maximum(x, weights, biases):
        probabilities = _careless(np.max)(x @ weights + biases)
        return probabilities.argmax(axis=1), probabilities.max(axis=1)

    def maximum_along(axis):
        def classify(x, weights, biases):
            scores = x @ weights + biases
            probabilities = _careless(lambda scores: scores.max(axis=axis))(scores)
            return probabilities.argmax(axis=1), probabilities.max(axis=1)

        return classify

    def all_probabilities(x, weights, biases):
        probabilities = stable_softmax(x @ weights + biases)
        return probabilities.argmax(axis=1), probabilities

    def counts_from_one(x, weights, biases):
        classes, probabilities = right(x, weights, biases)
        return classes + 1, probabilities

    def largest_exponential(x, weights, biases):
        classes, _ = right(x, weights, biases)
        return classes, np.ones(len(x))

    def rounded(digits):
        def classify(x, weights, biases):
            classes, probabilities = right(x, weights, biases)
            return classes, probabilities.round(digits)

        return classify

    mended = _careless_model
    totals = (
        (np.sum, "mend-sum-of-the-batch"),
        (lambda e: e.sum(axis=0), "mend-sum-over-images"),
        (lambda e: e.sum(axis=1), "mend-sum-without-keepdims"),
    )
    faults = []
    for total in (np.sum, _row_sum, totals[1][0], totals[2][0]):
        for axis in (0, 1, None):
            for stable in (False, True):
                faults.append(("mend-column-of-biases", mended(True, stable, total, axis)))
    for total, cause in totals:
        for axis in (0, 1, None):
            for stable in (False, True):
                faults.append((cause, mended(False, stable, total, axis)))
    for stable in (False, True):
        faults.append(("mend-decides-across-images", mended(False, stable, _row_sum, 0)))
        faults.append(("mend-decides-once", mended(False, stable, _row_sum, None)))
    faults.append(("mend-overflows", mended(False, False, _row_sum, 1)))
    expect_function(
        classify,
        trials,
        right,
        [
            *faults,
            ("mend-one-maximum", one_maximum),
            ("mend-maximum-of-columns", maximum_along(0)),
            ("mend-maximum-without-keepdims", maximum_along(1)),
            ("mend-scores-returned", scores_in_place_of_probabilities),
            ("mend-without-biases", without_biases),
            ("mend-biases-alone", biases_alone),
            ("mend-all-probabilities", all_probabilities),
            ("mend-counts-from-one", counts_from_one),
            ("mend-largest-exponential", largest_exponential),
            *[("mend-rounded", rounded(digits)) for digits in (1, 2, 3, 4)],
        ],
        results=("the classes", "the probabilities"),
    )
