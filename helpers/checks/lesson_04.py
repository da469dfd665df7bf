"""Checks of lesson 4, the model.

Nothing here imports Keras: an answer that uses it has imported it.
"""

import sys
import warnings

import numpy as np

from helpers import numpy_model
from helpers.checks import exercise
from helpers.checks.verdict import (
    Incorrect,
    call,
    compare_array,
    compare_number,
    describe,
    needs_function,
    same,
    try_function,
)

LESSON = "04_model"
TOLERANCE = 1e-4  # float32 sums differ in the last digits when they are added in another order


def _zero(scores):
    return 0


def _row_max(scores):
    return scores.max(axis=1, keepdims=True)


def _row_sum(powers):
    return powers.sum(axis=1, keepdims=True)


def _softmax_of_columns(scores):
    return numpy_model.softmax(scores.T).T


def _careless(subtracted, total):
    """A softmax that subtracts and divides by something of its own."""

    def softmax(scores):
        powers = np.exp(scores - subtracted(scores))
        return powers / total(powers)

    return softmax


def _parameters(rng, rows, pixels, classes, dtype=np.float64):
    """Images of (rows, pixels), weights and biases; nothing is zero."""
    return (
        rng.uniform(0.1, 1, (rows, pixels)).astype(dtype),
        rng.normal(size=(pixels, classes)).astype(dtype),
        rng.uniform(1, 2, classes).astype(dtype) * rng.choice([-1, 1], classes).astype(dtype),
    )


@exercise("score-one", lesson=LESSON)
def check_score_one(score_of):
    rng = np.random.default_rng()
    trials = []
    for label, pixels, classes, dtype in (
        ("784 pixels and 10 classes", 784, 10, np.float64),
        ("as many pixels as classes", 10, 10, np.float64),
        ("12 pixels and 5 classes in float32", 12, 5, np.float32),
    ):
        [image], weights, biases = _parameters(rng, 1, pixels, classes, dtype)
        weights[:, 0] += 10  # digit 0 wins, and neither it nor its neighbour is asked for
        digit = int(rng.integers(max(2, classes - 5), classes - 1))
        trials.append((label, (image, weights, biases, digit)))
    row = "weights[digit] is a row: one pixel's weights. The digit's weights are a column."
    forgotten = "The bias is forgotten."
    summed = "The products of pixel and weight are not added up yet."
    try_function(
        score_of,
        trials,
        lambda x, w, b, k: float(x @ w[:, k] + b[k]),
        [
            (lambda x, w, b, k: x @ w[:, k], forgotten),
            (lambda x, w, b, k: x @ w[k] + b[k], row),
            (lambda x, w, b, k: x @ w[k, :], row),
            (lambda x, w, b, k: np.dot(x, w[k]) + b[k], row),
            (lambda x, w, b, k: (x * w[k]).sum() + b[k], row),
            (lambda x, w, b, k: w[k] @ x + b[k], row),
            (
                lambda x, w, b, k: x @ w + b,
                "Those are the scores of all digits. One was asked for.",
            ),
            (lambda x, w, b, k: (x @ w + b).max(), "That is the highest score, not this digit's."),
            (lambda x, w, b, k: (x @ w + b).argmax(), "That is the digit with the highest score."),
            (lambda x, w, b, k: x @ w[:, k] + b, "All biases were added. This digit has one."),
            (
                lambda x, w, b, k: x @ w[:, k] + b.sum(),
                "All biases were added. This digit has one.",
            ),
            (lambda x, w, b, k: x @ w[:, k] - b[k], "The bias is subtracted instead of added."),
            (
                lambda x, w, b, k: x @ w[:, k] * b[k],
                "The bias is a factor here. It is to be added.",
            ),
            (lambda x, w, b, k: x * w[:, k] + b[k], summed),
            (lambda x, w, b, k: x * w[:, k], summed),
            (
                lambda x, w, b, k: (x * w[:, k] + b[k]).sum(),
                "The bias is added once for each pixel. It counts once.",
            ),
            (lambda x, w, b, k: (x * w[:, k]).mean() + b[k], "The mean is taken. Add up instead."),
            (lambda x, w, b, k: x @ w[:, k - 1] + b[k - 1], "Digits count from 0: one too low."),
            (lambda x, w, b, k: x @ w[:, k + 1] + b[k + 1], "Digits count from 0: one too high."),
            (lambda x, w, b, k: x @ w[:, 3] + b[3], "A fixed 3 serves only one digit."),
        ],
        name="score_of",
        tolerance=TOLERANCE,
    )
    return "score_of gave the weighted sum plus the digit's own bias, for images of three sizes."


