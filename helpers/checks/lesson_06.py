"""Checks of lesson 6, reading curves."""

import copy
import re

import matplotlib.pyplot as plt
import numpy as np
from IPython.utils.capture import capture_output
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.checks import exercise
from helpers.checks.verdict import (
    Incorrect,
    call,
    choose,
    describe,
    needs_function,
    try_function,
)

LESSON = "06_curves"
KEYS = ("accuracy", "loss", "val_accuracy", "val_loss")


def _fresh_history(epochs: int) -> dict[str, list[float]]:
    """A random history.

    From 9 epochs on, no two keys peak or bottom out in the same epoch, and none in the last.
    """
    rng = np.random.default_rng()
    places = rng.permutation(epochs - 1 if epochs > 2 * len(KEYS) else epochs)
    history = {}
    for turn, key in enumerate(KEYS):
        values = rng.uniform(0.3, 0.7, epochs)
        values[places[turn % len(places)]] = rng.uniform(0.8, 0.95)
        values[places[(turn + len(KEYS)) % len(places)]] = rng.uniform(0.05, 0.2)
        history[key] = values.tolist()
    return history


class _Watched:
    """The learner's function, with a note of whether it ever changed its argument."""

    def __init__(self, function, name: str):
        needs_function(function, name)
        self.function, self.name, self.changed = function, name, False

    def __call__(self, argument):
        before = copy.deepcopy(argument)
        result = self.function(argument)
        try:
            self.changed = self.changed or bool(argument != before)
        except Exception:
            self.changed = True
        return result

    def refuse_changes(self, what: str) -> None:
        if self.changed:
            raise Incorrect(
                f"{self.name} changed the {what} it was given. It is still needed: make new "
                "lists, arrays or tables, and write into those."
            )


def _compare_table(given, history, *, what: str) -> None:
    import pandas as pd

    epochs = len(next(iter(history.values())))
    if not isinstance(given, pd.DataFrame):
        hint = " pd.DataFrame(...) makes a table." if isinstance(given, dict | list) else ""
        raise Incorrect(f"{what} is {describe(given)}, not a DataFrame.{hint}")
    shape = f"{what} is a table of {given.shape[0]} rows and {given.shape[1]} columns"
    if set(given.index) == set(history) and given.shape[1] == epochs:
        raise Incorrect(f"{shape}. It is transposed: epochs must be rows, keys columns.")
    if "epoch" in given.columns:
        raise Incorrect(f"{shape}. One column is the epoch. It must be the index instead.")
    missing = [key for key in history if key not in given.columns]
    if missing:
        raise Incorrect(f"{shape}. It has no column {missing[0]!r}: every key becomes one.")
    if given.shape[1] != len(history):
        raise Incorrect(f"{shape}. There are more columns than keys in the history.")
    if len(given) != epochs:
        raise Incorrect(f"{shape}. Each epoch is one row. None is left out, none is added.")
    index = list(given.index)
    if index == list(range(epochs)):
        raise Incorrect(f"{shape}, but its index counts from 0. Epochs count from 1.")
    if index != list(range(1, epochs + 1)):
        raise Incorrect(f"{shape}, but its index does not count 1, 2, 3 and so on.")
    if given.index.name is None:
        where = " The name went to the columns." if given.columns.name == "epoch" else ""
        raise Incorrect(f"{shape}, and the index counts right, but it has no name.{where}")
    if given.index.name != "epoch":
        raise Incorrect(f"{what} has an index named {given.index.name!r}, not 'epoch'.")
    for key, values in history.items():
        try:
            column = given[key].to_numpy(dtype=float)
        except Exception:
            raise Incorrect(f"{what} has no numbers in its column {key!r}.") from None
        if np.allclose(column, values, rtol=1e-9, atol=0):
            continue
        if np.isnan(column).any():
            raise Incorrect(
                f"{what} has NaN in column {key!r}. pandas matches rows by their index: "
                "first make the table, then replace its index."
            )
        if any(np.allclose(column, np.round(values, digits)) for digits in range(1, 6)):
            raise Incorrect(f"{what} holds rounded numbers. Round when you show, not here.")
        raise Incorrect(f"{what} has other numbers in its column {key!r} than the history.")


