"""The parts that move, as far as Python and node can see them: no browser is needed."""

import contextlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import helpers.parts
from helpers.data import load_mnist
from helpers.features import deskew, orientations, random_projection
from helpers.numpy_model import SoftmaxClassifier
from helpers.parts import (
    DescentExplorer,
    DrawingPad,
    LiveTraining,
    PartError,
    RateExplorer,
    ScoreExplorer,
    UnrollExplorer,
)
from helpers.parts.pad import ink_of, mnist_form
from helpers.parts.part import FOLDER, MIME, SHARED, Part, bare_text, module_text, pack, unpack
from helpers.plots.model import softmax
from helpers.runs import load_run, reference_run

TESTS = Path(__file__).parent
NODE = shutil.which("node")
IMAGES = np.random.default_rng(0).random((200, 784), dtype=np.float32)
LABELS = np.arange(200) % 10
PARTS = [
    each
    for each in vars(helpers.parts).values()
    if isinstance(each, type) and issubclass(each, Part)
]

CROSSED_ZERO = [
    [140, 30, 80, 80, 80, 200, 140, 250, 200, 200, 200, 80, 140, 30],
    [190, 50, 90, 230],
]


def five_models(features=60, units=7):
    """Five models for the pad, by name, with weights drawn at random."""
    random = np.random.default_rng(8)
    sizes = {"pixels": 784, "deskewed": 784, "random": features, "orientations": 392}
    models = {}
    for name, size in {**sizes, "hidden": units}.items():
        arrays = {"weights_": random.normal(size=(size, 10)) / 5, "biases_": random.normal(size=10)}
        if name == "hidden":
            arrays["hidden_weights_"] = random.normal(size=(784, units)) / 5
            arrays["hidden_biases_"] = random.normal(size=units)
        models[name] = SimpleNamespace(**arrays)
    return models


FIVE_MODELS = five_models()

# For each part: states that it is tested in, then values that a browser could send and it must
# refuse, then arguments that Python must refuse.
STATES = {
    DrawingPad: [
        {},
        {"strokes": CROSSED_ZERO},
        {"strokes": CROSSED_ZERO, "label": 0, "answers": [[0, 8], [3, 3]]},
        {"example": 19, "shift": [-2, 3], "free": True},
        {"weights": FIVE_MODELS, "strokes": CROSSED_ZERO, "view": "random", "free": True},
        {"weights": FIVE_MODELS, "strokes": CROSSED_ZERO, "view": "deskewed", "label": 0},
    ],
    UnrollExplorer: [
        {},
        {"guess": 6},
        {"kind": "batch", "order": "F", "pixel": [2, 3, 1], "guess": 3, "question": 4},
        {"kind": "colour", "pixel": [1, 0, 3], "guess": 0, "seed": 7},
    ],
    LiveTraining: [{}, {"guess": 70}],
    RateExplorer: [{}, {"guess": 3.0, "learning_rate": 0.5, "batch_size": 8, "seed": 2}],
    ScoreExplorer: [
        {},
        {"image": 4, "guess": 3, "digit": 3, "swept": 400},
        {"image": 6, "view": "softmax"},
        {"view": "softmax", "guess_add": "same", "constant": 20.0, "factor": 0.5},
    ],
}
STATES[DescentExplorer] = [
    {},
    {"guess": [2.0, -1.0], "steps": 1},
    {"kind": "rate", "start": [6.0, 2.0], "seed": 3, "question": 2},
    {"kind": "rate", "guess": [0.0], "learning_rate": 300.0, "steps": 10},
    {"guess": [0.0, 0.0], "start": [90.0, 9.0], "limits": [-1.0, 9.0, -5.0, 3.0], "steps": 2},
]
FROM_BROWSER = {
    DrawingPad: [
        {"strokes": [[1, 2, 3]]},
        {"strokes": [[1, 281]]},
        {"strokes": "a seven"},
        {"label": 10},
        {"shift": [1]},
        {"example": 20},
        {"answers": [[1, 12]]},
        {"view": "colours"},
    ],
    UnrollExplorer: [{"kind": "hexagon"}, {"pixel": [0, 9, 9]}, {"pixel": "x"}, {"guess": None}],
    LiveTraining: [{"guess": 101}, {"guess": "many"}],
    RateExplorer: [
        {"learning_rate": 0},
        {"learning_rate": "fast"},
        {"batch_size": 12001},
        {"guess": 4},
        {"seed": -1},
    ],
    ScoreExplorer: [{"image": 12}, {"swept": 785}, {"guess_add": "more"}, {"factor": "x"}],
}
FROM_BROWSER[DescentExplorer] = [
    {"learning_rate": 0},
    {"learning_rate": None},
    {"start": [1]},
    {"steps": 201},
    {"guess": [1, 2, 3]},
]
FROM_PYTHON = {
    DrawingPad: [
        {"weights": np.zeros((784, 10))},
        {"weights": np.zeros((10, 784)), "biases": np.zeros(10)},
        {"weights": np.zeros((784, 10)), "biases": np.full(10, np.nan)},
        {"weights": SoftmaxClassifier()},
        {"weights": "a model"},
        {"weights": {}},
        {"weights": {**FIVE_MODELS, "hidden": SoftmaxClassifier()}},
        {"weights": {**FIVE_MODELS, "deskewed": FIVE_MODELS["random"]}},
        {"weights": {**FIVE_MODELS, "orientations": SimpleNamespace(weights_=[[1]], biases_="x")}},
        {"weights": FIVE_MODELS, "view": "colours"},
        {"weights": [[1], [2, 3]], "biases": [1]},
        {"strokes": [[]]},
        {"strokes": [[1, 2, 3]]},
        {"strokes": [[-1, 2]]},
        {"strokes": [[0.5, 2]]},
        {"strokes": [[1, 1] * 5001]},
        {"example": 20},
        {"shift": [29, 0]},
        {"label": -2},
        {"free": "yes"},
        {"answers": [[1, 2, 3]]},
        {"colour": "red"},
    ],
    UnrollExplorer: [
        {"image": np.zeros((9, 2))},
        {"image": np.zeros((2, 2, 3))},
        {"image": np.full((2, 2), 0.5)},
        {"image": np.full((2, 2), -1)},
        {"image": "a picture"},
        {"image": [[1, 2], [3]]},
        {"order": "row"},
        {"pixel": [0, 4, 0]},
        {"pixel": [0, 1]},
        {"seed": -1},
        {"guess": 1.5},
        {"colour": True},
    ],
    LiveTraining: [
        {"guess": 101},
        {"guess": -2},
        {"guess": "70"},
        {"model": SoftmaxClassifier()},
        {"model": "Keras", "x_train": IMAGES, "y_train": LABELS},
        {"model": SoftmaxClassifier(), "x_train": IMAGES, "y_train": LABELS, "epochs": 3},
        {"model": SoftmaxClassifier(batch_size=0), "x_train": IMAGES, "y_train": LABELS},
        {"model": SoftmaxClassifier(), "x_train": IMAGES, "y_train": LABELS[1:]},
        {
            "model": SoftmaxClassifier(),
            "x_train": IMAGES,
            "y_train": LABELS,
            "validation_data": IMAGES,
        },
        {"speed": 2},
    ],
    RateExplorer: [
        {"learning_rate": 0},
        {"learning_rate": 101},
        {"learning_rate": float("nan")},
        {"batch_size": 0},
        {"batch_size": 1.5},
        {"guess": 4},
        {"x_train": IMAGES, "y_train": LABELS},
        {"x_train": IMAGES, "y_train": LABELS, "validation_data": (IMAGES, LABELS[1:])},
        {"epochs": 3},
    ],
    ScoreExplorer: [
        {"images": np.zeros((1, 28, 28))},
        {"image": -1},
        {"image": 12},
        {"guess": 10},
        {"digit": 10},
        {"swept": 785},
        {"view": "scores"},
        {"factor": float("nan")},
        {"constant": 1e6},
        {"guess_multiply": True},
    ],
}
FROM_PYTHON[DescentExplorer] = [
    {"pixels": np.zeros((3, 2))},
    {"pixels": np.zeros((3, 3)), "labels": [0, 1, 0]},
    {"pixels": np.zeros((3, 2)), "labels": [0, 1]},
    {"pixels": np.zeros((0, 2)), "labels": []},
    {"pixels": np.zeros((2, 2)), "labels": [0, 7]},
    {"pixels": [[0, 1], [2]], "labels": [0, 1]},
    {"pixels": [["a", "b"]], "labels": [1]},
    {"pixels": [[np.nan, 0]], "labels": [1]},
    {"learning_rate": 0},
    {"learning_rate": np.inf},
    {"learning_rate": "fast"},
    {"start": [0, np.nan]},
    {"start": np.zeros(3)},
    {"limits": [0, 1, 2]},
    {"limits": [0, 100, 0, 1]},
    {"guess": [np.inf]},
    {"steps": -1},
    {"kind": "batch"},
    {"rate": 3},
]
each_part = pytest.mark.parametrize("part_class", PARTS, ids=lambda each: each.__name__)


