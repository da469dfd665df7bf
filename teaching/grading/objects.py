"""Answers that are objects, carried between processes as data: a model, a table, a figure.

`carry` describes an object where the learner's code runs, and `rebuild` makes a new one of the
description in the examiner's process, which the teacher's check then looks at as in a notebook.
What a check is given is therefore never the learner's object:

- a Keras model becomes its configuration and its weights, and is built anew from Keras' own layers
  alone, in safe mode. A model whose class or function is the learner's own cannot be; its outputs
  are then asked for, as a function's are;
- what `fit` did becomes the numbers of the history, the weights afterwards, and the names and
  settings of optimizer and loss;
- a table becomes its columns, a figure its lines, words, limits and legends, drawn anew.

What this does not rule out: code that computes the right numbers in another way than it says. Who
works out the weights of the training in NumPy, and writes "SGD" beside them, or who draws the
curves without Matplotlib and hands over a description that fits, gets the points. The numbers must
be right for data that the notebook never shows; a description alone gets nothing.
"""

import builtins
import contextlib
import io
import json
import keyword
import sys
import types
import warnings

import numpy as np

from helpers.checks.sentences import Opaque
from helpers.checks.verdict import snapshot
from teaching.grading.answers import decode, encode

LARGEST = 100_000
"""numbers in a table or a figure's line"""
MANY = 200
"""lines, words, layers, or other parts of one object"""


# In the learner's process: describe


def carry(value, kept: list | None = None) -> dict:
    """A description of a value as plain data, see `rebuild`. Models without one go to `kept`."""
    keras, pandas = sys.modules.get("keras"), sys.modules.get("pandas")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if keras is not None:
        if isinstance(value, keras.Model):
            return {"model": _carry_model(value, kept)}
        if isinstance(value, keras.callbacks.History):
            return {"history": encode(snapshot(dict(value.history)))}
        if isinstance(value, keras.layers.Layer):
            return {"layer": type(value).__name__}
        if keras.backend.is_keras_tensor(value):
            return {"keras tensor": True}
    if pandas is not None and isinstance(value, pandas.DataFrame):
        return {"table": _carry_table(value)}
    if pyplot is not None:
        from matplotlib.axes import Axes
        from matplotlib.figure import Figure

        if isinstance(value, Figure):
            return {"figure": _carry_figure(value)}
        if isinstance(value, Axes) and isinstance(value.figure, Figure):
            place = value.figure.axes.index(value)
            return {"figure": _carry_figure(value.figure), "axes": place}
    if type(value) in (list, tuple) and len(value) <= MANY and not _is_plain(value):
        return {type(value).__name__: [carry(item, kept) for item in value]}
    if isinstance(value, type):
        return {"class": value.__name__[:60]}
    return {"plain": encode(snapshot(value))}


def _is_plain(value) -> bool:
    if type(value) in (list, tuple):
        return all(map(_is_plain, value))
    return not isinstance(snapshot(value), Opaque)


def _carry_model(model, kept: list | None) -> dict:
    described = {
        "built": bool(model.built),
        "trainable": len(model.trainable_weights) > 0,
        "weights": [encode(np.array(array)) for array in model.get_weights()],
        "count": int(model.count_params()) if model.built else 0,
        "config": None,
        "compiled": _carry_compiled(model),
    }
    try:
        described["config"] = model.to_json()
        _refuse_foreign(json.loads(described["config"]))
    except Exception:
        described["config"] = None
        if kept is not None:
            kept.append(model)
            described["kept"] = len(kept) - 1
    return described


def _carry_compiled(model) -> dict | None:
    optimizer, loss = getattr(model, "optimizer", None), getattr(model, "loss", None)
    if optimizer is None:
        return None
    config = {}
    if not isinstance(loss, str):
        try:
            config = {"from_logits": bool(loss.get_config().get("from_logits", False))}
        except Exception:
            config = {}
    name = loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", ""))
    momentum = getattr(optimizer, "momentum", 0)
    return {
        "optimizer": type(optimizer).__name__,
        "steps": int(optimizer.iterations),
        "rate": float(optimizer.learning_rate),
        "momentum": float(momentum) if isinstance(momentum, int | float) else 0.0,
        "loss": str(name),
        "loss is a text": isinstance(loss, str),
        "loss config": config,
    }