@exercise("scores", lesson=LESSON)
def check_scores(linear_scores):
    rng = np.random.default_rng()
    trials = [
        ("5 images of 784 pixels and 10 classes", _parameters(rng, 5, 784, 10)),
        ("a batch of one image", _parameters(rng, 1, 12, 4)),
        ("as many images as classes and pixels", _parameters(rng, 10, 10, 10)),
        ("a batch in float32", _parameters(rng, 3, 16, 10, np.float32)),
    ]
    swapped = "The factors or a transpose don't fit: images are rows, digits columns."
    column = "The biases stand as a column, so each image gets one. Each class should."
    try_function(
        linear_scores,
        trials,
        lambda x, w, b: x @ w + b,
        [
            (lambda x, w, b: x @ w, "The biases are forgotten."),
            (lambda x, w, b: x @ w + b.reshape(-1, 1), column),
            (lambda x, w, b: (x @ w).T + b, "The product is transposed: images must stay rows."),
            (lambda x, w, b: (x @ w + b).T, "It is transposed: images must be rows, not columns."),
            (lambda x, w, b: w.T @ x.T + b, "The product is transposed: images must stay rows."),
            (lambda x, w, b: w @ x + b, swapped),
            (lambda x, w, b: np.dot(w, x) + b, swapped),
            (lambda x, w, b: x.T @ w + b, swapped),
            (lambda x, w, b: x @ w.T + b, swapped),
            (lambda x, w, b: np.dot(x, w.T) + b, swapped),
            (lambda x, w, b: x * w + b, "* multiplies number by number. A matrix product is due."),
            (lambda x, w, b: x @ w - b, "The biases are subtracted instead of added."),
            (lambda x, w, b: (x @ w) * b, "The biases are factors here. They are to be added."),
            (lambda x, w, b: x @ (w + b), "The biases are added before the product, once a pixel."),
            (lambda x, w, b: (x + b) @ w, "The biases belong to the classes, not to the pixels."),
            (
                lambda x, w, b: x @ w + b.sum(),
                "Every score got all biases. Each class has its own.",
            ),
            (lambda x, w, b: x @ w + b[0], "Every class got the same bias. Each has its own."),
            (lambda x, w, b: x[0] @ w + b, "Those are the scores of the first image only."),
            (lambda x, w, b: x @ w[:, 0] + b[0], "Those are the scores for one class only."),
            (
                lambda x, w, b: numpy_model.softmax(x @ w + b),
                "Softmax is already applied. Scores come before.",
            ),
            (lambda x, w, b: (x @ w + b).argmax(axis=1), "That is the decision already."),
        ],
        name="linear_scores",
        tolerance=TOLERANCE,
    )
    return "linear_scores gave (N, K), each class with its own bias, for batches of four sizes."


def _same_classes(given, expected, *, what):
    if isinstance(given, np.ndarray) and given.dtype.kind not in "iu" and same(given, expected):
        raise Incorrect(f"{what} is {describe(given)}. Classes are whole numbers: positions.")
    compare_array(given, expected, what=what)