def every(table):
    return pytest.mark.parametrize(
        ("part_class", "given"),
        [(part_class, given) for part_class, many in table.items() for given in many],
        ids=lambda value: getattr(value, "__name__", None),
    )


@each_part
def test_a_part_is_a_pair_of_files_and_has_its_cases_here(part_class):
    name = part_class.module
    for suffix in ("py", "js"):
        assert (FOLDER / f"{name}.{suffix}").is_file()
    assert part_class.__module__ == f"helpers.parts.{name}"
    assert part_class.__name__ in helpers.parts.__all__
    for table in (STATES, FROM_BROWSER, FROM_PYTHON):
        assert table[part_class]


def test_every_file_of_a_module_belongs_to_a_part():
    names = {path.stem for path in FOLDER.glob("*.js")}
    assert names - {part_class.module for part_class in PARTS} == set(SHARED)


# The modules


def test_the_modules_together_are_small():
    texts = [bare_text(path.stem) for path in FOLDER.glob("*.js")]
    assert sum(len(text.encode()) for text in texts) < 100_000


def top_level(text):
    return re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", text, re.MULTILINE)


@each_part
def test_a_linter_finds_nothing_in_a_module(part_class, tmp_path):
    """In the whole text, before comments go. A part need not use all that the parts share."""
    *own, text = (
        (FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in (*SHARED, part_class.module)
    )
    shared = "\n".join(own)
    text = f"{shared}\n{text}"
    assert len(top_level(shared)) > 20
    module = tmp_path / f"{part_class.module}.js"
    module.write_text(f"{text}\nexport {{ {', '.join(top_level(shared))} }};\n", encoding="utf-8")
    lint(module)


def test_a_linter_finds_nothing_in_the_modules_tests():
    lint(TESTS / "parts")


def test_the_linter_finds_a_fault(tmp_path):
    module = tmp_path / "fault.js"
    module.write_text("export default () => missing + 1;\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="missing"):
        lint(module)


def lint(path):
    tool = Path(sys.executable).with_name("oxlint")
    command = [tool, "--config", TESTS / "oxlint.json", "--format=unix", path]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


TOKENS = re.compile(
    r"""/\*.*?\*/|//[^\n]*|\s+|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|/\[.*?\]/|\w+|.""", re.DOTALL
)


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.js")))
def test_only_comments_and_spaces_go(name):
    def words(text):
        return [each for each in TOKENS.findall(text) if not re.match(r"/[/*]|\s", each)]

    whole = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    assert words(bare_text(name)) == words(whole)


@each_part
def test_a_module_exports_one_thing_and_fetches_nothing(part_class):
    """A page that was opened from a file can neither import nor fetch."""
    text = module_text(part_class.module)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default{render};"]
    assert not re.search(r"\bfetch\(|\bimport\b *[({'\"*]|XMLHttpRequest|https?:", text)


def need_node():
    if NODE is None:
        missing = "These tests need node: `sudo apt install nodejs`, 18 or newer."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)


@pytest.mark.parametrize("path", sorted(TESTS.glob("parts/*.test.mjs")), ids=lambda path: path.stem)
def test_a_module_passes_its_own_tests(path):
    """In node's test runner, from node 18 on."""
    need_node()
    # A runner that was started by another one would report to that one.
    environment = {name: value for name, value in os.environ.items() if name != "NODE_TEST_CONTEXT"}
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", path],
        capture_output=True,
        encoding="utf-8",
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)[1]) > 0


