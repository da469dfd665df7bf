"""The answer bank: every check accepts right answers and names what is wrong with the others.

Each answer is code. It runs behind the stub that the learner gets, in a namespace
that holds nothing but what the bank's SETUP makes; then the check cell runs.
"""

import ast
import contextlib
import io
import random

import numpy as np
import pytest

from helpers import check
from helpers.checks import (
    Exercise,
    Incorrect,
    NotAttempted,
    exercises,
    missing_name_text,
    registry,
)
from tests.answers import bank, open_cells

EXERCISES = exercises()

ACCIDENTS = {
    "None": "None",
    "a text": "'flatten'",
    "a number": "-12345",
    "nothing in a list": "[]",
    "a ragged list": "[[1, 2], [3]]",
    "an endless generator": "(number for number in iter(int, 1))",
    "a function": "len",
    "a class": "dict",
    "a function that raises": "lambda *arguments: 1 / 0",
    "a function that never ends": "lambda *arguments: sum(1 for _ in iter(int, 1))",
    "a function that gives a generator": "lambda *arguments: (n for n in iter(int, 1))",
    "an object that cannot be shown": "Hostile()",
    "an array of objects": "np.array([None, 'a'], dtype=object)",
    "an array of NaN": "np.full((2, 3), np.nan)",
}


class Hostile:
    """An object that refuses whatever is asked of it."""

    def __repr__(self):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    def __array__(self, *arguments, **options):
        raise RuntimeError("no")

    def __len__(self):
        raise RuntimeError("no")

    __hash__ = None


def answers_of(asked: Exercise) -> dict:
    """The bank's answers to an exercise; empty if there is no bank (a test fails on that)."""
    try:
        return bank(asked.lesson).ANSWERS.get(asked.name, {})
    except ModuleNotFoundError:
        return {}


def answers(kind: str) -> list:
    found = []
    for name, asked in EXERCISES.items():
        for number, answer in enumerate(answers_of(asked).get(kind, [])):
            found.append(pytest.param(name, answer, id=f"{name}-{number}"))
    return found


def judge(asked: Exercise, answer: str, **names) -> str:
    """Run stub, answer and check as a learner would; return what is printed."""
    stub, check_cell = open_cells(asked.name)
    space = {"check": check, **names}
    exec(bank(asked.lesson).SETUP, space)
    exec(stub, space)
    exec(answer, space)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(check_cell, space)
        except NameError as error:
            raise NotAttempted(missing_name_text(error.name)) from None
    return printed.getvalue()


def test_every_exercise_has_its_bank():
    for name, asked in EXERCISES.items():
        entry = bank(asked.lesson).ANSWERS[name]
        assert len(set(entry["right"])) >= 3, name
        assert len(set(entry["wrong"])) >= 6, name


def test_no_bank_is_left_over():
    for asked in EXERCISES.values():
        unknown = set(bank(asked.lesson).ANSWERS) - set(EXERCISES)
        assert not unknown


@pytest.mark.parametrize("name, answer", answers("right"))
def test_a_right_answer_is_accepted(name, answer):
    printed = judge(EXERCISES[name], answer)
    assert printed.startswith("Correct: ") and printed.count("\n") == 1


@pytest.mark.parametrize("name, answer", answers("wrong"))
def test_a_wrong_answer_is_told_why(name, answer):
    code, fragment = answer
    with pytest.raises((Incorrect, NotAttempted)) as caught:
        judge(EXERCISES[name], code)
    [line] = caught.value._render_traceback_()
    assert fragment in line and "\n" not in line


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_not_attempted(name):
    with pytest.raises(NotAttempted) as caught:
        judge(EXERCISES[name], "")
    [line] = caught.value._render_traceback_()
    assert line.startswith("Not attempted: ")


@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("name", EXERCISES)
def test_an_accident_gets_a_verdict(name, accident, monkeypatch):
    asked = EXERCISES[name]
    if accident == "a function that never ends":
        if asked.seconds > 1:
            import keras  # noqa: F401 - so that the shorter time is not spent on the import
        monkeypatch.setitem(registry._exercises, name, asked._replace(seconds=0.05))
    check_cell = ast.parse(open_cells(name)[1])
    [call] = [node for node in ast.walk(check_cell) if isinstance(node, ast.Call)]
    code = "\n".join(f"{argument.id} = {ACCIDENTS[accident]}" for argument in call.args[1:])
    with pytest.raises((Incorrect, NotAttempted)) as caught:
        judge(asked, code, Hostile=Hostile, np=np)
    [line] = caught.value._render_traceback_()
    assert "\n" not in line and len(line) < 400


@pytest.mark.parametrize("name", EXERCISES)
def test_a_check_leaves_the_random_state_alone(name):
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state()[1].tolist()
    judge(EXERCISES[name], bank(EXERCISES[name].lesson).ANSWERS[name]["right"][0])
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