@exercise("history-table", lesson=LESSON, points=2)
def check_history_table(as_table):
    watched = _Watched(as_table, "as_table")
    few = {key: _fresh_history(3)[key] for key in ("loss", "accuracy")}
    trials = [
        ("a history of 7 epochs", _fresh_history(7)),
        ("a history of 3 epochs without validation", few),
        ("a history of one epoch", {key: [0.123456789] for key in KEYS}),
    ]
    for label, history in trials:
        given = call(watched, (history,), name="as_table", label=label)
        _compare_table(given, history, what=f"on {label}, what as_table returns")
    watched.refuse_changes("history")
    return (
        "as_table gave one column per key and one row per epoch, and an index named epoch from 1, "
        "for histories of 7, 3 and 1 epochs."
    )


def _argbest(history, key, best=max):
    return history[key].index(best(history[key]))


@exercise("best-epoch", lesson=LESSON)
def check_best_epoch(best_epoch):
    watched = _Watched(best_epoch, "best_epoch")
    tie, single = _fresh_history(9), {key: [0.5] for key in KEYS}
    tie["val_accuracy"][1] = tie["val_accuracy"][7] = 0.99
    trials = [
        ("a history of 11 epochs", (_fresh_history(11),)),
        ("a history of 17 epochs", (_fresh_history(17),)),
        ("a history of 9 epochs, two of them equally good", (tie,)),
        ("a history of one epoch", (single,)),
    ]
    try_function(
        watched,
        trials,
        lambda history: _argbest(history, "val_accuracy") + 1,
        [
            (
                lambda history: _argbest(history, "val_accuracy"),
                "That is the position in the list, which counts from 0. Epochs count from 1.",
            ),
            (
                lambda history: _argbest(history, "val_accuracy") + 2,
                "One too far: add only what leads from positions to epochs.",
            ),
            (
                lambda history: _argbest(history, "accuracy") + 1,
                "That is the best epoch on the training set. Choose by validation.",
            ),
            (
                lambda history: _argbest(history, "accuracy"),
                "That is the best position on the training set. Choose by validation, and count "
                "epochs from 1.",
            ),
            (
                lambda history: _argbest(history, "val_accuracy", min) + 1,
                "That is the worst epoch: a high accuracy is good.",
            ),
            (
                lambda history: _argbest(history, "val_accuracy", min),
                "That is the position of the worst epoch: a high accuracy is good.",
            ),
            (
                lambda history: _argbest(history, "val_loss") + 1,
                "That is the epoch with the highest validation loss. It asks for the accuracy.",
            ),
            (
                lambda history: _argbest(history, "val_loss"),
                "That looks at the validation loss, at its highest. It asks for the accuracy.",
            ),
            (
                lambda history: _argbest(history, "val_loss", min) + 1,
                "That is the epoch with the lowest validation loss. It asks for the accuracy.",
            ),
            (
                lambda history: _argbest(history, "val_loss", min),
                "That looks at the validation loss. It asks for the accuracy.",
            ),
            (
                lambda history: _argbest(history, "loss", min) + 1,
                "That looks at the training loss. It asks for the validation accuracy.",
            ),
            (
                lambda history: (
                    len(history["val_accuracy"]) - _argbest(_reversed(history), "val_accuracy")
                ),
                "Several epochs are equally good there, and it took the last of them.",
            ),
            (
                lambda history: max(history["val_accuracy"]),
                "That is the accuracy itself. It asks in which epoch it was reached.",
            ),
            (lambda history: len(history["val_accuracy"]), "That is the number of epochs."),
        ],
        name="best_epoch",
    )
    watched.refuse_changes("history")
    return (
        "best_epoch gave the epoch with the highest validation accuracy, counted from 1, for four "
        "histories; the first one where two were equally good."
    )


def _reversed(history):
    return {key: values[::-1] for key, values in history.items()}


def _difference(history, first, second):
    return np.array(history[first]) - np.array(history[second])