def _carry_table(table) -> dict | None:
    if table.size > LARGEST or table.shape[1] > MANY:
        return None
    columns = []
    for place in range(table.shape[1]):
        column = table.iloc[:, place]
        numbers = column.dtype.kind in "biuf" and isinstance(column.dtype, np.dtype)
        columns.append(column.to_numpy() if numbers else [str(item) for item in column])
    return {
        "columns": encode(snapshot([_label(name) for name in table.columns])),
        "values": encode(snapshot(columns)),
        "index": encode(snapshot([_label(name) for name in table.index])),
        "index name": encode(snapshot(_label(table.index.name))),
        "columns name": encode(snapshot(_label(table.columns.name))),
    }


def _label(name):
    return name if isinstance(name, str | int | float | np.generic | types.NoneType) else str(name)


def _carry_figure(figure) -> dict:
    return {
        "panels": [_carry_axes(axes) for axes in figure.axes[:MANY]],
        "legends": [_carry_legend(legend) for legend in figure.legends[:MANY]],
        "suptitle": figure.get_suptitle(),
        "supxlabel": figure.get_supxlabel(),
        "supylabel": figure.get_supylabel(),
    }


def _carry_axes(axes) -> dict:
    legend = axes.get_legend()
    return {
        "visible": bool(axes.get_visible()),
        "axis on": bool(axes.axison),
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "limits": [[float(end) for end in ends] for ends in (axes.get_xlim(), axes.get_ylim())],
        "shown": [bool(axis.get_visible()) for axis in (axes.xaxis, axes.yaxis)],
        "ticks": [len(axes.get_xticks()), len(axes.get_yticks())],
        "labels": [
            [axis.label.get_text(), bool(axis.label.get_visible())]
            for axis in (axes.xaxis, axes.yaxis)
        ],
        "titles": {place: axes.get_title(loc=place) for place in ("center", "left", "right")},
        "lines": [_carry_line(line, axes) for line in axes.get_lines()[:MANY]],
        "legend": _carry_legend(legend) if legend is not None else None,
    }


def _carry_line(line, axes) -> dict:
    x, y = (
        np.asarray(line.get_data(orig=False)[place], dtype=float).ravel()[:LARGEST]
        for place in (0, 1)
    )
    return {
        "x": encode(x),
        "y": encode(y),
        "label": str(line.get_label()),
        "on data": line.get_transform() == axes.transData,
        **_carry_look(line),
    }


def _carry_look(artist) -> dict:
    """Colour, style, marker and visibility of a line or a patch."""
    from matplotlib.colors import to_hex

    patch = hasattr(artist, "get_facecolor")
    alpha = artist.get_alpha()
    return {
        "patch": patch,
        "colour": to_hex(artist.get_facecolor() if patch else artist.get_color()),
        "style": "-" if patch else str(artist.get_linestyle()),
        "marker": "None" if patch else str(artist.get_marker()),
        "alpha": None if alpha is None else float(np.min(alpha)),
        "visible": bool(artist.get_visible()),
    }


def _carry_legend(legend) -> dict:
    alpha = legend.get_alpha()
    handles = legend.legend_handles[:MANY]
    known = [handle for handle in handles if hasattr(handle, "get_color") or _is_patch(handle)]
    return {
        "visible": bool(legend.get_visible()),
        "alpha": None if alpha is None else float(alpha),
        "handles": [_carry_look(handle) for handle in known],
        "texts": [
            [text.get_text(), bool(text.get_visible())] for text in legend.get_texts()[:MANY]
        ],
    }


def _is_patch(handle) -> bool:
    from matplotlib.patches import Patch

    return isinstance(handle, Patch)


_kept: list = []
"""Models that cannot be described, in the process that made them."""