@exercise("predict-class", lesson=LESSON)
def check_predict(predict):
    rng = np.random.default_rng()
    # Every class is a winner once, none of them with more than half of the probability.
    winners = rng.permutation(9)
    probabilities = rng.uniform(0.5, 1, (9, 9))
    probabilities[np.arange(9), winners] += 1
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    trials = [
        ("probabilities of 6 images and 9 classes", (probabilities[:6],)),
        ("a batch of one", (probabilities[[0 if winners[0] else 1]],)),
        ("as many images as classes", (probabilities[rng.permutation(9)],)),
        ("scores below 0 in float32", (rng.uniform(-2, -1, (30, 4)).astype(np.float32),)),
    ]
    shape = "One axis was asked for: one class for each image."
    try_function(
        predict,
        trials,
        lambda scores: scores.argmax(axis=1),
        [
            (lambda scores: scores.argmax(axis=0), "Axis 0 runs across images, not classes."),
            (lambda scores: scores.argmax(), "That is one position in the whole batch."),
            (lambda scores: scores[0].argmax(), "That is the class of the first image only."),
            (lambda scores: scores.max(axis=1), "Those are the largest values, not their places."),
            (lambda scores: scores.max(axis=0), "Those are largest values, not places."),
            (lambda scores: scores.argmin(axis=1), "Those are the places of the smallest values."),
            (lambda scores: scores.argmax(axis=1, keepdims=True), shape),
            (lambda scores: scores.argmax(axis=1) + 1, "Classes count from 0: one too high."),
            (lambda scores: scores.argsort(axis=1), "That is the whole ranking of each image."),
            (lambda scores: scores.argsort(axis=1)[:, 0], "argsort starts at the smallest value."),
            (
                lambda scores: (scores > 0.5).argmax(axis=1),
                "The highest probability may be below one half, and scores below 0.",
            ),
            (
                lambda scores: np.abs(scores).argmax(axis=1),
                "A score far below 0 is low. Don't take its absolute value.",
            ),
            (
                lambda scores: scores.round().argmax(axis=1),
                "Rounding makes different values equal.",
            ),
            (
                lambda scores: (scores == scores.max(axis=1, keepdims=True)).astype(int),
                "That marks the winners with 1. Their positions were asked for.",
            ),
            (
                lambda scores: scores == scores.max(axis=1, keepdims=True),
                "That marks the winners with True. Their positions were asked for.",
            ),
        ],
        name="predict",
        compare=_same_classes,
    )
    return "predict gave the place of each row's highest value, for probabilities and for scores."