@exercise("accuracy-gap", lesson=LESSON)
def check_accuracy_gap(accuracy_gap):
    watched = _Watched(accuracy_gap, "accuracy_gap")
    trials = [
        ("a history of 8 epochs", (_fresh_history(8),)),
        ("a history of 12 epochs", (_fresh_history(12),)),
        ("a history of one epoch", ({key: [0.1 * n] for n, key in enumerate(KEYS, 1)},)),
    ]

    def gap(history):
        return _difference(history, "accuracy", "val_accuracy")

    try_function(
        watched,
        trials,
        gap,
        [
            (
                lambda history: -gap(history),
                "The sign is the other way round: it is training minus validation.",
            ),
            (
                lambda history: np.abs(gap(history)),
                "Its sign is gone: where validation is better, the gap is negative.",
            ),
            (
                lambda history: _difference(history, "loss", "val_loss"),
                "That is the gap of the losses. It asks for the accuracies.",
            ),
            (
                lambda history: _difference(history, "val_loss", "loss"),
                "That is the gap of the losses. It asks for the accuracies.",
            ),
            (
                lambda history: _difference(history, "accuracy", "loss"),
                "That is accuracy minus loss. Both must be accuracies.",
            ),
            (lambda history: gap(history)[-1], "That is the gap of the last epoch only."),
            (lambda history: gap(history).mean(), "That is the mean. Every epoch has its own gap."),
            (lambda history: gap(history).max(), "That is the largest. Every epoch has its own."),
            (lambda history: 100 * gap(history), "That is in percent. Leave it as a share."),
            (
                lambda history: gap(history)[:, np.newaxis],
                "That is a column: two axes. One number per epoch needs one axis.",
            ),
            (
                lambda history: np.array(history["accuracy"]) + history["val_accuracy"],
                "That is the sum of the two, not the difference.",
            ),
            (
                lambda history: gap(history) / np.array(history["accuracy"]),
                "That is divided by the training accuracy. Only the difference is asked for.",
            ),
            (
                lambda history: history["accuracy"] - history["val_accuracy"],
                "Lists can't be subtracted. Arrays can.",
            ),
        ],
        name="accuracy_gap",
    )
    watched.refuse_changes("history")
    return "accuracy_gap gave training minus validation accuracy for every epoch of 3 histories."


@exercise("order-rates", lesson=LESSON)
def check_order_rates(order):
    if isinstance(order, list | tuple) and all(isinstance(letter, str) for letter in order):
        order = "".join(order)
    letters = "".join(order.upper().replace(",", " ").split()) if isinstance(order, str) else ""
    if sorted(letters) != ["A", "B", "C"]:
        raise Incorrect(
            f"order is {describe(order)}; give the letters A, B and C, each once, in one text."
        )
    said = f"you ordered them {letters}."
    if letters == "ACB":
        raise Incorrect(f"{said} That is the largest first. The smallest rate comes first.")
    if letters[0] == "A" or letters.index("A") < letters.index("C"):
        raise Incorrect(f"{said} A goes up as well as down. What does that say about its steps?")
    if letters[0] != "B":
        raise Incorrect(f"{said} B hardly gets anywhere in an epoch. How long are its steps?")
    if letters[2] != "A":
        raise Incorrect(f"{said} A goes up as well as down. What does that say about its steps?")
    return "the creeping curve, the one that falls fast and evenly, the one that jumps."


@exercise("broken-curve", lesson=LESSON)
def check_broken_curve(letter):
    choose(
        letter,
        "c",
        {
            "a": "Then the training curves would jump, too. They are smooth.",
            "b": "Then validation would start well and be left behind later. Look at epoch 1.",
            "d": "Then both curves would still improve. Which one does not move at all?",
        },
    )
    return (
        "training is fine, and validation is at 1 in 10 from the first epoch on: "
        "its labels belong to other images."
    )


# A figure is judged by what its reader sees.


@exercise("labelled-curve", lesson=LESSON, points=3)
def check_labelled_curve(plot_loss):
    watched = _Watched(plot_loss, "plot_loss")
    for label, epochs in (("a history of 9 epochs", 9), ("a history of 4 epochs", 4)):
        history = _fresh_history(epochs)
        before = set(plt.get_fignums())
        try:
            with capture_output():
                given = call(watched, (history,), name="plot_loss", label=label)
            _judge_figure(given, history, label)
        finally:
            for number in set(plt.get_fignums()) - before:
                plt.close(number)
    watched.refuse_changes("history")
    return (
        "the figure shows training and validation loss over epochs from 1, with a title, both axes "
        "labelled and a legend that names each curve rightly, for histories of 9 and 4 epochs."
    )


def _judge_figure(given, history, label: str) -> None:
    figure = given.figure if isinstance(given, Axes) else given
    if not isinstance(figure, Figure):
        several = isinstance(given, list | tuple)
        hint = " Return one thing, the figure." if several else ""
        raise Incorrect(f"on {label}, plot_loss returns {describe(given)}, not a figure.{hint}")
    panels = [axes for axes in figure.axes if axes.get_lines()]
    if not panels:
        raise Incorrect(f"on {label}, the figure has no curve in it. plot() draws one.")
    if len(panels) > 1:
        raise Incorrect("the curves are in several plots. To be compared they belong in one.")
    [axes] = panels
    lines = axes.get_lines()
    shown = [_key_of(line, history) for line in lines]
    _judge_lines(lines, shown, history, label)
    _judge_legend(axes, figure, lines, shown)
    _judge_words(axes, figure)