# What goes to a browser and comes back


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from(["uint8", "float32"]).flatmap(
        lambda dtype: arrays.arrays(dtype, arrays.array_shapes(max_side=5))
    )
)
def test_an_array_is_unpacked_as_it_was_packed(values):
    packed = json.loads(json.dumps(pack(values, values.dtype.name)))
    again = unpack(packed)
    assert again.dtype == values.dtype
    np.testing.assert_array_equal(again, values)
    again[...] = 0  # a copy of its own


def test_an_array_is_packed_whatever_its_memory_looks_like():
    values = np.arange(12.0).reshape(3, 4).T
    np.testing.assert_array_equal(unpack(pack(values, "float32")), values)
    np.testing.assert_array_equal(unpack(pack(values[::-1, 1:], "uint8")), values[::-1, 1:])


def one_line(text):
    return text.strip() and "\n" not in text and "Traceback" not in text


@every(FROM_PYTHON)
def test_what_a_part_cannot_take_is_told_in_one_line(part_class, given):
    with pytest.raises(PartError) as refused:
        part_class(**given)
    [line] = refused.value._render_traceback_()
    assert one_line(line)


@every(
    {
        each: [given for given in many if set(given) <= set(each.state_names())]
        for each, many in FROM_PYTHON.items()
    }
)
def test_a_part_that_stands_refuses_the_same_later(part_class, given):
    [(name, value)] = given.items()
    part = part_class()
    before = getattr(part, name)
    with pytest.raises(PartError) as refused:
        setattr(part, name, value)
    assert one_line(str(refused.value))
    assert getattr(part, name) == before


@every(FROM_BROWSER)
def test_what_a_browser_sends_wrongly_is_shown_in_the_part(part_class, given):
    part = part_class()
    before = part.own_traits()
    part.set_state(given)
    assert one_line(part._wrong)
    assert part.own_traits() == before
    part.set_state({})
    assert part._wrong == "", "what goes well takes the line away"


def test_an_error_in_a_learners_callback_is_one_line_in_the_part():
    part = UnrollExplorer()

    def callback(change):
        raise ValueError("a line\nand another one")

    part.observe(callback, "pixel")
    part.set_state({"pixel": [0, 3, 3]})
    assert part._wrong == "ValueError: a line and another one"
    assert part.pixel == [0, 3, 3]


@every(STATES)
def test_the_line_of_python_makes_the_part_again(part_class, given):
    part = part_class(**given)
    again = eval(repr(part), {part_class.__name__: part_class})
    assert repr(again) == repr(part)
    for name in part_class.state_names():
        assert getattr(again, name) == getattr(part, name)
    if not given:
        assert repr(part) == f"{part_class.__name__}()"


# What a notebook keeps


@every(STATES)
def test_a_stored_part_is_a_picture_with_words(part_class, given):
    part = part_class(**given)
    data, metadata = part._repr_mimebundle_()
    words = data["text/plain"]
    assert one_line(words) and len(words) > 40
    assert f'alt="{html.escape(words)}"' in data["text/html"]
    assert metadata["image/png"]["alt"] == words
    assert {"image/png", "application/vnd.jupyter.widget-view+json"} <= set(data)
    stored = json.loads(data[MIME])
    assert stored["part"] == part_class.module
    assert stored["traits"] == part.own_traits()
    assert set(part_class.state_names()) <= set(stored["traits"])


@every(STATES)
def test_the_same_state_has_the_same_picture(part_class, given):
    one, other = (part_class(**given).picture()[0] for _ in range(2))
    assert one == other


# Each part's own


@every({UnrollExplorer: STATES[UnrollExplorer]})
def test_unroll_says_the_place_that_numpy_gives(part_class, given):
    part = part_class(**given)
    [_, words] = part.picture()[0]["text/plain"].split("Below, ")
    number, row, column = part.pixel
    value = unpack(part.values)[number, row, column]
    array = part.array()
    vector = (array[number] if part.kind == "batch" else array).flatten(part.order)
    assert vector[part.place()] == value
    assert f"length {len(vector)}" in words
    assert ("row by row" in words) == (part.order == "C")
    if part.guess < 0:
        assert "covered" in words and not re.search(r"place \d", words)
    else:
        assert f"at place {part.place()}" in words


def test_unroll_shows_the_image_that_it_was_given():
    image = np.arange(6).reshape(2, 3)
    part = UnrollExplorer(image, guess=0)
    np.testing.assert_array_equal(part.array(), image)
    part.order, part.pixel = "F", [0, 1, 2]
    assert image.flatten("F")[part.place()] == image[1, 2]


def small(epochs=3, **settings):
    """A LiveTraining on 200 images of noise, which takes a moment."""
    model = SoftmaxClassifier(epochs=epochs, batch_size=20, **settings)
    return LiveTraining(model, IMAGES, LABELS, validation_data=(IMAGES[:50], LABELS[:50]))