def answer_with_objects(question: dict, space: dict) -> dict:
    """Answer a question of `stand_in` or of a model that stands for one here."""
    if "model" in question:
        return _ask_model(question)
    if question.get("fetch"):
        return {"returned": carry(space[question["object"]], _kept)}
    return _call_with_objects(question, space)


def _call_with_objects(question: dict, space: dict) -> dict:
    """Call a learner's function with carried arguments, and carry what it returns."""
    function = space[question["object"]]
    given = [rebuild(item) for item in question["arguments"]]
    before = [carry(item) for item in given]
    printed = io.StringIO()
    raised = None
    returned = None
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            returned = function(*given)
        except BaseException as error:
            text = " ".join(str(error).split())[:500]
            raised = [type(error).__name__, text]
    after = [carry(item) for item in given]
    return {
        "returned": carry(returned, _kept),
        "raised": raised,
        "printed": printed.getvalue()[:10_000],
        "warnings": [str(each.message)[:300] for each in caught[:20]],
        "arguments": [now if now != old else None for now, old in zip(after, before, strict=True)],
    }


def _ask_model(question: dict) -> dict:
    """What a model that was kept gives for a batch, or its weights set anew."""
    model = _kept[question["model"]]
    if "weights" in question:
        model.set_weights([decode(array) for array in question["weights"]])
        return {"done": True}
    try:
        output = model(decode(question["batch"]), training=question["training"])
        return {"output": encode(np.array(output))}
    except Exception:
        return {"output": None}


# In the examiner's process: build anew


def rebuild(carried: dict, ask=None):
    """The object that `carry` described, made anew. Raises ValueError if it describes none.

    `ask` sends a question to the process that keeps models of its own classes.
    """
    try:
        return _rebuild(carried, ask)
    except (LookupError, TypeError, AttributeError, StopIteration) as error:
        raise ValueError(f"no object: {error}") from None


def _rebuild(carried: dict, ask):
    kind = next(iter(carried))
    content = carried[kind]
    if kind == "plain":
        return decode(content)
    if kind in ("list", "tuple"):
        items = [_rebuild(item, ask) for item in content[:MANY]]
        return items if kind == "list" else tuple(items)
    if kind == "class":
        return type(_identifier(content), (), {})
    if kind == "model":
        return _rebuild_model(content, ask)
    if kind == "history":
        import keras

        history = keras.callbacks.History()
        history.history = decode(content)
        if not isinstance(history.history, dict):
            raise ValueError("no history")
        return history
    if kind == "layer":
        import keras

        return keras.layers.Identity()
    if kind == "keras tensor":
        import keras

        return keras.KerasTensor((None, 1))
    if kind == "table":
        return _rebuild_table(content)
    if kind == "figure":
        figure = _rebuild_figure(content)
        return figure if "axes" not in carried else figure.axes[carried["axes"]]
    raise ValueError(f"unknown kind {kind!r}")


def _identifier(text) -> str:
    fits = isinstance(text, str) and text.isidentifier() and not keyword.iskeyword(text)
    return text if fits and len(text) <= 60 else "Unnamed"


KERAS_MODULES = (
    "builtins",
    "keras",
    "keras.activations",
    "keras.constraints",
    "keras.initializers",
    "keras.layers",
    "keras.models",
    "keras.regularizers",
)


def _refuse_foreign(config) -> None:
    """Raise ValueError if a configuration names what is not Keras' own, or could run code."""
    waiting = [config]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            module, name = part.get("module"), str(part.get("class_name"))
            known = module in KERAS_MODULES or (module is None and name == "DTypePolicy")
            if "class_name" in part and not known:
                raise ValueError(f"{name} is not Keras' own")
            own = "ambda" in name or part.get("registered_name")
            if own and name not in ("Functional", "Sequential"):
                raise ValueError(f"{name} is not Keras' own")
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _rebuild_model(described: dict, ask):
    import keras

    if described["config"] is None:
        return _distant_model(described, ask)
    config = json.loads(described["config"])
    _refuse_foreign(config)
    try:
        model = keras.saving.deserialize_keras_object(config, safe_mode=True)
        if not isinstance(model, keras.Model):
            raise ValueError("no model")
        if described["weights"]:
            model.set_weights([decode(array) for array in described["weights"]])
    except Exception as error:
        raise ValueError(f"no model: {error}") from None
    if not described["trainable"]:
        model.trainable = False
    if described["compiled"]:
        _show_compiled(model, described["compiled"])
    return model


