"""The answer bank: every check accepts right answers and names what is wrong with the others.

Each answer is code. It runs behind the stub that the learner gets, in a namespace
that holds nothing but what the bank's SETUP makes; then the check cell runs.

`python -m tests.test_answers` judges the whole bank under twenty other seeds, and prints every
answer whose verdict or reason depends on the draw. `python -m tests.test_answers 03` does so for
lesson 3.
"""

import ast
import contextlib
import io
import random
import sys

import numpy as np
import pytest

from helpers import check
from helpers.checks import (
    Exercise,
    Incorrect,
    NotAttempted,
    Verdict,
    exercises,
    missing_name,
    registry,
)
from tests.answers import bank, open_cells

EXERCISES = exercises()
GUESSES = {name: item for name, item in registry.exercises_and_guesses().items() if not item.points}
WRONG_ON_PURPOSE = {"first-check"}  # its stub is a given piece to mend
MORE_SEEDS = 20

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
            raise missing_name(error.name) from None
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
    code, reason = answer
    with pytest.raises((Incorrect, NotAttempted)) as caught:
        judge(EXERCISES[name], code)
    line = str(caught.value)
    assert (reason == caught.value.cause or reason in line) and "\n" not in line, line
    assert caught.value.exercise in (name, "")


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_not_attempted(name):
    with pytest.raises(Incorrect if name in WRONG_ON_PURPOSE else NotAttempted):
        judge(EXERCISES[name], "")


@pytest.mark.parametrize("name", GUESSES)
def test_a_guess_is_answered(name):
    asked = GUESSES[name]
    came, *guesses = bank(asked.lesson).GUESSES[name]
    assert len(guesses) >= 3, "a right guess, a likely wrong one, and another"
    for guessed, sentence in guesses:
        template = asked.judge(guessed, came)
        assert (template[0] if isinstance(template, tuple) else template) == sentence
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            check(name, guessed, came)
        assert printed.getvalue().startswith("Your guess: ")
    for odd in ("a text", len, [], np.full(3, np.nan), object()):
        with contextlib.redirect_stdout(io.StringIO()):
            check(name, odd, came)
    with pytest.raises(NotAttempted):
        check(name, ..., came)


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
    line = str(caught.value)
    assert "\n" not in line and len(line) < 500


@pytest.mark.parametrize("name", EXERCISES)
def test_a_check_leaves_the_random_state_alone(name):
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state()[1].tolist()
    judge(EXERCISES[name], bank(EXERCISES[name].lesson).ANSWERS[name]["right"][0])
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before


def outcome_under(seed: int, asked: Exercise, code: str) -> str:
    """The name of the reason that an answer gets when all trials are drawn from `seed`."""
    registry.use_seed(seed)
    try:
        judge(asked, code)
    except Verdict as verdict:
        return verdict.cause
    finally:
        registry.use_seed(0)
    return "correct"


def main(lessons: list[str]) -> int:
    """Judge the bank under more seeds; return 1 if any verdict or reason depends on one."""
    unsteady = judged = 0
    for name, asked in EXERCISES.items():
        if lessons and asked.lesson[:2] not in lessons:
            continue
        entry = answers_of(asked)
        for code in [*entry["right"], *(code for code, _ in entry["wrong"])]:
            if "while True" in code or "sleep" in code:
                continue  # each of these takes its whole time limit
            judged += 1
            reasons = {outcome_under(seed, asked, code) for seed in range(MORE_SEEDS + 1)}
            if len(reasons) > 1:
                unsteady += 1
                print(f"{name}: {sorted(reasons)}\n{code}\n")
    print(f"{judged} answers under {MORE_SEEDS + 1} seeds, {unsteady} of them unsteady")
    return int(unsteady > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