def in_mid_training(**settings):
    """A long training that has made a step."""
    live = small(epochs=100_000, **settings)
    live.start()
    wait_until(lambda: live._steps > 0)
    return live


def wait_until(happened, within=60):
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_showing_a_training_starts_nothing():
    live = small()
    live._repr_mimebundle_()
    assert not live.running and live._progress["status"] == "ready" and live.history == {}
    assert not hasattr(live.model, "weights_")
    live.stop()  # before a start: nothing to stop
    assert live._progress["status"] == "ready"


def test_a_live_training_is_the_models_own():
    live, alone = small(), SoftmaxClassifier(epochs=3, batch_size=20)
    alone.fit(IMAGES, LABELS, (IMAGES[:50], LABELS[:50]), verbose=False)
    for _ in range(2):  # the second time from the same start
        live.start()
        live.start()  # already running, or already done
        live.wait()
        assert live._progress["status"] == "done" and live._progress["share"] == 1
        np.testing.assert_array_equal(live.model.weights_, alone.weights_)
        assert live.history == alone.history_
        shown = unpack(live._progress["weights"])
        np.testing.assert_array_equal(shown, alone.weights_)
        assert "_sgd_step" not in vars(live.model)
    assert "jumps" in live.picture()[0]["text/plain"] or "falls" in live.picture()[0]["text/plain"]


def test_a_stop_leaves_the_model_of_the_last_whole_step():
    live = in_mid_training()
    live.stop()
    assert live._progress["status"] == "stopped" and not live.running
    assert live.model.score(IMAGES, LABELS) > 0
    again = SoftmaxClassifier(epochs=1, batch_size=20)  # the same steps, counted
    random = again._start(784)
    for step in range(live._steps):
        if step % 10 == 0:
            order = random.permutation(200)
        rows = order[step % 10 * 20 :][:20]
        again._sgd_step(IMAGES[rows], LABELS[rows])
    np.testing.assert_array_equal(live.model.weights_, again.weights_)
    assert all(len(values) == live._progress["epoch"] for values in live.history.values())


def test_the_kernels_interrupt_leaves_a_model(monkeypatch):
    live = in_mid_training()

    def interrupted(self, timeout=None):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt) as stopped:
        live.wait()
    [line] = stopped.value._render_traceback_()
    assert "The model can be used" in line
    assert not live.running and live.model.predict(IMAGES).shape == (200,)


def test_only_one_training_runs():
    one = in_mid_training()
    other = small()
    other.start()
    other.wait()
    assert not one.running and one._progress["status"] == "stopped"
    assert other._progress["status"] == "done"


def test_a_part_that_is_closed_stops():
    live = in_mid_training()
    live.close()
    wait_until(lambda: not live.running)
    assert live.model.score(IMAGES, LABELS) > 0


def test_a_training_that_fails_says_so_in_one_line():
    live = small(learning_rate=1e38)
    live.start()
    live.wait()
    assert live._progress["status"] == "failed" and "diverged" in live._wrong
    assert one_line(live._wrong)
    live = small()
    live._data = (IMAGES, LABELS, 3)  # a fault that nobody foresaw
    live.start()
    live.wait()
    assert one_line(live._wrong)
    live._data = (IMAGES, LABELS, None)
    live.start()
    live.wait()
    assert live._progress["status"] == "done" and live._wrong == ""


def test_the_buttons_start_and_stop():
    live = small(epochs=100_000)
    live._handle_custom_msg({"do": "start"}, [])
    wait_until(lambda: live._steps > 0)
    live._handle_custom_msg({"do": "stop"}, [])
    wait_until(lambda: not live.running)
    assert live._progress["status"] == "stopped"


def test_a_long_training_sends_few_messages():
    live = small(epochs=100_000)
    sent = []
    live.observe(lambda change: sent.append(change.new["seconds"]), "_progress")
    live.start()
    wait_until(lambda: len(sent) > 4)
    live.stop()
    assert live._steps > len(sent)
    assert (np.diff(sent[1:-1]) > 0.09).all()


@pytest.mark.parametrize("batch_size", [1, 32, 200])
def test_an_epoch_of_the_module_is_numpys(batch_size):
    (x, y), _ = load_mnist()
    x, y = x[:200].reshape(200, -1).astype("float32") / 255, y[:200]
    start = SoftmaxClassifier(seed=3)
    start._start(784)
    order = np.random.default_rng(4).permutation(200)
    model = SoftmaxClassifier(
        learning_rate=0.1,
        batch_size=batch_size,
        epochs=1,
        shuffle=False,
        initial_weights=(start.weights_, start.biases_),
    )
    model.fit(x[order], y[order], verbose=False)
    given = {
        "images": pack(x, "float32"),
        "labels": y.tolist(),
        "order": order.tolist(),
        "weights": pack(start.weights_, "float32"),
        "biases": pack(start.biases_, "float32"),
        "learning_rate": 0.1,
        "batch_size": batch_size,
    }
    got = run_node(given, TESTS / "parts" / "epoch.mjs")
    weights = np.reshape(got["weights"], (784, 10))
    np.testing.assert_allclose(weights, model.weights_, rtol=0, atol=1e-5)
    np.testing.assert_allclose(got["biases"], model.biases_, rtol=0, atol=1e-5)
    numbers = [got["loss"], got["accuracy"], got["after"]["loss"], got["after"]["accuracy"]]
    numpys = [model.history_["loss"][0], model.history_["accuracy"][0], *model.evaluate(x, y)]
    np.testing.assert_allclose(numbers, numpys, rtol=0, atol=1e-5)