@exercise("softmax", lesson=LESSON, points=3)
def check_softmax(softmax):
    rng = np.random.default_rng()
    # Sixty-fourths, which a float32 holds exactly even beside 1000.
    large = 1000 + rng.integers(-128, 128, (6, 4)) / 64
    far_apart = rng.integers(-128, 128, (3, 4)) / 64
    far_apart[0] += 1000
    far_apart[1] -= 1000
    far_apart[2] = [1000, -1000, 999, 0]
    trials = [
        ("5 rows of 10 scores", (rng.normal(scale=2, size=(5, 10)),)),
        ("scores around 1000", (large,)),
        ("rows around 1000 and around -1000", (far_apart,)),
        ("a batch of one in float32", (rng.normal(size=(1, 3)).astype(np.float32),)),
        ("a square batch in float32", (95 + rng.normal(size=(4, 4)).astype(np.float32),)),
    ]
    wrong_axis = "The sum runs along axis 0, so the images compete. Each row must add up to 1."
    whole_batch = "It sums over the whole batch. Each row must add up to 1."
    no_keepdims = "Without keepdims, one number per row has shape (N,) and meets the columns."
    not_divided = "The exponentials are not divided by their row's sum yet."
    try_function(
        softmax,
        trials,
        numpy_model.softmax,
        [
            (
                _careless(_zero, _row_sum),
                "exp of such a score is inf, and inf / inf is NaN. Make the scores smaller first.",
            ),
            (
                _careless(np.max, _row_sum),
                "The maximum of the whole batch was subtracted: in rows far below it, every "
                "exponential is 0, and 0 / 0 is NaN.",
            ),
            (
                _careless(lambda s: s.min(axis=1, keepdims=True), _row_sum),
                "The minimum was subtracted, so that high scores in a row can still overflow.",
            ),
            (
                _careless(lambda s: s.mean(axis=1, keepdims=True), _row_sum),
                "The mean was subtracted, so that scores far above it can still overflow.",
            ),
            (
                _careless(lambda s: s.max(axis=0), _row_sum),
                "The maximum runs along axis 0: each class lost another constant, not each row.",
            ),
            (
                _careless(lambda s: -_row_max(s), _row_sum),
                "The maximum was added. Scores get smaller when it is subtracted.",
            ),
            (_softmax_of_columns, wrong_axis),
            (_careless(_zero, lambda powers: powers.sum(axis=0)), wrong_axis),
            (_careless(_row_max, lambda powers: powers.sum(axis=0)), wrong_axis),
            (_careless(_zero, np.sum), whole_batch),
            (_careless(np.max, np.sum), whole_batch),
            (_careless(_row_max, np.sum), whole_batch),
            (_careless(lambda s: s.max(axis=1), _row_sum), no_keepdims),
            (_careless(_row_max, lambda powers: powers.sum(axis=1)), no_keepdims),
            (_careless(_zero, lambda powers: powers.sum(axis=1)), no_keepdims),
            (lambda s: numpy_model.softmax(numpy_model.softmax(s)), "Softmax is applied twice."),
            (
                lambda s: np.exp(numpy_model.softmax(s)),
                "exp is taken of the probabilities once more.",
            ),
            (np.exp, not_divided),
            (lambda s: np.exp(s - _row_max(s)), not_divided),
            (lambda s: s / _row_sum(s), "The exponential is missing."),
            (
                lambda s: (s - _row_max(s)) / _row_sum(s - _row_max(s)),
                "The exponential is missing.",
            ),
            (lambda s: s - _row_max(s), "Only the maximum was subtracted so far."),
            (lambda s: 1 / (1 + np.exp(-s)), "That is a sigmoid of each score by itself."),
            (
                lambda s: np.log(numpy_model.softmax(s)),
                "That is the logarithm of the probabilities.",
            ),
            (
                lambda s: numpy_model.softmax(s).T,
                "It is transposed: images must be rows, not columns.",
            ),
            (
                lambda s: numpy_model.softmax(-s),
                "The order is turned around: low scores got the most.",
            ),
            (
                lambda s: numpy_model.softmax(s)[0],
                "Those are the probabilities of the first row only.",
            ),
            (
                lambda s: np.nan_to_num(_careless(_zero, _row_sum)(s)),
                "Where exp overflows, a 0 in place of NaN is no probability either.",
            ),
            (
                lambda s: numpy_model.softmax(np.clip(s, None, 700)),
                "Large scores were cut off, and their differences are lost.",
            ),
            (
                lambda s: np.eye(s.shape[1])[s.argmax(axis=1)],
                "That gives all to the winner. Softmax leaves the others a share.",
            ),
        ],
        name="softmax",
    )
    return (
        "softmax's rows add up to 1 with the right shares: one row and many, scores of 1000 and "
        "-1000, float32 and float64."
    )


@exercise("untrained-loss", lesson=LESSON)
def check_untrained_loss(expected_loss):
    compare_number(
        expected_loss,
        np.log(100),
        [
            (np.log(10), "That is what ten classes would give."),
            (-np.log(100), "The loss has a minus before the logarithm. A loss is never below 0."),
            (np.log10(100), "That is the logarithm to base 10. The loss takes the natural one."),
            (np.log2(100), "That is the logarithm to base 2. The loss takes the natural one."),
            (0.01, "That is the probability. The loss is minus its logarithm."),
            (0.99, "That is the share of wrong answers. The loss is a logarithm."),
            (10 * np.log(10), "Ten times the classes don't give ten times the loss."),
            (np.log(1000), "That is what a thousand classes would give."),
            (100 * np.log(100), "The loss is a mean over images, not a sum over classes."),
            (np.log(100) / 100, "Each image counts with its correct class only, not with 1/100."),
            (np.log(100) / 10, "Nothing is to be divided by ten here."),
        ],
        what="expected_loss",
        tolerance=1e-3,  # two decimals are enough; ln 99 and ln 101 are still told apart
    )
    return "expected_loss is that of a model that gives each of 100 classes the same probability."


