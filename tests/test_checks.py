"""The verdict mechanism itself: in a real kernel, with a clock, and with the progress file."""

import asyncio
import functools
import json
import os
import random
import signal
import sys
import threading
import time
import warnings

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from helpers import check, progress
from helpers.checks import Incorrect, NotAttempted, UnknownExercise, exercise, exercises, verdict
from helpers.checks.cells import names_made
from helpers.checks.sentences import describe, describe_call, say
from helpers.checks.verdict import Answer, Line
from helpers.runs import say_once

RIGHT = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8])


@pytest.fixture
def progress_file(tmp_path, monkeypatch):
    path = tmp_path / "runs" / "progress.json"
    monkeypatch.setattr(progress, "PROGRESS_FILE", path)
    return path


# On the page


def run_in_kernel(*sources: str) -> list:
    """The cells, run in a fresh kernel that goes on after errors."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources]
    )
    NotebookClient(notebook, timeout=60, allow_errors=True, kernel_name="python3").execute()
    return notebook.cells


def test_verdicts_on_a_page():
    cells = run_in_kernel(
        "import numpy as np\nfrom helpers import check, load_mnist",
        'check("flatten", flat)',  # never defined
        'check("flatten", ...)',
        'check("flatten", np.zeros((3, 4)))',
        f'check("flatten", np.array({RIGHT.tolist()}))',
        'check("guess-largest", 255, 254)',
        'check("flaten", 1)',
        "another_name",  # an ordinary mistake keeps its ordinary traceback
    )
    kinds = [
        ("Not attempted", "NotAttempted"),
        ("Not attempted", "NotAttempted"),
        ("Incorrect", "Incorrect"),
        ("Correct", None),
        ("Your guess", None),
    ]
    for cell, (title, error) in zip(cells[1:6], kinds, strict=True):
        [box, *raised] = cell.outputs
        assert box.data["text/plain"].startswith(f"{title}: ")
        assert title in box.data["text/html"] and "<div" in box.data["text/html"]
        assert [output.ename for output in raised] == ([error] if error else [])
        for output in raised:
            assert len(output.traceback) == 1 and "\n" not in output.traceback[0]
            assert len(output.traceback[0]) < 120
    assert "there is no `flat` yet" in cells[1].outputs[0].data["text/plain"]
    assert "Did you mean 'flatten'?" in cells[6].outputs[0].evalue
    assert len(cells[7].outputs[0].traceback) > 1


def test_a_cell_that_did_not_run_is_not_judged():
    cells = run_in_kernel(
        "import numpy as np\nfrom helpers import check",
        "def as_batch(image):\n    return image.reshape(1, -1)",
        'check("batch-of-one", as_batch)',
        "def as_batch(image)\n    return image.reshape(-1)",  # the old one still lives
        'check("batch-of-one", as_batch)',
        "flat = nowhere.flatten()",  # NameError: flat was never made
        'check("flatten", flat)',
        "def as_batch(image):\n    return image.reshape(1, -1)\nas_batch(3)",  # made, then raised
        'check("batch-of-one", as_batch)',
    )
    assert cells[2].outputs[0].data["text/plain"].startswith("Correct: ")
    said = cells[4].outputs[0].data["text/plain"]
    assert said.startswith("Not attempted: the cell that makes `as_batch` did not run")
    assert "SyntaxError: expected ':' (line 1)" in said
    assert "NameError: name 'nowhere' is not defined" in cells[6].outputs[0].data["text/plain"]
    assert cells[8].outputs[0].data["text/plain"].startswith("Correct: ")


@pytest.mark.parametrize(
    "source, names",
    [
        ("flat = 3", {"flat"}),
        ("flat: int = 3", {"flat"}),
        ("def f(x)\n    y = 2", {"f"}),
        ("class A:\n    async def g(self): pass", {"A", "g"}),
        ("flat == 3\nprint(flat = 2)", set()),
    ],
)
def test_the_names_that_a_cell_makes(source, names):
    assert names_made(source) == names


def test_a_call_without_an_answer_says_how():
    with pytest.raises(UnknownExercise, match="check\\('flatten', flat\\)"):
        check("flatten")
    with pytest.raises(UnknownExercise, match="no exercise is named"):
        check(np.zeros(3), 2)


def test_two_exercises_cannot_share_a_name():
    exercises()
    with pytest.raises(ValueError, match="two exercises"):
        exercise("flatten", lesson="01_vectorization", answers=["a"])(lambda answer: "")


def test_an_unknown_lesson_is_refused():
    with pytest.raises(ValueError, match="unknown lesson"):
        exercise("something-new", lesson="99_nowhere", answers=["a"])(lambda answer: "")


# Data, not words


def test_a_verdict_is_data():
    with pytest.raises(Incorrect) as caught:
        check("flatten", RIGHT.reshape(1, -1))
    told = caught.value
    assert (told.exercise, told.cause) == ("flatten", "flatten-batch")
    assert told.seen.template == "is" and told.seen.fields["name"] == "flat"
    assert say(told.cause, told.fields) in str(told)


@pytest.mark.parametrize(
    "value, text",
    [
        (np.zeros((2, 30)), "an array of shape (2, 30), float64"),
        (np.array([1, 2]), "[1, 2] (shape (2,), int64)"),
        (np.array([[0.5], [10.25]]), "[[0.5], [10.25]] (shape (2, 1), float64)"),
        (np.float32(0.5), "0.5 (float32)"),
        (3, "3 (int)"),
        ([1], "[1]"),
        ((16, 1), "(16, 1)"),
        ({}, "{}"),
        (list(range(100)), "a list of 100 items"),
        (len, "the function len"),
        (dict, "the class dict"),
        ("x" * 200, "…'"),
        ((n for n in iter(int, 1)), "a generator"),
        (object(), "an object of type object"),
        (np.ma.array([1.0]), "a MaskedArray (not a plain NumPy array)"),
        (np.array([None, 1]), "an array of Python objects, shape (2,)"),
        (None, "None"),
    ],
)
def test_what_was_given_is_described(value, text):
    words = describe(Answer(value, "x").value)
    assert text in say(*words) and "\n" not in say(*words)


def test_a_call_can_be_pasted():
    call = describe_call("f", (np.array([1, 2]), np.zeros((1, 2), np.float32), 3, "a", [0.5]))
    assert call == "f(np.array([1, 2]), np.array([[0., 0.]], np.float32), 3, 'a', [0.5])"
    assert describe_call("f", (np.zeros((5, 5)),)) == "f(<float64 array (5, 5)>)"


# What a function did


def stub_with_docstring(x):
    """Return nothing yet."""


def stub_with_ellipsis(x): ...


def not_a_stub(x):
    return x


def returns_a_constant(x):
    return 5


@pytest.mark.parametrize(
    "function, expected",
    [
        (stub_with_docstring, True),
        (stub_with_ellipsis, True),
        (not_a_stub, False),
        (returns_a_constant, False),
        (len, False),
    ],
)
def test_a_stub_is_recognised(function, expected):
    assert Answer(function, "f").is_stub is expected


def expect_mean(function, mistakes=(), **options):
    trials = [(np.array([1.0, 3.0]),), (np.array([1.0]),)]
    return verdict.expect_function(Answer(function, "mean"), trials, np.mean, mistakes, **options)


def cause_of(function, *arguments, **options) -> str:
    with pytest.raises((Incorrect, NotAttempted)) as caught:
        expect_mean(function, *arguments, **options)
    return caught.value.cause


class Callable:
    def __call__(self, x):
        return x.mean()


@pytest.mark.parametrize(
    "function",
    [
        np.mean,
        functools.partial(np.mean, axis=0),
        Callable(),
        functools.cache(lambda: 0) and np.mean,
    ],
)
def test_whatever_can_be_called_is_a_function(function):
    assert len(expect_mean(function)) == 2


def test_a_mistake_is_named_only_if_it_explains_every_trial():
    mistakes = [("axes", np.sum), ("shape", np.max)]
    assert cause_of(np.max, mistakes) == "shape"
    assert cause_of(lambda x: x.max() if len(x) > 1 else 7.0, mistakes) == "not-right"
    first = cause_of(lambda x: float(len(x)) + 8, mistakes)
    assert first == "not-right"


def test_the_common_faults_are_told_apart():
    data = {"x": np.ones(2)}

    def changes(x):
        x /= 2
        return x.mean() * 2

    def changes_and_wrong(x):
        x /= 2
        return x.mean()

    def in_place(x):
        x /= 2

    exec("def reads(x):\n    return data.mean()", space := {"data": data["x"]})
    exec("def overwrites(x):\n    x = data\n    return x.mean()", space)
    assert cause_of(changes) == "changes-argument"
    assert cause_of(changes_and_wrong) == "changes-argument-and-wrong"
    assert cause_of(in_place) == "changes-in-place-and-returns-nothing"
    assert cause_of(lambda x: print(x.mean())) == "prints"
    assert cause_of(lambda x: None) in ("returns-nothing", "no-lines")
    assert cause_of(lambda x: ...) in ("returns-dots", "no-lines")
    assert cause_of(space["reads"]) == "reads-global"
    assert cause_of(space["overwrites"]) == "reads-global"
    assert cause_of(lambda x: x / 0 + nowhere) == "raises"  # noqa: F821
    assert cause_of(lambda x: x) == "not-a-number"
    assert cause_of(int) == "not-a-function"


@pytest.mark.parametrize(
    "given, cause",
    [
        ([[0.5, 0.5]], "not-an-array"),
        (np.array([0.5, 0.5]), "axes"),
        (np.array([[0.5, 0.25, 0.25]]), "shape"),
        (np.array([[np.nan, 0.5]]), "nan"),
        (np.array([[np.inf, 0.5]]), "infinite"),
        (np.array([[0.9, 0.9]]), "row-sums"),
        (np.array([[0.25, 0.75]]), "order"),
        (np.array([[0.6, 0.4]]), "all-values"),
        (np.array([["a", "b"]]), "not-numbers"),
    ],
)
def test_the_broken_property_is_named(given, cause):
    expected = np.array([[0.75, 0.25]])
    assert verdict.find_fault(verdict.snapshot(given), expected).template == cause


@pytest.mark.parametrize(
    "given, cause",
    [
        ([-1.0, 2.0, -4.0], "signs"),
        ([2.0, -4.0, 8.0], "one-factor"),
        ([2.0, -1.0, 5.0], "one-constant"),
        ([1.0, -2.0, 9.0], "some-values"),
    ],
)
def test_how_the_values_are_wrong_is_said(given, cause):
    assert verdict.find_fault(np.array(given), np.array([1.0, -2.0, 4.0])).template == cause


def test_lines_are_put_in_an_order_that_works():
    lines = {
        1: Line((), ("a",)),
        2: Line(("a",), ("b",)),
        3: Line((), ("c",)),
        4: Line((), (), wrong="axes"),
    }

    def cause(order):
        try:
            verdict.expect_order(Answer(order, "order"), lines, count=3)
        except Incorrect as told:
            str(told)
            return told.cause
        return "right"

    assert cause([1, 2, 3]) == cause((3, 1, 2)) == cause(np.array([1, 3, 2])) == "right"
    assert cause([2, 1, 3]) == "order-too-early"
    assert cause([1, 2]) == "order-length"
    assert cause([1, 1, 2]) == "order-twice"
    assert cause([1, 2, 9]) == "order-unknown-line"
    assert cause("123") == "order-not-a-list"


# Against what may happen in a cell


def test_a_liar_is_not_believed():
    class Liar(np.ndarray):
        pass

    class Pretender:
        __class__ = np.ndarray

        def __array__(self, *arguments, **options):
            return RIGHT

    class EqualToAll(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    for lie in (RIGHT.view(Liar), Pretender(), np.ma.array(RIGHT), EqualToAll("b")):
        with pytest.raises(Incorrect):
            check("flatten", lie)
    with pytest.raises(Incorrect):
        check("view-or-copy", EqualToAll("x"))


def test_a_replaced_function_of_numpy_judges_nothing(monkeypatch):
    for name in ("allclose", "array_equal", "isclose"):
        monkeypatch.setattr(np, name, lambda *arguments, **options: True)
    with pytest.raises(Incorrect):
        check("flatten", RIGHT[::-1].copy())


class Strange(BaseException):
    def __str__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize("error", [Strange, SystemExit, GeneratorExit, asyncio.CancelledError])
def test_no_error_of_theirs_gets_through(error):
    def raises(image):
        raise error

    with pytest.raises(Incorrect, match=error.__name__):
        check("batch-of-one", raises)


def test_what_an_answer_leaves_behind_is_put_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder, filters = os.getcwd(), list(warnings.filters)
    state, numpy_state = random.getstate(), np.random.get_state()[1].tolist()

    def untidy(image):
        os.chdir("/")
        random.seed(3)
        np.random.seed(3)
        np.set_printoptions(precision=1)
        warnings.simplefilter("error")
        sys.settrace(lambda *arguments: None)
        return image.reshape(1, -1)

    check("batch-of-one", untidy)
    assert os.getcwd() == folder and warnings.filters == filters
    assert np.get_printoptions()["precision"] == 8
    assert random.getstate() == state and np.random.get_state()[1].tolist() == numpy_state


def test_the_time_limit_stops_a_loop_and_restores_the_handler():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(verdict.OutOfTime), verdict.time_limit(0.1):
        while True:
            pass
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="a real signal needs POSIX")
@pytest.mark.parametrize("wait", [time.sleep, threading.Event().wait])
def test_the_time_limit_stops_a_body_that_only_waits(wait):
    began = time.monotonic()
    with pytest.raises(verdict.OutOfTime), verdict.time_limit(0.1):
        wait(60)
    assert time.monotonic() - began < 30


def catches_everything_in_a_loop():
    while True:
        try:  # noqa: SIM105
            sum(range(100))
        except:  # noqa: E722 - what a learner writes
            pass


def catches_everything_and_goes_on():
    for _ in range(10**9):
        try:
            time.sleep(0.01)
        except BaseException as error:
            str(error)
            continue


@pytest.mark.parametrize("function", [catches_everything_in_a_loop, catches_everything_and_goes_on])
def test_the_time_limit_stops_code_that_catches_everything(function):
    for _ in range(5):
        with pytest.raises(verdict.OutOfTime), verdict.time_limit(0.1):
            Answer(function, "f").call()
        assert sys.gettrace() is None


def test_a_learners_own_interrupt_is_not_taken_for_the_time_limit():
    with pytest.raises(KeyboardInterrupt), verdict.time_limit(60):
        raise KeyboardInterrupt


def test_an_interrupted_check_is_one_line():
    def interrupts(image):
        raise KeyboardInterrupt

    with pytest.raises(NotAttempted, match="interrupted"):
        check("batch-of-one", interrupts)


def test_the_time_limit_leaves_a_thread_alone():
    seen = []

    def body():
        with verdict.time_limit(0.01):
            seen.append(sum(range(1000)))

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert seen == [499500]


# The progress


def test_a_pass_is_remembered_once(progress_file, capsys):
    for _ in range(2):
        check("flatten", RIGHT)
    assert json.loads(progress_file.read_text())["solved"] == ["flatten"]
    progress.show_progress()
    total = len(exercises())
    assert f"1 of {total}" in capsys.readouterr().out


def test_a_wrong_answer_is_not_remembered(progress_file):
    with pytest.raises(Incorrect):
        check("flatten", RIGHT[::-1].copy())
    with pytest.raises(NotAttempted):
        check("flatten", ...)
    assert not progress_file.exists()


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"solved": 3}', b'{"solved": [3, "gone"]}'),
        *(b'{"solved": [["flatten"]]}', b"[" * 100_000),
    ],
)
def test_a_damaged_progress_file_costs_the_progress_only(content, progress_file, capsys):
    progress_file.parent.mkdir()
    progress_file.write_bytes(content)
    progress.show_progress()
    assert f"0 of {len(exercises())}" in capsys.readouterr().out
    check("flatten", RIGHT)
    assert progress.solved_exercises() == ["flatten"]


def test_an_exercise_that_stands_twice_counts_once(progress_file, capsys):
    progress_file.parent.mkdir()
    progress_file.write_text(json.dumps({"solved": ["flatten", "flatten"]}))
    assert progress.solved_exercises() == ["flatten"]
    progress.show_progress()
    assert f"1 of {len(exercises())}" in capsys.readouterr().out


def test_an_unwritable_progress_file_costs_the_progress_only(progress_file, capsys):
    progress_file.parent.write_text("a file where the folder should be")
    say_once.cache_clear()
    check("flatten", RIGHT)
    correct, reason = capsys.readouterr().out.splitlines()
    assert correct.startswith("Correct: ") and reason.startswith("Your progress is not kept: ")
    assert str(progress_file) in reason and "make the folder writable" in reason
    check("flatten", RIGHT)
    progress.remember("another exercise")
    assert capsys.readouterr().out == correct + "\n"
    progress.show_progress()
    assert os.path.isfile(progress_file.parent)


def test_all_done_is_said(progress_file, capsys):
    for name in exercises():
        progress.remember(name)
    progress.show_progress()
    assert "You have solved every exercise." in capsys.readouterr().out