def run_node(data, *arguments):
    """What a program for node prints about some data: both are JSON."""
    need_node()
    done = subprocess.run(
        [NODE, *arguments], input=json.dumps(data), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rates(**state):
    return RateExplorer(IMAGES, LABELS, validation_data=(IMAGES, LABELS), **state)


def test_rates_train_only_after_an_answer():
    part = rates()
    part.learning_rate = 0.5
    part.set_state({"batch_size": 16})
    assert part._thread is None and part._curves["kept"] == []
    part.set_state({"guess": 30.0})
    part.wait()
    pairs = [(curve["rate"], curve["batch_size"]) for curve in part._curves["kept"]]
    assert pairs == [(0.3, 64), (3.0, 64), (30.0, 64)]
    assert part._curves["answer"] == [curve["loss"][-1] for curve in part._curves["kept"]]
    assert (part.learning_rate, part.batch_size) == (0.5, 16), "the question changes no choice"


def test_a_curve_of_rates_is_the_models():
    part = rates(guess=0.0, seed=5)
    part.learning_rate = 0.2
    part.wait()
    [curve] = part._curves["kept"]
    model = SoftmaxClassifier(learning_rate=0.2, batch_size=64, epochs=10, seed=5)
    model.fit(IMAGES, LABELS, (IMAGES, LABELS), verbose=False)
    assert curve["loss"] == model.history_["val_loss"]
    assert "0.2" in part.picture()[0]["text/plain"]


def test_the_newest_choice_of_rates_ends_the_older_ones():
    part = rates(guess=0.0)
    seen = []
    part.observe(lambda change: seen.append(change.new["now"]), "_curves")
    chosen = [0.01, 0.02, 0.05, 0.1, 0.2]
    with slow_steps():
        for rate in chosen:
            part.learning_rate = rate
    part.wait()
    assert [curve["rate"] for curve in part._curves["kept"]] == [0.2]
    shown = [curve["rate"] for curve in seen if curve]
    assert shown == sorted(shown), "no message of an older one came late"


@contextlib.contextmanager
def slow_steps():
    """No training gets through its first epoch meanwhile."""
    make_step = SoftmaxClassifier._sgd_step
    go_on = threading.Event()

    def wait_and_step(self, x, y):
        go_on.wait(60)
        return make_step(self, x, y)

    SoftmaxClassifier._sgd_step = wait_and_step
    try:
        yield
    finally:
        SoftmaxClassifier._sgd_step = make_step
        go_on.set()


def test_what_diverges_beyond_all_numbers_is_a_curve_too(monkeypatch):
    part = rates(guess=0.0)
    part._data = (IMAGES * np.float32(1e19), LABELS, (IMAGES, LABELS))
    part.learning_rate = 100.0
    part.wait()
    assert part._curves["kept"][-1]["loss"][-1] is None and part._wrong == ""
    json.dumps(part._curves, allow_nan=False)
    assert "no finite value" in part.picture()[0]["text/plain"]


def test_rates_keep_the_last_curves():
    part = rates(guess=0.0)
    chosen = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3]
    for rate in chosen:
        part.learning_rate = rate
        part.wait()
    assert [curve["rate"] for curve in part._curves["kept"]] == chosen[1:][-6:]
    colours = [curve["colour"] for curve in part._curves["kept"]]
    assert len(set(colours)) == len(colours)


def calculated(part, *calls):
    """What functions of a part's module return: each call is a list, (name, *arguments)."""
    return run_node({"part": part, "calls": calls}, TESTS / "parts/calculate.mjs")


def node(script, data, *names):
    """What a script for node returns for some data. It knows these functions of the pad."""
    text = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ load }} from {json.dumps((TESTS / "parts" / "load.mjs").as_uri())};
        const {{ {", ".join(names)} }} = await load({json.dumps(names)}, "pad");
        const work = (data) => {{ {script} }};
        console.log(JSON.stringify(work(JSON.parse(readFileSync(0, "utf8")))));
    """
    return run_node(data, "--input-type=module", "--eval", text)


@pytest.mark.parametrize("rate", [0.1, 10.0, 60.0, 300.0])
@pytest.mark.parametrize("start", [[0.0, 0.0], [-4.0, 2.5]])
def test_descent_computes_in_a_browser_as_in_numpy(rate, start):
    """Loss, gradient and eight steps, for the pixels of the lesson and for random ones."""
    rng = np.random.default_rng(0)
    for rows in ((), (rng.uniform(size=(50, 2)), rng.integers(0, 2, size=50))):
        part = DescentExplorer(*rows, start=start, learning_rate=rate, steps=8)
        data = part.pixels, part.labels
        path = part.path()
        asked = {"start": start, "rate": rate, "steps": 8}
        points = path.tolist()
        calls = [(name, *data, point) for name in ("lossAt", "slopesAt") for point in points]
        *came, walked = calculated("descent", *calls, ("pathFrom", *data, asked))
        losses = [part.loss(*point) for point in path]
        slopes = [part.gradient(*point) for point in path]
        np.testing.assert_allclose(came[:9], losses, atol=1e-5)
        np.testing.assert_allclose(came[9:], slopes, atol=1e-5)
        np.testing.assert_allclose(walked, path, atol=1e-5)


def test_descent_has_the_loss_and_the_gradient_of_the_lesson():
    """Those of the softmax model, with the weights of class 0 at 0."""
    part = DescentExplorer()
    pixels, labels = unpack(part.pixels).astype(float), unpack(part.labels)
    for first, second in ((0, 0), (3, -2), (-700, 40)):
        scores = pixels @ [[0, first], [0, second]]
        losses = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(labels)), labels]
        assert part.loss(first, second) == pytest.approx(losses.mean())
        nudges = 1e-5 * np.eye(2)
        measured = [
            (part.loss(*([first, second] + nudge)) - part.loss(*([first, second] - nudge))) / 2e-5
            for nudge in nudges
        ]
        np.testing.assert_allclose(part.gradient(first, second), measured, atol=1e-6)


def test_descent_says_in_words_what_its_picture_shows():
    def words(**state):
        return DescentExplorer(**state).picture()[0]["text/plain"]

    first = DescentExplorer().gradient(0, 0)
    asked = words()
    assert "where does one step at rate 10 land? " in asked
    assert "Start is at (0, 0), loss 0.693." in asked
    assert f"from (0, 0) to ({10 * first[0]:.3g}, ".replace("-", "−") in asked
    assert "steps at" not in asked.lower(), "the picture does not answer"
    assert words(kind="rate", steps=4) == words(kind="rate"), "nor does this one"
    assert "1, 3, 10, 30, 100 or 300?" in words(kind="rate")
    after = words(guess=[1.0, 1.0], steps=4)
    assert "Steps at rate 10 starts at loss 0.693 and ends at" in after and "?" not in after
    far = words(kind="rate", guess=[300.0], steps=10, learning_rate=300.0)
    assert "leaves the picture at step 1" in far
    assert "arrow" not in far, "it would be outside"


def scrawls(count):
    """Drawings of random strokes, [stroke, ...] each, that go over the paper's edges, too."""
    random = np.random.default_rng(5)
    return [
        [random.integers(0, 281, 2 * random.integers(1, 9)).tolist() for _ in range(1 + place % 4)]
        for place in range(count)
    ]