@exercise("parameter-count", lesson=LESSON)
def check_parameter_count(count_parameters):
    rng = np.random.default_rng()
    inputs, classes = int(rng.integers(20, 60)), int(rng.integers(3, 9))
    trials = [
        (f"{inputs} inputs and {classes} classes", (inputs, classes)),
        ("784 inputs and 10 classes", (784, 10)),
        ("4 inputs and 7 classes", (4, 7)),
    ]
    try_function(
        count_parameters,
        trials,
        lambda d, k: d * k + k,
        [
            (lambda d, k: d * k, "The biases are forgotten."),
            (lambda d, k: d * k + 1, "There is more than one bias."),
            (lambda d, k: d * k + d, "That counts one bias for each input. What is it there for?"),
            (lambda d, k: d * k + d + k, "Inputs have no bias. Only classes do."),
            (lambda d, k: d * k - k, "The biases are subtracted. They are parameters, too."),
            (lambda d, k: d + k, "Every class has a weight for every input, not only one."),
            (lambda d, k: 2 * d * k, "The biases are fewer than the weights."),
            (lambda d, k: d * k + 10, "A fixed 10 serves only ten classes."),
            (lambda d, k: 7850, "A fixed 7850 serves only one model."),
            (lambda d, k: (d * k + k) * 4, "That is the memory in bytes."),
            (lambda d, k: (d * k + k) * 4 / 1024, "That is the memory in kilobytes."),
            (lambda d, k: (d, k), "That is a shape. Count the numbers in it."),
        ],
        name="count_parameters",
    )
    return f"count_parameters was right for {len(trials)} models, weights and biases."


@exercise("keras-model", lesson=LESSON, points=2, seconds=5)
def check_keras_model(build_model):
    if _is_keras_model(build_model):
        raise Incorrect(
            "build_model is a model already. Give the function that makes one: its name, "
            "without calling it."
        )
    needs_function(build_model, "build_model")
    rng = np.random.default_rng()
    for n_inputs, n_classes in ((int(rng.integers(30, 60)), 4), (784, 10)):
        _try_model(build_model, n_inputs, n_classes, rng)
    return (
        "build_model gave two models of different size, with an Input, the right number of "
        "parameters, and softmax of x @ weights + biases as output."
    )


def _try_model(build_model, n_inputs, n_classes, rng):
    label = f"{n_inputs} inputs and {n_classes} classes"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = call(build_model, (n_inputs, n_classes), name="build_model", label=label)
    _needs_keras_model(model, label)
    if any("input_shape" in str(warning.message) for warning in caught):
        raise Incorrect(
            "Keras warns: the layer got input_shape or input_dim. Put an Input before it instead."
        )
    if not model.built:
        raise Incorrect(
            f"on {label}, the model has no weights yet: without an Input it does not know how "
            "many numbers a row has."
        )
    x = rng.normal(size=(3, n_inputs)).astype(np.float32)
    given = _feed(model, x)
    if given is None:
        raise Incorrect(f"on {label}, {_why_refused(model, n_inputs, n_classes)}")
    _judge_size(model, given, n_inputs, n_classes, label)
    weights, biases = _weights_and_biases(model, n_inputs, n_classes, label)
    scores = x @ weights + biases
    mistakes = [
        (scores, "These are bare scores: an activation is missing."),
        (1 / (1 + np.exp(-scores)), "That is a sigmoid: each class by itself, no distribution."),
        (np.maximum(scores, 0), "That is relu, which only cuts off what is below 0."),
        (np.tanh(scores), "That is tanh. The rows do not add up to 1."),
        (numpy_model.softmax(numpy_model.softmax(scores)), "Softmax is applied twice."),
        (
            numpy_model.softmax(np.maximum(scores, 0)),
            "Something cuts the scores off at 0 before the softmax.",
        ),
        (np.log(numpy_model.softmax(scores)), "That is log_softmax: logarithms of probabilities."),
        (np.exp(scores), "That is only exp: the rows do not add up to 1."),
    ]
    what = f"on {label}, the model's output"
    compare_array(given, numpy_model.softmax(scores), mistakes, what=what, tolerance=TOLERANCE)


