"""Right and wrong answers to the exercises of lesson 7."""

SETUP = """
import functools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from helpers import SoftmaxClassifier, show
from helpers.checks.lesson_07 import small_training_data

x_small, y_small, x_val, y_val = small_training_data()
validation = (x_val, y_val)
history = {
    "accuracy": [0.7, 0.8, 0.9], "loss": [1.0, 0.6, 0.4],
    "val_accuracy": [0.75, 0.82, 0.8], "val_loss": [0.9, 0.6, 0.7],
}
table = pd.DataFrame(history)
right_a = np.array([True, True, False, False])
right_b = np.array([True, False, True, True])
"""


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" for line in body.splitlines())


def _function(signature: str):
    return lambda body: f"def {signature}:\n{_indented(body)}"


_table = _function("as_table(history)")
_best = _function("best_epoch(history)")
_gap = _function("accuracy_gap(history)")
_alone = _function("cross_entropy_alone(reported, weights, l2)")
_compare = _function("compare_models(right_a, right_b)")
_rate = _function("rate_for_batch(rate, size, new_size)")
_report = _function("honest_accuracy(results)")
_NAMED = "table.index = range(1, len(table) + 1)\ntable.index.name = 'epoch'\n"
_WORDS = "axes.set(title='Loss over the epochs', xlabel='epoch', ylabel='loss')"


def _plot(
    curves=(("loss", "training"), ("val_loss", "validation")),
    *,
    x="range(1, len(history['loss']) + 1), ",
    words=_WORDS,
    legend="axes.legend()",
    more="",
    end="return figure",
) -> str:
    lines = ["figure, axes = plt.subplots()"]
    for key, label in curves:
        lines.append(f"axes.plot({x}history[{key!r}], label={label!r})")
    lines += [line for line in (words, legend, more, end) if line]
    return "def plot_loss(history):\n" + _indented("\n".join(lines))


# Right for the lesson's small training: 10 epochs, 12,000 rows.
_FOUND = {0.03: 0.8984167, 0.1: 0.9095, 0.2: 0.9129167, 0.5: 0.9106667, 1.0: 0.8986667}


def _choice(accuracies=None, chosen="0.2", report="(0.9129167, 0.0051477)") -> str:
    lines = [
        f"accuracies = {accuracies or repr(_FOUND)}",
        f"chosen = {chosen}",
        f"report = {report}",
    ]
    return "\n".join(lines)


