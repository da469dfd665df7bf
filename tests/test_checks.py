"""The verdict mechanism itself: in a real kernel, with a clock, and with the progress file."""

import json
import os
import signal
import threading
import time

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from helpers import check, progress
from helpers.checks import (
    Incorrect,
    NotAttempted,
    UnknownExercise,
    exercise,
    exercises,
    verdict,
)
from helpers.runs import say_once
from teaching import build

RIGHT = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8])


@pytest.fixture
def progress_file(tmp_path, monkeypatch):
    path = tmp_path / "runs" / "progress.json"
    monkeypatch.setattr(progress, "PROGRESS_FILE", path)
    return path


def run_in_kernel(*sources: str) -> list:
    """The outputs of some cells, run in a fresh kernel that goes on after errors."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources]
    )
    NotebookClient(notebook, timeout=60, allow_errors=True, kernel_name="python3").execute()
    return [output for cell in notebook.cells for output in cell.outputs]


def test_verdicts_are_one_line_in_a_real_kernel():
    outputs = run_in_kernel(
        "import numpy as np\nfrom helpers import check, load_mnist",
        'check("flatten", flat)',  # never defined
        'check("flatten", ...)',
        'check("flatten", np.zeros((3, 4)))',
        f'check("flatten", np.array({RIGHT.tolist()}))',
        'check("flaten", 1)',
        "another_name",  # an ordinary mistake keeps its ordinary traceback
    )
    errors = [output for output in outputs if output.output_type == "error"]
    assert [error.ename for error in errors] == [
        "NotAttempted",
        "NotAttempted",
        "Incorrect",
        "UnknownExercise",
        "NameError",
    ]
    for error in errors[:4]:
        assert len(error.traceback) == 1 and "\n" not in error.traceback[0]
    assert "there is no `flat` yet" in errors[0].evalue
    assert "Did you mean 'flatten'?" in errors[3].evalue
    assert len(errors[4].traceback) > 1
    [printed] = [output for output in outputs if output.output_type == "stream"]
    assert printed.text.startswith("Correct: ") and printed.text.count("\n") == 1


def test_a_check_without_an_answer_says_so():
    with pytest.raises(UnknownExercise, match="takes your answer"):
        check("flatten")


def test_the_example_in_the_first_lesson_is_what_the_check_says():
    with pytest.raises(Incorrect) as caught:
        check("flatten", RIGHT.reshape(1, -1))
    text = (build.LESSON_FOLDER / "00_start_here.md").read_text(encoding="utf-8")
    assert caught.value._render_traceback_()[0] in text.splitlines()


def test_two_exercises_cannot_share_a_name():
    exercises()
    with pytest.raises(ValueError, match="two exercises"):
        exercise("flatten", lesson="01_vectorization")(lambda answer: "")


def test_an_unknown_lesson_is_refused():
    with pytest.raises(ValueError, match="unknown lesson"):
        exercise("something-new", lesson="99_nowhere")(lambda answer: "")


def test_the_time_limit_stops_a_loop_and_restores_the_handler():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(verdict.OutOfTime), verdict.time_limit(0.1):
        while True:
            pass
    assert signal.getsignal(signal.SIGINT) is before


def test_the_time_limit_stops_a_body_that_only_waits():
    with pytest.raises(verdict.OutOfTime), verdict.time_limit(0.1):
        for _ in range(600):
            time.sleep(0.1)


def test_a_learners_own_interrupt_is_not_taken_for_the_time_limit():
    with pytest.raises(KeyboardInterrupt), verdict.time_limit(60):
        raise KeyboardInterrupt


def test_the_time_limit_leaves_a_thread_alone():
    seen = []

    def body():
        with verdict.time_limit(0.01):
            seen.append(sum(range(1000)))

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert seen == [499500]


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
    assert verdict.is_stub(function) is expected


@pytest.mark.parametrize(
    "value, fragment",
    [
        (np.zeros((2, 3)), "shape (2, 3), dtype float64"),
        (np.array([1, 2]), "[1 2]"),
        (np.float32(0.5), "0.5 (float32)"),
        ([1], "a list of 1 item"),
        ({}, "a dict of 0 items"),
        (len, "the function len"),
        (dict, "the class dict"),
        ("x" * 100, "..."),
        ((n for n in iter(int, 1)), "a generator"),
        (object(), "type object"),
    ],
)
def test_what_was_given_is_described(value, fragment):
    assert fragment in verdict.describe(value)
    assert "\n" not in verdict.describe(value)


def test_the_first_failing_trial_is_named_and_the_surest_cause():
    trials = [("one", (np.array([1.0]),)), ("two", (np.array([1.0, 3.0]),))]
    mistakes = [(np.sum, "You summed."), (np.max, "You took the largest.")]
    with pytest.raises(Incorrect) as caught:
        verdict.try_function(np.max, trials, np.mean, mistakes, name="mean")
    # For one number, all three agree; for two, only the largest explains it.
    assert "on two, mean returned 3.0 (float64). You took the largest." in str(caught.value)


def test_a_function_that_changes_its_input_is_caught():
    def halve(x):
        x /= 2
        return x

    with pytest.raises(Incorrect, match="changed the array it was given"):
        verdict.try_function(halve, [("two", (np.ones(2),))], lambda x: x / 2, name="halve")


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