def test_the_pads_drawing_path_is_the_same_in_python_and_in_the_module():
    drawings = [CROSSED_ZERO, [[140, 140]], [[0, 0, 280, 280], [280, 0]], *scrawls(20)]
    script = "return data.map((each) => [...mnistForm(inkOf(each), 280, 280).image]);"
    forms = np.array(node(script, drawings, "inkOf", "mnistForm"))
    for drawing, form in zip(drawings, forms, strict=True):
        np.testing.assert_allclose(form, mnist_form(ink_of(drawing)).ravel(), atol=1e-5)
        assert form.max() > 0.5


def test_the_pads_arithmetic_is_that_of_numpy():
    weights, biases, _ = load_run()
    (_, _), (x, _) = load_mnist()
    x = (x[:50].reshape(50, -1) / 255).astype("float32")
    script = """
        const [weights, biases] = [data.weights, data.biases].map((each) => unpack(each).values);
        const model = linearModel(weights, biases);
        const { values } = unpack(data.x);
        return Array.from({ length: 50 }, (_, row) => {
          const image = values.slice(row * 784, (row + 1) * 784);
          const scores = model.scores(image);
          const [best, second] = bestTwo(scores);
          const { map, bias } = model.evidence(image, best, second);
          return { scores: [...scores], best, second, map: [...map], bias,
                   probabilities: [...softmax(scores)] };
        });
    """
    data = {"weights": weights, "biases": biases, "x": x}
    data = {name: pack(values, "float32") for name, values in data.items()}
    names = ("unpack", "linearModel", "bestTwo", "softmax")
    scores = x.astype(float) @ weights + biases
    model = SoftmaxClassifier()
    model.weights_, model.biases_ = weights, biases
    probabilities = model.predict_proba(x)
    for row, found in enumerate(node(script, data, *names)):
        first, second = np.argsort(-scores[row])[:2]
        assert (found["best"], found["second"]) == (first, second)
        np.testing.assert_allclose(found["scores"], scores[row], atol=1e-5)
        np.testing.assert_allclose(found["probabilities"], probabilities[row], atol=1e-5)
        evidence = x[row] * (weights[:, first] - weights[:, second])
        np.testing.assert_allclose(found["map"], evidence, atol=1e-5)
        difference = scores[row, first] - scores[row, second]
        assert sum(found["map"]) + found["bias"] == pytest.approx(difference, abs=1e-5)


def test_the_pads_five_models_are_those_of_numpy():
    """Features and scores, for drawings and digits, slanted and moved; and for empty paper."""
    (_, _), (x, _) = load_mnist()
    images = [*(x[:12] / 255), *(mnist_form(ink_of(each)) for each in scrawls(6))]
    images += [np.pad(x[3] / 255, ((3, 0), (0, 4)))[:28, 4:], np.zeros((28, 28))]
    images.append(np.eye(28))
    flat = np.zeros((28, 28))
    flat[9, 4:20] = 0.5  # one row of ink has no slant
    images = np.stack([*images, flat]).astype("float32")
    pad = DrawingPad(FIVE_MODELS)
    script = """
        const { values } = unpack(data.images);
        const rows = Array.from({ length: values.length / 784 }, (_, row) =>
          values.slice(row * 784, (row + 1) * 784));
        const found = { deskewed: rows.map((each) => [...deskewed(each)]),
                        orientations: rows.map((each) => [...orientationsOf(each)]),
                        projection: [...projectionOf(784, 60)], scores: {}, shares: {} };
        for (const name in data.models) {
          const reader = readerOf(name, data.models[name]);
          found.scores[name] = rows.map((each) => [...reader.scores(each)]);
          found.shares[name] = reader.evidence(rows[0], 3, 8);
        }
        return found;
    """
    names = ("unpack", "deskewed", "orientationsOf", "projectionOf", "readerOf")
    data = {"images": pack(images, "float32"), "models": pad.models}
    found = node(script, data, *names)
    np.testing.assert_array_equal(
        np.array(found["projection"], dtype="float32"), random_projection(784, 60).ravel()
    )
    straight = deskew(images).reshape(len(images), 784)
    np.testing.assert_allclose(found["deskewed"], straight, atol=1e-5)
    np.testing.assert_allclose(found["orientations"], orientations(images), atol=1e-5)
    for row, image in enumerate(images):
        pad.image = image
        for name, model in FIVE_MODELS.items():
            np.testing.assert_allclose(found["scores"][name][row], pad.scores(name), atol=1e-5)
            rough = pad.shown(name) @ model.weights_ + model.biases_
            if name != "hidden":  # its own weights are rounded, too
                np.testing.assert_allclose(pad.scores(name), rough, atol=0.3)
    assert [name for name, shares in found["shares"].items() if shares] == ["pixels", "deskewed"]
    pad.image = images[0]
    scores = pad.scores("deskewed")
    shares = found["shares"]["deskewed"]
    assert sum(shares["map"].values()) + shares["bias"] == pytest.approx(
        scores[3] - scores[8], abs=1e-5
    )


