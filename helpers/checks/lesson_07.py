"""Checks of lesson 7, looking at the weights."""

import contextlib
import copy
import io
import shutil
import tempfile
from pathlib import Path

import numpy as np

from helpers.checks import exercise
from helpers.checks.verdict import (
    Incorrect,
    NotAttempted,
    Raised,
    choose,
    compare_array,
    describe,
    needs_function,
    run_quietly,
    same,
    try_function,
)

LESSON = "07_weights"


def _draw(make, reference, mistakes):
    """Arguments from `make()` on which none of the mistakes gives the right result by luck."""
    while True:
        arguments = make()
        expected = reference(*arguments)
        if not any(same(run_quietly(mistake, arguments), expected) for mistake, _ in mistakes):
            return arguments


def _compare_whole(given, expected, *, what):
    """Compare arrays that count or point to something."""
    compare_array(given, expected, what=what)
    if given.size and given.dtype.kind not in "iu":
        raise Incorrect(
            f"{what} has the right values, but as {given.dtype}. These numbers count or point "
            "to something: make the array one of integers."
        )


@exercise("template", lesson=LESSON)
def check_template(template):
    rng = np.random.default_rng()
    digits = [*rng.choice(np.arange(1, 10), 2, replace=False).tolist(), 0]
    trials = [
        (f"digit {digit}", (rng.normal(size=(784, 10)).astype("float32"), digit))
        for digit in digits
    ]
    try_function(
        template,
        trials,
        lambda weights, digit: weights[:, digit].reshape(28, 28),
        [
            (
                lambda w, d: w.reshape(10, 28, 28)[d],
                "reshape alone mixes the digits: see the trap.",
            ),
            (lambda w, d: w.reshape(10, 28, 28), "Those are ten mixtures of all digits."),
            (lambda w, d: w[d].reshape(28, 28), "That row belongs to one pixel, not to one digit."),
            (lambda w, d: w[d], "That is a row: the weights of one pixel. A digit has a column."),
            (lambda w, d: w[:, d], "That is still a vector. Make rows and columns of it."),
            (lambda w, d: w[:, d].reshape(28, 28).T, "Rows and columns of the image are swapped."),
            (lambda w, d: w[:, d].reshape(1, 28, 28), "There is an axis of length 1 too many."),
            (lambda w, d: w[:, d].reshape(28, 28, 1), "There is an axis of length 1 too many."),
            (lambda w, d: w.T.reshape(10, 28, 28), "Those are all ten. Return the one asked for."),
            (lambda w, d: w.reshape(28, 28, 10), "Those are all ten. Return the one asked for."),
            (
                lambda w, d: w.reshape(28, 28, 10)[d],
                "That index picks a row of pixels, not a digit.",
            ),
            (
                lambda w, d: w[:, d - 1].reshape(28, 28),
                "Digits count from 0: that is the one before.",
            ),
            (lambda w, d: w[:, 0].reshape(28, 28), "That is always digit 0."),
            (lambda w, d: w[:, 3].reshape(28, 28), "That is always digit 3."),
            (lambda w, d: -w[:, d].reshape(28, 28), "The sign is turned around."),
            (lambda w, d: abs(w[:, d]).reshape(28, 28), "The signs are lost: keep the negatives."),
        ],
        name="template",
    )
    return "template gave shape (28, 28) and the right weights, for three digits."


@exercise("stripes", lesson=LESSON)
def check_stripes(letter):
    choose(
        letter,
        "b",
        {
            "a": "Then the picture would start like the right template, and there were no stripes.",
            "c": "reshape never shuffles: it keeps the numbers in the order of the memory.",
            "d": "reshape adds no zeros: every place gets a number of the array.",
        },
    )
    return "reshape cut the memory into rows of 28, and the weights lie there pixel by pixel."


def _softmax_of(scores, axis):
    return np.exp(scores) / np.exp(scores).sum(axis=axis, keepdims=True)


def _labels(x, weights, biases):
    return (x @ weights + biases).argmax(axis=1)


