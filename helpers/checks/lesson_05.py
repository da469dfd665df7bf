"""Checks of lesson 5, training."""

import contextlib
import io
import logging
import warnings

import numpy as np

from helpers import numpy_model
from helpers.checks import exercise
from helpers.checks.verdict import (
    Incorrect,
    NotAttempted,
    OutOfTime,
    Raised,
    choose,
    describe,
    needs_function,
    same,
    time_limit,
    try_function,
    try_results,
)

LESSON = "05_training"
SMALLEST = 1e-7  # what a probability counts at least, as in Keras


@exercise("honest-test", lesson=LESSON)
def check_honest_test(letter):
    choose(
        letter,
        "c",
        {
            "a": "That asks about the rows that the steps were made on. New digits are other rows.",
            "b": "That was measured on the training rows, while the steps were made on them.",
            "d": "fit() makes steps on whatever it is given. After that, these rows are no test.",
        },
    )
    return "no step was ever made on the images behind that number."


def _updates(rows, validation_split, batch_size, epochs):
    return -(-int(rows * (1 - validation_split)) // batch_size) * epochs


@exercise("number-of-updates", lesson=LESSON)
def check_number_of_updates(count_updates):
    rng = np.random.default_rng()
    rows, epochs = int(rng.integers(40, 90)) * 100 + 10, int(rng.integers(3, 9))
    settings = [
        (rows, 0.25, 100, epochs),
        (101, 0.2, 16, 3),
        (60_000, 0.2, 64, 30),
        (130, 0.0, 64, 2),
        (50, 0.2, 64, 4),
    ]
    trials = [
        (f"{rows:,} rows, a split of {split}, batches of {size} and {epochs} epochs", given)
        for given in settings
        for rows, split, size, epochs in [given]
    ]
    try_function(
        count_updates,
        trials,
        _updates,
        [
            (lambda n, v, b, e: -(-n // b) * e, "The validation rows are still among them."),
            (lambda n, v, b, e: int(n * (1 - v)) // b * e, "The last, small batch is missing."),
            (lambda n, v, b, e: int(n * (1 - v)) / b * e, "The last, small batch is one batch."),
            (lambda n, v, b, e: round(n * (1 - v) / b) * e, "Round a started batch always up."),
            (
                lambda n, v, b, e: n // b * e,
                "The validation rows are still among them, and the last, small batch is missing.",
            ),
            (lambda n, v, b, e: n / b * e, "The validation rows are still among them."),
            (lambda n, v, b, e: _updates(n, v, b, 1), "That is one epoch."),
            (
                lambda n, v, b, e: int(n * (1 - v)) // b,
                "That is one epoch, without its last batch.",
            ),
            (
                lambda n, v, b, e: -(-int(n * (1 - v)) * e // b),
                "The small batch comes at the end of every epoch, not only of the last.",
            ),
            (lambda n, v, b, e: -(-int(n * v) // b) * e, "Those are the validation rows."),
            (
                lambda n, v, b, e: -(-int(np.ceil(n * (1 - v))) // b) * e,
                "Keras rounds the number of training rows down.",
            ),
            (
                lambda n, v, b, e: (int(n * (1 - v)) // b + 1) * e,
                "A batch too many if none is small.",
            ),
            (lambda n, v, b, e: 750 * e, "A fixed 750 serves only 48,000 rows in batches of 64."),
            (lambda n, v, b, e: int(n * (1 - v)) * e, "That counts images, not batches."),
            (lambda n, v, b, e: -(-int(n * 0.8) // b) * e, "A fixed 0.8 serves only one split."),
            (
                lambda n, v, b, e: -(-int(n * (1 - v)) // 64) * e,
                "A fixed 64 serves one batch size.",
            ),
        ],
        name="count_updates",
    )
    return (
        f"count_updates is right for {len(trials)} settings, with and without a last small batch."
    )


def _chosen(probabilities, labels):
    return probabilities[np.arange(len(labels)), labels]


def _losses(probabilities, labels):
    return -np.log(np.maximum(_chosen(probabilities, labels), SMALLEST))


def _random_probabilities(rng, rows):
    numbers = rng.uniform(0.1, 1, (rows, 10))
    return numbers / numbers.sum(axis=1, keepdims=True)


@exercise("cross-entropy", lesson=LESSON, points=2)
def check_cross_entropy(cross_entropy):
    rng = np.random.default_rng()
    sure = numpy_model.softmax(np.array([[0, 200] + [0] * 8, [1] * 10, [2] * 10], dtype=np.float32))
    trials = [
        ("ten images", (_random_probabilities(rng, 10), rng.permutation(10))),
        ("a batch of one", (_random_probabilities(rng, 1), rng.integers(1, 10, 1))),
        (
            "64 images in float32",
            (_random_probabilities(rng, 64).astype(np.float32), rng.integers(0, 10, 64, np.uint8)),
        ),
        ("a probability of 0 for a correct class", (sure, np.array([0, 3, 5]))),
    ]
    try_function(
        cross_entropy,
        trials,
        lambda p, labels: _losses(p, labels).mean(),
        [
            (
                lambda p, labels: -np.log(_chosen(p, labels)).mean(),
                "The log of 0 is minus infinity. Raise the smallest probabilities first.",
            ),
            (lambda p, labels: _losses(p, labels).sum(), "That is the sum over the images."),
            (
                lambda p, labels: -np.log(_chosen(p, labels)).sum(),
                "That is the sum over the images.",
            ),
            (lambda p, labels: -_losses(p, labels).mean(), "The minus is missing."),
            (lambda p, labels: np.log(_chosen(p, labels)).mean(), "The minus is missing."),
            (lambda p, labels: _losses(p, labels), "That is one loss per image. Take their mean."),
            (
                lambda p, labels: _losses(p, labels).mean() / np.log(10),
                "That is the log to the base 10. The loss uses the natural one.",
            ),
            (
                lambda p, labels: _losses(p, labels).mean() / np.log(2),
                "That is the log to the base 2. The loss uses the natural one.",
            ),
            (
                lambda p, labels: _losses(p, labels).mean() / 10,
                "The mean runs over all 10 classes too. Only the images are counted.",
            ),
            (
                lambda p, labels: -np.log(np.maximum(p, SMALLEST)).mean(),
                "All ten probabilities are in it. Only that of the correct class counts.",
            ),
            (
                lambda p, labels: -np.log(np.maximum(p, SMALLEST)).sum(axis=1).mean(),
                "All ten probabilities are in it. Only that of the correct class counts.",
            ),
            (
                lambda p, labels: -np.log(np.maximum(p[:, labels], SMALLEST)).mean(),
                "A slice of all rows gives each row the labels of all. "
                "Pair each row with its own label.",
            ),
            (
                lambda p, labels: (
                    -np.log(np.maximum(p[labels, np.arange(len(labels))], SMALLEST)).mean()
                ),
                "Rows and columns are swapped: images come first, classes second.",
            ),
            (
                lambda p, labels: -(labels * np.log(np.maximum(p, SMALLEST))).sum(axis=1).mean(),
                "The labels are integers, not one-hot: each says which column of its row counts.",
            ),
            (
                lambda p, labels: -np.log(np.maximum(p[0, labels], SMALLEST)).mean(),
                "It looks at the first row only.",
            ),
            (
                lambda p, labels: -np.log(_chosen(p, labels).mean()),
                "The mean comes after the log, not before.",
            ),
            (
                lambda p, labels: -np.log(p.max(axis=1)).mean(),
                "That is the predicted class, the highest of the row. The label says which counts.",
            ),
            (
                lambda p, labels: 1 - _chosen(p, labels).mean(),
                "That is a plain difference from 1. The loss is a logarithm.",
            ),
            (lambda p, labels: _chosen(p, labels).mean(), "The logarithm is missing."),
            (
                lambda p, labels: -np.log(p[labels]).mean(),
                "The labels picked whole rows. They say which column of each row counts.",
            ),
        ],
        name="cross_entropy",
        tolerance=1e-4,
    )
    return (
        "cross_entropy gave the mean loss for ten images, for one, in float32, "
        "and a finite one where a probability is 0."
    )


@exercise("sgd-step", lesson=LESSON)
def check_sgd_step(sgd_step):
    rng = np.random.default_rng()

    def trial(rows, columns, dtype):
        shapes = ((rows, columns), (columns,), (rows, columns), (columns,))
        arrays = [rng.uniform(0.5, 2, shape).astype(dtype) for shape in shapes]
        return (*arrays, float(rng.uniform(0.05, 0.5)))

    trials = [
        ("weights of shape (5, 3)", trial(5, 3, np.float64)),
        ("float32 weights of shape (784, 10)", trial(784, 10, np.float32)),
    ]
    try:
        try_results(
            sgd_step,
            trials,
            lambda w, b, gw, gb, rate: (w - rate * gw, b - rate * gb),
            [
                (
                    lambda w, b, gw, gb, rate: (w + rate * gw, b + rate * gb),
                    "That goes uphill: the gradient was added.",
                ),
                (
                    lambda w, b, gw, gb, rate: (w - gw, b - gb),
                    "The learning rate is missing: that is the whole gradient in one step.",
                ),
                (lambda w, b, gw, gb, rate: (w, b), "It is as it was: no step was made with it."),
                (
                    lambda w, b, gw, gb, rate: (rate * gw, rate * gb),
                    "That is the step alone. Take it away from the old value.",
                ),
                (
                    lambda w, b, gw, gb, rate: (-rate * gw, -rate * gb),
                    "That is the step alone. Add the old value.",
                ),
                (lambda w, b, gw, gb, rate: (gw, gb), "That is the gradient."),
                (
                    lambda w, b, gw, gb, rate: (w - gw / rate, b - gb / rate),
                    "It divides by the learning rate.",
                ),
                (
                    lambda w, b, gw, gb, rate: (rate * (w - gw), rate * (b - gb)),
                    "The learning rate belongs to the gradient only, not to the old value.",
                ),
                (
                    lambda w, b, gw, gb, rate: (w - 0.01 * gw, b - 0.01 * gb),
                    "A fixed 0.01 serves only one learning rate.",
                ),
                (
                    lambda w, b, gw, gb, rate: (rate * gw - w, rate * gb - b),
                    "The difference is the wrong way round.",
                ),
                (
                    lambda w, b, gw, gb, rate: (w - rate * w, b - rate * b),
                    "The gradient is missing: it steps by the value itself.",
                ),
                (
                    lambda w, b, gw, gb, rate: (w - rate * gb, b - rate * gw.sum(axis=0)),
                    "That is the other one's gradient.",
                ),
                (
                    lambda w, b, gw, gb, rate: (w - rate * gw / len(gw), b - rate * gb / len(gb)),
                    "It is divided by a length. The 1/N is in the gradient already.",
                ),
            ],
            name="sgd_step",
            results=("the weights", "the biases"),
        )
    except Incorrect as verdict:
        if "changed the array" in str(verdict):
            raise Incorrect(
                "sgd_step changed the weights or biases it was given. An operator such as -= "
                "writes into the old array: make a new one."
            ) from None
        raise
    return "sgd_step went against both gradients, at two learning rates, and kept the old arrays."


@exercise("loss-story", lesson=LESSON)
def check_loss_story(cause):
    choose(
        cause,
        "b",
        {
            "a": "Tiny steps downhill would lower the loss slowly. Does this one fall?",
            "c": "On one batch, nonsense labels are learned like any others: the loss would fall.",
            "d": "Then the first number would be near 1: an untrained model has probability 1/10.",
        },
    )
    return "the loss starts near ln 10, as it should, and every step takes it uphill."


def _errors(probabilities, labels):
    return probabilities - np.eye(10)[labels]


def _wrong_gradient(errors_of, weights_of=None, biases_of=None):
    """A function that works out the errors, or what follows from them, in another way."""

    def wrong(x, probabilities, labels):
        errors = errors_of(x, probabilities, labels)
        return (
            weights_of(x, errors) if weights_of else x.T @ errors,
            biases_of(x, errors) if biases_of else errors.sum(axis=0),
        )

    return wrong


def _right_errors(x, probabilities, labels):
    return _errors(probabilities, labels) / len(x)


@exercise("gradient", lesson=LESSON, points=3)
def check_gradient(gradient):
    rng = np.random.default_rng()

    def trial(rows, columns, dtype):
        x = rng.uniform(0.1, 1, (rows, columns)).astype(dtype)
        return x, _random_probabilities(rng, rows).astype(dtype), rng.integers(0, 10, rows)

    trials = [
        ("6 images of 4 pixels", trial(6, 4, np.float64)),
        ("10 images of 10 pixels", trial(10, 10, np.float64)),
        ("a batch of one", trial(1, 7, np.float64)),
        ("64 float32 images", trial(64, 30, np.float32)),
    ]
    try:
        try_results(
            gradient,
            trials,
            lambda x, p, labels: numpy_model.gradient(x, p, np.eye(10)[labels]),
            [
                (
                    _wrong_gradient(lambda x, p, labels: _errors(p, labels)),
                    "It is N times too large: the loss is a mean, so divide by N.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: -_errors(p, labels) / len(x)),
                    "The sign is turned round: it is the probabilities minus the one-hot labels.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: -_errors(p, labels)),
                    "The sign is turned round, and the division by N is missing.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: _errors(p, labels) / 64),
                    "A fixed 64 serves only one batch size. Divide by the length of this batch.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: _errors(p, labels) / p.size),
                    "It is divided by all N times 10 numbers. The mean is over the images only.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: _errors(p, labels) / 10),
                    "It is divided by the 10 classes. Divide by the number of images.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: _errors(p, labels) / x.shape[1]),
                    "It is divided by the number of pixels. Divide by the number of images.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: p / len(x)),
                    "The labels are not in it: subtract 1 at each correct class.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: (p - labels[:, np.newaxis]) / len(x)),
                    "The labels themselves were subtracted. Make them one-hot first.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: (p - 1) / len(x)),
                    "1 was subtracted from every class. Only the correct one has a label of 1.",
                ),
                (
                    _wrong_gradient(_right_errors, weights_of=lambda x, errors: errors.T @ x),
                    "It is transposed: pixels must be rows, classes columns.",
                ),
                (
                    _wrong_gradient(_right_errors, weights_of=lambda x, errors: np.dot(x, errors)),
                    "x must be transposed in the product.",
                ),
                (
                    _wrong_gradient(_right_errors, biases_of=lambda x, errors: errors.sum(axis=1)),
                    "It is summed over the classes (axis 1), which gives 0 for each image. "
                    "Sum over the images.",
                ),
                (
                    _wrong_gradient(_right_errors, biases_of=lambda x, errors: errors.sum()),
                    "It is summed over everything. There is one slope per class.",
                ),
                (
                    _wrong_gradient(
                        _right_errors, biases_of=lambda x, errors: errors.sum(0, keepdims=True)
                    ),
                    "It has an axis too many. The biases have one axis.",
                ),
                (
                    _wrong_gradient(_right_errors, biases_of=lambda x, errors: errors.mean(axis=0)),
                    "It is divided by N twice: the errors have their 1/N already. Sum them.",
                ),
                (
                    _wrong_gradient(_right_errors, biases_of=lambda x, errors: errors),
                    "Those are the errors of each image. Add them over the images.",
                ),
                (
                    _wrong_gradient(
                        _right_errors, biases_of=lambda x, errors: np.zeros(errors.shape[1])
                    ),
                    "The biases are forgotten: zeros would leave them where they are.",
                ),
                (
                    _wrong_gradient(
                        _right_errors, biases_of=lambda x, errors: (x.T @ errors).sum(axis=0)
                    ),
                    "Pixels are in it. A bias is not multiplied with any pixel: add the errors.",
                ),
                (
                    _wrong_gradient(lambda x, p, labels: _errors(p, labels) / len(x) ** 2),
                    "It is divided by N twice.",
                ),
            ],
            name="gradient",
            results=("the gradient of the weights", "the gradient of the biases"),
        )
    except Incorrect as verdict:
        if "changed the array it was given (argument 2)" in str(verdict):
            raise Incorrect(
                "gradient changed the probabilities it was given: -= and /= write into them. "
                "Work on a copy."
            ) from None
        raise
    return "gradient gave both gradients of the mean loss, for 64 images, for ten, six and one."


# Training: one small model, whose weights NumPy works out beside it.

TRAINING_SECONDS = 20
"""The longest that one small training may take, Keras' import not counted."""


def _small_model(columns):
    """A fresh linear model, and random weights put into it."""
    import keras

    rng = np.random.default_rng()
    dense = keras.layers.Dense(10, activation="softmax", name="check_dense")
    model = keras.Sequential([keras.Input((columns,), name="check_input"), dense], name="check")
    start = rng.uniform(-0.3, 0.3, (columns, 10)), rng.uniform(-0.3, 0.3, 10)
    start = [array.astype(np.float32) for array in start]
    model.set_weights(start)
    return model, start


def _run_training(train, model, x, y, epochs, label):
    """What the learner's `train` gives, `Raised` if it raised; what it prints is dropped."""
    before = x.copy(), y.copy()
    printed = io.StringIO()
    # TensorFlow notes it, in the notebook, when many models are trained in a row.
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with (
            contextlib.redirect_stdout(printed),
            warnings.catch_warnings(),
            time_limit(TRAINING_SECONDS),
        ):
            warnings.simplefilter("ignore")
            given = train(model, x, y, epochs)
    except OutOfTime:
        raise Incorrect(
            f"on {label}, train was still running after {TRAINING_SECONDS} s and was stopped. "
            "It should take a second or two. Does it make just the epochs it is given?"
        ) from None
    except SystemExit:
        raise Incorrect(f"on {label}, train ended the program. Return what fit returns.") from None
    except Exception as error:
        return Raised(error)
    finally:
        logger.setLevel(level)
    if given is Ellipsis:
        raise NotAttempted("train still returns `...`.")
    if not (same(x, before[0], 0) and same(y, before[1], 0)):
        raise Incorrect(
            "train changed the images or labels it was given. Hand them on as they are."
        )
    return given


def _why_training_raised(model, raised: Raised) -> str:
    """The likely cause of an error that `train` ended in."""
    text = str(raised)
    if "must call `compile()`" in text or "compile() before" in text:
        return "Compile the model before you fit it."
    if "target" in text and "output" in text:
        loss = getattr(model, "loss", None)
        name = loss if isinstance(loss, str) else getattr(loss, "name", "")
        if str(name).startswith("sparse"):
            return "The sparse loss wants integer labels, one per row: hand y on as it is."
        return "The labels are integers, and this loss wants one-hot labels. Take the sparse one."
    if isinstance(raised.error, NameError):
        return "The function uses a name that it does not have."
    return ""


def _from_logits(model) -> bool:
    loss = getattr(model, "loss", None)
    try:
        return bool(loss.get_config().get("from_logits", False))
    except Exception:
        return False


def _history_of(given, epochs, label) -> dict:
    """The dictionary of the history that `train` returned; raise if it is not one."""
    history = given if isinstance(given, dict) else getattr(given, "history", None)
    if given is None:
        raise Incorrect("train returns None. Return what fit() returns.")
    if not isinstance(history, dict) or "loss" not in history:
        raise Incorrect(f"train returns {describe(given)}. Return what fit() returns: the history.")
    if "accuracy" not in history:
        others = [key for key in history if "acc" in str(key) and not str(key).startswith("val_")]
        if others:
            raise Incorrect(f"the history calls the accuracy {others[0]!r}. Ask for 'accuracy'.")
        raise Incorrect("the history has no accuracy. It is a metric: ask for it in compile.")
    if "val_loss" not in history:
        raise Incorrect("the history has no val_loss: fit() was not told to validate.")
    if len(history["loss"]) != epochs:
        raise Incorrect(
            f"on {label}, the history covers {len(history['loss'])}. Hand the number of epochs "
            "that the function is given on to fit()."
        )
    return history


@exercise("compile-and-fit", lesson=LESSON, points=3, seconds=45)
def check_compile_and_fit(train):
    needs_function(train, "train")
    import keras  # noqa: F401  # here, so that its seconds are not the learner's

    rng = np.random.default_rng()
    # 2,080 rows to train on: batches of 63 or of 65 make another number of steps than those of 64.
    rows, fitted = 2600, 2080
    columns, epochs = int(rng.integers(15, 25)), int(rng.integers(2, 5))
    label = f"{rows:,} images and {epochs} epochs"
    x = rng.uniform(0, 1, (rows, columns)).astype(np.float32)
    y = rng.integers(0, 10, rows).astype(np.uint8)
    # With all training rows alike, no shuffling changes a batch, and the weights are known.
    x[:fitted], y[:fitted] = x[0], y[0]
    model, start = _small_model(columns)
    given = _run_training(train, model, x, y, epochs, label)
    if isinstance(given, Raised):
        cause = _why_training_raised(model, given)
        raise Incorrect(f"on {label}, train raised {given}. {cause}".rstrip())
    history = _history_of(given, epochs, label)
    if all(same(now, old, 0) for now, old in zip(model.get_weights(), start, strict=True)):
        raise Incorrect(
            "the model that train was given has the weights it had before. Train that model, "
            "not another."
        )
    if _from_logits(model):
        raise Incorrect(
            "the loss is told from_logits=True, but the model ends in a softmax: what it gives "
            "are probabilities. Keras forgives that with a warning, others don't."
        )
    optimizer = type(model.optimizer).__name__
    if optimizer != "SGD":
        raise Incorrect(f"the optimizer is {optimizer}. The lesson's makes plain SGD steps.")
    steps = int(model.optimizer.iterations)
    if steps != -(-fitted // 64) * epochs:
        raise Incorrect(
            f"on {label}, the model made {steps} steps. That does not fit batches of 64 of the "
            "rows that the split leaves."
        )
    _compare_training(model, start, x[:fitted], y[:fitted], epochs)
    weights, biases = model.get_weights()
    scores = x[fitted:] @ weights + biases
    loss = numpy_model.cross_entropy(scores, y[fitted:])
    accuracy = np.mean(scores.argmax(axis=1) == y[fitted:])
    measured = history["val_loss"][-1], history.get("val_accuracy", [None])[-1]
    if not (same(measured[0], loss, 1e-4) and same(measured[1], accuracy, 1e-4)):
        raise Incorrect(
            f"on {label}, the validation loss or accuracy of the last epoch is not that of the "
            "last 20 % of the rows. Let fit() split them off."
        )
    return "train made the lesson's steps on 2,080 of 2,600 images, and kept four metrics."


def _compare_training(model, start, x, y, epochs):
    """Raise unless the model went where SGD at 0.01 on cross-entropy takes it."""
    reference = numpy_model.SoftmaxClassifier(
        learning_rate=0.01, batch_size=64, epochs=epochs, shuffle=False, initial_weights=start
    ).fit(x, y, verbose=False)
    given, expected = (
        np.concatenate([(end - begin).ravel() for end, begin in zip(ends, start, strict=True)])
        for ends in (model.get_weights(), (reference.weights_, reference.biases_))
    )
    if np.abs(given - expected).max() <= 1e-3 * np.abs(expected).max():
        return
    rate = float(model.optimizer.learning_rate)
    if not same(rate, 0.01):
        raise Incorrect(f"SGD's learning rate is {rate:.3g}, which is not the lesson's.")
    if getattr(model.optimizer, "momentum", 0):
        raise Incorrect("SGD was given a momentum. The lesson's steps have none.")
    raise Incorrect(
        "the weights did not move the way that cross-entropy takes them. Look at the loss, and at "
        "which rows fit() was given."
    )