def _key_of(line, history) -> str | None:
    """The key of the history whose numbers the line shows."""
    values = np.asarray(line.get_ydata(), dtype=float)
    for key, numbers in history.items():
        if values.shape == (len(numbers),) and np.allclose(values, numbers, rtol=1e-6):
            return key
    return None


def _judge_lines(lines, shown, history, label: str) -> None:
    if not {"loss", "val_loss"} & set(shown) and {"accuracy", "val_accuracy"} & set(shown):
        raise Incorrect(f"on {label}, the figure shows the accuracy. It asks for the loss.")
    if "accuracy" in shown or "val_accuracy" in shown:
        raise Incorrect(f"on {label}, loss and accuracy are mixed. Both curves must be losses.")
    if None in shown:
        raise Incorrect(
            f"on {label}, a curve shows numbers that are no loss of the history it was given. "
            "Use the argument, all of its epochs, and don't change the numbers."
        )
    for key, name in (("val_loss", "validation"), ("loss", "training")):
        if key not in shown:
            raise Incorrect(f"on {label}, the {name} loss is missing from the figure.")
    if len(lines) != 2:
        raise Incorrect(f"on {label}, the figure has {len(lines)} curves. There are two to draw.")
    for line, key in zip(lines, shown, strict=True):
        epochs = np.asarray(line.get_xdata(orig=False), dtype=float).tolist()
        name = "validation" if key == "val_loss" else "training"
        if epochs == list(range(len(history[key]))):
            raise Incorrect(f"the {name} curve starts at epoch 0. Epochs count from 1.")
        if epochs != list(range(1, len(history[key]) + 1)):
            raise Incorrect(f"on {label}, the {name} curve's epochs are not 1, 2, 3 and so on.")
        if not line.get_visible() or line.get_linestyle() == "None":
            raise Incorrect(f"the {name} loss is drawn without a line. A curve needs one.")


def _look(line) -> tuple:
    from matplotlib.colors import to_hex

    return to_hex(line.get_color()), line.get_linestyle(), line.get_marker()


def _says(text: str, *words: str) -> bool:
    """Whether one of the words stands in the text, whole, in any case."""
    return not set(words).isdisjoint(re.split("[^a-z]+", text.lower()))


def _judge_legend(axes, figure, lines, shown) -> None:
    looks = [_look(line) for line in lines]
    if looks[0] == looks[1]:
        raise Incorrect("both curves look the same. Give them different colours or line styles.")
    legend = axes.get_legend() or next(iter(figure.legends), None)
    if legend is None:
        hint = " Labels alone don't show: legend() draws them." if _labelled(lines) else ""
        raise Incorrect(f"the figure has no legend, so nobody knows which curve is which.{hint}")
    names = [text.get_text() for text in legend.get_texts()]
    if any(_says(name, "test", "testing") for name in names):
        raise Incorrect(
            "a curve is called test in the legend. No number of a history comes from the test set."
        )
    if len(names) != 2:
        raise Incorrect(f"the legend names {len(names)} of the two curves.")
    of_validation = [_says(name, "validation", "valid") for name in names]
    of_training = [_says(name, "training", "train") for name in names]
    if sorted(of_validation) != [False, True] or sorted(of_training) != [False, True]:
        raise Incorrect(
            f"the legend says {names[0][:40]!r} and {names[1][:40]!r}. "
            "One entry must say training, the other validation."
        )
    for handle, says_validation in zip(legend.legend_handles, of_validation, strict=True):
        key = shown[looks.index(_look(handle))] if _look(handle) in looks else None
        if key is not None and says_validation != (key == "val_loss"):
            raise Incorrect("the names in the legend are swapped: each stands for the other curve.")


def _labelled(lines) -> bool:
    return any(not str(line.get_label()).startswith("_") for line in lines)