def _show_compiled(model, compiled: dict) -> None:
    """Give a model the settings of a training, to be looked at; it cannot train with them."""
    optimizer = type(_identifier(compiled["optimizer"]), (), {})()
    optimizer.iterations = int(compiled["steps"])
    optimizer.learning_rate = float(compiled["rate"])
    optimizer.momentum = float(compiled["momentum"])
    name = str(compiled["loss"])[:100]
    loss = name
    if not compiled["loss is a text"]:
        config = {"from_logits": bool(compiled["loss config"].get("from_logits"))}
        loss = types.SimpleNamespace(name=name, get_config=lambda: config)
    object.__setattr__(model, "optimizer", optimizer)
    object.__setattr__(model, "loss", loss)


def _distant_model(described: dict, ask):
    """A model whose class is the learner's: its outputs are asked for, its weights are sent."""
    import keras

    number = described.get("kept")
    if ask is None or not isinstance(number, int):
        raise ValueError("no model")
    weights = [decode(array) for array in described["weights"]]

    class Distant(keras.Model):
        """Stands for a model in the other process."""

        def __call__(self, batch, training=False):
            question = {"model": number, "batch": encode(np.asarray(batch)), "training": training}
            output = ask(question)["output"]
            if output is None:
                raise ValueError("the model refuses this batch")
            return decode(output)

        def get_weights(self):
            return list(weights)

        def set_weights(self, arrays):
            weights[:] = arrays
            ask({"model": number, "weights": [encode(np.asarray(array)) for array in arrays]})

        def count_params(self):
            return int(described["count"])

        @property
        def trainable_weights(self):
            return list(weights) if described["trainable"] else []

    model = Distant()
    model.built = bool(described["built"])
    return model


def _rebuild_table(content: dict | None):
    import pandas as pd

    if content is None:
        raise ValueError("too large a table")
    columns, values = decode(content["columns"]), decode(content["values"])
    index = pd.Index(decode(content["index"]), name=decode(content["index name"]))
    if len(columns) != len(values) or any(len(column) != len(index) for column in values):
        raise ValueError("no table")
    table = pd.DataFrame(dict(enumerate(values)), index=index)
    table.columns = pd.Index(columns, name=decode(content["columns name"]))
    return table


def _rebuild_figure(content: dict):
    import matplotlib.pyplot as plt

    figure = plt.figure()
    for described in content["panels"][:MANY]:
        axes = figure.add_axes([0.1, 0.1, 0.8, 0.8], label=str(len(figure.axes)))
        _draw_axes(axes, described)
    for described in content["legends"][:MANY]:
        _draw_legend(figure, described)
    for name in ("suptitle", "supxlabel", "supylabel"):
        if content[name]:
            getattr(figure, name)(str(content[name])[:500])
    return figure


def _draw_axes(axes, described: dict) -> None:
    for line in described["lines"][:MANY]:
        transform = axes.transData if line["on data"] else axes.transAxes
        look = _look(line)
        axes.plot(
            decode(line["x"]), decode(line["y"]), label=str(line["label"])[:500],
            transform=transform, **look,
        )  # fmt: skip
    for name, scale, limits, shown, count in zip(
        "xy", described["scales"], described["limits"], described["shown"], described["ticks"],
        strict=True,
    ):  # fmt: skip
        scale = scale if scale in ("linear", "log", "symlog", "logit") else "linear"
        getattr(axes, f"set_{name}scale")(scale)
        getattr(axes, f"set_{name}lim")(*map(float, limits))
        getattr(axes, f"{name}axis").set_visible(bool(shown))
        if not count:
            getattr(axes, f"set_{name}ticks")([])
    for axis, (text, visible) in zip((axes.xaxis, axes.yaxis), described["labels"], strict=True):
        axis.label.set_text(str(text)[:500])
        axis.label.set_visible(bool(visible))
    for place in ("center", "left", "right"):
        axes.set_title(str(described["titles"][place])[:500], loc=place)
    axes.set_visible(bool(described["visible"]))
    if not described["axis on"]:
        axes.set_axis_off()
    if described["legend"] is not None:
        _draw_legend(axes, described["legend"])


