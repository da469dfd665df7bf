"""Checks of lesson 7, curves."""

import functools
import re

import numpy as np
from IPython.utils.capture import capture_output

from helpers.checks.registry import exercise, guess
from helpers.checks.sentences import Words, describe
from helpers.checks.verdict import (
    Answer,
    Incorrect,
    equal,
    expect_choice,
    expect_function,
    is_number,
    needs_function,
)

LESSON = "07_curves"


# Guesses: a number is right within a tolerance.


@guess("guess-best-rate", lesson=LESSON, answer="guess_rate")
def guess_best_rate(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if equal(float(guessed), float(came), 1e-6):
        return "guess-right"
    if guessed > 1:
        return "guess-rate-largest"
    if guessed > came:
        return "guess-rate-overshoots"
    return "guess-rate-smallest" if guessed <= 0.001 else "guess-rate-careful"


@guess("guess-batch", lesson=LESSON, answer="guess_batch_loss")
def guess_batch(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if abs(guessed - came) <= 0.03:
        return "guess-right"
    return "guess-batch-rate-alone" if guessed > came else "guess-batch-steps-alone"


@guess("guess-gain", lesson=LESSON, answer="guess_gain")
def guess_gain(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if guessed > 1:
        return "guess-gain-not-a-share"
    if abs(guessed - came) <= 0.1:
        return "guess-right"
    return "guess-gain-loss-for-all" if guessed < came else "guess-gain-too-many"


@guess("guess-disagree", lesson=LESSON, answer="guess_disagree")
def guess_disagree(guessed, came):
    if not is_number(guessed):
        return "guess-of-another-kind"
    if 0 < guessed < 1:
        return "guess-disagree-as-a-share"
    if abs(guessed - came) <= 75:
        return "guess-right"
    if guessed < came:
        return "guess-disagree-the-difference"
    return "guess-disagree-all-mistakes" if guessed >= 900 else "guess-disagree-too-many"


# Tables of histories


KEYS = ("accuracy", "loss", "val_accuracy", "val_loss")


class _Kept:
    """Stands before a learner's function, and keeps each result that is no plain data.

    What the function displays is not shown.
    """

    def __init__(self, answer):
        needs_function(answer)
        function, self.results = answer.object, []

        @functools.wraps(function)
        def call(*arguments):
            with capture_output(stdout=False):
                result = function(*arguments)
            self.results.append(result)
            return result

        self.answer = Answer(call, answer.name)

    def judged_by(self, judge):
        """A `fault` for `expect_function`: `judge(result, expected)` may raise `Incorrect`."""
        waiting = iter(self.results)

        def fault(returned, expected):
            try:
                judge(next(waiting), expected)
            except Incorrect as found:
                return Words(found.cause, found.fields)
            return None

        return fault


def _unlike(length: int, rng, low: float, high: float, digits: int = 4) -> list[float]:
    """Numbers in a random order, each at least a twentieth of the range from the next."""
    steps = np.linspace(low, high, length) + rng.uniform(-0.2, 0.2, length) * (high - low) / length
    return np.round(rng.permutation(steps), digits).tolist()


@exercise("history-table", lesson=LESSON, answers=["as_table"], looks_at_object=True)
def check_history_table(as_table, rng):
    kept = _Kept(as_table)
    trials = [
        ({"accuracy": [0.12345, 0.56789], "loss": [2.34567, 1.45678]},),
        ({key: [0.123456789 * place] for place, key in enumerate(KEYS, 1)},),
        ({key: _unlike(7, rng, 0.2, 0.9, 6) for key in KEYS},),
        ({key: _unlike(12, rng, 0.2, 0.9, 6) for key in ("val_loss", "rate", "loss")},),
    ]
    expect_function(
        kept.answer, trials, lambda history: history, fault=kept.judged_by(_judge_table)
    )


def _judge_table(table, history) -> None:
    import pandas as pd

    epochs = len(next(iter(history.values())))
    if not isinstance(table, pd.DataFrame):
        raise Incorrect("table-not-a-table")
    if set(map(str, table.index)) == set(history) and table.shape[1] == epochs:
        raise Incorrect("table-transposed")
    if any(str(column).lower() == "epoch" for column in table.columns):
        raise Incorrect("table-epoch-is-a-column")
    missing = [key for key in history if key not in table.columns]
    if missing:
        raise Incorrect("table-lacks-a-column", key=missing[0])
    if table.shape[1] != len(history):
        raise Incorrect("table-more-columns", count=table.shape[1])
    if len(table) != epochs:
        raise Incorrect("table-other-rows", count=len(table))
    _judge_index(table, epochs)
    for key, values in history.items():
        _judge_column(table[key], values, key)


def _judge_index(table, epochs: int) -> None:
    index = list(table.index)
    if any(isinstance(epoch, str) for epoch in index):
        raise Incorrect("table-epochs-are-texts")
    if any(isinstance(epoch, float) for epoch in index):
        raise Incorrect("table-epochs-are-not-whole")
    if index == list(range(epochs)):
        raise Incorrect("table-counts-from-0")
    if index != list(range(1, epochs + 1)):
        raise Incorrect("table-does-not-count")
    if table.index.name is None and table.columns.name == "epoch":
        raise Incorrect("table-name-of-the-columns")
    if table.index.name is None:
        raise Incorrect("table-index-without-name")
    if table.index.name != "epoch":
        raise Incorrect("table-index-other-name", name=repr(str(table.index.name)[:30]))


def _judge_column(column, values, key: str) -> None:
    if column.dtype.kind not in "fi":
        raise Incorrect("table-no-numbers", key=key)
    numbers = column.to_numpy(dtype=float)
    if np.isnan(numbers).any():
        raise Incorrect("table-nan", key=key)
    if np.allclose(numbers, values, rtol=1e-7, atol=0):
        return
    if any(np.allclose(numbers, np.round(values, digits), rtol=1e-7) for digits in range(6)):
        raise Incorrect("table-rounded", key=key)
    raise Incorrect("table-other-numbers", key=key)


# Functions of a history


def _place(history, key, best=max):
    return history[key].index(best(history[key]))


def _last_place(history, key):
    values = history[key]
    return len(values) - 1 - values[::-1].index(max(values))


def _of(key, digits):
    return lambda history: _place({key: np.round(history[key], digits).tolist()}, key) + 1


def _made_history(epochs: int, rng) -> dict[str, list[float]]:
    """A history in which no two keys have their highest or lowest number in the same epoch.

    The ends of the list are none of these epochs, and no two numbers of a key are near.
    """
    places = (1 + rng.permutation(epochs - 2)).tolist()
    history = {}
    for key in KEYS:
        values = _unlike(epochs, rng, 0.3, 0.7, 3)
        values[places.pop()] = 0.9
        values[places.pop()] = 0.1
        history[key] = values
    return history


TINY = {
    "accuracy": [0.6, 0.7, 0.9],
    "loss": [1.4, 0.5, 0.8],
    "val_accuracy": [0.7, 0.8, 0.6],
    "val_loss": [0.9, 1.1, 0.7],
}


@exercise("best-epoch", lesson=LESSON, answers=["best_epoch"])
def check_best_epoch(best_epoch, rng):
    tie, near = _made_history(11, rng), _made_history(13, rng)
    tie["val_accuracy"][3] = tie["val_accuracy"][7] = 0.98
    near["val_accuracy"][4], near["val_accuracy"][9] = 0.9512336, 0.9512344
    first, last = _made_history(12, rng), _made_history(30, rng)
    first["val_accuracy"][0] = last["val_accuracy"][29] = 0.97
    single = {key: [0.5] for key in KEYS}
    trials = [(TINY,), (single,), (first,), (tie,), (near,), (last,), (_made_history(300, rng),)]
    rounded = [("best-rounded", _of("val_accuracy", digits)) for digits in (2, 3, 4, 5)]
    expect_function(
        best_epoch,
        trials,
        lambda history: _place(history, "val_accuracy") + 1,
        [
            ("best-position", lambda history: _place(history, "val_accuracy")),
            ("best-one-too-far", lambda history: _place(history, "val_accuracy") + 2),
            ("best-of-training", lambda history: _place(history, "accuracy") + 1),
            ("best-of-training-position", lambda history: _place(history, "accuracy")),
            ("best-is-worst", lambda history: _place(history, "val_accuracy", min) + 1),
            ("best-is-worst-position", lambda history: _place(history, "val_accuracy", min)),
            ("best-highest-loss", lambda history: _place(history, "val_loss") + 1),
            ("best-highest-loss", lambda history: _place(history, "val_loss")),
            ("best-by-loss", lambda history: _place(history, "val_loss", min) + 1),
            ("best-by-loss", lambda history: _place(history, "val_loss", min)),
            ("best-by-training-loss", lambda history: _place(history, "loss", min) + 1),
            ("best-by-training-loss", lambda history: _place(history, "loss", min)),
            ("best-last-of-equals", lambda history: _last_place(history, "val_accuracy") + 1),
            ("best-last-of-equals-position", lambda history: _last_place(history, "val_accuracy")),
            *rounded,
            ("best-accuracy-itself", lambda history: max(history["val_accuracy"])),
            ("best-number-of-epochs", lambda history: len(history["val_accuracy"])),
            ("best-fixed", lambda history: 30),
        ],
    )


def _difference(history, first, second):
    return np.array(history[first]) - np.array(history[second])


def _gap(history):
    return _difference(history, "accuracy", "val_accuracy")


@exercise("accuracy-gap", lesson=LESSON, answers=["accuracy_gap"])
def check_accuracy_gap(accuracy_gap, rng):
    single = {"accuracy": [0.7], "loss": [1.1], "val_accuracy": [0.75], "val_loss": [0.8]}
    trials = [(TINY,), (single,), (_made_history(12, rng),), (_made_history(40, rng),)]
    losses = [("gap-of-losses", lambda history: _difference(history, "loss", "val_loss"))]
    losses += [("gap-of-losses", lambda history: _difference(history, "val_loss", "loss"))]
    expect_function(
        accuracy_gap,
        trials,
        _gap,
        [
            ("gap-other-way-round", lambda history: -_gap(history)),
            ("gap-without-sign", lambda history: np.abs(_gap(history))),
            ("gap-cut-at-zero", lambda history: np.maximum(_gap(history), 0)),
            *losses,
            ("gap-accuracy-minus-loss", lambda history: _difference(history, "accuracy", "loss")),
            ("gap-of-the-last", lambda history: _gap(history)[-1]),
            ("gap-of-the-first", lambda history: _gap(history)[0]),
            ("gap-mean", lambda history: _gap(history).mean()),
            ("gap-largest", lambda history: _gap(history).max()),
            ("gap-percent", lambda history: 100 * _gap(history)),
            ("gap-rounded", lambda history: np.round(_gap(history), 1)),
            ("gap-rounded", lambda history: np.round(_gap(history), 2)),
            ("gap-column", lambda history: _gap(history)[:, np.newaxis]),
            ("gap-sum", lambda history: _difference(history, "accuracy", "val_accuracy") * 0
             + np.array(history["accuracy"]) + history["val_accuracy"]),
            ("gap-relative", lambda history: _gap(history) / history["accuracy"]),
            ("gap-of-lists", lambda history: history["accuracy"] - history["val_accuracy"]),
        ],
    )  # fmt: skip


# A figure is judged by what its reader sees.


@exercise(
    "labelled-curve",
    lesson=LESSON,
    answers=["plot_loss"],
    points=2,
    seconds=10,  # an answer may draw its figure, too
    looks_at_object=True,
)
def check_labelled_curve(plot_loss, rng):
    import matplotlib.pyplot as plt

    kept = _Kept(plot_loss)
    trials = [(TINY,), (_made_history(14, rng),), (_made_history(31, rng),)]
    before = set(plt.get_fignums())
    try:
        expect_function(
            kept.answer, trials, lambda history: history, fault=kept.judged_by(_judge_figure)
        )
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


def _judge_figure(given, history) -> None:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    figure = given.figure if isinstance(given, Axes) else given
    if isinstance(given, list | tuple):
        raise Incorrect("figure-returned-with-more")
    if not isinstance(figure, Figure):
        raise Incorrect("figure-not-a-figure")
    panels = [axes for axes in figure.axes if axes.get_lines() and axes.get_visible()]
    if not panels:
        raise Incorrect("figure-without-a-curve")
    curves = [(line, axes) for axes in panels for line in axes.get_lines() if not _is_mark(line)]
    axes = panels[0]
    if len({id(panel) for _, panel in curves}) > 1:
        raise Incorrect("figure-of-several-plots")
    lines = [line for line, _ in curves]
    axes = curves[0][1] if curves else axes
    shown = [_key_of(line, history) for line in lines]
    _judge_lines(lines, shown, history)
    _judge_view(axes, lines)
    _judge_legend(axes, figure, lines, shown)
    _judge_words(axes, figure)


def _is_mark(line) -> bool:
    """Whether a line marks a place on an axis, as axhline and axvline draw, or a single point."""
    x, y = (np.asarray(line.get_data(orig=False)[place], dtype=float) for place in (0, 1))
    if len(x) == 1:
        return True
    by_axes = line.get_transform() != line.axes.transData
    return by_axes and len(x) == 2 and (np.ptp(x) == 0 or np.ptp(y) == 0)


def _key_of(line, history) -> str | None:
    """The key of the history whose numbers the line shows."""
    values = np.asarray(line.get_ydata(orig=False), dtype=float)
    for key, numbers in history.items():
        if values.shape == (len(numbers),) and np.allclose(values, numbers, rtol=1e-6):
            return key
    return None


def _judge_lines(lines, shown, history) -> None:
    if not {"loss", "val_loss"} & set(shown) and {"accuracy", "val_accuracy"} & set(shown):
        raise Incorrect("figure-of-accuracy")
    if "accuracy" in shown or "val_accuracy" in shown:
        raise Incorrect("figure-mixes")
    if None in shown:
        raise Incorrect("figure-other-numbers")
    if "val_loss" not in shown:
        raise Incorrect("figure-lacks-validation")
    if "loss" not in shown:
        raise Incorrect("figure-lacks-training")
    if len(lines) != 2:
        raise Incorrect("figure-too-many-curves", count=len(lines))
    for line, key in zip(lines, shown, strict=True):
        epochs = np.asarray(line.get_xdata(orig=False), dtype=float).tolist()
        if epochs == list(range(len(history[key]))):
            raise Incorrect("figure-epoch-0")
        if epochs != list(range(1, len(history[key]) + 1)):
            raise Incorrect("figure-other-epochs")
        if not _is_seen(line):
            raise Incorrect("figure-curve-unseen")


def _is_seen(artist) -> bool:
    line = getattr(artist, "get_linestyle", lambda: "-")()
    alpha = artist.get_alpha()
    return artist.get_visible() and str(line) not in ("None", "", " ") and alpha != 0


def _judge_view(axes, lines) -> None:
    """Raise if a curve lies outside the window, or an axis is turned round or hidden."""
    x_limits, y_limits = axes.get_xlim(), axes.get_ylim()
    if x_limits[0] > x_limits[1]:
        raise Incorrect("figure-x-reversed")
    if y_limits[0] > y_limits[1]:
        raise Incorrect("figure-y-reversed")
    for values, limits in (("x", x_limits), ("y", y_limits)):
        numbers = np.concatenate(
            [np.asarray(line.get_data(orig=False)[values == "y"], dtype=float) for line in lines]
        )
        slack = 1e-6 * (limits[1] - limits[0])
        if numbers.min() < limits[0] - slack or numbers.max() > limits[1] + slack:
            raise Incorrect("figure-cuts-curves", axis=values)
    hidden = not axes.axison or not (axes.xaxis.get_visible() and axes.yaxis.get_visible())
    if hidden or not len(axes.get_xticks()) or not len(axes.get_yticks()):
        raise Incorrect("figure-axis-hidden")


def _look(artist) -> tuple:
    """Colour, line style and marker, as far as a line or a patch has them."""
    from matplotlib.colors import to_hex

    colour = artist.get_facecolor() if hasattr(artist, "get_facecolor") else artist.get_color()
    style = "patch" if hasattr(artist, "get_facecolor") else artist.get_linestyle()
    marker = "" if hasattr(artist, "get_facecolor") else str(artist.get_marker())
    return to_hex(colour), style, marker


def _says(text: str, *words: str) -> bool:
    """Whether one of the words stands in the text, whole, in any case."""
    return not set(words).isdisjoint(re.split("[^a-z]+", text.lower()))


def _judge_legend(axes, figure, lines, shown) -> None:
    looks = [_look(line) for line in lines]
    if looks[0] == looks[1]:
        raise Incorrect("figure-curves-alike")
    legend = axes.get_legend() or next(iter(figure.legends), None)
    if legend is None and any(not str(line.get_label()).startswith("_") for line in lines):
        raise Incorrect("figure-legend-not-drawn")
    if legend is None:
        raise Incorrect("figure-without-legend")
    texts = [text for text in legend.get_texts() if text.get_visible() and text.get_text().strip()]
    if not legend.get_visible() or legend.get_alpha() == 0:
        raise Incorrect("figure-legend-unseen")
    entries = list(zip(legend.legend_handles, legend.get_texts(), strict=True))
    names = [text.get_text() for text in texts]
    if any(_says(name, "test", "testing") for name in names):
        raise Incorrect("figure-calls-it-test")
    both = [_says(name, "validation", "valid", "val") + 2 * _says(name, "training", "train")
            for name in names]  # fmt: skip
    if not names:
        raise Incorrect("figure-legend-unseen")
    if sorted(kind for kind in both if kind) != [1, 2]:
        quoted = " and ".join(repr(name[:30]) for name in names[:2])
        raise Incorrect("figure-legend-names", names=quoted)
    for handle, text in entries:
        name = text.get_text()
        if not _says(name, "validation", "valid", "val", "training", "train"):
            continue
        key = "loss" if _says(name, "training", "train") else "val_loss"
        own, other = looks[shown.index(key)], looks[1 - shown.index(key)]
        _judge_entry(_look(handle), own, other)


def _judge_entry(look, own, other) -> None:
    """Raise unless a legend's entry looks like its own curve, and not like the other."""
    if look[1] == "patch":
        matches = [curve[0] == look[0] for curve in (own, other)]
    else:
        matches = [curve == look for curve in (own, other)]
        if not any(matches):
            matches = [curve[:2] == look[:2] for curve in (own, other)]
    if matches == [True, True]:
        raise Incorrect("figure-legend-ambiguous")
    if matches == [False, True]:
        raise Incorrect("figure-legend-swapped")
    if matches == [False, False]:
        raise Incorrect("figure-legend-of-no-curve")


LOSS_WORDS = ("loss", "losses", "entropy", "crossentropy")


def _judge_words(axes, figure) -> None:
    across = f"{_shown(axes.xaxis.label)} {figure.get_supxlabel()}".strip()
    up = f"{_shown(axes.yaxis.label)} {figure.get_supylabel()}".strip()
    titles = [axes.get_title(loc=place) for place in ("center", "left", "right")]
    title = " ".join([*titles, figure.get_suptitle()]).strip()
    if _says(across, *LOSS_WORDS) and _says(up, "epoch", "epochs"):
        raise Incorrect("figure-labels-swapped")
    if not across:
        raise Incorrect("figure-x-without-label")
    if not up:
        raise Incorrect("figure-y-without-label")
    if not title:
        raise Incorrect("figure-without-title")
    if not _says(across, "epoch", "epochs"):
        raise Incorrect("figure-x-other-label", label=repr(across[:40]))
    if not _says(up, *LOSS_WORDS):
        raise Incorrect("figure-y-other-label", label=repr(up[:40]))
    if _says(title, "test") or _says(up, "test"):
        raise Incorrect("figure-title-of-test")
    if _says(title, "accuracy"):
        raise Incorrect("figure-title-of-accuracy")
    if not _says(title, *LOSS_WORDS):
        raise Incorrect("figure-title-other", title=repr(title[:40]))


def _shown(text) -> str:
    return text.get_text() if text.get_visible() else ""


# Reading curves


@exercise("order-rates", lesson=LESSON, answers=["order"])
def check_order_rates(order, rng):
    given = order.value
    if isinstance(given, list | tuple) and all(isinstance(letter, str) for letter in given):
        given = "".join(given)
    text = "".join(re.split(r"[\s,]+", given.upper())) if isinstance(given, str) else ""
    seen = Words("is", {"name": "order", "given": describe(order.value)})
    if sorted(text) != ["A", "B", "C"]:
        raise Incorrect("rates-not-three-letters", seen)
    if text == "ACB":
        raise Incorrect("rates-largest-first", seen)
    if text[2] != "A":
        raise Incorrect("rates-jump-is-not-last", seen)
    if text != "BCA":
        raise Incorrect("rates-creep-is-not-first", seen)


@exercise("broken-curve", lesson=LESSON, answers=["letter"])
def check_broken_curve(letter, rng):
    wrong = {"a": "broken-rate", "b": "broken-overfits", "d": "broken-too-few-epochs"}
    expect_choice(letter, "c", wrong)


@exercise("rate-for-batch", lesson=LESSON, answers=["rate_for_batch"])
def check_rate_for_batch(rate_for_batch, rng):
    trials = [
        (0.1, 64, 128),
        (0.01, 64, 16),
        (0.5, 10, 25),
        (0.3, 1, 7),
        (2.0, 1000, 3),
        (0.004, 48, 48),
    ]
    expect_function(
        rate_for_batch,
        trials,
        lambda rate, size, new: rate * new / size,
        [
            ("rate-inverse", lambda rate, size, new: rate * size / new),
            ("rate-unchanged", lambda rate, size, new: rate),
            ("rate-root", lambda rate, size, new: rate * (new / size) ** 0.5),
            ("rate-ratio-itself", lambda rate, size, new: rate / size),
            ("rate-ratio-of-sizes", lambda rate, size, new: new / size),
            ("rate-not-divided", lambda rate, size, new: rate * new),
            ("rate-by-the-new-size", lambda rate, size, new: rate / new),
            ("rate-whole-division", lambda rate, size, new: rate * (new // size)),
            ("rate-from-64", lambda rate, size, new: rate * new / 64),
            ("rate-longer-always", lambda rate, size, new: rate * max(new, size) / min(new, size)),
            ("rate-by-difference", lambda rate, size, new: rate * (new - size)),
            ("rate-rounded", lambda rate, size, new: round(rate * new / size, 2)),
            ("rate-rounded", lambda rate, size, new: round(rate * new / size, 3)),
        ],
        tolerance=1e-9,
    )


# L2, and two models


@exercise("without-penalty", lesson=LESSON, answers=["cross_entropy_alone"])
def check_without_penalty(cross_entropy_alone, rng):
    def weights(*shape, dtype=np.float64):
        """Weights of both signs, none near 0, with a sum that is far from 0."""
        sizes = np.round(rng.uniform(0.2, 0.9, shape), 2)
        signs = np.where(np.arange(sizes.size).reshape(shape) % 3 == 1, -1, 1)
        return (sizes * signs).astype(dtype)

    trials = [
        (2.5, np.array([[1.0, -2.0], [3.0, 0.5]]), 0.1),
        (1.25, np.array([[0.5], [-1.5], [2.0]]), 0.04),
        (0.75, weights(2, 3), 0.0),
        (0.9, weights(30, 10, dtype=np.float32), 0.0015),
        (3.75, weights(3, 4), 0.2),
        (0.633, weights(784, 10), 0.0001),
    ]

    def alone(reported, w, l2):
        return reported - l2 * (w**2).sum()

    expect_function(
        cross_entropy_alone,
        trials,
        alone,
        [
            ("penalty-added", lambda reported, w, l2: reported + l2 * (w**2).sum()),
            ("penalty-itself", lambda reported, w, l2: l2 * (w**2).sum()),
            ("penalty-minus-loss", lambda reported, w, l2: l2 * (w**2).sum() - reported),
            ("penalty-half", lambda reported, w, l2: reported - l2 / 2 * (w**2).sum()),
            ("penalty-twice", lambda reported, w, l2: reported - 2 * l2 * (w**2).sum()),
            ("penalty-mean", lambda reported, w, l2: reported - l2 * (w**2).mean()),
            ("penalty-square-of-sum", lambda reported, w, l2: reported - l2 * w.sum() ** 2),
            ("penalty-not-squared", lambda reported, w, l2: reported - l2 * w.sum()),
            ("penalty-absolute", lambda reported, w, l2: reported - l2 * np.abs(w).sum()),
            ("penalty-root", lambda reported, w, l2: reported - l2 * np.sqrt((w**2).sum())),
            ("penalty-strength-missing", lambda reported, w, l2: reported - (w**2).sum()),
            ("penalty-strength-squared", lambda reported, w, l2: reported - ((l2 * w) ** 2).sum()),
            ("penalty-strength-alone", lambda reported, w, l2: reported - l2),
            ("penalty-not-added-up", lambda reported, w, l2: reported - l2 * w**2),
            ("penalty-by-class", lambda reported, w, l2: reported - l2 * (w**2).sum(axis=0)),
            ("penalty-by-class", lambda reported, w, l2: reported - l2 * (w**2).sum(axis=1)),
            ("penalty-as-reported", lambda reported, w, l2: reported),
            ("penalty-rounded", lambda reported, w, l2: round(alone(reported, w, l2), 2)),
            ("penalty-rounded", lambda reported, w, l2: round(alone(reported, w, l2), 3)),
        ],
    )


def _compared(a, b):
    n_a, n_b = (a & ~b).sum(), (b & ~a).sum()
    return (n_b - n_a) / len(a), np.sqrt(n_a + n_b) / len(a)


def _compared_with(difference=None, deviation=None):
    """A comparison with one part done wrongly: `difference` or `deviation` (n_a, n_b, a, b)."""

    def compare(a, b):
        n_a, n_b = int((a & ~b).sum()), int((b & ~a).sum())
        right = _compared(a, b)
        return (
            difference(n_a, n_b, a, b) if difference else right[0],
            deviation(n_a, n_b, a, b) if deviation else right[1],
        )

    return compare


def _errors(a, b):
    """The two standard deviations of the accuracies."""
    return [np.sqrt(share.mean() * (1 - share.mean()) / len(share)) for share in (a, b)]


@exercise("compare-models", lesson=LESSON, answers=["compare_models"])
def check_compare_models(compare_models, rng):
    def pair(both, only_a, only_b, neither):
        """Two arrays of right and wrong with these counts, in a random order."""
        counts = (both, only_a, only_b, neither)
        a = np.repeat([True, True, False, False], counts)
        b = np.repeat([True, False, True, False], counts)
        order = rng.permutation(len(a))
        return a[order], b[order]

    trials = [
        pair(2, 1, 3, 1),
        pair(1, 4, 1, 3),
        pair(3, 0, 2, 1),
        pair(4, 0, 0, 2),
        pair(60, 7, 20, 13),
        pair(10_000, 400, 300, 200),
        pair(10_545, 113, 236, 1_106),
    ]
    expect_function(
        compare_models,
        trials,
        _compared,
        [
            ("compare-fixed-size",
             _compared_with(lambda i, j, a, b: (j - i) / 12_000,
                            lambda i, j, a, b: np.sqrt(i + j) / 12_000)),
            ("compare-other-way-round", _compared_with(lambda i, j, a, b: (i - j) / len(a))),
            ("compare-without-sign", _compared_with(lambda i, j, a, b: abs(i - j) / len(a))),
            ("compare-counts", _compared_with(lambda i, j, a, b: j - i)),
            ("compare-share-of-disagreements",
             _compared_with(lambda i, j, a, b: (j - i) / (i + j) if i + j else 0.0)),
            ("compare-share-that-differs", _compared_with(lambda i, j, a, b: (i + j) / len(a))),
            ("compare-in-percent", _compared_with(lambda i, j, a, b: 100 * (j - i) / len(a))),
            ("compare-no-root", _compared_with(None, lambda i, j, a, b: (i + j) / len(a))),
            ("compare-root-of-all",
             _compared_with(None, lambda i, j, a, b: np.sqrt((i + j) / len(a)))),
            ("compare-root-not-divided", _compared_with(None, lambda i, j, a, b: np.sqrt(i + j))),
            ("compare-independent",
             _compared_with(None, lambda i, j, a, b: np.hypot(*_errors(a, b)))),
            ("compare-sum-of-errors", _compared_with(None, lambda i, j, a, b: sum(_errors(a, b)))),
            ("compare-two-deviations",
             _compared_with(None, lambda i, j, a, b: 2 * np.sqrt(i + j) / len(a))),
            ("compare-error-of-one",
             _compared_with(None, lambda i, j, a, b: _errors(a, b)[0])),
            ("compare-error-of-one",
             _compared_with(None, lambda i, j, a, b: _errors(a, b)[1])),
            ("compare-around-the-difference",
             _compared_with(None, lambda i, j, a, b: (b.astype(int) - a).std() / len(a) ** 0.5)),
            ("compare-difference-of-counts",
             _compared_with(None, lambda i, j, a, b: np.sqrt(abs(j - i)) / len(a))),
            ("compare-root-of-agreements",
             _compared_with(None, lambda i, j, a, b: np.sqrt(len(a) - i - j) / len(a))),
        ],
        results=("the difference", "its standard deviation"),
    )  # fmt: skip


# Choosing and reporting


def _picked(results, by, report, best=max):
    return best(results, key=by if callable(by) else lambda result: result[by])[report]


def _both(*names):
    return lambda result: sum(result[name] for name in names)


def _then(*names):
    return lambda result: tuple(result[name] for name in names)


NAMES = ("learning_rate", "accuracy", "val_accuracy", "test_accuracy")


def _results(*rows) -> list[dict]:
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


@exercise("honest-report", lesson=LESSON, answers=["honest_accuracy"])
def check_honest_report(honest_accuracy, rng):
    # Each set has another favourite, and so has each sum of two. Nothing is left to the draw but
    # the order of what comes behind the first and before the last.
    unlike = [
        (0.01, 0.7, 0.75, 0.76),
        (0.3, 0.99, 0.83, 0.7),  # the best of training
        (0.05, 0.9, 0.95, 0.8),  # the best of validation
        (0.1, 0.85, 0.8, 0.97),  # the best of the test
        (0.2, 0.75, 0.92, 0.93),  # the best of validation + test
        (0.5, 0.97, 0.93, 0.72),  # the best of training + validation
        (0.4, 0.94, 0.89, 0.9),  # the best of all three together
        (1.0, 0.88, 0.86, 0.83),
    ]
    mixed = _results(unlike[0], *[unlike[1 + place] for place in rng.permutation(6)], unlike[-1])
    tie = _results(
        (0.01, 0.8, 0.7, 0.72), (0.1, 0.83, 0.94, 0.88), (0.2, 0.95, 0.94, 0.93),
        (0.3, 0.82, 0.94, 0.85), (0.5, 0.9, 0.91, 0.92), (2.0, 0.7, 0.69, 0.71),
    )  # fmt: skip
    near = _results(
        (0.01, 0.8, 0.7, 0.72), (0.1, 0.9, 0.9512336, 0.91), (0.2, 0.85, 0.9512344, 0.9),
        (0.5, 0.81, 0.75, 0.77),
    )  # fmt: skip
    small = _results((0.1, 0.9, 0.8, 0.87), (0.2, 0.86, 0.85, 0.83))
    trials = [(small[:1],), (small,), (tie,), (near,), (mixed,)]
    rounded = [("report-rounded", _rounded_report(digits)) for digits in (2, 3, 4, 5)]
    expect_function(
        honest_accuracy,
        trials,
        lambda results: _picked(results, "val_accuracy", "test_accuracy"),
        [
            (
                "report-best-test",
                lambda results: _picked(results, "test_accuracy", "test_accuracy"),
            ),
            (
                "report-validation",
                lambda results: _picked(results, "val_accuracy", "val_accuracy"),
            ),
            ("report-by-training", lambda results: _picked(results, "accuracy", "test_accuracy")),
            ("report-of-training", lambda results: _picked(results, "accuracy", "accuracy")),
            ("report-training", lambda results: _picked(results, "val_accuracy", "accuracy")),
            (
                "report-lowest",
                lambda results: _picked(results, "val_accuracy", "test_accuracy", min),
            ),
            ("report-rate", lambda results: _picked(results, "val_accuracy", "learning_rate")),
            (
                "report-last-of-equals",
                lambda results: _picked(results[::-1], "val_accuracy", "test_accuracy"),
            ),
            (
                "report-tie-by-test",
                lambda results: _picked(
                    results, _then("val_accuracy", "test_accuracy"), "test_accuracy"
                ),
            ),
            (
                "report-by-validation-and-test",
                lambda results: _picked(
                    results, _both("val_accuracy", "test_accuracy"), "test_accuracy"
                ),
            ),
            (
                "report-by-training-and-validation",
                lambda results: _picked(
                    results, _both("accuracy", "val_accuracy"), "test_accuracy"
                ),
            ),
            (
                "report-by-all-three",
                lambda results: _picked(results, _both(*NAMES[1:]), "test_accuracy"),
            ),
            *rounded,
            ("report-the-last", lambda results: results[-1]["test_accuracy"]),
            ("report-the-first", lambda results: results[0]["test_accuracy"]),
            (
                "report-mean",
                lambda results: np.mean([result["test_accuracy"] for result in results]),
            ),
            (
                "report-position",
                lambda results: max(range(len(results)), key=lambda n: results[n]["val_accuracy"]),
            ),
            (
                "report-whole-entry",
                lambda results: max(results, key=lambda result: result["val_accuracy"]),
            ),
        ],
    )


def _rounded_report(digits):
    return lambda results: _picked(
        results, lambda result: round(result["val_accuracy"], digits), "test_accuracy"
    )


@functools.cache
def small_training_data() -> tuple[np.ndarray, ...]:
    """The lesson's x_small (12000, 784), y_small (12000,), x_val, y_val of the same shapes."""
    from helpers.data import load_mnist

    (images, labels), _ = load_mnist()
    parts = []
    for rows in (slice(12_000), slice(48_000, 60_000)):
        parts += [images[rows].reshape(12_000, -1).astype("float32") / 255, labels[rows]]
    return tuple(parts)


@functools.cache
def _trained(rate: float) -> tuple[float, float]:
    """Validation and training accuracy of the lesson's small training at a learning rate."""
    from helpers.numpy_model import SoftmaxClassifier

    x, y, x_val, y_val = small_training_data()
    model = SoftmaxClassifier(learning_rate=rate, epochs=10)
    model.fit(x, y, verbose=False)
    return model.score(x_val, y_val), model.score(x, y)


NEAR = 0.003
"""How far an accuracy may be from the one that training again gives: other processors add up in
another order, and rates of 1 and more are chaotic."""


@exercise(
    "choose-rate",
    lesson=LESSON,
    answers=["accuracies", "chosen", "report"],
    points=2,
    seconds=20,
)
def check_choose_rate(accuracies, chosen, report, rng):
    sweep, rate = _refuse_odd_sweep(accuracies), chosen.value
    seen = Words("is", {"name": "chosen", "given": describe(rate)})
    if not is_number(rate):
        raise Incorrect("choice-not-a-rate", seen)
    known = [tried for tried in sweep if equal(float(tried), float(rate), 1e-6)]
    if not known:
        values = [value for value in sweep.values() if equal(float(value), float(rate), 1e-6)]
        raise Incorrect("choice-is-an-accuracy" if values else "choice-not-tried", seen)
    best = max(sweep.values())
    if sweep[known[0]] != best:
        lowest = sweep[known[0]] == min(sweep.values())
        raise Incorrect("choice-is-the-worst" if lowest else "choice-not-the-best", seen)
    tried = sorted(sweep)
    if known[0] == tried[0]:
        raise Incorrect("choice-is-the-smallest", seen)
    if known[0] == tried[-1]:
        raise Incorrect("choice-is-the-largest", seen)
    _judge_training(float(known[0]), float(best))
    _judge_report(report, float(best))
    return {"count": len(sweep)}


def _refuse_odd_sweep(accuracies) -> dict:
    sweep = accuracies.value
    seen = Words("is", {"name": "accuracies", "given": describe(sweep)})
    if not isinstance(sweep, dict):
        raise Incorrect("sweep-not-a-dictionary", seen)
    if not sweep or not all(is_number(value) for value in sweep.values()):
        raise Incorrect("sweep-not-numbers", seen)
    if not all(is_number(rate) and rate > 0 for rate in sweep):
        raise Incorrect("sweep-rates", seen)
    if min(sweep) > 1 or not all(0 <= value <= 100 for value in sweep.values()):
        raise Incorrect("sweep-turned-round", seen)
    if max(sweep.values()) > 1:
        raise Incorrect("sweep-percent", seen)
    if len(sweep) < 5:
        raise Incorrect("sweep-too-few", seen, count=len(sweep))
    return sweep


def _judge_training(rate: float, accuracy: float) -> None:
    on_validation, on_training = _trained(rate)
    if abs(accuracy - on_validation) <= NEAR:
        return
    fields = {"rate": f"{rate:g}", "accuracy": f"{accuracy:.4f}"}
    if abs(accuracy - on_training) <= NEAR:
        raise Incorrect("sweep-on-training", **fields)
    raise Incorrect("sweep-not-repeatable", **fields)


def _judge_report(report, accuracy: float) -> None:
    given = report.value
    if isinstance(given, np.ndarray):
        given = given.tolist()
    seen = Words("is", {"name": "report", "given": describe(given)})
    if not isinstance(given, list | tuple) or len(given) != 2 or not all(map(is_number, given)):
        raise Incorrect("report-not-a-pair", seen)
    own, error = (float(number) for number in given)
    sigma = np.sqrt(accuracy * (1 - accuracy) / 12_000)

    def near(number, wanted):
        return abs(number - wanted) <= 0.03 * wanted

    if near(own, 100 * accuracy):
        raise Incorrect("report-in-percent", seen)
    if abs(own - accuracy) > 0.0006:
        swapped = abs(error - accuracy) <= 0.0006
        raise Incorrect("report-swapped" if swapped else "report-other-accuracy", seen)
    if near(error, 2 * sigma):
        return
    if near(error, sigma):
        raise Incorrect("report-one-sigma", seen)
    if near(error, 2 * accuracy * (1 - accuracy) / 12_000) or near(error, 2 * sigma**2):
        raise Incorrect("report-without-root", seen)
    if near(error, 2 * sigma * np.sqrt(1.2)):
        raise Incorrect("report-counts-test-images", seen)
    if near(error, 2 * sigma / np.sqrt(5)):
        raise Incorrect("report-counts-all-images", seen)
    if near(error, 2 * np.sqrt(accuracy * (1 - accuracy))):
        raise Incorrect("report-of-one-image", seen)
    if near(error, 200 * sigma):
        raise Incorrect("report-error-in-percent", seen)
    if near(error, 1 - accuracy):
        raise Incorrect("report-share-of-mistakes", seen)
    raise Incorrect("report-other-error", seen)