def test_the_pads_picture_says_what_the_five_models_read():
    pad = DrawingPad(FIVE_MODELS, strokes=CROSSED_ZERO, free=True, view="orientations")
    words = pad.picture()[0]["text/plain"]
    assert "The model is shown orientations." in words
    assert f"The model reads {pad.scores().argmax()} with" in words
    assert f"hidden {pad.scores('hidden').argmax()}" in words and "no share of its own" in words
    pad.view = "deskewed"
    assert "pixel by pixel" in pad.picture()[0]["text/plain"]
    assert "orientations" not in DrawingPad(FIVE_MODELS).picture()[0]["text/plain"], "covered"


def test_a_thousand_digits_come_through_the_drawing_path():
    """As large as the paper, each pixel a square of ink; and smaller, blurred, anywhere on it.

    At most two points of the model's own accuracy are lost.
    """
    weights, biases, _ = load_run()
    (_, _), (x, y) = load_mnist()
    x, y = x[:1000], y[:1000]

    def accuracy(images):
        scores = np.reshape(images, (1000, 784)) @ weights + biases
        return float((scores.argmax(axis=1) == y).mean())

    script = """
        const { values } = unpack(data.images);
        const { size, smooth, places } = data;
        const pixel = (row, x, y) => values[row * 784 + 28 * y + x] / 255;
        const forms = places.flatMap(([right, down], row) => {
          const ink = new Float64Array(280 * 280);
          for (let y = 0; y < 28 * size; y++)
            for (let x = 0; x < 28 * size; x++) {
              let value = pixel(row, Math.floor(x / size), Math.floor(y / size));
              if (smooth) {
                const [u, v] = [x, y].map((at) =>
                  Math.min(26.999, Math.max(0, (at + 0.5) / size - 0.5)));
                const [i, j] = [Math.floor(u), Math.floor(v)];
                value = (i + 1 - u) * (j + 1 - v) * pixel(row, i, j)
                  + (u - i) * (j + 1 - v) * pixel(row, i + 1, j)
                  + (i + 1 - u) * (v - j) * pixel(row, i, j + 1)
                  + (u - i) * (v - j) * pixel(row, i + 1, j + 1);
              }
              ink[(down + y) * 280 + right + x] = value;
            }
          return [...mnistForm(ink, 280, 280).image];
        });
        return pack(forms, [1000, 784], "float32");
    """
    somewhere = np.random.default_rng(2).integers(0, 280 - 28 * 7 + 1, (1000, 2)).tolist()
    own = accuracy(x / 255)
    for how in (
        {"size": 10, "smooth": False, "places": [[0, 0]] * 1000},
        {"size": 7, "smooth": True, "places": somewhere},
    ):
        data = {"images": pack(x, "uint8"), **how}
        forms = unpack(node(script, data, "unpack", "pack", "mnistForm"))
        assert accuracy(forms) >= own - 0.02


def test_the_pad_shows_an_image_that_it_is_given():
    (_, _), (x, _) = load_mnist()
    image = (x[3] / 255).astype("float32")
    pad = DrawingPad(strokes=CROSSED_ZERO, label=0)
    for shown in (image, image.ravel(), image.astype(float).tolist()):
        pad.strokes, pad.label = CROSSED_ZERO, 0
        pad.image = shown
        np.testing.assert_array_equal(pad.image, image)
        assert (pad.strokes, pad.example, pad.label) == ([], -1, -1), "it asks again"
    pad.shift = [2, -1]
    np.testing.assert_array_equal(pad.image, np.pad(image, ((0, 1), (2, 0)))[1:, :28])
    for wrong in (x[3], image[:, 1:], image[np.newaxis], image - 1, np.nan * image, "7", None):
        with pytest.raises(PartError) as refused:
            pad.image = wrong
        assert one_line(str(refused.value)) and str(refused.value).startswith("pad.image takes")
    np.testing.assert_array_equal(pad.image, np.pad(image, ((0, 1), (2, 0)))[1:, :28])


def test_the_pad_takes_a_model_in_every_form_that_the_lessons_have():
    run = load_run()
    model = SoftmaxClassifier()
    model.weights_, model.biases_ = run.weights, run.biases

    class Keras:
        weights = ["variables, no arrays"]

        def get_weights(self):
            return [run.weights, run.biases]

    wanted = DrawingPad(run.weights, run.biases, strokes=CROSSED_ZERO).scores()
    for shown in (run, model, Keras()):
        scores = DrawingPad(shown, strokes=CROSSED_ZERO).scores()
        np.testing.assert_array_equal(scores, wanted)


def test_the_pads_picture_answers_once_a_digit_was_said():
    words = DrawingPad(strokes=CROSSED_ZERO).picture()[0]["text/plain"]
    assert "covered" in words and "reads" not in words
    pad = DrawingPad(strokes=CROSSED_ZERO, label=0)
    words = pad.picture()[0]["text/plain"]
    assert "Said to be a 0." in words and f"The model reads {pad.scores().argmax()}" in words


def test_kept_drawings_come_as_arrays():
    pad = DrawingPad()
    assert [each.shape for each in pad.kept] == [(0, 784), (0,)]
    images = np.random.default_rng(0).uniform(size=(2, 784)).astype("float32")
    pad.set_state({"kept_images": pack(images, "float32"), "kept_labels": [3, 5]})
    np.testing.assert_array_equal(pad.kept[0], images)
    np.testing.assert_array_equal(pad.kept[1], [3, 5])