def _judge_words(axes, figure) -> None:
    across, up = axes.get_xlabel(), axes.get_ylabel()
    titles = [axes.get_title(loc=place) for place in ("center", "left", "right")]
    title = " ".join([*titles, figure.get_suptitle()])
    if _says(across, "loss") and _says(up, "epoch", "epochs"):
        raise Incorrect("the labels of the two axes are swapped.")
    for text, name in ((across, "x axis"), (up, "y axis"), (title, "figure")):
        if not text.strip():
            missing = "title" if name == "figure" else "label"
            raise Incorrect(f"the {name} has no {missing}. A reader should not have to guess.")
    if not _says(across, "epoch", "epochs"):
        raise Incorrect(f"the x axis says {across[:40]!r}. What does it count?")
    if not _says(up, "loss"):
        raise Incorrect(f"the y axis says {up[:40]!r}. Which quantity is drawn?")
    for word in ("accuracy", "test"):
        if _says(title, word):
            raise Incorrect(f"the title speaks of {word}. That is not what the curves show.")
    if not _says(title, "loss", "losses"):
        raise Incorrect(f"the title says {title.strip()[:40]!r}. It should name what is drawn.")


def _picked(results, by, report, best=max):
    return best(results, key=lambda result: result[by])[report]


def _fresh_results(count: int) -> list[dict]:
    """Random results, at least 6: each set has its own favourite, never the first or the last.

    Neither is the one that validation likes least.
    """
    rng = np.random.default_rng()
    numbers = rng.uniform(0.5, 0.8, (count, 3))
    *favourites, least = 1 + rng.permutation(count - 2)[:4]
    numbers[favourites, [0, 1, 2]] = rng.uniform(0.85, 0.99, 3)
    numbers[least, 1] = 0.4
    return [
        {
            "learning_rate": float(rng.uniform(0.001, 0.4)),
            "accuracy": float(training),
            "val_accuracy": float(validation),
            "test_accuracy": float(test),
        }
        for training, validation, test in numbers
    ]


@exercise("honest-report", lesson=LESSON, points=2)
def check_honest_report(honest_accuracy):
    watched = _Watched(honest_accuracy, "honest_accuracy")
    tie = _fresh_results(7)
    tie[1]["val_accuracy"] = tie[3]["val_accuracy"] = 0.995
    trials = [
        ("six results", (_fresh_results(6),)),
        ("nine results", (_fresh_results(9),)),
        ("seven results, two of them equally good", (tie,)),
        ("a single result", (_fresh_results(6)[:1],)),
    ]
    try_function(
        watched,
        trials,
        lambda results: _picked(results, "val_accuracy", "test_accuracy"),
        [
            (
                lambda results: _picked(results, "test_accuracy", "test_accuracy"),
                "That is the best test accuracy: chosen by the test set, it looks too good.",
            ),
            (
                lambda results: _picked(results, "val_accuracy", "val_accuracy"),
                "That is the validation accuracy. It made the choice, so it is a little too good.",
            ),
            (
                lambda results: _picked(results, "accuracy", "test_accuracy"),
                "It chose by the training accuracy. A model that learns by heart wins there.",
            ),
            (
                lambda results: _picked(results, "accuracy", "accuracy"),
                "That is evaluated on the training set. The model has seen those images.",
            ),
            (
                lambda results: _picked(results, "val_accuracy", "accuracy"),
                "The choice is right, but that is its accuracy on the training set, whose images "
                "it has seen.",
            ),
            (
                lambda results: _picked(results, "val_accuracy", "test_accuracy", min),
                "It chose the lowest validation accuracy. High is good.",
            ),
            (
                lambda results: _picked(results, "val_accuracy", "learning_rate"),
                "The choice is right, but that is its learning rate, not how good it is.",
            ),
            (
                lambda results: _picked(results[::-1], "val_accuracy", "test_accuracy"),
                "Two are equally good there, and it took the last of them.",
            ),
            (
                lambda results: results[-1]["test_accuracy"],
                "That is the last of the list, whatever validation says.",
            ),
            (
                lambda results: results[0]["test_accuracy"],
                "That is the first of the list, whatever validation says.",
            ),
            (
                lambda results: np.mean([result["test_accuracy"] for result in results]),
                "That is the mean over all of them. You choose one.",
            ),
            (
                lambda results: max(range(len(results)), key=lambda n: results[n]["val_accuracy"]),
                "That is the position in the list of the one you chose. Report its accuracy.",
            ),
        ],
        name="honest_accuracy",
    )
    watched.refuse_changes("results")
    return (
        "honest_accuracy chose by validation and reported the test accuracy of that choice, for "
        "lists of six, nine, seven and one."
    )
