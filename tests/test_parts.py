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

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import helpers.parts
from helpers import SoftmaxClassifier, load_mnist
from helpers.parts import LiveTraining, PartError, RateExplorer, UnrollExplorer
from helpers.parts.part import FOLDER, MIME, SHARED, Part, module_text, pack, unpack

TESTS = Path(__file__).parent
NODE = shutil.which("node")
IMAGES = np.random.default_rng(0).random((200, 784), dtype=np.float32)
LABELS = np.arange(200) % 10
PARTS = [
    each
    for each in vars(helpers.parts).values()
    if isinstance(each, type) and issubclass(each, Part)
]

# For each part: states that it is tested in, then values that a browser could send and it must
# refuse, then arguments that Python must refuse.
STATES = {
    UnrollExplorer: [
        {},
        {"guess": 6},
        {"kind": "batch", "order": "F", "pixel": [2, 3, 1], "guess": 3, "question": 4},
        {"kind": "colour", "pixel": [1, 0, 3], "guess": 0, "seed": 7},
    ],
    LiveTraining: [{}, {"guess": 70}],
    RateExplorer: [{}, {"guess": 3.0, "learning_rate": 0.5, "batch_size": 8, "seed": 2}],
}
FROM_BROWSER = {
    UnrollExplorer: [{"kind": "hexagon"}, {"pixel": [0, 9, 9]}, {"pixel": "x"}, {"guess": None}],
    LiveTraining: [{"guess": 101}, {"guess": "many"}],
    RateExplorer: [
        {"learning_rate": 0},
        {"learning_rate": "fast"},
        {"batch_size": 12001},
        {"guess": 4},
        {"seed": -1},
    ],
}
FROM_PYTHON = {
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
}
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
    assert sum(path.stat().st_size for path in FOLDER.glob("*.js")) < 100_000


def top_level(text):
    return re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", text, re.MULTILINE)


@each_part
def test_a_linter_finds_nothing_in_a_module(part_class, tmp_path):
    """In the whole text, as a browser gets it. A part need not use all that the parts share."""
    text = module_text(part_class.module)
    shared = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in SHARED)
    assert text.startswith(shared)
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


@each_part
def test_a_module_exports_one_thing_and_fetches_nothing(part_class):
    """A page that was opened from a file can neither import nor fetch."""
    text = module_text(part_class.module)
    assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
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
    got = node("epoch.mjs", given)
    weights = np.reshape(got["weights"], (784, 10))
    np.testing.assert_allclose(weights, model.weights_, rtol=0, atol=1e-5)
    np.testing.assert_allclose(got["biases"], model.biases_, rtol=0, atol=1e-5)
    numbers = [got["loss"], got["accuracy"], got["after"]["loss"], got["after"]["accuracy"]]
    numpys = [model.history_["loss"][0], model.history_["accuracy"][0], *model.evaluate(x, y)]
    np.testing.assert_allclose(numbers, numpys, rtol=0, atol=1e-5)


def node(script, given):
    """What a script in tests/parts/ answers to `given`."""
    need_node()
    done = subprocess.run(
        [NODE, TESTS / "parts" / script],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
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
