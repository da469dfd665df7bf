"""Answers that are objects: what is carried of them leads to the notebook's verdicts."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers.checks import exercises
from teaching.grading.objects import carry, rebuild
from tests.answers import bank
from tests.grading.papers import paper_of_answer
from tests.test_answers import outcome_under

OBJECTS = [name for name, asked in exercises().items() if asked.looks_at_object]


def judged(room, name: str, code: str):
    [result] = [each for each in room.judge(paper_of_answer(name, code)) if each.exercise == name]
    return result


@pytest.mark.parametrize("name", OBJECTS)
def test_the_verdict_is_that_of_the_notebook(room, name):
    asked = exercises()[name]
    answers = bank(asked.lesson).ANSWERS[name]
    quick = [code for code, _ in answers["wrong"] if "while True" not in code]
    few = 5 if asked.lesson == "06_training" else 12
    for code in [*answers["right"][:: 1 if few > 5 else 3], *quick[:: max(1, len(quick) // few)]]:
        result = judged(room, name, code)
        assert (result.cause or result.state) == outcome_under(0, asked, code), (code, result)


def test_a_model_of_a_class_of_their_own_is_asked_through_the_pipe(room):
    code = (
        "class Mine(keras.Model):\n"
        "    def __init__(self, inputs, classes):\n"
        "        super().__init__()\n"
        "        self.layer = keras.layers.Dense(classes, activation='softmax')\n"
        "        self.build((None, inputs))\n"
        "    def build(self, shape):\n"
        "        self.layer.build(shape)\n        self.built = True\n"
        "    def call(self, x):\n        return self.layer(x)\n"
        "def build_model(n_inputs, n_classes):\n    return Mine(n_inputs, n_classes)"
    )
    assert judged(room, "keras-model", code).state == "correct"
    wrong = code.replace("self.layer(x)", "self.layer(x) * 2")
    assert judged(room, "keras-model", wrong).state == "incorrect"


@pytest.mark.parametrize(
    "name, code",
    [
        ("labelled-curve", "import matplotlib.figure\nplot_loss = matplotlib.figure.Figure"),
        ("labelled-curve", "def plot_loss(history):\n    return {'figure': {'panels': []}}"),
        ("keras-model", "def build_model(a, b):\n    return {'model': {'config': '{}'}}"),
        (
            "keras-model",
            "def build_model(n_inputs, n_classes):\n"
            "    model = keras.Sequential([keras.Input((n_inputs,)), keras.layers.Dense(2)])\n"
            "    model.to_json = lambda: '[]'\n    return model",
        ),
        (
            "compile-and-fit",
            "def train(model, x, y, epochs):\n    return keras.callbacks.History()",
        ),
    ],
)
def test_a_description_alone_gets_nothing(room, name, code):
    assert judged(room, name, code).state in ("incorrect", "needs a look")


def test_a_table_and_a_figure_survive_the_way():
    table = pd.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]}, index=pd.Index([1, 2], name="epoch"))
    again = rebuild(carry(table))
    assert again.equals(table) and again.index.name == "epoch"
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3.0, 4.0], "r--", label="training")
    axes.set(title="Loss", xlabel="epoch", yscale="log", xlim=(0, 5))
    axes.legend()
    drawn = rebuild(carry(figure))
    [line] = drawn.axes[0].get_lines()
    assert line.get_color() == "#ff0000" and line.get_linestyle() == "--"
    assert np.array_equal(line.get_ydata(), [3, 4])
    assert (drawn.axes[0].get_yscale(), drawn.axes[0].get_xlim()) == ("log", (0, 5))
    assert carry(drawn) == carry(figure)
    plt.close("all")


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"model": {"config": None}},
        {"model": {"config": '{"module": "os", "class_name": "system"}', "weights": []}},
        {"figure": {"panels": [{}]}},
        {"table": None},
        {"eval": "1"},
    ],
)
def test_what_describes_no_object_is_refused(odd):
    with pytest.raises(ValueError):
        rebuild(odd)
