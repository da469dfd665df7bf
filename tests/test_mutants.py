"""Every small fault in a solution is noticed by its check, or listed with why it is no fault.

`python -m tests.test_mutants` prints the counts, and the survivors of every exercise.
"""

import contextlib
import io
import sys

import pytest

from helpers.checks import check, exercises
from tests.answers import bank, solved_cells
from tests.equivalent_mutants import EQUIVALENT
from tests.mutants import mutants

EXERCISES = exercises()


def survivors(name: str) -> tuple[int, list[str]]:
    """How many faults were made in the solution of an exercise, and those that pass its check."""
    solution, check_cell = solved_cells(name)
    made, passed = 0, []
    for label, source in mutants(solution):
        made += 1
        space = {"check": check}
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(bank(EXERCISES[name].lesson).SETUP, space)
                exec(source, space)
                exec(check_cell, space)
        except Exception:
            continue
        passed.append(label)
    return made, passed


@pytest.mark.parametrize("name", EXERCISES)
def test_only_equivalent_mutants_survive(name):
    made, passed = survivors(name)
    assert made >= 1
    assert sorted(passed) == sorted(EQUIVALENT.get(name, {}))


def test_every_equivalent_mutant_has_its_reason():
    for name, reasons in EQUIVALENT.items():
        assert name in EXERCISES
        assert all(len(reason.split()) >= 3 for reason in reasons.values())


if __name__ == "__main__":
    total, surviving = 0, 0
    for exercise_name in sys.argv[1:] or EXERCISES:
        count, left = survivors(exercise_name)
        total, surviving = total + count, surviving + len(left)
        print(f"{exercise_name}: {count} mutants, {len(left)} survive")
        for survivor in left:
            known = EQUIVALENT.get(exercise_name, {}).get(survivor)
            print(f"    {survivor}    {'equivalent: ' + known if known else 'NOT LISTED'}")
    answers = [
        kind
        for item in EXERCISES.values()
        for kinds in [bank(item.lesson).ANSWERS[item.name]]
        for kind in (*kinds["right"], *kinds["wrong"])
    ]
    print(f"{len(answers)} answers in the bank, {total} mutants, {surviving} survive")