PREDICT_MISTAKES = [
    (lambda x, w, b: (x @ w).argmax(axis=1), "The biases are not in it."),
    (lambda x, w, b: (x @ w - b).argmax(axis=1), "The biases have the wrong sign."),
    (
        lambda x, w, b: (x @ w + b).argmax(axis=0),
        "It looks for the largest along the images (axis 0), not along the classes.",
    ),
    (
        lambda x, w, b: (x @ w + b).argmax(),
        "Without an axis, argmax takes the whole batch as one list.",
    ),
    (lambda x, w, b: x @ w + b, "Those are the scores. Which position has the largest?"),
    (
        lambda x, w, b: (x @ w + b).max(axis=1),
        "That is the largest score itself. You want its position.",
    ),
    (lambda x, w, b: (x @ w + b).argmin(axis=1), "That is the class with the smallest score."),
    (lambda x, w, b: (x @ w + b).argmax(axis=1) + 1, "Classes count from 0: one too many."),
    (
        lambda x, w, b: (x @ w + b).argmax(axis=1)[:, np.newaxis],
        "There is an axis too many: one label per image is one axis.",
    ),
    (
        lambda x, w, b: _softmax_of(x @ w + b, 0).argmax(axis=1),
        "A softmax over the images (axis 0) changes the order within an image.",
    ),
    (lambda x, w, b: _softmax_of(x @ w + b, 1), "Those are probabilities. Which is the largest?"),
]
OVERFLOW = (
    lambda x, w, b: _softmax_of(x @ w + b, 1).argmax(axis=1),
    "exp of a large score overflows to infinity. Are probabilities needed for a label?",
)


@exercise("predict-by-hand", lesson=LESSON, points=2)
def check_predict(predict):
    rng = np.random.default_rng()

    def make(images, pixels, classes):
        # Biases as large as the products, so that each of the two decides for some images.
        x = rng.uniform(0.1, 1, (images, pixels)).astype("float32")
        weights = rng.normal(size=(pixels, classes)).astype("float32")
        return x, weights, (np.sqrt(pixels) * rng.normal(size=classes)).astype("float32")

    large = (np.eye(2), np.array([[900.0, 1000.0, -5.0], [1200.0, 800.0, 1300.0]]), np.ones(3))
    trials = [
        (
            "seven images of 6 pixels, 4 classes",
            _draw(lambda: make(7, 6, 4), _labels, PREDICT_MISTAKES),
        ),
        ("one image of 784 pixels, 10 classes", make(1, 784, 10)),
        ("twenty images of 784 pixels, 10 classes", make(20, 784, 10)),
        ("two images with scores of about 1000", large),
    ]
    try_function(
        predict,
        trials,
        _labels,
        [*PREDICT_MISTAKES, OVERFLOW],
        name="predict",
        compare=_compare_whole,
    )
    return "predict gave the right label for many images, for one, and for scores of about 1000."