ANSWERS = {
    "history-table": {
        "right": [
            _table(f"table = pd.DataFrame(history)\n{_NAMED}return table"),
            _table(
                "table = pd.DataFrame(history)\ntable['epoch'] = np.arange(1, len(table) + 1)\n"
                "return table.set_index('epoch')"
            ),
            _table(
                "table = pd.DataFrame(history).rename_axis('epoch')\n"
                "return table.rename(lambda n: n + 1)"
            ),
            _table(
                "rows = [dict(zip(history, values)) for values in zip(*history.values())]\n"
                "index = pd.Index(range(1, len(rows) + 1), name='epoch')\n"
                "return pd.DataFrame(rows, index=index)"
            ),
            _table(
                "table = pd.DataFrame(history)\ntable.index += 1\n"
                "table.index.name = 'epoch'\nreturn table"
            ),
            "def make(data, name):\n    table = pd.DataFrame(data)\n"
            "    return table.set_index(pd.RangeIndex(1, len(table) + 1, name=name))\n"
            "as_table = functools.partial(make, name='epoch')",
        ],
        "wrong": [
            (_table("return pd.DataFrame(history)"), "table-counts-from-0"),
            (
                _table("table = pd.DataFrame(history)\ntable.index.name = 'epoch'\nreturn table"),
                "table-counts-from-0",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\ntable.index = range(1, len(table) + 1)\n"
                    "return table"
                ),
                "table-index-without-name",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\ntable.index = range(1, len(table) + 1)\n"
                    "table.columns.name = 'epoch'\nreturn table"
                ),
                "table-name-of-the-columns",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\ntable.index = range(1, len(table) + 1)\n"
                    "table.index.name = 'Epoch'\nreturn table"
                ),
                "named 'Epoch'",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\ntable.index = range(2, len(table) + 2)\n"
                    "table.index.name = 'epoch'\nreturn table"
                ),
                "table-does-not-count",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\n"
                    "table.index = [str(n) for n in range(1, len(table) + 1)]\n"
                    "table.index.name = 'epoch'\nreturn table"
                ),
                "table-epochs-are-texts",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\n"
                    "table.index = [f'epoch {n + 1}' for n in range(len(table))]\n"
                    "table.index.name = 'epoch'\nreturn table"
                ),
                "table-epochs-are-texts",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\n"
                    "table.index = np.linspace(1, len(table), len(table))\n"
                    "table.index.name = 'epoch'\nreturn table"
                ),
                "table-epochs-are-not-whole",
            ),
            (_table("return pd.DataFrame(history).T"), "table-transposed"),
            (
                _table("return pd.DataFrame(history.values(), index=history.keys())"),
                "table-transposed",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\ntable.index = range(1, 31)\n"
                    "table.index.name = 'epoch'\nreturn table"
                ),
                "raised ValueError",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\n"
                    "table.insert(0, 'epoch', range(1, len(table) + 1))\nreturn table"
                ),
                "table-epoch-is-a-column",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\n"
                    "table['epoch'] = [str(n + 1) for n in range(len(table))]\nreturn table"
                ),
                "table-epoch-is-a-column",
            ),
            (
                _table(
                    "data = {key: pd.Series(values) for key, values in history.items()}\n"
                    "epochs = len(next(iter(data.values())))\n"
                    "return pd.DataFrame(data, index=pd.RangeIndex(1, epochs + 1, name='epoch'))"
                ),
                "table-nan",
            ),
            (
                _table(f"table = pd.DataFrame(history).round(3)\n{_NAMED}return table"),
                "table-rounded",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)[1:]\ntable.index.name = 'epoch'\nreturn table"
                ),
                "table-other-rows",
            ),
            (
                _table(
                    "keys = ['accuracy', 'val_accuracy', 'loss', 'val_loss']\n"
                    f"table = pd.DataFrame(history)[keys]\n{_NAMED}return table"
                ),
                "raised KeyError",
            ),
            (
                _table(f"table = pd.DataFrame(history)[['loss']]\n{_NAMED}return table"),
                "no column 'accuracy'",
            ),
            (
                _table(f"table = pd.DataFrame(history).astype(str)\n{_NAMED}return table"),
                "table-no-numbers",
            ),
            (
                _table(
                    "for key in history:\n    history[key].append(0)\n"
                    "return pd.DataFrame(history)[:-1]"
                    ".set_index(pd.RangeIndex(1, len(history['loss']), name='epoch'))"
                ),
                "changes-argument",
            ),
            (
                "def as_table(history):\n    table.index = range(1, 4)\n"
                "    table.index.name = 'epoch'\n    return table",
                "reads-global",
            ),
            (_table("return dict(history)"), "table-not-a-table"),
            (_table("return pd.DataFrame(history).to_numpy()"), "table-not-a-table"),
            (_table("table = pd.DataFrame(history)"), "returns-nothing"),
            (_table("print(pd.DataFrame(history))"), "prints"),
            ("as_table = pd.DataFrame({'loss': [1.0]})", "not-a-function"),
        ],
    },
    "best-epoch": {
        "right": [
            _best("return np.argmax(history['val_accuracy']) + 1"),
            _best("values = history['val_accuracy']\nreturn values.index(max(values)) + 1"),
            _best("return pd.Series(history['val_accuracy']).idxmax() + 1"),
            _best(
                "best, best_value = 0, -1\n"
                "for epoch, value in enumerate(history['val_accuracy'], start=1):\n"
                "    if value > best_value:\n        best, best_value = epoch, value\nreturn best"
            ),
            _best(
                "pairs = zip(history['val_accuracy'], range(0, -1000, -1))\n"
                "return 1 - max(pairs)[1]"
            ),
            "class Best:\n    def __call__(self, history):\n"
            "        return int(np.argmax(history['val_accuracy'])) + 1\nbest_epoch = Best()",
            _best("return np.array(history['val_accuracy']).argmax() + np.int8(1)"),
        ],
        "wrong": [
            (_best("return np.argmax(history['val_accuracy'])"), "best-position"),
            (_best("return np.argmax(history['val_accuracy']) + 2"), "best-one-too-far"),
            (_best("return np.argmax(history['accuracy']) + 1"), "best-of-training"),
            (_best("return np.argmax(history['accuracy'])"), "best-of-training-position"),
            (_best("return np.argmin(history['val_accuracy']) + 1"), "best-is-worst"),
            (_best("return np.argmin(history['val_accuracy'])"), "best-is-worst-position"),
            (_best("return np.argmax(history['val_loss']) + 1"), "best-highest-loss"),
            (_best("return np.argmin(history['val_loss']) + 1"), "best-by-loss"),
            (_best("return np.argmin(history['loss']) + 1"), "best-by-training-loss"),
            (
                _best(
                    "values = history['val_accuracy'][::-1]\nreturn len(values) - np.argmax(values)"
                ),
                "best-last-of-equals",
            ),
            (
                _best(
                    "best, place = 0, 0\nfor epoch, a in enumerate(history['val_accuracy'], 1):\n"
                    "    if a >= best:\n        best, place = a, epoch\nreturn place"
                ),
                "best-last-of-equals",
            ),
            (_best("return np.argmax(np.round(history['val_accuracy'], 2)) + 1"), "best-rounded"),
            (_best("return np.argmax(np.round(history['val_accuracy'], 4)) + 1"), "best-rounded"),
            (
                _best(
                    "values = [round(a, 3) for a in history['val_accuracy']]\n"
                    "return values.index(max(values)) + 1"
                ),
                "best-rounded",
            ),
            (_best("return np.argmax([a for a in history['val_accuracy']][1:]) + 2"), "raised"),
            (_best("return max(history['val_accuracy'])"), "best-accuracy-itself"),
            (_best("return len(history['val_accuracy'])"), "best-number-of-epochs"),
            (_best("return 30"), "best-fixed"),
            (_best("return [np.argmax(history['val_accuracy']) + 1]"), "not-a-number"),
            (_best("return str(np.argmax(history['val_accuracy']) + 1)"), "not-a-number"),
            (_best("return np.argmax(history['val_accuracy']) + 1.5"), "not-whole"),
            (_best("epoch = np.argmax(history['val_accuracy']) + 1"), "returns-nothing"),
            (_best("print(np.argmax(history['val_accuracy']) + 1)"), "prints"),
            (
                _best(
                    "history['val_accuracy'].insert(0, 0)\n"
                    "return np.argmax(history['val_accuracy'])"
                ),
                "changes-argument",
            ),
            (
                "def best_epoch(run):\n    return int(np.argmax(history['val_accuracy'])) + 1",
                "reads-global",
            ),
            (_best("return history.val_accuracy.argmax()"), "raised AttributeError"),
            ("best_epoch = 30", "not-a-function"),
        ],
    },
    "accuracy-gap": {
        "right": [
            _gap("return np.array(history['accuracy']) - np.array(history['val_accuracy'])"),
            _gap(
                "pairs = zip(history['accuracy'], history['val_accuracy'])\n"
                "return np.array([training - validation for training, validation in pairs])"
            ),
            _gap("return np.subtract(history['accuracy'], history['val_accuracy'])"),
            _gap(
                "table = pd.DataFrame(history)\n"
                "return (table['accuracy'] - table['val_accuracy']).to_numpy()"
            ),
            _gap(
                "a, b = (np.float32(history[k]) for k in ('accuracy', 'val_accuracy'))\nreturn a - b"
            ),
        ],
        "wrong": [
            (_gap("return history['accuracy'] - history['val_accuracy']"), "gap-of-lists"),
            (
                _gap("return np.subtract(history['val_accuracy'], history['accuracy'])"),
                "gap-other-way-round",
            ),
            (
                _gap("return np.abs(np.subtract(history['accuracy'], history['val_accuracy']))"),
                "gap-without-sign",
            ),
            (
                _gap(
                    "gap = np.subtract(history['accuracy'], history['val_accuracy'])\n"
                    "return gap.clip(min=0)"
                ),
                "gap-cut-at-zero",
            ),
            (_gap("return np.subtract(history['loss'], history['val_loss'])"), "gap-of-losses"),
            (_gap("return np.subtract(history['val_loss'], history['loss'])"), "gap-of-losses"),
            (
                _gap("return np.subtract(history['accuracy'], history['loss'])"),
                "gap-accuracy-minus-loss",
            ),
            (
                _gap("return history['accuracy'][-1] - history['val_accuracy'][-1]"),
                "gap-of-the-last",
            ),
            (
                _gap(
                    "for a, b in zip(history['accuracy'], history['val_accuracy']):\n"
                    "    return a - b"
                ),
                "gap-of-the-first",
            ),
            (
                _gap("return np.subtract(history['accuracy'], history['val_accuracy']).mean()"),
                "gap-mean",
            ),
            (
                _gap("return max(np.subtract(history['accuracy'], history['val_accuracy']))"),
                "gap-largest",
            ),
            (
                _gap("return 100 * np.subtract(history['accuracy'], history['val_accuracy'])"),
                "gap-percent",
            ),
            (
                _gap("return np.subtract(history['accuracy'], history['val_accuracy']).round(2)"),
                "gap-rounded",
            ),
            (
                _gap("return np.subtract(history['accuracy'], history['val_accuracy']).tolist()"),
                "np.array",
            ),
            (
                _gap(
                    "gap = np.subtract(history['accuracy'], history['val_accuracy'])\n"
                    "return gap[:, np.newaxis]"
                ),
                "gap-column",
            ),
            (_gap("return np.add(history['accuracy'], history['val_accuracy'])"), "gap-sum"),
            (
                _gap("a = np.array(history['accuracy'])\nreturn (a - history['val_accuracy']) / a"),
                "gap-relative",
            ),
            (
                _gap("return pd.Series(history['accuracy']) - pd.Series(history['val_accuracy'])"),
                "to_numpy",
            ),
            (
                _gap("gap = np.subtract(history['accuracy'], history['val_accuracy'])"),
                "returns-nothing",
            ),
            (
                _gap("print(np.subtract(history['accuracy'], history['val_accuracy']))"),
                "prints",
            ),
            (
                _gap(
                    "for key in history:\n    history[key] = np.array(history[key])\n"
                    "return history['accuracy'] - history['val_accuracy']"
                ),
                "changes-argument",
            ),
            (
                "def accuracy_gap(run):\n"
                "    return np.subtract(history['accuracy'], history['val_accuracy'])",
                "reads-global",
            ),
        ],
    },
    "order-rates": {
        "right": [
            "order = 'BCA'",
            "order = 'bca'",
            "order = ' B, C, A '",
            "order = ['B', 'C', 'A']",
        ],
        "wrong": [
            ("order = 'ACB'", "rates-largest-first"),
            ("order = 'ABC'", "rates-jump-is-not-last"),
            ("order = 'BAC'", "rates-jump-is-not-last"),
            ("order = 'CBA'", "rates-creep-is-not-first"),
            ("order = 'CAB'", "rates-jump-is-not-last"),
            ("order = 'B'", "each once"),
            ("order = 'BCAA'", "each once"),
            ("order = 'B < C < A'", "each once"),
            ("order = (0.001, 0.05, 3)", "each once"),
            ("order = {'A': 3, 'B': 0.001, 'C': 0.05}", "each once"),
        ],
    },
    "broken-curve": {
        "right": ["letter = 'c'", "letter = 'C'", "letter = ' c '", "letter = '\"c\"'"],
        "wrong": [
            ("letter = 'a'", "broken-rate"),
            ("letter = 'b'", "broken-overfits"),
            ("letter = 'd'", "broken-too-few-epochs"),
            ("letter = 'e'", "one-letter"),
            ("letter = 'labels'", "one-letter"),
            ("letter = ['c']", "one-letter"),
            ("letter = 3", "one-letter"),
        ],
    },
    "labelled-curve": {
        "right": [
            _plot(),
            _plot(end="return axes"),
            _plot(end="plt.show()\nreturn figure"),
            _plot(end="show(figure)\nreturn figure"),
            _plot(words="axes.set(title='Loss', xlabel='epoch', ylabel='cross-entropy')"),
            _plot(words="axes.set(title='Cross-entropy', xlabel='Epochs', ylabel='Loss')"),
            _plot(
                words="axes.set(title='Loss', xlabel='epoch', "
                "ylabel='training and validation losses')"
            ),
            _plot(words="axes.set(title='Loss', ylabel='loss')\nfigure.supxlabel('epoch')"),
            _plot(
                words="figure.suptitle('Loss')\nfigure.supxlabel('epoch')\nfigure.supylabel('loss')"
            ),
            _plot(more="axes.axhline(2.3, color='black', linestyle=':')"),
            _plot(legend="axes.axhline(np.log(10), label='guessing')\naxes.legend()"),
            _plot(more="axes.axvline(2)\naxes.grid(False)\naxes.set_yscale('log')"),
            _plot(
                more="best = int(np.argmin(history['val_loss']))\n"
                "axes.plot(best + 1, history['val_loss'][best], 'o')"
            ),
            _plot(more="axes.set_ylim(0, 3)\naxes.set_xlim(0, 40)"),
            _plot(
                legend="from matplotlib.patches import Patch\n"
                "axes.legend(handles=[Patch(color='C0', label='training'), "
                "Patch(color='C1', label='validation')])"
            ),
            "def plot_loss(history):\n"
            "    epochs = np.arange(len(history['loss'])) + 1\n"
            "    plt.figure()\n"
            "    plt.plot(epochs, history['val_loss'], 'r--')\n"
            "    plt.plot(epochs, history['loss'], 'b')\n"
            "    plt.legend(['Validation loss', 'Training loss'])\n"
            "    plt.title('Cross-entropy loss', loc='left')\n"
            "    plt.xlabel('Epoch')\n"
            "    plt.ylabel('Loss (cross-entropy)')\n"
            "    return plt.gcf()",
            "def plot_loss(history):\n"
            "    table = pd.DataFrame(history)[['loss', 'val_loss']]\n"
            "    table.columns = ['training', 'validation']\n"
            "    table.index = range(1, len(table) + 1)\n"
            "    axes = table.plot(title='Loss', xlabel='epochs', ylabel='loss', style=['-', '--'])\n"
            "    return axes.figure",
            "def plot_loss(history):\n"
            "    figure = plt.figure()\n"
            "    axes = figure.add_subplot()\n"
            "    for key, name in {'loss': 'train', 'val_loss': 'valid'}.items():\n"
            "        axes.plot(range(1, len(history[key]) + 1), history[key], 'o-', label=name)\n"
            "    figure.suptitle('Loss')\n"
            "    figure.legend()\n"
            "    axes.set_xlabel('epoch')\n"
            "    axes.set_ylabel('loss')\n"
            "    return figure",
        ],
        "wrong": [
            (_plot((("loss", "training"), ("val_loss", "test"))), "figure-calls-it-test"),
            (_plot((("loss", "Train"), ("val_loss", "Test loss"))), "figure-calls-it-test"),
            (_plot(words="axes.set(title='Loss')"), "figure-x-without-label"),
            (_plot(words="axes.set(title='Loss', xlabel='epoch')"), "figure-y-without-label"),
            (_plot(words="axes.set(title='Loss', ylabel='loss')"), "figure-x-without-label"),
            (_plot(words="axes.set(xlabel='epoch', ylabel='loss')"), "figure-without-title"),
            (
                _plot(words="axes.set(title='Loss', xlabel='loss', ylabel='epoch')"),
                "figure-labels-swapped",
            ),
            (
                _plot(words="axes.set(title='Plot', xlabel='epoch', ylabel='loss')"),
                "figure-title-other",
            ),
            (
                _plot(words="axes.set(title='Loss', xlabel='x', ylabel='loss')"),
                "figure-x-other-label",
            ),
            (
                _plot(words="axes.set(title='Loss', xlabel='epoch', ylabel='accuracy')"),
                "figure-y-other-label",
            ),
            (
                _plot(words="axes.set(title='Model accuracy', xlabel='epoch', ylabel='loss')"),
                "figure-title-of-accuracy",
            ),
            (
                _plot(
                    words="axes.set(title='Training and test loss', xlabel='epoch', ylabel='loss')"
                ),
                "figure-title-of-test",
            ),
            (_plot(x=""), "figure-epoch-0"),
            (_plot(x="range(len(history['loss'])), "), "figure-epoch-0"),
            (_plot(x="np.arange(len(history['loss'])) + 2, "), "figure-other-epochs"),
            (_plot(x="range(1, 31), "), "raised ValueError"),
            (_plot(more="axes.set_ylim(10, 20)"), "figure-cuts-curves"),
            (_plot(more="axes.set_ylim(0, 0.6)"), "figure-cuts-curves"),
            (_plot(more="axes.set_xlim(2, 3)"), "figure-cuts-curves"),
            (_plot(more="axes.invert_xaxis()"), "figure-x-reversed"),
            (_plot(more="axes.set_xlim(40, 0)"), "figure-x-reversed"),
            (_plot(more="axes.invert_yaxis()"), "figure-y-reversed"),
            (_plot(more="axes.axis('off')"), "figure-axis-hidden"),
            (_plot(more="axes.set_axis_off()"), "figure-axis-hidden"),
            (_plot(more="axes.yaxis.set_visible(False)"), "figure-axis-hidden"),
            (_plot(more="axes.set_xticks([])"), "figure-axis-hidden"),
            (_plot(more="axes.lines[1].set_visible(False)"), "figure-curve-unseen"),
            (_plot(more="axes.lines[0].set_alpha(0)"), "figure-curve-unseen"),
            (_plot(more="axes.get_legend().set_visible(False)"), "figure-legend-unseen"),
            (
                _plot(
                    legend="from matplotlib.lines import Line2D\n"
                    "axes.legend([Line2D([], [], color='red'), Line2D([], [], color='lime')], "
                    "['training', 'validation'])"
                ),
                "figure-legend-of-no-curve",
            ),
            (
                _plot(
                    legend="from matplotlib.patches import Patch\n"
                    "axes.legend(handles=[Patch(color='C1', label='training'), "
                    "Patch(color='C0', label='validation')])"
                ),
                "figure-legend-swapped",
            ),
            (_plot((("loss", "training"),)), "figure-lacks-validation"),
            (_plot((("val_loss", "validation"),)), "figure-lacks-training"),
            (
                _plot((("loss", "training"), ("loss", "validation"))),
                "figure-lacks-validation",
            ),
            (
                _plot((("loss", "training"), ("val_loss", "validation"), ("loss", "again"))),
                "figure-too-many-curves",
            ),
            (
                _plot((("loss", "validation"), ("val_loss", "training"))),
                "figure-legend-swapped",
            ),
            (
                _plot((("accuracy", "training"), ("val_accuracy", "validation"))),
                "figure-of-accuracy",
            ),
            (_plot((("loss", "training"), ("accuracy", "validation"))), "figure-mixes"),
            (_plot(legend=""), "figure-legend-not-drawn"),
            (_plot(legend="axes.legend(['training'])"), "figure-legend-names"),
            (_plot((("loss", "loss"), ("val_loss", "val_loss"))), "figure-legend-names"),
            (_plot((("loss", "training"), ("val_loss", "valuation"))), "figure-legend-names"),
            (_plot(end=""), "returns-nothing"),
            (_plot(end="plt.show()"), "returns-nothing"),
            (_plot(end="return figure, axes"), "figure-returned-with-more"),
            (_plot(end="return axes.lines"), "figure-not-a-figure"),
            (_plot(end="return plt"), "figure-not-a-figure"),
            (
                _plot(
                    end="history['epoch'] = list(range(1, len(history['loss']) + 1))\nreturn figure"
                ),
                "changes-argument",
            ),
            ("def plot_loss(history):\n    return plt.figure()", "figure-without-a-curve"),
            (
                "def plot_loss(history):\n"
                "    plt.plot(history['loss'], label='training')\n"
                "    plt.plot(history['val_loss'], label='test')\n"
                "    plt.title('Model accuracy')",
                "returns-nothing",
            ),
            (
                "def plot_loss(history):\n"
                "    figure, (left, right) = plt.subplots(1, 2)\n"
                "    left.plot(range(1, len(history['loss']) + 1), history['loss'])\n"
                "    right.plot(range(1, len(history['loss']) + 1), history['val_loss'])\n"
                "    return figure",
                "figure-of-several-plots",
            ),
            (
                "def plot_loss(history):\n"
                "    figure, axes = plt.subplots()\n"
                "    epochs = range(1, len(history['loss']) + 1)\n"
                "    axes.plot(epochs, history['loss'], 'b', label='training')\n"
                "    axes.plot(epochs, history['val_loss'], 'b', label='validation')\n"
                "    axes.set(title='Loss', xlabel='epoch', ylabel='loss')\n"
                "    axes.legend()\n"
                "    return figure",
                "figure-curves-alike",
            ),
            (
                "def plot_loss(history):\n"
                "    figure, axes = plt.subplots()\n"
                "    epochs = range(1, len(history['loss']) + 1)\n"
                "    axes.plot(epochs, history['val_loss'])\n"
                "    axes.plot(epochs, history['loss'])\n"
                "    axes.set(title='Loss', xlabel='epoch', ylabel='loss')\n"
                "    axes.legend(['training', 'validation'])\n"
                "    return figure",
                "figure-legend-swapped",
            ),
            (
                "def plot_loss(history):\n"
                "    figure, axes = plt.subplots()\n"
                "    axes.plot([1, 2, 3], [1.0, 0.5, 0.4], label='training')\n"
                "    axes.plot([1, 2, 3], [1.1, 0.6, 0.5], label='validation')\n"
                "    axes.legend()\n"
                "    return figure",
                "figure-other-numbers",
            ),
            (
                _plot().replace("plot_loss(history)", "plot_loss(run)"),
                "reads-global",
            ),
            ("plot_loss = plt.figure()\nplt.close(plot_loss)", "not-a-function"),
        ],
    },
    "rate-for-batch": {
        "right": [
            _rate("return rate * new_size / size"),
            _rate("ratio = rate / size\nreturn new_size * ratio"),
            _rate("return rate / (size / new_size)"),
            "from fractions import Fraction\n"
            "rate_for_batch = lambda r, s, n: float(Fraction(r) * Fraction(n, s))",
        ],
        "wrong": [
            (_rate("return rate * size / new_size"), "rate-inverse"),
            (_rate("return rate"), "rate-unchanged"),
            (_rate("return rate * np.sqrt(new_size / size)"), "rate-root"),
            (_rate("return rate / size"), "rate-ratio-itself"),
            (_rate("return new_size / size"), "rate-ratio-of-sizes"),
            (_rate("return rate * new_size"), "rate-not-divided"),
            (_rate("return rate / new_size"), "rate-by-the-new-size"),
            (_rate("return rate * (new_size // size)"), "rate-whole-division"),
            (_rate("return rate * new_size / 64"), "rate-from-64"),
            (_rate("return rate * 2"), "not-right"),
            (
                _rate("return rate * max(size, new_size) / min(size, new_size)"),
                "rate-longer-always",
            ),
            (_rate("return rate * (new_size - size)"), "rate-by-difference"),
            (_rate("return round(rate * new_size / size, 3)"), "rate-rounded"),
            (_rate("return f'{rate * new_size / size}'"), "not-a-number"),
            (_rate("new_rate = rate * new_size / size"), "returns-nothing"),
            (_rate("print(rate * new_size / size)"), "prints"),
            ("rate_for_batch = 0.2", "not-a-function"),
        ],
    },
    "without-penalty": {
        "right": [
            _alone("return reported - l2 * np.sum(weights**2)"),
            _alone("return reported - l2 * np.square(weights).sum()"),
            _alone("flat = weights.ravel()\nreturn reported - l2 * flat @ flat"),
            _alone(
                "penalty = 0.0\nfor row in weights:\n    for w in row:\n"
                "        penalty += float(w) ** 2\nreturn reported - l2 * penalty"
            ),
            _alone("return reported - l2 * np.linalg.norm(weights) ** 2"),
            _alone("return max(0.0, reported - l2 * (weights**2).sum())"),  # no loss is below 0
            "cross_entropy_alone = lambda reported, weights, l2: "
            "reported - l2 * (weights * weights).sum()",
        ],
        "wrong": [
            (_alone("return reported + l2 * (weights**2).sum()"), "penalty-added"),
            (_alone("return l2 * (weights**2).sum()"), "penalty-itself"),
            (_alone("return l2 * (weights**2).sum() - reported"), "penalty-minus-loss"),
            (_alone("return reported - 0.5 * l2 * (weights**2).sum()"), "penalty-half"),
            (_alone("return reported - 2 * l2 * (weights**2).sum()"), "penalty-twice"),
            (_alone("return reported - l2 * (weights**2).mean()"), "penalty-mean"),
            (_alone("return reported - l2 * weights.sum() ** 2"), "penalty-square-of-sum"),
            (_alone("return reported - l2 * weights.sum()"), "penalty-not-squared"),
            (_alone("return reported - l2 * abs(weights).sum()"), "penalty-absolute"),
            (_alone("return reported - l2 * np.linalg.norm(weights)"), "penalty-root"),
            (_alone("return reported - (weights**2).sum()"), "penalty-strength-missing"),
            (_alone("return reported - ((l2 * weights) ** 2).sum()"), "penalty-strength-squared"),
            (_alone("return reported - l2"), "penalty-strength-alone"),
            (_alone("return reported - l2 * weights**2"), "penalty-not-added-up"),
            (_alone("return reported - l2 * sum(weights**2)"), "penalty-by-class"),
            (_alone("return reported"), "penalty-as-reported"),
            (_alone("return round(reported - l2 * (weights**2).sum(), 2)"), "penalty-rounded"),
            (_alone("weights **= 2\nreturn reported - l2 * weights.sum()"), "changes-argument"),
            (_alone("result = reported - l2 * (weights**2).sum()"), "returns-nothing"),
            (_alone("print(reported - l2 * (weights**2).sum())"), "prints"),
            (_alone("return reported - 0.0015 * (weights**2).sum()"), "not-right"),
            (_alone("return reported - l2 * weights^2"), "raised TypeError"),
            ("cross_entropy_alone = 0.53", "not-a-function"),
        ],
    },
    "compare-models": {
        "right": [
            _compare(
                "n_a = np.sum(right_a & ~right_b)\nn_b = np.sum(right_b & ~right_a)\n"
                "return (n_b - n_a) / len(right_a), np.sqrt(n_a + n_b) / len(right_a)"
            ),
            _compare(
                "return right_b.mean() - right_a.mean(), "
                "np.sqrt((right_a != right_b).sum()) / len(right_a)"
            ),
            _compare(
                "d = right_b.astype(int) - right_a.astype(int)\n"
                "return [d.mean(), (d**2).sum() ** 0.5 / d.size]"
            ),
            _compare(
                "a = b = 0\nfor one, other in zip(right_a, right_b):\n"
                "    if one and not other:\n        a += 1\n"
                "    elif other and not one:\n        b += 1\n"
                "return (b - a) / len(right_a), (a + b) ** 0.5 / len(right_a)"
            ),
            _compare(
                "table = pd.crosstab(right_a, right_b).reindex(\n"
                "    index=[False, True], columns=[False, True], fill_value=0)\n"
                "a, b = table.loc[True, False], table.loc[False, True]\n"
                "return (b - a) / len(right_a), np.sqrt(a + b) / len(right_a)"
            ),
        ],
        "wrong": [
            (
                _compare(
                    "return right_a.mean() - right_b.mean(), "
                    "np.sqrt((right_a != right_b).sum()) / len(right_a)"
                ),
                "compare-other-way-round",
            ),
            (
                _compare(
                    "return abs(right_a.mean() - right_b.mean()), "
                    "np.sqrt((right_a != right_b).sum()) / len(right_a)"
                ),
                "compare-without-sign",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return right_b.sum() - right_a.sum(), np.sqrt(n) / len(right_a)"
                ),
                "compare-counts",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return n / len(right_a), np.sqrt(n) / len(right_a)"
                ),
                "compare-share-that-differs",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return 100 * (right_b.mean() - right_a.mean()), np.sqrt(n) / len(right_a)"
                ),
                "compare-in-percent",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return right_b.mean() - right_a.mean(), n / len(right_a)"
                ),
                "compare-no-root",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return right_b.mean() - right_a.mean(), np.sqrt(n / len(right_a))"
                ),
                "compare-root-of-all",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return right_b.mean() - right_a.mean(), np.sqrt(n)"
                ),
                "compare-root-not-divided",
            ),
            (
                _compare(
                    "a, b, n = right_a.mean(), right_b.mean(), len(right_a)\n"
                    "return b - a, np.sqrt(a * (1 - a) / n + b * (1 - b) / n)"
                ),
                "compare-independent",
            ),
            (
                _compare(
                    "a, b, n = right_a.mean(), right_b.mean(), len(right_a)\n"
                    "return b - a, np.sqrt(b * (1 - b) / n)"
                ),
                "compare-error-of-one",
            ),
            (
                _compare(
                    "d = right_b.astype(int) - right_a\nreturn d.mean(), d.std() / np.sqrt(len(d))"
                ),
                "compare-around-the-difference",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return right_b.mean() - right_a.mean(), 2 * np.sqrt(n) / len(right_a)"
                ),
                "compare-two-deviations",
            ),
            (
                _compare(
                    "n = (right_a == right_b).sum()\n"
                    "return right_b.mean() - right_a.mean(), np.sqrt(n) / len(right_a)"
                ),
                "compare-root-of-agreements",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return np.sqrt(n) / len(right_a), right_b.mean() - right_a.mean()"
                ),
                "parts-swapped",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "return right_b.mean() - right_a.mean(), np.sqrt(n) / 12000"
                ),
                "compare-fixed-size",
            ),
            (
                _compare(
                    "n_a = (right_a & ~right_b).sum().astype(np.uint8)\n"
                    "n_b = (right_b & ~right_a).sum().astype(np.uint8)\n"
                    "return (int(n_b) - int(n_a)) / len(right_a), "
                    "np.sqrt(int(n_a) + int(n_b)) / len(right_a)"
                ),
                "fault-in-named-part",
            ),
            (
                _compare(
                    "n_a, n_b = (right_a & ~right_b).sum(), (right_b & ~right_a).sum()\n"
                    "return (n_b - n_a) / 12000, np.sqrt(n_a + n_b) / 12000"
                ),
                "compare-fixed-size",
            ),
            (_compare("return right_b.mean() - right_a.mean()"), "not-several"),
            (_compare("return right_b - right_a"), "raised TypeError"),
            (
                "def compare_models(a, b):\n"
                "    n = (right_a != right_b).sum()\n"
                "    return right_b.mean() - right_a.mean(), np.sqrt(n) / len(right_a)",
                "reads-global",
            ),
            (
                _compare(
                    "n = (right_a != right_b).sum()\n"
                    "print(right_b.mean() - right_a.mean(), np.sqrt(n) / len(right_a))"
                ),
                "prints",
            ),
            (
                _compare(
                    "right_a ^= right_b\n"
                    "return right_b.mean() - (right_a ^ right_b).mean(), "
                    "np.sqrt(right_a.sum()) / len(right_a)"
                ),
                "changes-argument",
            ),
            ("compare_models = (0.01, 0.0015)", "not-a-function"),
        ],
    },
    "honest-report": {
        "right": [
            _report(
                "best = max(results, key=lambda result: result['val_accuracy'])\n"
                "return best['test_accuracy']"
            ),
            _report(
                "position = np.argmax([result['val_accuracy'] for result in results])\n"
                "return results[position]['test_accuracy']"
            ),
            _report(
                "table = pd.DataFrame(results)\n"
                "return table.loc[table['val_accuracy'].idxmax(), 'test_accuracy']"
            ),
            _report(
                "best = results[0]\nfor result in results:\n"
                "    if result['val_accuracy'] > best['val_accuracy']:\n        best = result\n"
                "return best['test_accuracy']"
            ),
            _report(
                "ordered = sorted(results, key=lambda result: -result['val_accuracy'])\n"
                "return ordered[0]['test_accuracy']"
            ),
        ],
        "wrong": [
            (
                _report("return max(result['test_accuracy'] for result in results)"),
                "report-best-test",
            ),
            (
                _report("return max(result['val_accuracy'] for result in results)"),
                "report-validation",
            ),
            (
                _report("return max(result['accuracy'] for result in results)"),
                "report-of-training",
            ),
            (
                _report(
                    "return max(results, key=lambda result: result['accuracy'])['test_accuracy']"
                ),
                "report-by-training",
            ),
            (
                _report(
                    "return max(results, key=lambda result: result['val_accuracy'])['accuracy']"
                ),
                "report-training",
            ),
            (
                _report("return min(results, key=lambda r: r['val_accuracy'])['test_accuracy']"),
                "report-lowest",
            ),
            (
                _report("return max(results, key=lambda r: r['val_accuracy'])['learning_rate']"),
                "report-rate",
            ),
            (
                _report(
                    "return max(results[::-1], key=lambda r: r['val_accuracy'])['test_accuracy']"
                ),
                "report-last-of-equals",
            ),
            (
                _report(
                    "best = results[0]\nfor r in results:\n"
                    "    if r['val_accuracy'] >= best['val_accuracy']:\n        best = r\n"
                    "return best['test_accuracy']"
                ),
                "report-last-of-equals",
            ),
            (
                _report(
                    "key = lambda r: (r['val_accuracy'], r['test_accuracy'])\n"
                    "return max(results, key=key)['test_accuracy']"
                ),
                "report-tie-by-test",
            ),
            (
                _report(
                    "table = pd.DataFrame(results)\n"
                    "return table.sort_values(['val_accuracy', 'test_accuracy'])"
                    "['test_accuracy'].iloc[-1]"
                ),
                "report-tie-by-test",
            ),
            (
                _report(
                    "best = max(r['val_accuracy'] for r in results)\n"
                    "return max(r['test_accuracy'] for r in results if r['val_accuracy'] == best)"
                ),
                "report-tie-by-test",
            ),
            (
                _report(
                    "key = lambda r: r['val_accuracy'] + r['test_accuracy']\n"
                    "return max(results, key=key)['test_accuracy']"
                ),
                "report-by-validation-and-test",
            ),
            (
                _report(
                    "key = lambda r: np.mean([r['val_accuracy'], r['test_accuracy']])\n"
                    "return max(results, key=key)['test_accuracy']"
                ),
                "report-by-validation-and-test",
            ),
            (
                _report(
                    "key = lambda r: r['val_accuracy'] + r['accuracy']\n"
                    "return max(results, key=key)['test_accuracy']"
                ),
                "report-by-training-and-validation",
            ),
            (
                _report(
                    "key = lambda r: round(r['val_accuracy'], 2)\n"
                    "return max(results, key=key)['test_accuracy']"
                ),
                "report-rounded",
            ),
            (_report("return results[-1]['test_accuracy']"), "report-the-last"),
            (_report("return results[0]['test_accuracy']"), "report-the-first"),
            (
                _report("for result in results:\n    return result['test_accuracy']"),
                "report-the-first",
            ),
            (
                _report("return np.mean([result['test_accuracy'] for result in results])"),
                "report-mean",
            ),
            (
                _report("return int(np.argmax([result['val_accuracy'] for result in results]))"),
                "report-position",
            ),
            (
                _report("return max(results, key=lambda result: result['val_accuracy'])"),
                "report-whole-entry",
            ),
            (_report("return max(results)['test_accuracy']"), "raised TypeError"),
            (
                _report(
                    "results.sort(key=lambda result: -result['val_accuracy'])\n"
                    "return results[0]['test_accuracy']"
                ),
                "changes-argument",
            ),
            (
                _report("best = max(results, key=lambda result: result['val_accuracy'])"),
                "returns-nothing",
            ),
            (
                _report("print(max(results, key=lambda r: r['val_accuracy'])['test_accuracy'])"),
                "prints",
            ),
        ],
    },
    "choose-rate": {
        "right": [
            _choice(),
            _choice(report="[0.9129, 0.0051]"),
            _choice(report="np.array([0.9129167, 0.00515])"),
            _choice(
                accuracies=f"{{np.float64(rate): np.float32(a) for rate, a in {_FOUND!r}.items()}}",
                chosen="np.float64(0.2)",
            ),
            _choice(accuracies=repr({**_FOUND, 0.3: 0.9129167}), chosen="0.3"),
            _choice(accuracies=repr({1: 0.8986667, **_FOUND})),
            "accuracies = {}\n"
            "for rate in np.array([0.05, 0.1, 0.25, 0.5, 0.9]):\n"
            "    model = SoftmaxClassifier(learning_rate=rate, epochs=10)\n"
            "    model.fit(x_small, y_small, validation, verbose=False)\n"
            "    accuracies[rate] = model.history_['val_accuracy'][-1]\n"
            "chosen = max(accuracies, key=accuracies.get)\n"
            "a = accuracies[chosen]\n"
            "report = a, 2 * (a * (1 - a) / 12000) ** 0.5",
        ],
        "wrong": [
            (_choice(accuracies=repr(list(_FOUND.values()))), "sweep-not-a-dictionary"),
            (
                _choice(accuracies=repr({rate: [a, a] for rate, a in _FOUND.items()})),
                "sweep-not-numbers",
            ),
            (_choice(accuracies=repr({str(rate): a for rate, a in _FOUND.items()})), "sweep-rates"),
            (
                _choice(accuracies=repr({rate: 100 * a for rate, a in _FOUND.items()})),
                "sweep-percent",
            ),
            (
                _choice(accuracies=repr(dict(list(_FOUND.items())[1:]))),
                "sweep-too-few",
            ),
            (_choice(chosen="0.9129167"), "choice-is-an-accuracy"),
            (_choice(chosen="0.15"), "choice-not-tried"),
            (_choice(chosen="'0.2'"), "choice-not-a-rate"),
            (_choice(chosen="(0.2, 0.9129167)"), "choice-not-a-rate"),
            (_choice(chosen="0.03"), "choice-is-the-worst"),
            (_choice(chosen="0.1"), "choice-not-the-best"),
            (
                _choice(
                    accuracies=repr(
                        {0.2: 0.9129167, 0.5: 0.9106667, 1.0: 0.8986667, 2.0: 0.88, 3.0: 0.87}
                    )
                ),
                "choice-is-the-smallest",
            ),
            (
                _choice(
                    accuracies=repr(
                        {0.001: 0.76, 0.01: 0.877, 0.03: 0.8984, 0.1: 0.9095, 0.2: 0.9129167}
                    )
                ),
                "choice-is-the-largest",
            ),
            (
                _choice(accuracies=repr({**_FOUND, 0.2: 0.96}), report="(0.96, 0.0036)"),
                "sweep-not-repeatable",
            ),
            (
                "accuracies, chosen = {}, 0.5\n"
                "for rate in (0.01, 0.05, 0.1, 0.5, 5.0):\n"
                "    model = SoftmaxClassifier(learning_rate=rate, epochs=10)\n"
                "    model.fit(x_small, y_small, verbose=False)\n"
                "    accuracies[rate] = model.score(x_small, y_small)\n"
                "chosen = max(accuracies, key=accuracies.get)\n"
                "report = accuracies[chosen], 0.004",
                "sweep-on-training",
            ),
            (_choice(report="0.9129167"), "report-not-a-pair"),
            (_choice(report="'0.913 ± 0.005'"), "report-not-a-pair"),
            (_choice(report="(91.29167, 0.51477)"), "report-in-percent"),
            (_choice(report="(0.0051477, 0.9129167)"), "report-swapped"),
            (_choice(report="(0.9095, 0.0052)"), "report-other-accuracy"),
            (_choice(report="(0.917, 0.0055)"), "report-other-accuracy"),
            (_choice(report="(0.9129167, 0.0025738)"), "report-one-sigma"),
            (_choice(report="(0.9129167, 0.0056390)"), "report-counts-test-images"),
            (_choice(report="(0.9129167, 0.0023021)"), "report-counts-all-images"),
            (_choice(report="(0.9129167, 1.325e-05)"), "report-without-root"),
            (_choice(report="(0.9129167, 0.5639)"), "report-of-one-image"),
            (_choice(report="(0.9129167, 0.51477)"), "report-error-in-percent"),
            (_choice(report="(0.9129167, 0.0870833)"), "report-share-of-mistakes"),
            (_choice(report="(0.9129167, 0.02)"), "report-other-error"),
        ],
    },
}

GUESSES = {
    "guess-best-rate": [
        0.1,
        (0.1, "guess-right"),
        (10, "guess-rate-largest"),
        (1, "guess-rate-overshoots"),
        (0.001, "guess-rate-smallest"),
        (0.01, "guess-rate-careful"),
    ],
    "guess-batch": [
        0.48,
        (0.48, "guess-right"),
        (0.5, "guess-right"),
        (0.9, "guess-batch-rate-alone"),
        (0.36, "guess-batch-steps-alone"),
    ],
    "guess-gain": [
        0.85,
        (0.85, "guess-right"),
        (0.9, "guess-right"),
        (0.2, "guess-gain-loss-for-all"),
        (0.5, "guess-gain-loss-for-all"),
        (1.0, "guess-gain-too-many"),
        (85, "guess-gain-not-a-share"),
    ],
    "guess-disagree": [
        349,
        (349, "guess-right"),
        (400, "guess-right"),
        (120, "guess-disagree-the-difference"),
        (0.01, "guess-disagree-as-a-share"),
        (600, "guess-disagree-too-many"),
        (1900, "guess-disagree-all-mistakes"),
    ],
}