def digits():
    """Images (N, 28, 28), uint8, and labels that the reference run did not learn from."""
    (x, y), _ = load_mnist()
    return x[48000:][:12], y[48000:][:12]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_calculates_as_numpy(dtype):
    """Running sums, scores, probabilities and loss: as what a learner calculates."""
    images, labels = digits()
    weights, biases, _ = reference_run()
    x = images.reshape(len(images), -1).astype(dtype) / 255
    scores = x @ weights.astype(dtype) + biases
    calls = []
    for image, row, label in zip(images, scores, labels, strict=True):
        calls.append(("runningSums", (image.ravel() / 255).tolist(), pack(weights, "float32"), 10))
        calls.append(("changedScores", row.tolist(), 3, -20))
        calls.append(("softmax", row.tolist()))
        calls.append(("crossEntropy", row.tolist(), int(label)))
    found = iter(calculated("scores", *calls))
    for image, row, label in zip(x, scores, labels, strict=True):
        sums = np.reshape(next(found), (785, 10))
        products = image[:, np.newaxis] * weights
        np.testing.assert_allclose(sums[1:], products.cumsum(axis=0), atol=1e-5)
        np.testing.assert_allclose(sums[-1] + biases, row, atol=1e-5)
        np.testing.assert_allclose(next(found), 3 * row - 20, atol=1e-5)
        probabilities = softmax(row)
        np.testing.assert_allclose(next(found), probabilities, atol=1e-5)
        np.testing.assert_allclose(next(found), -np.log(probabilities[label]), atol=1e-5)


def test_scores_are_those_of_what_it_was_given():
    images, labels = digits()
    weights, biases, _ = reference_run()
    expected = images.reshape(12, -1) / 255 @ weights.astype(float) + biases
    for x in (images, images / 255, images.reshape(12, -1).astype(np.float32) / 255):
        part = ScoreExplorer(x, labels, weights, biases, image=4)
        np.testing.assert_allclose(part.scores(), expected[4])
    part.image, part.factor, part.constant = 6, 2, -1
    np.testing.assert_allclose(part.scores(), 2 * expected[6] - 1)
    np.testing.assert_allclose(ScoreExplorer(image=6).scores(), expected[6])


def test_scores_takes_other_images_and_classes():
    """Lesson 4's two lines: 3 × 3 pixels, two classes."""
    image = np.array([[0.0, 1.0, 0.0], [0.0, 0.8, 0.0], [0.0, 1.0, 0.2]])
    line = np.array([[-1, 1, -1]] * 3)
    weights = np.stack([line, line.T]).reshape(2, -1).T
    part = ScoreExplorer([image], [0], weights, [0.5, -0.25])
    np.testing.assert_allclose(part.scores(), [3.1, -1.65])


def test_scores_does_not_answer_before_it_was_answered():
    words = ScoreExplorer(image=4).picture()[0]["text/plain"]
    assert words.startswith("12 images of 28 × 28 pixels")
    assert "score" not in words
    part = ScoreExplorer(image=4, guess=3, digit=3)
    assert f"the score is {part.scores()[3]:.2f}" in part.picture()[0]["text/plain"]
    part.view, part.constant = "softmax", 100
    words = part.picture()[0]["text/plain"]
    for digit, (score, p) in enumerate(zip(part.scores(), softmax(part.scores()), strict=True)):
        shown = "below 0.001" if p < 0.0005 else f"{p:.3f}"
        assert f"{digit}: {score:.3g} becomes {shown}" in words


BLANK = np.zeros((2, 4, 4))
FITTING = {"images": BLANK, "labels": [0, 1], "weights": np.ones((16, 2)), "biases": [0.0, 1.0]}


@pytest.mark.parametrize(
    ("given", "fragment"),
    [
        ({"images": None}, "images with labels"),
        ({"biases": None}, "weights with biases"),
        ({"images": "digits"}, "1 to 12 images"),
        ({"images": [[1], [2, 3]]}, "equally long"),
        ({"images": np.zeros((13, 4, 4))}, "1 to 12 images"),
        ({"images": np.zeros((2, 40, 40))}, "at most 32"),
        ({"images": np.zeros((0, 4, 4))}, "1 to 12 images"),
        ({"images": BLANK + 255}, "from 0 to 1; these reach from 255 to 255"),
        ({"images": BLANK.astype(int) - 1}, "from 0 to 255; these reach from −1 to −1"),
        ({"images": BLANK + np.nan}, "not a number"),
        ({"labels": [0]}, "one whole number an image"),
        ({"labels": [0.0, 1.0]}, "one whole number an image"),
        ({"labels": [0, 2]}, "from 0 to 1"),
        ({"labels": [-1, 0]}, "from 0 to 1"),
        ({"weights": np.ones((2, 16))}, "do not fit"),
        ({"weights": np.ones(16)}, "2 axes"),
        ({"weights": np.full((16, 2), 1e39)}, "finite"),
        ({"biases": [0, np.inf]}, "finite"),
        ({"biases": [[0], [1, 2]]}, "equally long"),
        ({"weights": np.ones((16, 1)), "biases": [1]}, "2 to 12 classes"),
        ({"image": 2}, "image must be at most 1"),
        ({"guess": 2}, "guess must be at most 1"),
        ({"digit": 2}, "digit must be at most 1"),
        ({"swept": 17}, "swept must be at most 16"),
        ({"factor": float("nan")}, "not NaN"),
        ({"constant": 1e6}, "1000"),
        ({"guess_add": "more"}, "larger"),
        ({"sweep": 3}, "has no 'sweep'"),
    ],
)
def test_scores_says_what_is_wrong(given, fragment):
    with pytest.raises(PartError) as refused:
        ScoreExplorer(**{**FITTING, **given})
    assert fragment in str(refused.value) and "\n" not in str(refused.value)