def _confusion(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix


def _counted_once(y_true, y_pred, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    matrix[y_true, y_pred] += 1
    return matrix


def _only_seen(y_true, y_pred, classes):
    return _confusion(y_true, y_pred, classes)[np.unique(y_true)][:, np.unique(y_pred)]


def _seen_anywhere(y_true, y_pred, classes):
    seen = np.union1d(y_true, y_pred)
    return _confusion(y_true, y_pred, classes)[np.ix_(seen, seen)]


def _up_to_the_largest(y_true, y_pred, classes):
    return _confusion(y_true, y_pred, 1 + max(y_true.max(), y_pred.max()))


CONFUSION_MISTAKES = [
    (lambda t, p, k: _confusion(p, t, k), "It is transposed: the true classes must be the rows."),
    (_counted_once, "Images that meet in one place were counted only once."),
    (lambda t, p, k: _counted_once(p, t, k), "It is transposed, and each place counts only once."),
    (
        lambda t, p, k: _confusion(t, p, k) / np.maximum(_confusion(t, p, k).sum(1), 1)[:, None],
        "Those are shares of each row. You want counts.",
    ),
    (lambda t, p, k: _confusion(t, p, k) / len(t), "Those are shares of all. You want counts."),
    (lambda t, p, k: np.diag(_confusion(t, t, k).diagonal()), "Only the true classes are counted."),
    (
        lambda t, p, k: np.diag(_confusion(t, p, k).diagonal()),
        "Only the right predictions are counted. The mistakes belong in it, too.",
    ),
    (
        lambda t, p, k: _confusion(t, p, k) * (1 - np.eye(k, dtype=int)),
        "The right predictions are missing from the diagonal.",
    ),
]
SHAPE_MISTAKES = [
    (_only_seen, "A class that does not occur has lost its row or column."),
    (_seen_anywhere, "A class that does not occur has lost its row and column."),
    (_up_to_the_largest, "A class that does not occur has lost its row and column."),
    (lambda t, p, k: _confusion(t, p, 10), "A fixed 10 serves only ten classes."),
]


@exercise("confusion", lesson=LESSON, points=2)
def check_confusion(confusion_matrix):
    rng = np.random.default_rng()

    def make(images, classes, present):
        y_true, y_pred = rng.choice(present, (2, images))
        return y_true.astype("uint8"), y_pred, classes

    trials = [
        (
            "40 images of 4 classes",
            _draw(lambda: make(40, 4, range(4)), _confusion, CONFUSION_MISTAKES),
        ),
        ("30 images of 6 classes, two of which do not occur", make(30, 6, [0, 2, 3, 4])),
        ("one image, 3 classes", make(1, 3, [1])),
        ("200 images of 10 classes", make(200, 10, range(10))),
    ]
    try_function(
        confusion_matrix,
        trials,
        _confusion,
        [*CONFUSION_MISTAKES, *SHAPE_MISTAKES],
        name="confusion_matrix",
        compare=_compare_whole,
    )
    return "confusion_matrix counted every pair, true classes in rows, absent classes included."


def _place(matrix):
    row, column = np.unravel_index(matrix.argmax(), matrix.shape)
    return int(row), int(column)


def _mistakes_of(matrix):
    return np.where(np.eye(len(matrix), dtype=bool), -1, matrix)


TOP_MISTAKES = [
    (_place, "The diagonal is still in it: those are right predictions."),
    (lambda m: _place(_mistakes_of(m))[::-1], "The two are swapped: the true class comes first."),
    (lambda m: _place(_mistakes_of(m).T), "The two are swapped: the true class comes first."),
    (
        lambda m: int(_mistakes_of(m).argmax()),
        "That is a position counted through the whole matrix. Make row and column of it.",
    ),
    (lambda m: int(_mistakes_of(m).max()), "That is the count itself. You want its place."),
    (lambda m: tuple([n] for n in _place(_mistakes_of(m))), "Take the numbers out of the arrays."),
    (
        lambda m: _place(np.triu(m + m.T, 1)),
        "Both directions were added up. A 4 taken for a 9 is not a 9 taken for a 4.",
    ),
    (
        lambda m: _place(np.tril(m + m.T, -1)),
        "Both directions were added up. A 4 taken for a 9 is not a 9 taken for a 4.",
    ),
    (
        lambda m: _place(_mistakes_of(m) / m.sum(axis=1, keepdims=True)),
        "That is the largest share of a row. You want the largest count.",
    ),
    (lambda m: _place(np.triu(m, 1)), "Only the mistakes above the diagonal were looked at."),
    (lambda m: _place(np.tril(m, -1)), "Only the mistakes below the diagonal were looked at."),
    (
        lambda m: _place(np.where(np.eye(len(m), dtype=bool), m.max(), -m)),
        "The diagonal is still in it: those are right predictions.",
    ),
    (
        lambda m: _place(-np.where(np.eye(len(m), dtype=bool), m.max() + 1, m)),
        "That is the rarest mistake.",
    ),
]


def _compare_pair(given, expected, *, what):
    if not isinstance(given, tuple | list | np.ndarray) or len(given) != 2:
        raise Incorrect(f"{what} is {describe(given)}, not a pair of two numbers.")
    if not all(isinstance(number, int | np.integer) for number in given):
        raise Incorrect(f"{what} is {describe(given)}; give two whole numbers.")
    if tuple(given) != expected:
        row, column = (int(number) for number in given)
        raise Incorrect(f"{what} is ({row}, {column}). That is not the most frequent mistake.")


@exercise("top-confusion", lesson=LESSON, points=2)
def check_top_confusion(top_confusion):
    rng = np.random.default_rng()

    def make(classes, right):
        # All counts differ, so that there is one largest.
        matrix = rng.permutation(np.arange(1, classes**2 + 1)).reshape(classes, classes)
        return (matrix + right * np.eye(classes, dtype=int),)

    def make_distinct(classes, right):
        def reference(matrix):
            return _place(_mistakes_of(matrix))

        # The last two can't tell anything apart in some matrices; these loops end at once.
        return _draw(lambda: make(classes, right), reference, [*TOP_MISTAKES[:9]])

    single = np.diag(rng.integers(5, 9, 4))
    single[2, 1] = 1
    above, below = make_distinct(10, 900), make_distinct(10, 900)
    while len({np.sign(np.subtract(*_place(_mistakes_of(m)))) for (m,) in (above, below)}) < 2:
        below = make_distinct(10, 900)
    try_function(
        top_confusion,
        [
            ("a matrix of 10 classes", above),
            ("another matrix of 10 classes", below),
            ("a matrix of 3 classes", make(3, 50)),
            ("a matrix with a single mistake", (single,)),
        ],
        lambda matrix: _place(_mistakes_of(matrix)),
        TOP_MISTAKES,
        name="top_confusion",
        compare=_compare_pair,
    )
    return "top_confusion found (true, predicted) in four matrices, and left them as they were."


def _surest(probabilities, labels, count):
    wrong, confidence = _wrong(probabilities, labels)
    return wrong[np.argsort(-confidence)][:count]


def _wrong(probabilities, labels):
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return wrong, probabilities[wrong].max(axis=1)


def _surest_of_all(probabilities, labels, count):
    return np.argsort(-probabilities.max(axis=1))[:count]


def _surest_right(probabilities, labels, count):
    right = np.flatnonzero(probabilities.argmax(axis=1) == labels)
    return right[np.argsort(-probabilities[right].max(axis=1))][:count]


def _least_sure(probabilities, labels, count):
    wrong, confidence = _wrong(probabilities, labels)
    return wrong[np.argsort(confidence)][:count]


def _places_among_mistakes(probabilities, labels, count):
    return np.argsort(-_wrong(probabilities, labels)[1])[:count]


def _lowest_true(probabilities, labels, count):
    wrong, _ = _wrong(probabilities, labels)
    return wrong[np.argsort(probabilities[wrong, labels[wrong]])][:count]


def _compare_positions(given, expected, *, what):
    longer = isinstance(given, np.ndarray) and given.ndim == 1 and len(given) > len(expected)
    if longer and same(given[: len(expected)], expected):
        raise Incorrect(
            f"{what} is {describe(given)}. There are fewer mistakes than count here, and right "
            "predictions fill the rest."
        )
    _compare_whole(given, expected, what=what)


MISTAKE_MISTAKES = [
    (_surest_of_all, "Right predictions are among them."),
    (_surest_right, "Those are the surest right predictions."),
    (_least_sure, "The least sure come first. argsort puts the smallest first."),
    (
        lambda p, y, n: _surest(p, y, n)[::-1],
        "The right ones, but the surest stands last. Turn the order around before cutting.",
    ),
    (
        _places_among_mistakes,
        "Those are places among the mistakes, not among all images. Index the positions with them.",
    ),
    (lambda p, y, n: _surest(p, y, len(p)), "Those are all mistakes. Give at most count."),
    (lambda p, y, n: _wrong(p, y)[0][:n], "Mistakes, but in the order of the images."),
    (
        _lowest_true,
        "It looks at the probability of the true class. Look at that of the predicted one.",
    ),
    (
        lambda p, y, n: p.max(axis=1)[_surest(p, y, n)],
        "Those are probabilities. You want the positions of the images.",
    ),
    (lambda p, y, n: y[_surest(p, y, n)], "Those are classes. You want the positions of images."),
    (
        lambda p, y, n: p.argmax(axis=1)[_surest(p, y, n)],
        "Those are classes. You want the positions of the images.",
    ),
    (lambda p, y, n: p.argmax(axis=1) != y, "That says which are wrong; find their positions."),
    (lambda p, y, n: (_surest(p, y, n),), "Take the array out of the tuple, with [0]."),
]


@exercise("confident-mistakes", lesson=LESSON, points=3)
def check_confident_mistakes(confident_mistakes):
    rng = np.random.default_rng()

    def make(images, classes, count, wrong):
        """Arguments with exactly `wrong` mistakes among the images."""
        scores = rng.normal(scale=2, size=(images, classes))
        probabilities = _softmax_of(scores, 1)
        labels = probabilities.argmax(axis=1)
        chosen = rng.choice(images, wrong, replace=False)
        labels[chosen] = (labels[chosen] + rng.integers(1, classes, wrong)) % classes
        return probabilities.astype("float32"), labels, count

    trials = [
        (
            "40 images of 5 classes, count 4",
            _draw(lambda: make(40, 5, 4, 20), _surest, MISTAKE_MISTAKES),
        ),
        ("60 images of 10 classes, count 10", make(60, 10, 10, 30)),
        ("12 images with 3 mistakes, count 8", make(12, 4, 8, 3)),
        ("6 images without a mistake, count 2", make(6, 3, 2, 0)),
    ]
    try_function(
        confident_mistakes,
        trials,
        _surest,
        [*MISTAKE_MISTAKES, (lambda p, y, n: _surest(p, y, 10), "A fixed 10 ignores count.")],
        name="confident_mistakes",
        compare=_compare_positions,
    )
    return "confident_mistakes gave the surest first, also with few mistakes and with none."


def _calmly(function, arguments, name, label):
    """Call a learner's function that may return nothing; its own words for what goes wrong."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            return function(*copy.deepcopy(arguments))
    except FileNotFoundError:
        raise Incorrect(f"on {label}, {name} looked for a file that is not there.") from None
    except SystemExit:
        raise Incorrect(f"on {label}, {name} ended the program.") from None
    except Exception as error:
        raise Incorrect(f"on {label}, {name} raised {Raised(error)}.") from None


def _save(save_weights, path, model):
    _calmly(save_weights, (path, *model), "save_weights", f"the path {path.name!r}")
    if path.exists():
        return
    others = sorted(found.name for found in Path.cwd().iterdir() if found.suffix != ".npz")
    fixed = sorted(found.name for found in Path.cwd().glob("*.npz"))
    if others:
        raise Incorrect(
            f"save_weights was given the path {path.name!r}, and wrote {others[0]!r}. "
            "Does the function that you use add an ending of its own?"
        )
    if fixed:
        raise Incorrect(
            f"save_weights was given the path {path.name!r}, and wrote {fixed[0]!r}. "
            "Use the path that you are given."
        )
    raise Incorrect(f"save_weights wrote no file at the path it was given, {path.name!r}.")


def _load(load_weights, path, label):
    given = _calmly(load_weights, (path,), "load_weights", label)
    if given is Ellipsis:
        raise NotAttempted("load_weights still returns `...`.")
    if given is None:
        raise Incorrect("load_weights returns None: it has no return. Return both arrays.")
    if not isinstance(given, tuple | list):
        raise Incorrect(
            f"on {label}, load_weights returned {describe(given)}. "
            "Take the two arrays out of what was loaded, and return both."
        )
    if len(given) != 2:
        raise Incorrect(f"load_weights returned {describe(given)}; return weights and biases.")
    return given


@exercise("save-and-load", lesson=LESSON, points=3)
def check_save_and_load(save_weights, load_weights):
    needs_function(save_weights, "save_weights")
    needs_function(load_weights, "load_weights")
    rng = np.random.default_rng()
    one = tuple(rng.normal(size=shape).astype("float32") for shape in ((784, 10), (10,)))
    two = tuple(rng.normal(size=shape) for shape in ((12, 3), (3,)))
    # The working folder is a temporary one, so that whatever is written goes away again.
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        contextlib.chdir(folder),
    ):
        here = Path(folder)
        paths = [here / "첫 번째 모델.npz", here / "the second model.npz", here / "copy.npz"]
        _save(save_weights, paths[0], one)
        _save(save_weights, paths[1], two)
        shutil.copyfile(paths[1], paths[2])
        for path, model, other, label in (
            (paths[0], one, two, "the first of two saved files"),
            (paths[1], two, one, "the second of two saved files"),
            (paths[2], two, one, "a copy of the second file under another name"),
        ):
            given = _load(load_weights, path, label)
            for position, kind in enumerate(("weights", "biases")):
                compare_array(
                    given[position],
                    model[position],
                    [
                        (
                            model[1 - position],
                            "Weights and biases are swapped: weights come first.",
                        ),
                        (
                            other[position],
                            "Those belong to the other file. Read the file you are given, "
                            "not a variable that is left over.",
                        ),
                        (
                            model[position].astype("float32").astype(float),
                            "They were rounded to float32. Give them back as they were saved.",
                        ),
                    ],
                    what=f"from {label}, the {kind} you return",
                    dtype=model[position].dtype,
                    tolerance=0,
                )
    return "both arrays came back from their file as they were, for two models and for a copy."