def _is_keras_model(value):
    keras = sys.modules.get("keras")  # there already, or nothing can be a Keras model
    return keras is not None and isinstance(value, keras.Model)


def _needs_keras_model(model, label):
    if _is_keras_model(model):
        return
    keras = sys.modules.get("keras")
    hint = "A Keras model was asked for."
    if isinstance(model, list | tuple):
        hint = "Sequential makes a model of such a list."
    elif isinstance(model, type):
        hint = "Call it with what the model consists of."
    elif keras is not None and isinstance(model, keras.layers.Layer):
        hint = "That is one layer. Sequential makes a model of an Input and a layer."
    elif keras is not None and keras.backend.is_keras_tensor(model):
        hint = "That is the output of a layer. A model has to be made of it."
    raise Incorrect(f"on {label}, build_model returned {describe(model)}. {hint}")


def _feed(model, x):
    """The model's output for a batch, as an array; None if it refuses the batch."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.asarray(model(x))
    except Exception:
        return None


def _why_refused(model, n_inputs, n_classes):
    for shape, reason in (
        ((784,), "It takes rows of 784: a fixed number serves only one task."),
        ((n_classes,), "It takes rows as long as there are classes: the arguments are swapped."),
        ((28, 28), "It takes images of 28 × 28. Rows were asked for, already vectorized."),
    ):
        if _feed(model, np.ones((3, *shape), dtype=np.float32)) is not None:
            return f"the model does not take rows of {n_inputs} numbers. {reason}"
    return (
        f"the model does not take 3 rows of {n_inputs} numbers. The shape of an Input says how "
        "long one row is, and leaves out how many rows there are."
    )


def _judge_size(model, given, n_inputs, n_classes, label):
    if given.shape != (3, n_classes):
        reason = "Each row needs one output for each class."
        if given.shape == (3, n_inputs):
            reason = "That is one output for each input. A Dense layer is told its outputs."
        elif given.shape == (3, 10):
            reason = "A fixed 10 serves only ten classes."
        raise Incorrect(f"on {label}, 3 rows gave an output of shape {given.shape}. {reason}")
    weights = n_inputs * n_classes
    count = model.count_params()
    if count == weights:
        raise Incorrect(f"on {label}, the model has {count:,} parameters: it has no biases.")
    if count > weights + n_classes:
        raise Incorrect(
            f"on {label}, the model has {count:,} parameters. That is more than a linear model "
            "has: one Dense layer is enough."
        )
    if count < weights:
        raise Incorrect(
            f"on {label}, the model has {count:,} parameters, too few to give each class a "
            "weight for each input."
        )


def _weights_and_biases(model, n_inputs, n_classes, label):
    arrays = {array.shape: array for array in model.get_weights()}
    if set(arrays) != {(n_inputs, n_classes), (n_classes,)}:
        raise Incorrect(
            f"on {label}, the model's arrays have the shapes {', '.join(map(str, arrays))}. "
            "A linear model has weights (inputs, classes) and biases (classes,)."
        )
    return arrays[n_inputs, n_classes], arrays[n_classes,]