def _look(described: dict) -> dict:
    alpha = described["alpha"]
    return {
        "color": str(described["colour"])[:9],
        "linestyle": str(described["style"])[:9],
        "marker": str(described["marker"])[:60],
        "alpha": None if alpha is None else float(alpha),
        "visible": bool(described["visible"]),
    }


def _draw_legend(owner, described: dict) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = []
    for look in described["handles"]:
        if look["patch"]:
            handles.append(Patch(color=str(look["colour"])[:9]))
        else:
            handles.append(Line2D([], [], **_look(look)))
    texts = [str(text)[:500] for text, _ in described["texts"]]
    if len(handles) != len(texts):
        raise ValueError("no legend")
    legend = owner.legend(handles, texts)
    for text, (_, visible) in zip(legend.get_texts(), described["texts"], strict=True):
        text.set_visible(bool(visible))
    legend.set_visible(bool(described["visible"]))
    if described["alpha"] is not None:
        legend.set_alpha(float(described["alpha"]))


def stand_in(answer, variable: str, ask):
    """What stands for an answer's object: a function to call, or the object built anew.

    `variable` is its name in the answer's process; `ask` sends a question there. The function
    takes and returns objects, prints, warns and raises as the learner's did, and changes its
    arguments as theirs were changed.
    """
    if not (answer.is_function and answer.value.kind == "function"):  # a model can be called, too
        made = rebuild(ask({"object": variable, "fetch": True})["returned"], ask)
        if not (answer.is_function and isinstance(made, Opaque)):
            return made

    def call(*arguments):
        question = {"object": variable, "arguments": [carry(item) for item in arguments]}
        reply = ask(question)
        print(str(reply["printed"])[:10_000], end="")
        for text in reply["warnings"][:20]:
            warnings.warn(str(text)[:300], stacklevel=2)
        for argument, change in zip(arguments, reply["arguments"], strict=True):
            if change is not None:
                _apply(argument, change)
        if reply["raised"]:
            name, text = (str(part)[:500] for part in reply["raised"])
            raise _error(name)(text)
        return rebuild(reply["returned"], ask)

    call.__name__ = _identifier(answer.name)
    call.__wrapped__ = _shape_of(answer)
    return call


def _error(name: str) -> type:
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception):
        try:
            known("")
            return known
        except TypeError:
            pass
    return type(_identifier(name), (Exception,), {})


def _shape_of(answer):
    """A function that reads the same data of the notebook, and ignores the same arguments."""
    ignored = [name for name in answer.ignores if _identifier(name) == name]
    read = [name for name in answer.globals_read if _identifier(name) == name]
    space: dict = {name: [] for name in read}
    body = "; ".join(read) or "0"
    exec(f"def function({', '.join(ignored)}): {body}", space)
    return space["function"]


def _apply(argument, change: dict) -> None:
    """Change an argument here as it was changed there."""
    kind = next(iter(change))
    if kind == "model":
        content = change["model"]
        argument.set_weights([decode(array) for array in content["weights"]])
        if content["compiled"]:
            _show_compiled(argument, content["compiled"])
        return
    value = decode(change["plain"]) if kind == "plain" else None
    if isinstance(argument, np.ndarray) and isinstance(value, np.ndarray):
        if argument.shape == value.shape:
            argument[...] = value
    elif isinstance(argument, dict) and isinstance(value, dict):
        argument.clear()
        argument.update(value)
    elif isinstance(argument, list) and isinstance(value, list):
        argument[:] = value
