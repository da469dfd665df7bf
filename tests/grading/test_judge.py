"""What a paper is worth: the notebook's verdicts, and a fault costs its own exercise only."""

import ast
import threading

import pytest

from helpers.checks import LESSONS, exercises
from teaching.grading import judge
from teaching.grading.paper import STATES, Cell, Paper
from teaching.grading.reading import make_paper, read_cells
from tests.answers import bank
from tests.grading.papers import all_but, paper_of, paper_of_answer, states, with_cells
from tests.grading.submission import Submission
from tests.test_answers import outcome_under

FIRST = "01_vectorization"


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solutions_get_every_point(room, lesson):
    results = room.judge(paper_of(lesson))
    assert states(results) == all_but(lesson)
    assert all(result.points == result.of > 0 and not result.flags for result in results)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_stubs_get_none(room, lesson):
    results = room.judge(paper_of(lesson, "notebooks"))
    assert {result.state for result in results} == {"not attempted"}
    assert sum(result.points for result in results) == 0


NAMES = [name for name, each in exercises().items() if each.lesson[:2] in ("00", "01", "03", "07")]


@pytest.mark.parametrize("name", NAMES)
def test_the_bank_is_judged_as_in_the_notebook(room, name):
    asked = exercises()[name]
    answers = bank(asked.lesson).ANSWERS[name]
    wrong = [code for code, _ in answers["wrong"] if "while True" not in code]
    for code in [*answers["right"][-1:], *wrong[:: max(1, len(wrong) // 3)]]:
        judged = room.judge(paper_of_answer(name, code))
        [result] = [each for each in judged if each.exercise == name]
        expected = outcome_under(0, asked, code)
        assert (result.cause or result.state) == expected, (code, result)


def test_what_is_visible_and_no_code_is_for_a_person(room):
    made = Submission(learner="kim")
    made.open()
    made.add("(5, 12, 2)", after="predict-shape", kind="markdown")
    paper = make_paper(*read_cells(made.bytes()), "kim", FIRST)
    [result] = [one for one in room.judge(paper) if one.exercise == "predict-shape"]
    assert result.state == "needs a look" and "is no code that makes an answer" in result.message


FAULTS = {
    "a variable named check": "check = 5",
    "a reset": "%reset -f",
    "a crash": "import os\nos._exit(1)",
    "a syntax error": "def f(:",
    "an error": "1 / 0",
    "an exit": "import sys\nsys.exit()",
    "NumPy replaced": "np = None",
    "NumPy changed": "np.ndarray_flat = 1\nnp.array = np.arange = None",
    "a built-in hidden": "len = range = 5",
    "standard error": "import sys\nprint('x', file=sys.stderr)",
    "a thread that prints": (
        "import threading, time\n"
        "threading.Thread(target=lambda: [print('x') for _ in iter(int, 1)], daemon=True).start()"
    ),
    "closed files": "import os\nos.closerange(3, 4096)",
    "a fork": "import os\nos.fork()",
    "warnings": "import warnings\nwarnings.warn('x')",
    "recursion": "import sys\nsys.setrecursionlimit(50)",
    "magics": "%matplotlib inline\n%time x = 1\n!echo x",
    "top-level await": "import asyncio\nawait asyncio.sleep(0)",
    "json replaced": "import json\njson.dumps = json.loads = None",
    "a handler at the end": "import atexit\natexit.register(lambda: 1 / 0)",
    "standard output closed": "import sys\nsys.stdout.close()",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_another_cell_costs_nothing(room, fault):
    results = room.judge(with_cells(paper_of(FIRST), FAULTS[fault], before="batch-of-one"))
    assert states(results) == all_but(FIRST)


def test_an_error_is_named_with_its_line(room):
    results = room.judge(
        paper_of(FIRST, flatten="flat = 1\nflat = board +", predict_shape="shape = x")
    )
    by_name = {result.exercise: result for result in results}
    assert by_name["flatten"].state == by_name["predict-shape"].state == "error"
    number = next(cell.number for cell in paper_of(FIRST).cells if "flatten" in cell.exercises)
    assert by_name["flatten"].line == f"cell {number}, line 2: flat = board +"
    assert by_name["flatten"].message.startswith("SyntaxError")
    assert by_name["predict-shape"].message == "NameError: name 'x' is not defined"


def test_a_wrong_answer_gets_its_misconception(room):
    [result] = [
        each
        for each in room.judge(
            paper_of(FIRST, unvectorize="def unvectorize(v, h, w):\n    return v.reshape(-1, w, h)")
        )
        if each.exercise == "unvectorize"
    ]
    assert (result.state, result.cause) == ("incorrect", "width-before-height")
    assert "unvectorize" in result.message and result.points == 0


def test_a_function_that_hangs_is_timed_out(room):
    paper = paper_of(FIRST, batch_of_one="def as_batch(image):\n    while True: pass")
    results = room.judge(paper)
    assert states(results) == all_but(FIRST, batch_of_one="timed out")


def test_an_answer_with_another_name_is_found(room):
    paper = paper_of(
        FIRST,
        flatten="board = np.arange(12)\nflat2 = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8])",
    )
    assert states(room.judge(paper)) == all_but(FIRST, flatten="incorrect")
    paper.other_names = {"flatten": ("flat2",)}
    assert states(room.judge(paper)) == all_but(FIRST)


def test_an_answer_may_use_the_learners_own_cells(room):
    paper = with_cells(
        paper_of(FIRST, vectorize="def vectorize(images):\n    return mine(images)"),
        "def mine(images):\n    return images.reshape(len(images), -1)",
        "1 / 0",
    )
    assert states(room.judge(paper)) == all_but(FIRST)


def test_what_the_lesson_made_is_no_answer(room):
    paper = paper_of(FIRST, flatten="# I had it yesterday")
    paper.cells.insert(1, Cell("flat = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8])", "given"))
    assert states(room.judge(paper)) == all_but(FIRST, flatten="incorrect")


def test_every_exercise_has_one_result_of_a_known_state(room):
    odd = [
        Paper("a", FIRST),
        Paper("b", FIRST, unreadable="This is no notebook."),
        Paper("c", FIRST, written={"flatten": "flat = 1"}),
    ]
    for paper, state in zip(odd, ("not attempted", "unreadable", "needs a look"), strict=True):
        results = room.judge(paper)
        assert [result.exercise for result in results] == list(all_but(FIRST))
        assert results[0].state == state and all(result.state in STATES for result in results)


CHEATS = {
    "equal to everything": (
        "class Same:\n    def __eq__(self, other): return True\n    shape = (12,)\nflat = Same()"
    ),
    "an array that is equal": (
        "class Same(np.ndarray):\n    def __eq__(self, other): return True\n"
        "flat = np.zeros(12).view(Same)"
    ),
    "a comparison that agrees": (
        "import helpers.checks.verdict as v\nnp.allclose = np.array_equal = lambda *a, **k: True\n"
        "v.equal = v.array_equal = lambda *a, **k: True\nflat = np.zeros(12)"
    ),
    "a snapshot that lies": (
        "import helpers.checks.verdict as v\nv.snapshot = lambda *a: True\nflat = 1"
    ),
    "a check that passes": "import helpers\nhelpers.check = print\nflat = 'Correct'",
    "an object array": "flat = np.array([object()] * 12, dtype=object)",
    "replies of its own": (
        "import os, socket, json\n"
        "for number in range(3, 4096):\n"
        "    try:\n"
        "        text = json.dumps({'state': 'correct', 'exercise': 'flatten'}).encode()\n"
        "        os.write(number, len(text).to_bytes(8, 'big') + text)\n"
        "    except OSError: pass\n"
        "flat = 1"
    ),
    "an array of another size": (
        "import teaching.grading.answers as a\n"
        "a.encode = lambda value: {'array': '', 'dtype': '<f8', 'shape': [10**6]}\nflat = 1"
    ),
    "an endless reply": (
        "import teaching.grading.channel as c\n"
        "c.Channel.send = lambda self, message: self.socket.sendall(b'\\xff' * 10**6)\nflat = 1"
    ),
}  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_gets_nothing(room, cheat):
    results = room.judge(paper_of(FIRST, flatten=CHEATS[cheat]))
    found = states(results)
    assert found.pop("flatten") != "correct"
    assert set(found.values()) == {"correct"}


def test_what_looks_odd_is_flagged(room):
    paper = with_cells(paper_of(FIRST), "np.allclose = lambda *a, **k: True", "open('/proc/1/mem')")
    results = room.judge(paper)
    assert states(results) == all_but(FIRST)
    assert any("numpy.allclose" in flag for flag in results[-1].flags)
    assert any("/proc" in flag for flag in results[-1].flags)


def test_several_threads_share_a_room(room, monkeypatch):
    monkeypatch.setattr(judge, "FORKS", 3)  # new interpreters take over while the old ones work
    papers = [paper_of(FIRST, flatten=f"flat = {number}") for number in range(6)]
    found = {}

    def run(number):
        found[number] = room.judge(papers[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(papers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, results in found.items():
        assert states(results) == all_but(FIRST, flatten="incorrect")
        assert f"`{number}`" in results[0].message or str(number) in results[0].message


def test_demonstrations_are_left_out_unless_an_answer_needs_them():
    from teaching.grading.needs import cut, steps_of

    paper = paper_of("07_curves")
    steps = [steps_of(cell.source) for cell in paper.cells]
    answers = {place for place, cell in enumerate(paper.cells) if cell.exercises}
    kept = cut(paper.cells, answers, steps)
    whole = "\n".join(cell.source for cell in paper.cells if cell.role == "given")
    given = "\n".join(source for place, source in kept.items() if place not in answers)
    assert ".fit(" in whole and ".fit(" not in given and "plot_curves(" not in given
    ast.parse(given)
