"""Right and wrong answers to the exercises of lesson 6."""

SETUP = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from helpers import show
"""


def _table(body: str) -> str:
    return f"def as_table(history):\n{_indented(body)}"


def _best(body: str) -> str:
    return f"def best_epoch(history):\n{_indented(body)}"


def _gap(body: str) -> str:
    return f"def accuracy_gap(history):\n{_indented(body)}"


def _report(body: str) -> str:
    return f"def honest_accuracy(results):\n{_indented(body)}"


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" for line in body.splitlines())


def _plot(
    curves=(("loss", "training"), ("val_loss", "validation")),
    *,
    x="range(1, len(history['loss']) + 1), ",
    words="axes.set(title='Loss over the epochs', xlabel='epoch', ylabel='loss')",
    legend="axes.legend()",
    end="return figure",
) -> str:
    lines = ["figure, axes = plt.subplots()"]
    for key, label in curves:
        lines.append(f"axes.plot({x}history[{key!r}], label={label!r})")
    lines += [line for line in (words, legend, end) if line]
    return "def plot_loss(history):\n" + _indented("\n".join(lines))


ANSWERS = {
    "history-table": {
        "right": [
            _table(
                "table = pd.DataFrame(history)\ntable.index = range(1, len(table) + 1)\n"
                "table.index.name = 'epoch'\nreturn table"
            ),
            _table(
                "table = pd.DataFrame(history)\ntable['epoch'] = np.arange(1, len(table) + 1)\n"
                "return table.set_index('epoch')"
            ),
            _table(
                "table = pd.DataFrame(history).rename_axis('epoch')\nreturn table.rename(lambda n: n + 1)"
            ),
            _table(
                "rows = [dict(zip(history, values)) for values in zip(*history.values())]\n"
                "index = pd.Index(range(1, len(rows) + 1), name='epoch')\n"
                "return pd.DataFrame(rows, index=index)"
            ),
        ],
        "wrong": [
            (_table("return pd.DataFrame(history)"), "counts from 0"),
            (
                _table("table = pd.DataFrame(history)\ntable.index.name = 'epoch'\nreturn table"),
                "counts from 0",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\ntable.index = range(1, len(table) + 1)\nreturn table"
                ),
                "it has no name",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)\ntable.index = range(1, len(table) + 1)\n"
                    "table.columns.name = 'epoch'\nreturn table"
                ),
                "went to the columns",
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
                "does not count 1, 2, 3",
            ),
            (_table("return pd.DataFrame(history).T"), "transposed"),
            (
                _table("return pd.DataFrame(history.values(), index=history.keys())"),
                "transposed",
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
                    "table = pd.DataFrame(history)\ntable.insert(0, 'epoch', range(1, len(table) + 1))\n"
                    "return table"
                ),
                "must be the index instead",
            ),
            (
                _table(
                    "data = {key: pd.Series(values) for key, values in history.items()}\n"
                    "epochs = len(next(iter(data.values())))\n"
                    "return pd.DataFrame(data, index=pd.RangeIndex(1, epochs + 1, name='epoch'))"
                ),
                "NaN",
            ),
            (
                _table(
                    "table = pd.DataFrame(history).round(3)\ntable.index = range(1, len(table) + 1)\n"
                    "table.index.name = 'epoch'\nreturn table"
                ),
                "rounded",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)[1:]\ntable.index.name = 'epoch'\nreturn table"
                ),
                "Each epoch is one row",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)[['accuracy', 'val_accuracy', 'loss', 'val_loss']]\n"
                    "table.index = pd.RangeIndex(1, len(table) + 1, name='epoch')\nreturn table"
                ),
                "raised KeyError",
            ),
            (
                _table(
                    "table = pd.DataFrame(history)[['loss']]\n"
                    "table.index = pd.RangeIndex(1, len(table) + 1, name='epoch')\nreturn table"
                ),
                "no column 'accuracy'",
            ),
            (
                _table(
                    "for key in history:\n    history[key].append(0)\nreturn pd.DataFrame(history)[:-1]"
                    ".set_index(pd.RangeIndex(1, len(history['loss']), name='epoch'))"
                ),
                "changed the history",
            ),
            (_table("return dict(history)"), "not a DataFrame"),
            (_table("table = pd.DataFrame(history)"), "no return"),
            (_table("print(pd.DataFrame(history))"), "Use return, not print"),
            ("as_table = pd.DataFrame({'loss': [1.0]})", "not a function"),
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
        ],
        "wrong": [
            (_best("return np.argmax(history['val_accuracy'])"), "counts from 0"),
            (_best("return np.argmax(history['val_accuracy']) + 2"), "One too far"),
            (_best("return np.argmax(history['accuracy']) + 1"), "on the training set"),
            (_best("return np.argmax(history['accuracy'])"), "on the training set"),
            (_best("return np.argmin(history['val_accuracy']) + 1"), "worst epoch"),
            (_best("return np.argmin(history['val_accuracy'])"), "worst epoch"),
            (_best("return np.argmax(history['val_loss']) + 1"), "highest validation loss"),
            (_best("return np.argmax(history['val_loss'])"), "It asks for the accuracy"),
            (_best("return np.argmin(history['val_loss']) + 1"), "lowest validation loss"),
            (_best("return np.argmin(history['loss']) + 1"), "training loss"),
            (
                _best(
                    "values = history['val_accuracy'][::-1]\nreturn len(values) - np.argmax(values)"
                ),
                "the last of them",
            ),
            (_best("return max(history['val_accuracy'])"), "accuracy itself"),
            (_best("return len(history['val_accuracy'])"), "number of epochs"),
            (_best("return 30"), "not right"),
            (_best("return [np.argmax(history['val_accuracy']) + 1]"), "not one number"),
            (_best("return str(np.argmax(history['val_accuracy']) + 1)"), "not one number"),
            (_best("epoch = np.argmax(history['val_accuracy']) + 1"), "no return"),
            (_best("print(np.argmax(history['val_accuracy']) + 1)"), "Use return, not print"),
            (
                _best(
                    "history['val_accuracy'].insert(0, 0)\nreturn np.argmax(history['val_accuracy'])"
                ),
                "changed the history",
            ),
            (_best("return history.val_accuracy.argmax()"), "raised AttributeError"),
            ("best_epoch = 30", "not a function"),
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
                "table = pd.DataFrame(history)\nreturn (table['accuracy'] - table['val_accuracy']).to_numpy()"
            ),
        ],
        "wrong": [
            (
                _gap("return history['accuracy'] - history['val_accuracy']"),
                "Lists can't be subtracted",
            ),
            (
                _gap("return np.subtract(history['val_accuracy'], history['accuracy'])"),
                "other way round",
            ),
            (
                _gap("return np.abs(np.subtract(history['accuracy'], history['val_accuracy']))"),
                "sign is gone",
            ),
            (_gap("return np.subtract(history['loss'], history['val_loss'])"), "gap of the losses"),
            (_gap("return np.subtract(history['val_loss'], history['loss'])"), "gap of the losses"),
            (_gap("return np.subtract(history['accuracy'], history['loss'])"), "Both must be"),
            (
                _gap("return history['accuracy'][-1] - history['val_accuracy'][-1]"),
                "last epoch only",
            ),
            (
                _gap("return np.subtract(history['accuracy'], history['val_accuracy']).mean()"),
                "the mean",
            ),
            (
                _gap("return 100 * np.subtract(history['accuracy'], history['val_accuracy'])"),
                "percent",
            ),
            (
                _gap("return np.subtract(history['accuracy'], history['val_accuracy']).tolist()"),
                "np.array",
            ),
            (
                _gap(
                    "return np.subtract(history['accuracy'], history['val_accuracy'])[:, np.newaxis]"
                ),
                "column",
            ),
            (_gap("return np.add(history['accuracy'], history['val_accuracy'])"), "sum of the two"),
            (
                _gap("return pd.Series(history['accuracy']) - pd.Series(history['val_accuracy'])"),
                "to_numpy",
            ),
            (_gap("gap = np.subtract(history['accuracy'], history['val_accuracy'])"), "no return"),
            (_gap("print(np.subtract(history['accuracy'], history['val_accuracy']))"), "not print"),
            (
                _gap(
                    "for key in history:\n    history[key] = np.array(history[key])\n"
                    "return history['accuracy'] - history['val_accuracy']"
                ),
                "changed the history",
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
            ("order = 'ACB'", "largest first"),
            ("order = 'ABC'", "A goes up as well as down"),
            ("order = 'BAC'", "A goes up as well as down"),
            ("order = 'CBA'", "B hardly gets anywhere"),
            ("order = 'CAB'", "B hardly gets anywhere"),
            ("order = 'B'", "each once"),
            ("order = 'BCAA'", "each once"),
            ("order = 'B < C < A'", "each once"),
            ("order = (0.001, 0.05, 3)", "each once"),
            ("order = {'A': 3, 'B': 0.001, 'C': 0.05}", "each once"),
        ],
    },
    "broken-curve": {
        "right": ["letter = 'c'", "letter = 'C'", "letter = ' c '"],
        "wrong": [
            ("letter = 'a'", "would jump, too"),
            ("letter = 'b'", "Look at epoch 1"),
            ("letter = 'd'", "still improve"),
            ("letter = 'e'", "one letter"),
            ("letter = 'labels'", "one letter"),
            ("letter = ['c']", "one letter"),
            ("letter = 3", "one letter"),
        ],
    },
    "labelled-curve": {
        "right": [
            _plot(),
            _plot(end="return axes"),
            _plot(end="plt.show()\nreturn figure"),
            _plot(end="show(figure, alt='two curves')\nreturn figure"),
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
            (_plot((("loss", "training"), ("val_loss", "test"))), "comes from the test set"),
            (_plot((("loss", "Train"), ("val_loss", "Test loss"))), "comes from the test set"),
            (_plot(words="axes.set(title='Loss')"), "x axis has no label"),
            (_plot(words="axes.set(title='Loss', xlabel='epoch')"), "y axis has no label"),
            (_plot(words="axes.set(title='Loss', ylabel='loss')"), "x axis has no label"),
            (_plot(words="axes.set(xlabel='epoch', ylabel='loss')"), "no title"),
            (_plot(words="axes.set(title='Loss', xlabel='loss', ylabel='epoch')"), "swapped"),
            (
                _plot(words="axes.set(title='Plot', xlabel='epoch', ylabel='loss')"),
                "name what is drawn",
            ),
            (
                _plot(words="axes.set(title='Loss', xlabel='x', ylabel='loss')"),
                "What does it count",
            ),
            (
                _plot(words="axes.set(title='Loss', xlabel='epoch', ylabel='accuracy')"),
                "Which quantity",
            ),
            (
                _plot(words="axes.set(title='Accuracy', xlabel='epoch', ylabel='loss')"),
                "title speaks of accuracy",
            ),
            (
                _plot(
                    words="axes.set(title='Training and test loss', xlabel='epoch', ylabel='loss')"
                ),
                "title speaks of test",
            ),
            (_plot(x=""), "starts at epoch 0"),
            (_plot(x="range(len(history['loss'])), "), "starts at epoch 0"),
            (_plot(x="np.arange(len(history['loss'])) + 2, "), "not 1, 2, 3"),
            (_plot(x="range(1, 31), "), "raised ValueError"),
            (_plot((("loss", "training"),)), "validation loss is missing"),
            (_plot((("val_loss", "validation"),)), "training loss is missing"),
            (_plot((("loss", "training"), ("loss", "validation"))), "validation loss is missing"),
            (_plot((("loss", "validation"), ("val_loss", "training"))), "legend are swapped"),
            (
                _plot((("accuracy", "training"), ("val_accuracy", "validation"))),
                "shows the accuracy",
            ),
            (_plot((("loss", "training"), ("accuracy", "validation"))), "mixed"),
            (_plot(legend=""), "legend() draws them"),
            (_plot(legend="axes.legend(['training'])"), "names 1 of the two"),
            (_plot((("loss", "loss"), ("val_loss", "val_loss"))), "must say training"),
            (_plot((("loss", "training"), ("val_loss", "valuation"))), "must say training"),
            (_plot(end=""), "returns None"),
            (_plot(end="plt.show()"), "returns None"),
            (_plot(end="return figure, axes"), "one thing, the figure"),
            (_plot(end="return axes.lines"), "not a figure"),
            (_plot(end="return plt"), "not a figure"),
            (
                _plot(
                    end="history['epoch'] = list(range(1, len(history['loss']) + 1))\nreturn figure"
                ),
                "changed the history",
            ),
            (
                "def plot_loss(history):\n    return plt.figure()",
                "no curve in it",
            ),
            (
                "def plot_loss(history):\n"
                "    figure, (left, right) = plt.subplots(1, 2)\n"
                "    left.plot(range(1, len(history['loss']) + 1), history['loss'])\n"
                "    right.plot(range(1, len(history['loss']) + 1), history['val_loss'])\n"
                "    return figure",
                "several plots",
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
                "look the same",
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
                "legend are swapped",
            ),
            (
                "def plot_loss(history):\n"
                "    figure, axes = plt.subplots()\n"
                "    axes.plot([1, 2, 3], [1.0, 0.5, 0.4], label='training')\n"
                "    axes.plot([1, 2, 3], [1.1, 0.6, 0.5], label='validation')\n"
                "    axes.legend()\n"
                "    return figure",
                "no loss of the history",
            ),
            ("plot_loss = plt.figure()\nplt.close(plot_loss)", "not a function"),
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
        ],
        "wrong": [
            (
                _report("return max(result['test_accuracy'] for result in results)"),
                "looks too good",
            ),
            (
                _report("return max(result['val_accuracy'] for result in results)"),
                "a little too good",
            ),
            (
                _report("return max(result['accuracy'] for result in results)"),
                "on the training set",
            ),
            (
                _report(
                    "return max(results, key=lambda result: result['accuracy'])['test_accuracy']"
                ),
                "by the training accuracy",
            ),
            (
                _report(
                    "return max(results, key=lambda result: result['val_accuracy'])['accuracy']"
                ),
                "on the training set",
            ),
            (
                _report(
                    "return min(results, key=lambda result: result['val_accuracy'])['test_accuracy']"
                ),
                "High is good",
            ),
            (
                _report(
                    "return max(results, key=lambda result: result['val_accuracy'])['learning_rate']"
                ),
                "its learning rate",
            ),
            (
                _report(
                    "return max(results[::-1], key=lambda result: result['val_accuracy'])['test_accuracy']"
                ),
                "the last of them",
            ),
            (_report("return results[-1]['test_accuracy']"), "last of the list"),
            (_report("return results[0]['test_accuracy']"), "first of the list"),
            (
                _report("return np.mean([result['test_accuracy'] for result in results])"),
                "the mean",
            ),
            (
                _report("return int(np.argmax([result['val_accuracy'] for result in results]))"),
                "the position",
            ),
            (
                _report("return max(results, key=lambda result: result['val_accuracy'])"),
                "not one number",
            ),
            (_report("return max(results)['test_accuracy']"), "raised TypeError"),
            (
                _report(
                    "results.sort(key=lambda result: -result['val_accuracy'])\nreturn results[0]['test_accuracy']"
                ),
                "changed the results",
            ),
            (
                _report("best = max(results, key=lambda result: result['val_accuracy'])"),
                "no return",
            ),
            (
                _report(
                    "print(max(results, key=lambda result: result['val_accuracy'])['test_accuracy'])"
                ),
                "Use return, not print",
            ),
        ],
    },
}
